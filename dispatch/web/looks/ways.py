"""The ways of units to an incident, and of those who fled from it, for the map. Whoever knows the roads finds them."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Final, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.closing.ring import By
from dispatch.config import UnitKind
from dispatch.web.gate.access import Refusal, Unit, operator_of, principal_of
from dispatch.web.live.hub import Hub
from streams.schema.errors import DispatchError

Point = tuple[float, float]
Route = Callable[[UnitKind, Point, Point], Sequence[tuple[float, float, float]]]
"""(kind, from, to) as lon, lat → points on the road as lon, lat, seconds from the start."""

Ring = Callable[[By, Point, float], dict[str, object]]
"""(by, where they were last seen as lon, lat, seconds since) → GeoJSON of where they can be."""

_NO_WAY: Final = "no_route"
_BY: Final[Mapping[str, By]] = {by: by for by in get_args(By)}


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


async def ring_of_incident(request: Request) -> Response:
    """Where those whom the incident is about can be by now, `?by=foot` or `?by=wheels`: GeoJSON."""
    operator_of(request)
    make: Ring | None = request.app.state.ring
    hub: Hub = request.app.state.hub
    incident = hub.entity("incidents", request.path_params["incident_id"])
    place, seen_ms = _place(incident.get("place") if incident else None), (incident or {}).get("seen_ms")
    if make is None or place is None or not isinstance(seen_ms, int):
        raise Refusal(404, "no_ring", "no map, or the place is not known")
    asked = request.query_params.get("by", "foot")
    by = _BY.get(asked)
    if by is None:
        raise Refusal(400, "bad_field", f"by = {asked!r}: foot or wheels", field="by")
    since_s = (request.app.state.clock.now_ms() - seen_ms) / 1000
    return JSONResponse(await asyncio.to_thread(make, by, place, since_s), media_type="application/geo+json")


def _place(thing: object) -> Point | None:
    if not isinstance(thing, dict):
        return None
    lon, lat = thing.get("lon"), thing.get("lat")
    return (lon, lat) if isinstance(lon, float | int) and isinstance(lat, float | int) else None
