"""Who belongs together: people near each other for a while, and what each of them does there. Never by looks.

Knows nothing of scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from detectors.loitering.owners import Coming
from detectors.loitering.visits import Behaviour
from detectors.rules import GroundRules, GroupRules
from detectors.street.person import Person
from detectors.street.vehicles import Vehicle
from streams.schema.detections import Member, Role

LONGEST_STEP_S: Final = 2.0
"""What one frame stands for at most."""

MOST_WAITING: Final = 2
"""More cars that wait at a time are traffic."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """The others of one who goes from car to car in a group."""

    cars: frozenset[str] = frozenset()
    """That the others stopped at."""
    doers: tuple[Person, ...] = ()
    """Those who did."""
    lookouts: tuple[Person, ...] = ()
    """Those who only stand some way off."""
    waiting: tuple[Vehicle, ...] = ()
    """Cars that drove up and that nobody got out of."""

    def members(self, person: Person) -> tuple[Member, ...]:
        """The roles of all, his own among them; empty for one who is alone."""
        if not (self.doers or self.lookouts):
            return ()
        roles: list[tuple[Role, Sequence[str]]] = [("doer", p.track_ids) for p in (person, *self.doers)]
        roles += [("lookout", p.track_ids) for p in self.lookouts]
        roles += [("waiting_car", [v.track_id]) for v in self.waiting]
        return tuple(Member(role=role, track_ids=tuple(ids)) for role, ids in roles)


class Groups:
    """How long which people were together before one camera."""

    def __init__(self, rules: GroupRules, ground: GroundRules) -> None:
        self._rules, self._ground = rules, ground
        self._together: dict[tuple[int, int], float] = {}
        self._last_s: float | None = None

    def observe(self, at_s: float, here: Sequence[Person]) -> None:
        """Take in one frame."""
        step_s = 0.0 if self._last_s is None else min(at_s - self._last_s, LONGEST_STEP_S)
        self._last_s = at_s
        if len(here) < 2:  # noqa: PLR2004 - it takes two
            return
        feet = np.array([p.foot for p in here], np.float64)
        heights = np.array([p.height for p in here], np.float64)
        apart = (feet[:, None] - feet[None, :]) * (1.0, self._ground.stretch)
        metres = np.hypot(*np.moveaxis(apart, 2, 0)) * self._ground.person_height_m * 2
        near = metres <= self._rules.together_m * (heights[:, None] + heights[None, :])
        for i, j in combinations(range(len(here)), 2):
            if near[i, j]:
                pair = _pair(here[i].key, here[j].key)
                self._together[pair] = self._together.get(pair, 0.0) + step_s

    def forget(self, lost: Sequence[Person]) -> None:
        """They are gone."""
        gone = {person.key for person in lost}
        if gone:
            self._together = {pair: s for pair, s in self._together.items() if not gone & set(pair)}

    def others(self, person: Person, known: Sequence[Person]) -> list[Person]:
        """With whom he was for long enough, of those who are known."""
        return [p for p in known if self._together.get(_pair(p.key, person.key), 0.0) >= self._rules.together_s]


Known = tuple[Person, Behaviour, Coming]
"""Somebody, what he has done and how he came."""


def company_of(
    behaviour: Behaviour, coming: Coming, others: Sequence[Known], waiting: Sequence[Vehicle], lookout_s: float
) -> Company:
    """What the others of a group do; nobody looks out for those who have not stopped at two cars yet."""
    own = _cars(behaviour, coming)
    cars = frozenset(car for _, theirs, came in others for car in _cars(theirs, came))
    if not own or len(cars | own) < 2:  # noqa: PLR2004 - from car to car
        return Company()
    doers = tuple(p for p, theirs, came in others if _cars(theirs, came))
    lookouts = tuple(p for p, theirs, _ in others if not theirs.tried and theirs.stood_off_s >= lookout_s)
    waits = tuple(waiting) if (doers or lookouts) and len(waiting) <= MOST_WAITING else ()
    return Company(cars=cars, doers=doers, lookouts=lookouts, waiting=waits)


def _cars(behaviour: Behaviour, coming: Coming) -> frozenset[str]:
    """That he stopped at and did not come out of."""
    return frozenset(behaviour.tried) - coming.out_of


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)
