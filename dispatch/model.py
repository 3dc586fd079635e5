"""The words that the desk and the ranking share: a unit as it stands now, and the port through which units are ranked.

Knows nothing of roads and of how a decision is taken.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, Protocol, Self

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


Told = tuple[tuple[RankedUnit, ...], tuple[ExcludedUnit, ...]]
"""All that a ranking says: of everybody who could come, best first, and why each of the others could not."""


class Ranking:
    """Everybody who could come, best first, and everybody who could not, with why. Each unit is in one of the two.

    Most are made only to compare arrivals, so what is said of each unit is put into words once it is asked for.
    """

    def __init__(self, eta_s: Mapping[str, float], tell: Callable[[], Told], problem: str | None = None) -> None:
        self.eta_s = eta_s
        """Unit → expected arrival from now, best first."""
        self.problem = problem
        """Why nobody at all could be timed (the place is off the map); None where the roads are not at fault."""
        self._tell = tell

    @classmethod
    def told(cls, ranking: Iterable[RankedUnit], excluded: Iterable[ExcludedUnit] = ()) -> Self:
        """One of which all is said already."""
        words = tuple(ranking), tuple(excluded)
        return cls({unit.unit_id: unit.eta_s for unit in words[0]}, lambda: words)

    @property
    def ranking(self) -> tuple[RankedUnit, ...]:
        """Everybody who could come, best first."""
        return self._words[0]

    @property
    def excluded(self) -> tuple[ExcludedUnit, ...]:
        """Everybody else."""
        return self._words[1]

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        if not isinstance(other, Ranking):
            return NotImplemented
        return (*self._words, self.problem) == (*other._words, other.problem)

    __hash__ = None  # type: ignore[assignment] # words are compared, not looked up

    @cached_property
    def _words(self) -> Told:
        return self._tell()


class Question(NamedTuple):
    """Which of these units would be when at a place, as `Rank` asks it."""

    units: Sequence[Unit]
    place: Place
    within_s: float | None = None
    first_only: bool = False
    """Whether only the first to be there is asked for: whoever is later may be left out."""


class Rank(Protocol):
    """Ranks units by when they would arrive. Pure: the same units, place and time give the same ranking."""

    def __call__(self, units: Sequence[Unit], place: Place, at_ms: int, within_s: float | None = None, /) -> Ranking:
        """The units for an incident at `place`. Units that cannot come are excluded with the reason, not left out.

        With `within_s` whoever is on the road for longer may be left out: to be asked where only the near ones count.
        """

    def each(self, questions: Sequence[Question], at_ms: int, /) -> Sequence[Ranking]:
        """The answers to several questions at once, each as if it were asked alone: to be quicker than one by one."""
        return [self(*question[:2], at_ms, question.within_s) for question in questions]
