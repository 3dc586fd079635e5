"""Turn restrictions: which edge must not be followed by which. Knows relations and edges, nothing of searches.

https://wiki.openstreetmap.org/wiki/Relation:restriction, those over one node; the few over a way are passed over.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.config import UnitKind
from dispatch.roads.config import Rules
from dispatch.roads.osm.access import Tags, turn_rule

Ints = npt.NDArray[np.int64]


class Turn(NamedTuple):
    """A turn restriction as the map has it; ways are indices into the map's ways, `via` is an OSM node id."""

    from_way: int
    via: int
    to_way: int
    tags: Tags


class Ends(NamedTuple):
    """What tells the edges of one kind apart, by edge."""

    way: Ints
    tail: Ints
    """OSM node id."""
    head: Ints
    directions: npt.NDArray[np.uint8]
    """1 for forward, 2 for backward, or both."""


def forbidden_turns(turns: Sequence[Turn], kind: UnitKind, rules: Rules, edges: Ends) -> npt.NDArray[np.int32]:
    """int32 [pairs, 2]: from which arc into which one must not turn; `2 * edge` is forward, the next one backward.

    A restriction that does not meet this kind's edges forbids nothing, and an "only" into what is closed anyhow does
    not either.
    """
    judged = [(turn, rule) for turn in turns if (rule := turn_rule(kind, turn.tags, rules)) is not None]
    vias = [turn.via for turn, _ in judged]
    near = np.flatnonzero(np.isin(edges.tail, vias) | np.isin(edges.head, vias))
    into: dict[int, list[tuple[int, int]]] = {}
    out_of: dict[int, list[tuple[int, int]]] = {}
    for edge in near.tolist():
        tail, head, of_way = int(edges.tail[edge]), int(edges.head[edge]), int(edges.way[edge])
        for arc, begin, end, bit in ((2 * edge, tail, head, 1), (2 * edge + 1, head, tail, 2)):
            if edges.directions[edge] & bit:
                out_of.setdefault(begin, []).append((arc, of_way))
                into.setdefault(end, []).append((arc, of_way))
    pairs = {
        pair for turn, rule in judged for pair in _pairs(turn, rule, into.get(turn.via, []), out_of.get(turn.via, []))
    }
    return np.array(sorted(pairs), dtype=np.int32).reshape(-1, 2)


def _pairs(
    turn: Turn, rule: str, into: Sequence[tuple[int, int]], out_of: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where a way goes on beyond the node, "no" forbids to turn into either side of it, but not to turn round on it."""
    for arc, way in into:
        if way != turn.from_way:
            continue
        around = arc ^ 1
        meant = {a for a, w in out_of if w == turn.to_way and (a == around) == (turn.from_way == turn.to_way)}
        if rule == "no":
            yield from ((arc, a) for a in meant)
        elif meant:
            yield from ((arc, a) for a, _ in out_of if a not in meant)
