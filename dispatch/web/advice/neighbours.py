"""`GET /api/incidents/ID/neighbours`: units of other districts that could help, best first. Advice; books nobody."""

import asyncio
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dispatch.model import Rank
from dispatch.web.advice.units import unit_of
from dispatch.web.gate.access import Refusal, operator_of
from dispatch.web.live.hub import Hub
from streams.runtime.clock import Clock
from streams.schema.quantities import Place

SHOWN: Final = 5
"""So many are advised: whom a duty officer can ring up."""


async def neighbours(request: Request) -> Response:
    """`units`: each with its `district`, `call_sign` and when it could be there; for the command AskHelp."""
    operator_of(request)
    hub: Hub = request.app.state.hub
    clock: Clock = request.app.state.clock
    rank: Rank | None = request.app.state.rank
    incident = hub.entity("incidents", request.path_params["incident_id"])
    if incident is None or incident["place"] is None or rank is None:
        raise Refusal(404, "unknown_incident", "no map, or no such incident, or its place is not known")
    others = {str(each["unit_id"]): each for each in hub.all("units") if each["district"] != incident["district"]}
    place = msgspec.convert(incident["place"], Place)
    now_ms = clock.now_ms()
    units = [unit_of(each, now_ms) for each in others.values()]
    ranked = await asyncio.to_thread(lambda: rank(units, place, now_ms).ranking[:SHOWN])
    told = [
        {
            "unit_id": unit.unit_id,
            "district": others[unit.unit_id]["district"],
            "call_sign": others[unit.unit_id]["call_sign"],
            "eta_s": unit.eta_s,
            "reason": unit.reason,
        }
        for unit in ranked
    ]
    return Response(msgspec.json.encode({"units": told}), media_type="application/json")
