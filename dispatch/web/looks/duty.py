"""`GET /api/roster`: which shifts run, and which follow, for operators."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dispatch.rosters import Rosters
from dispatch.web.gate.access import operator_of
from streams.runtime.clock import Clock


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    """A shift that runs, or begins within a day."""

    shift_id: str
    organisation: str | None
    """By name."""
    begins_ms: int
    ends_ms: int
    units: tuple[str, ...]
    people: tuple[str, ...]
    """By name, the leader first."""


async def roster(request: Request) -> Response:
    """The shifts that run now or begin within a day, in order."""
    operator_of(request)
    rosters: Rosters = request.app.state.rosters
    clock: Clock = request.app.state.clock
    shifts = [
        ShiftView(
            shift_id=shift.id,
            organisation=rosters.organisations.get(shift.organisation or "", shift.organisation),
            begins_ms=begins_ms,
            ends_ms=ends_ms,
            units=shift.units,
            people=_names(rosters, shift.leader, shift.everybody),
        )
        for shift, begins_ms, ends_ms in rosters.coming(clock.now_ms())
    ]
    return Response(msgspec.json.encode({"shifts": shifts}), media_type="application/json")


def _names(rosters: Rosters, leader: str | None, people: tuple[str, ...]) -> tuple[str, ...]:
    ordered = sorted(people, key=lambda person: person != leader)
    return tuple(rosters.people[person].name if person in rosters.people else person for person in ordered)
