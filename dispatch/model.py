"""The words that the desk and the ranking share: a unit as it stands now, and the port through which units are ranked.

Knows nothing of roads and of how a decision is taken.
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from dispatch.config import UnitKind
from streams.schema.incidents import ExcludedUnit, RankedUnit
from streams.schema.quantities import Name, Place

HourOf = Callable[[int], int]
"""The hour of the day, 0–23, of a time in epoch ms, on the wall clock of the site."""
UnitState = Literal["in_car", "on_foot", "at_base"]
"""How soon it can start: in its vehicle, out of it on foot, at its base. A guard on foot is always on foot."""
UnitStatus = Literal["available", "busy", "off_duty"]


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as it is known at the moment of the decision.

    One that never told its position has None for `lon`, `lat` and `fix_age_s`.
    """

    unit_id: Name
    kind: UnitKind
    lon: float | None
    lat: float | None
    fix_age_s: float | None
    status: UnitStatus = "available"
    heading_deg: float | None = None
    """Where it moves to, clockwise from north; None for one that stands, whose heading is chance."""
    moving: bool | None = None
    """Whether it moved at its fix; None where that is not known."""
    state: UnitState | None = None
    frozen_s: float = 0.0
    """For how long its fixes have told the very same place."""


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who could come, best first, and everybody who could not, with why. Each unit is in one of the two."""

    ranking: tuple[RankedUnit, ...]
    excluded: tuple[ExcludedUnit, ...] = ()
    problem: str | None = None
    """Why nobody at all could be timed (the place is off the map); None where the roads are not at fault."""


class Question(NamedTuple):
    """Which of these units would be when at a place, as `Rank` asks it."""

    units: Sequence[Unit]
    place: Place
    within_s: float | None = None


class Rank(Protocol):
    """Ranks units by when they would arrive. Pure: the same units, place and time give the same ranking."""

    def __call__(self, units: Sequence[Unit], place: Place, at_ms: int, within_s: float | None = None, /) -> Ranking:
        """The units for an incident at `place`. Units that cannot come are excluded with the reason, not left out.

        With `within_s` whoever is on the road for longer may be left out: to be asked where only the near ones count.
        """

    def each(self, questions: Sequence[Question], at_ms: int, /) -> Sequence[Ranking]:
        """The answers to several questions at once, each as if it were asked alone: to be quicker than one by one."""
        return [self(*question[:2], at_ms, question.within_s) for question in questions]
