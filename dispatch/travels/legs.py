"""The travels that the log has recorded: who was asked when, rolled, arrived, and over which fixes. A pure fold.

Facts first, then positions: only what was driven to an incident is kept.
"""

from bisect import bisect_right
from collections.abc import Iterable

import msgspec

from streams.schema.incidents import AssignmentReleased, IncidentFact, UnitArrived, UnitAssigned, UnitTravelling
from streams.schema.positions import PositionFixed


class Travel(msgspec.Struct, kw_only=True):
    """One unit's way to one incident, from being asked to being there."""

    unit_id: str
    incident_id: str
    eta_s: float | None
    """As expected when it was asked."""
    asked_ms: int
    rolling_ms: int | None = None
    arrived_ms: int | None = None
    fixes: list[PositionFixed] = []

    @property
    def took_s(self) -> float | None:
        """From being asked to being there."""
        return None if self.arrived_ms is None else (self.arrived_ms - self.asked_ms) / 1000


class Travels:
    """Collects them. Feed it admitted facts in their order, then positions in any order."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], Travel] = {}
        self._done: dict[str, list[Travel]] = {}

    def take_fact(self, fact: IncidentFact) -> None:
        """What a fact says about a travel; most say nothing."""
        match fact:
            case UnitAssigned(incident_id=incident, unit_id=unit, eta_s=eta_s, observed_at_ms=at_ms):
                self._open[incident, unit] = Travel(unit_id=unit, incident_id=incident, eta_s=eta_s, asked_ms=at_ms)
            case UnitTravelling(incident_id=incident, unit_id=unit, observed_at_ms=at_ms):
                if (incident, unit) in self._open:
                    self._open[incident, unit].rolling_ms = at_ms
            case UnitArrived(incident_id=incident, unit_id=unit, observed_at_ms=at_ms):
                travel = self._open.pop((incident, unit), None)
                if travel is not None:
                    travel.arrived_ms = at_ms
                    self._done.setdefault(unit, []).append(travel)
            case AssignmentReleased(incident_id=incident, unit_id=unit):
                self._open.pop((incident, unit), None)

    def take_positions(self, fixes: Iterable[PositionFixed]) -> None:
        """Put fixes to the travels on which they were taken, from rolling to arrival."""
        for travels in self._done.values():
            travels.sort(key=lambda travel: travel.asked_ms)
        for fix in fixes:
            travels = self._done.get(fix.unit_id, [])
            at = bisect_right(travels, fix.fixed_at_ms, key=lambda travel: travel.asked_ms) - 1
            if at >= 0 and _is_on(travels[at], fix.fixed_at_ms) and fix not in travels[at].fixes[-1:]:
                travels[at].fixes.append(fix)

    def arrived(self) -> list[Travel]:
        """Those that ended on scene, by unit and time; their fixes in order."""
        found = [travel for unit in sorted(self._done) for travel in self._done[unit]]
        for travel in found:
            travel.fixes.sort(key=lambda fix: fix.fixed_at_ms)
        return found


def _is_on(travel: Travel, at_ms: int) -> bool:
    return travel.rolling_ms is not None and travel.rolling_ms <= at_ms <= (travel.arrived_ms or 0)
