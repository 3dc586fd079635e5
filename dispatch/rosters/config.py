"""What a site says of its organisations, their shifts and the people who are told: times are the site's wall clock."""

from typing import Annotated, Final, Literal

import msgspec

from streams.schema.quantities import Name

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ClockTime = Annotated[
    str, msgspec.Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", examples=["06:30", "20:00", "24:00"])
]
"""`HH:MM` on the wall clock of the site; `24:00` is the end of the day."""
LONGEST_SHIFT_MIN: Final = 16 * 60
"""A "shift over midnight" that would last longer is a slip: it ends before it begins. Two usual shifts in a row."""
_DAY_MIN: Final = 24 * 60


def minutes(at: str) -> int:
    """A clock time as minutes since midnight."""
    return int(at[:2]) * 60 + int(at[3:])


class OrganisationConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A station, a guards' committee (治保会), an estate, a community. `districts` empty: it serves all."""

    id: Name
    name: Name
    districts: tuple[Name, ...] = ()


class RoundConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rounds (巡逻) of one unit past some cameras, again and again between two times: `[[shift.rounds]]`."""

    unit: Name
    cameras: tuple[Name, ...]
    """Those before which whoever walks the round is seen."""
    begins: ClockTime
    ends: ClockTime
    every_min: Annotated[int, msgspec.Meta(ge=1, le=_DAY_MIN)] = 30
    """From the beginning of one to that of the next; stations ask for 30 before midnight and 15 after (domain.md)."""
    lasts_min: Annotated[int, msgspec.Meta(ge=1, le=_DAY_MIN)] = 10
    """So long one may take, from when it is due. Our choice: whoever is seen later is not explained by it."""

    def is_due(self, minute: int) -> bool:
        """Whether one is walked at that minute of the day; where they end as they begin, the whole day long."""
        whole = (minutes(self.ends) - minutes(self.begins)) % _DAY_MIN or _DAY_MIN
        since = (minute - minutes(self.begins)) % _DAY_MIN
        return since < whole and since % self.every_min < self.lasts_min


class ShiftConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time of duty that comes again every week; over midnight where its end is earlier in the day than its begin.

    `days` are those on which it begins. Units and people of a shift are off duty outside all of their shifts.
    """

    id: Name
    begins: ClockTime
    ends: ClockTime
    days: tuple[Weekday, ...] = WEEK
    organisation: Name | None = None
    units: tuple[Name, ...] = ()
    rounds: tuple[RoundConfig, ...] = ()
    """Walked while the shift runs."""
    people: tuple[Name, ...] = ()
    leader: Name | None = None
    """One of the site's people; is told of what the shift before left open."""

    def __post_init__(self) -> None:
        if not 0 < self.length_min <= LONGEST_SHIFT_MIN:
            raise ValueError(
                f"ends ({self.ends}) before it begins ({self.begins}): over midnight it would last"
                f" {self.length_min / 60 or 24:.1f} h, and the longest shift is {LONGEST_SHIFT_MIN // 60} h"
            )

    @property
    def begin_min(self) -> int:
        """When it begins, in minutes since midnight."""
        return minutes(self.begins)

    @property
    def length_min(self) -> int:
        """How long it lasts by the wall clock; 0 when it ends as it begins."""
        return (minutes(self.ends) - self.begin_min) % _DAY_MIN

    @property
    def everybody(self) -> tuple[str, ...]:
        """The people of the shift, its leader among them."""
        return tuple(dict.fromkeys((*self.people, *((self.leader,) if self.leader else ()))))


class PersonConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is told when things are late; steps of escalation know them by `role` (`duty_officer`, `street`).

    One who is in a shift is told while it runs only; nobody is told in their quiet hours: then `stand_in` is.
    """

    id: Name
    name: Name
    role: Name
    organisation: Name | None = None
    channel: Name = "console"
    """A webhook of the site, or `console`: shown there, and read when they say so."""
    quiet: tuple[ClockTime, ClockTime] | None = None
    """From, until; over midnight if the second is earlier."""
    stand_in: Name | None = None

    def is_quiet(self, minute: int) -> bool:
        """Whether this minute of the day is one of the quiet ones."""
        if self.quiet is None:
            return False
        begin, end = minutes(self.quiet[0]), minutes(self.quiet[1])
        return (minute - begin) % _DAY_MIN < (end - begin) % _DAY_MIN
