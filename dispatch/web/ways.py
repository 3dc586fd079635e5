"""The way of a unit to an incident, for the map. Whoever knows the roads finds it; nothing is decided here."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.config import UnitKind
from dispatch.web.gate.access import Refusal, Unit, principal_of
from dispatch.web.live.hub import Hub
from streams.schema.errors import DispatchError

Point = tuple[float, float]
Route = Callable[[UnitKind, Point, Point], Sequence[tuple[float, float, float]]]
"""(kind, from, to) as lon, lat → points on the road as lon, lat, seconds from the start."""

_NO_WAY: Final = "no_route"


async def route_to_incident(request: Request) -> Response:
    """The way from where the unit is now: `points` as lon, lat, and `eta_s` of driving alone."""
    who = principal_of(request)
    unit_id = request.path_params["unit_id"]
    if isinstance(who, Unit) and who.unit_id != unit_id:
        raise Refusal(403, "other_unit", f"{who.unit_id} may only ask for its own way", field="unit_id")
    hub: Hub = request.app.state.hub
    route: Route | None = request.app.state.route
    unit = hub.entity("units", unit_id)
    incident = hub.entity("incidents", request.path_params["incident_id"])
    start, goal = _place(unit), _place(incident.get("place") if incident else None)
    if route is None or unit is None or start is None or goal is None:
        raise Refusal(404, _NO_WAY, "no map, or the place of one of them is not known")
    kind: UnitKind = unit["kind"]  # type: ignore[assignment] # the board shows no other kinds
    try:
        way = await asyncio.to_thread(route, kind, start, goal)
    except DispatchError as error:
        raise Refusal(404, _NO_WAY, str(error)) from error
    points = [[round(lon, 6), round(lat, 6)] for lon, lat, _ in way]
    return JSONResponse({"points": points, "eta_s": way[-1][2] if way else None})


def _place(thing: object) -> Point | None:
    if not isinstance(thing, dict):
        return None
    lon, lat = thing.get("lon"), thing.get("lat")
    return (lon, lat) if isinstance(lon, float | int) and isinstance(lat, float | int) else None
