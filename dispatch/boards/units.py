"""Units as screens show them: on duty or not, taken by what, and where they said last that they are."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from dispatch.boards.views import UnitView
from dispatch.config import UnitConfig
from streams.schema.facts import DutyFact, UnitWentOnDuty
from streams.schema.incidents import AssignmentFact, AssignmentReleased, UnitAssigned, UnitCleared
from streams.schema.positions import PositionFixed

_MISTAKEN_MS: Final = 3_600_000
"""A fix that is so much older than the one shown says that the phone's clock was wrong before, not that it is late."""


class Units:
    """The units of the site. Of others, nothing is shown."""

    def __init__(self, units: Iterable[UnitConfig]) -> None:
        self._views = {unit.unit_id: _idle(unit) for unit in units}

    def view(self, unit_id: str) -> UnitView | None:
        """One unit."""
        return self._views.get(unit_id)

    def views(self) -> Iterator[UnitView]:
        """All units, as the site lists them."""
        yield from self._views.values()

    def move(self, fix: PositionFixed) -> bool:
        """Take in a position; whether the unit is shown elsewhere for it."""
        view = self._views.get(fix.unit_id)
        if view is None or (view.fixed_at_ms is not None and 0 <= view.fixed_at_ms - fix.fixed_at_ms < _MISTAKEN_MS):
            return False
        self._views[fix.unit_id] = replace(
            view,
            lon=fix.lon,
            lat=fix.lat,
            accuracy_m=fix.accuracy_m,
            fixed_at_ms=fix.fixed_at_ms,
            speed_mps=fix.speed_mps,
            heading_deg=fix.heading_deg,
        )
        return True

    def fold(self, fact: AssignmentFact | DutyFact) -> bool:
        """Take in a fact about a unit; whether it looks different for it."""
        before = self._views.get(fact.unit_id)
        if before is None:
            return False
        after = _told(before, fact)
        self._views[fact.unit_id] = after
        return after != before


def _idle(unit: UnitConfig) -> UnitView:
    return _with_status(
        UnitView(
            unit_id=unit.unit_id,
            call_sign=unit.call_sign,
            kind=unit.kind,
            district=unit.district,
            organisation=unit.organisation,
            role=unit.role,
            on_duty=unit.on_duty,
            status="available",
        )
    )


def _told(view: UnitView, fact: AssignmentFact | DutyFact) -> UnitView:
    match fact:
        case UnitAssigned():
            view = replace(view, incident_id=fact.incident_id)
        case AssignmentReleased() | UnitCleared() if view.incident_id == fact.incident_id:
            view = replace(view, incident_id=None)
        case DutyFact():
            view = replace(view, on_duty=isinstance(fact, UnitWentOnDuty))
    return _with_status(view)


def _with_status(view: UnitView) -> UnitView:
    if view.incident_id is not None:
        return replace(view, status="busy")
    return replace(view, status="available" if view.on_duty else "off_duty")
