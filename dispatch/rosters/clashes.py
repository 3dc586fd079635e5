"""Nobody can be in two places: finds units and people who are in two shifts at once."""

import itertools
from collections.abc import Iterator, Sequence

from dispatch.rosters.config import WEEK, ShiftConfig

_DAY_MIN = 24 * 60
_WEEK_MIN = len(WEEK) * _DAY_MIN


def clashes(shifts: Sequence[ShiftConfig]) -> Iterator[tuple[int, int, str]]:
    """(index of a shift, index of a later one, who is in both while both run), each pair and name once."""
    for (i, one), (j, other) in itertools.combinations(enumerate(shifts), 2):
        shared = (*_both(one.units, other.units), *_both(one.everybody, other.everybody))
        if shared and _meet(one, other):
            yield from ((i, j, who) for who in shared)


def _both(some: Sequence[str], others: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(some) if name in others]


def _meet(one: ShiftConfig, other: ShiftConfig) -> bool:
    return any(
        (b - a) % _WEEK_MIN < one.length_min or (a - b) % _WEEK_MIN < other.length_min
        for a in _begins(one)
        for b in _begins(other)
    )


def _begins(shift: ShiftConfig) -> list[int]:
    """When it begins, in minutes of the week."""
    return [WEEK.index(day) * _DAY_MIN + shift.begin_min for day in shift.days]
