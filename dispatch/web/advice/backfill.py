"""`GET /api/incidents/ID/backfill`: what the district no longer reaches in time, and who had best wait where.

Advice while units are on the incident; moves nobody.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dispatch.coverage.backfill import Backfill
from dispatch.life.assignment import Assignment
from dispatch.model import Unit
from dispatch.web.advice.units import unit_of
from dispatch.web.gate.access import Refusal, operator_of
from dispatch.web.live.hub import Entity, Hub
from streams.runtime.clock import Clock

Fill = Callable[[Sequence[Unit], Sequence[Unit]], Backfill]
"""(free, taken, as they were when they were asked) → the advice."""
_TAKEN: Final = frozenset(state.value for state in Assignment if state.books)


async def backfill_of_incident(request: Request) -> Response:
    """The advice as `dispatch.coverage.backfill.Backfill`, each move with the `call_sign` of its unit."""
    operator_of(request)
    hub: Hub = request.app.state.hub
    clock: Clock = request.app.state.clock
    fill: Fill | None = request.app.state.fill
    incident = hub.entity("incidents", request.path_params["incident_id"])
    if incident is None or fill is None:
        raise Refusal(404, "unknown_incident", "no map, or no such incident")
    own = {str(each["unit_id"]): each for each in hub.all("units") if each["district"] == incident["district"]}
    free = [unit_of(each, clock.now_ms()) for each in own.values() if each["status"] == "available"]
    advice = await asyncio.to_thread(fill, free, list(_taken(incident, own)))
    moves = [{**msgspec.to_builtins(move), "call_sign": own[move.unit_id]["call_sign"]} for move in advice.moves]
    return Response(msgspec.json.encode({**msgspec.to_builtins(advice), "moves": moves}), media_type="application/json")


def _taken(incident: Entity, units: dict[str, Entity]) -> Iterator[Unit]:
    """Those on it, free again where they were when they were asked."""
    for leg in msgspec.convert(incident["assignments"], list[dict[str, object]]):
        unit, asked_at = units.get(str(leg["unit_id"])), leg["asked_at"]
        if leg["state"] in _TAKEN and unit is not None and asked_at is not None:
            lon, lat = msgspec.convert(asked_at, tuple[float, float])
            known = {"unit_id": unit["unit_id"], "kind": unit["kind"], "lon": lon, "lat": lat, "fix_age_s": 0.0}
            yield msgspec.convert(known, Unit)
