"""People who stand in line, one behind the other, as before a shop or a counter: they wait, whatever is parked there.

Knows nothing of cars.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from detectors.rules import GroundRules, OwnerRules
from detectors.street.person import Person

STRAIGHT: Final = 0.10
"""Spread across the line to spread along it, at most. Groups standing about measure 0.15–0.35 on the dev tracks."""

HELD_BY: Final = 2
"""One alone is no line."""


def queued(
    here: Sequence[Person], rules: OwnerRules, ground: GroundRules, were: frozenset[int] = frozenset()
) -> frozenset[int]:
    """Keys of those who stand in a line of `queue_people` or more, each within `queue_gap_m` of the next.

    `here` may hold those who are missed on this frame: a line does not break where one is.

    Two of those who `were` in one until now hold it: a line that is served grows short before it is over.
    """
    standing = [p for p in here if p.speed_mps(ground) < rules.queue_mps]
    if len(standing) < (HELD_BY if were else rules.queue_people):
        return frozenset()
    feet = np.array([p.foot for p in standing], np.float64) * (1.0, ground.stretch)
    reach = np.array([p.height for p in standing], np.float64) / ground.person_height_m * rules.queue_gap_m
    apart = np.hypot(*(feet[:, None] - feet[None, :]).T)
    linked = apart <= np.minimum(reach[:, None], reach[None, :])
    found: set[int] = set()
    for members in _chains(linked.tolist()):
        keys = {standing[i].key for i in members}
        if (len(keys) >= rules.queue_people or len(keys & were) >= HELD_BY) and _straight(feet[members]):
            found |= keys
    return frozenset(found)


def _chains(linked: list[list[bool]]) -> list[list[int]]:
    left, chains = set(range(len(linked))), []
    while left:
        chain, edge = [], [min(left)]
        left.discard(edge[0])
        while edge:
            i = edge.pop()
            chain.append(i)
            nearby = {j for j in left if linked[i][j]}
            left -= nearby
            edge += sorted(nearby)
        chains.append(chain)
    return chains


def _straight(feet: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> bool:
    along, across = np.linalg.svd(feet - feet.mean(axis=0), compute_uv=False)[:2]
    return bool(across <= STRAIGHT * along)
