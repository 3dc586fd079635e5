"""One unit for each of several incidents, chosen together; those on their way are moved only when that pays.

Exact: the cheapest of all assignments. Knows numbers of seconds and grades; nothing of roads, plans and people.
"""

from collections.abc import Mapping, Sequence
from math import inf, isfinite
from typing import Final, get_args

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from dispatch.joint.config import JointConfig
from streams.schema.plans import Grade

_GRADES: Final[tuple[Grade, ...]] = get_args(Grade)
_LATE: Final[Mapping[Grade, float]] = {"red": 1e4, "orange": 1e3, "yellow": 1e2, "blue": 1e1}
"""What a second of lateness weighs against one of mere waiting: ten times that of the next lighter grade."""
_NOBODY_S: Final = 3600.0
"""An incident to which nobody goes counts as this late: longer than any way that is searched. It counts for more the
longer it waits, so that none waits for ever; and twice where somebody was on the way, so that nobody is taken from an
incident that then has no one, but for a graver one."""
_ROUNDING_S: Final = 1e-6
"""Arrivals are told to the tenth; sums of them are off by much less than this."""


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """One incident where nobody is yet."""

    incident_id: str
    grade: Grade
    left_s: float
    """Until its target passes; below 0 when it has."""
    arrival_s: Mapping[str, float]
    """Unit → arrival from now, of the free and of those on their way anywhere; who is not in it cannot come."""
    coming: frozenset[str] = frozenset()
    """Who is on the way to it."""

    def without_s(self, holders: Mapping[str, str]) -> float:
        """The first arrival if nobody is sent elsewhere: of those coming, else of the free; inf with nobody."""
        some = self.coming or (self.arrival_s.keys() - holders.keys())
        return min((self.arrival_s.get(name, inf) for name in some), default=inf)


def pays(without_s: float, with_s: float, config: JointConfig) -> bool:
    """Whether a change that brings somebody at `with_s` in place of `without_s` is worth making."""
    if not isfinite(without_s):
        return isfinite(with_s)
    return without_s - with_s >= max(config.saves_s, config.saves_share * without_s)


def pays_until_s(without_s: float, config: JointConfig) -> float:
    """No arrival later than this `pays` in place of one at `without_s`; inf where nobody would come."""
    if not isfinite(without_s):
        return inf
    return without_s - max(config.saves_s, config.saves_share * without_s) + _ROUNDING_S


def lighter(grade: Grade, than: Grade) -> bool:
    """Whether an incident of `grade` is lighter than one of the other."""
    return _GRADES.index(grade) > _GRADES.index(than)


def settle(
    needs: Sequence[Need], holders: Mapping[str, str], grades: Mapping[str, Grade], config: JointConfig
) -> dict[str, str]:
    """Incident → the unit that is to be there first, for those to which anybody can go.

    `holders` says for each unit on its way to which incident that is, `grades` how grave each of these is. Least
    lateness counts, weighed by grade, then least waiting in all, to which each unit sent elsewhere adds `saves_s`, so
    that what it saves there is not lost where it was. Nobody is taken from a graver incident for a lighter
    one, and nobody on the way is replaced or sent elsewhere unless it `pays`; who is taken away may be replaced.
    """
    units = _worth_trying(needs, holders)
    if not needs or not units:
        return {}
    cost = np.full((len(needs), len(units) + len(needs)), np.inf)
    for row, need in enumerate(needs):
        cost[row, len(units) + row] = _nobody(need)
        for column, name in enumerate(units):
            cost[row, column] = _cost(need, name, holders, grades, config)
    while True:
        settled = _cheapest(cost, len(units))
        chosen = {needs[row].incident_id: units[column] for row, column in settled.items()}
        idle = [row for row in settled if _replaces_in_vain(needs[row], chosen, holders, config)]
        if not idle:
            return chosen
        for row in idle:
            cost[row, settled[row]] = np.inf


def _cheapest(cost: npt.NDArray[np.float64], units: int) -> dict[int, int]:
    """Need → unit, by number; needs that nobody goes to are left out."""
    rows, columns = linear_sum_assignment(np.where(np.isfinite(cost), cost, _IMPOSSIBLE))
    return {row: column for row, column in zip(rows.tolist(), columns.tolist(), strict=True) if column < units}


def _replaces_in_vain(need: Need, chosen: Mapping[str, str], holders: Mapping[str, str], config: JointConfig) -> bool:
    """Whether somebody new is sent though those on the way stay free for it and are hardly later."""
    name = chosen[need.incident_id]
    if name in need.coming or not need.coming or need.coming & set(chosen.values()):
        return False
    return not pays(need.without_s(holders), need.arrival_s[name], config)


_IMPOSSIBLE: Final = 1e12
"""Above every sum of true costs, so that no best assignment holds it: each incident may also get nobody."""


def _nobody(need: Need) -> float:
    waits_s = _NOBODY_S - 2 * need.left_s
    return _LATE[need.grade] * waits_s * (2 if need.coming else 1)


def _worth_trying(needs: Sequence[Need], holders: Mapping[str, str]) -> list[str]:
    """Of each need, those on their way and the few free who come soonest: more than there are needs cannot matter."""
    names: set[str] = set()
    for need in needs:
        free = sorted((at_s, name) for name, at_s in need.arrival_s.items() if name not in holders)
        names |= {name for _, name in free[: len(needs)]}
        names |= need.arrival_s.keys() & holders.keys()
    return sorted(names)


def _cost(need: Need, name: str, holders: Mapping[str, str], grades: Mapping[str, Grade], config: JointConfig) -> float:
    """Weighed seconds; inf where it may not be."""
    at_s, held_by = need.arrival_s.get(name, inf), holders.get(name)
    if not isfinite(at_s):
        return inf
    moved_s = 0.0
    if name not in need.coming and held_by is not None:
        from_graver = lighter(need.grade, grades[held_by])
        if from_graver or not pays(need.without_s(holders), at_s, config):
            return inf
        moved_s = config.saves_s
    late_s = max(0.0, at_s - max(0.0, need.left_s))
    return _LATE[need.grade] * late_s + at_s + moved_s
