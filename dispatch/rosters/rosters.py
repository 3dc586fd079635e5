"""The site's rosters: which shifts run at an instant, and when a unit's duty next begins or ends.

Pure: the same shifts, people and zone give the same answers.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta, tzinfo

import msgspec

from dispatch.rosters.calendar import instant_ms, local_day, local_minute
from dispatch.rosters.config import WEEK, OrganisationConfig, PersonConfig, RoundConfig, ShiftConfig

_WEEK_DAYS = len(WEEK) + 1
"""So many days back or ahead hold an edge of every shift, also of one that began the day before."""
_DAY_MS = 86_400_000


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's shift begins or ends. Where one shift follows another at once, the unit goes on duty (again)."""

    at_ms: int
    on: bool
    shift: str
    """The shift that begins, or the one that ends."""


class Rosters:
    """The shifts and people of a site, on the wall clock of `zone`."""

    def __init__(
        self,
        shifts: Sequence[ShiftConfig] = (),
        people: Sequence[PersonConfig] = (),
        organisations: Sequence[OrganisationConfig] = (),
        zone: tzinfo = UTC,
    ) -> None:
        self._shifts, self._zone = tuple(shifts), zone
        self.people = {person.id: person for person in people}
        self.organisations = {organisation.id: organisation.name for organisation in organisations}
        self._districts = {organisation.id: organisation.districts for organisation in organisations}
        self._of_unit: dict[str, list[ShiftConfig]] = {}
        for shift in shifts:
            for unit_id in shift.units:
                self._of_unit.setdefault(unit_id, []).append(shift)

    def has(self, unit_id: str) -> bool:
        """Whether a roster says when the unit is on duty."""
        return unit_id in self._of_unit

    def last_edge(self, unit_id: str, until_ms: int) -> Edge | None:
        """The unit's last edge at or before that time; None for one that no roster names."""
        own = self._of_unit.get(unit_id, ())
        edges = [at for span in self._spans(own, until_ms, -_WEEK_DAYS, 1) for at in span[1:] if at <= until_ms]
        return self._edge(own, max(edges)) if edges else None

    def next_edge_ms(self, unit_id: str, after_ms: int) -> int | None:
        """When the unit's duty next begins or ends after that time; None for one that no roster names."""
        own = self._of_unit.get(unit_id, ())
        edges = [at for span in self._spans(own, after_ms, -1, _WEEK_DAYS) for at in span[1:] if at > after_ms]
        return min(edges, default=None)

    def running(self, at_ms: int) -> list[ShiftConfig]:
        """The shifts that run then, the latest to begin first."""
        spans = [span for span in self._spans(self._shifts, at_ms, -1, 1) if span[1] <= at_ms < span[2]]
        return [shift for shift, _, _ in sorted(spans, key=lambda span: -span[1])]

    def on_rounds(self, camera_id: str, at_ms: int) -> list[tuple[ShiftConfig, RoundConfig]]:
        """The rounds that people are on before a camera then, each with the shift that it belongs to."""
        minute = local_minute(at_ms, self._zone)
        rounds = ((shift, one) for shift in self.running(at_ms) for one in shift.rounds)
        return [found for found in rounds if camera_id in found[1].cameras and found[1].is_due(minute)]

    def coming(self, at_ms: int) -> list[tuple[ShiftConfig, int, int]]:
        """The shifts that run then or begin within a day, in order, each with when it begins and ends."""
        spans = [span for span in self._spans(self._shifts, at_ms, -1, 1) if at_ms < span[2]]
        return sorted((span for span in spans if span[1] < at_ms + _DAY_MS), key=lambda span: span[1])

    def relief(self, shift_id: str, at_ms: int) -> ShiftConfig | None:
        """The shift of the same organisation that goes on where this one ends."""
        ended = next((shift for shift in self._shifts if shift.id == shift_id), None)
        others = (shift for shift in self.running(at_ms) if ended and shift.organisation == ended.organisation)
        return next((shift for shift in others if shift.id != shift_id), None)

    def reached(self, role: str, district: str, at_ms: int) -> list[tuple[PersonConfig, str | None]]:
        """Who is told when `role` is to be told of something in `district`, each with whom they stand in for.

        Those of the role who are there; if none is, their stand-ins (and theirs in turn); if none of those either, all
        of the role all the same, as a silence could hide an incident. Empty where the site names nobody.
        """
        own = [person for person in self.people.values() if person.role == role and self._serves(person, district)]
        there = [person for person in own if self._is_there(person, at_ms)]
        stand_ins = [] if there else self._stand_ins(own, at_ms)
        return stand_ins or [(person, None) for person in there or own]

    def _stand_ins(self, people: Sequence[PersonConfig], at_ms: int) -> list[tuple[PersonConfig, str | None]]:
        found: dict[str, tuple[PersonConfig, str | None]] = {}
        for person in people:
            seen, other = {person.id}, self.people.get(person.stand_in or "")
            while other is not None and other.id not in seen and not self._is_there(other, at_ms):
                seen.add(other.id)
                other = self.people.get(other.stand_in or "")
            if other is not None and other.id not in seen:
                found.setdefault(other.id, (other, person.id))
        return list(found.values())

    def _is_there(self, person: PersonConfig, at_ms: int) -> bool:
        if person.is_quiet(local_minute(at_ms, self._zone)):
            return False
        own = [shift for shift in self._shifts if person.id in shift.everybody]
        return not own or any(shift in own for shift in self.running(at_ms))

    def _serves(self, person: PersonConfig, district: str) -> bool:
        districts = self._districts.get(person.organisation or "", ())
        return not districts or district in districts

    def _edge(self, own: Sequence[ShiftConfig], at_ms: int) -> Edge:
        spans = list(self._spans(own, at_ms, -_WEEK_DAYS, 1))
        begun = [span for span in spans if span[1] <= at_ms < span[2]]
        shift = max(begun, key=lambda span: span[1]) if begun else max(spans, key=lambda span: span[2] == at_ms)
        return Edge(at_ms=at_ms, on=bool(begun), shift=shift[0].id)

    def _spans(
        self, shifts: Sequence[ShiftConfig], at_ms: int, first: int, last: int
    ) -> Iterator[tuple[ShiftConfig, int, int]]:
        """The shifts that begin on the days from `first` to `last` of that time, with begin and end (not in it)."""
        today = local_day(at_ms, self._zone)
        for offset in range(first, last + 1):
            day = today + timedelta(days=offset)
            for shift in shifts:
                if WEEK[day.weekday()] in shift.days:
                    begins = instant_ms(day, shift.begin_min, self._zone)
                    ends = instant_ms(day, shift.begin_min + shift.length_min, self._zone)
                    if begins < ends:  # a shift within a skipped hour is none on that day
                        yield shift, begins, ends
