"""What may be looked at: the board and its stream for operators, its own card for a unit, health and metrics."""

from typing import Final

import msgspec
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.plans.guides import GUIDES
from dispatch.rosters import Rosters
from dispatch.web.cards import card, incidents_of
from dispatch.web.gate.access import Principal, Refusal, Unit, operator_of, principal_of
from dispatch.web.live.hub import Hub, Key
from dispatch.web.live.stream import EventStream
from dispatch.web.site import Site
from streams.runtime.clock import Clock

_JSON: Final = "application/json"


async def me(request: Request) -> Response:
    """Who asks, and what the screens need to know of the site."""
    who = principal_of(request)
    site: Site = request.app.state.site
    body = {
        "issued_by": who.issued_by,
        "site": site.name,
        "districts": site.districts,
        "units": site.units,
        "has_map": request.app.state.streets is not None,
        "has_routes": request.app.state.route is not None,
        "keeps_unblurred": request.app.state.seal is not None,
        "people": _people(who, request.app.state.rosters),
    }
    return Response(msgspec.json.encode(body), media_type=_JSON)


def _people(who: Principal, rosters: Rosters) -> dict[str, str]:
    """By id, their names; a unit need not know them."""
    return {} if isinstance(who, Unit) else {person.id: person.name for person in rosters.people.values()}


async def guides(request: Request) -> Response:
    """What to do at each step of each kind of incident."""
    principal_of(request)
    return Response(msgspec.json.encode(GUIDES), headers={"cache-control": "private, max-age=3600"}, media_type=_JSON)


async def board(request: Request) -> Response:
    """The whole board, and the position in the log that it covers."""
    operator_of(request)
    hub: Hub = request.app.state.hub
    clock: Clock = request.app.state.clock
    body = {
        "position": hub.position,
        "now_ms": clock.now_ms(),
        "stale_since_ms": hub.stale_since_ms,
        "board": msgspec.Raw(hub.snapshot()),
    }
    return Response(msgspec.json.encode(body), media_type=_JSON)


async def stream(request: Request) -> EventStream:
    """Every change of the board, from `Last-Event-ID` on."""
    operator_of(request)
    return EventStream(request.app.state.hub, request.app.state.clock, request.headers.get("last-event-id", ""))


async def unit(request: Request) -> Response:
    """The unit's card."""
    unit_id = _unit_id(request)
    return Response(card(request.app.state.hub, unit_id), media_type=_JSON)


async def unit_stream(request: Request) -> EventStream:
    """The unit's card, anew whenever it changes."""
    hub: Hub = request.app.state.hub
    unit_id = _unit_id(request)

    def touches(touched: frozenset[Key]) -> bool:
        mine = {("incidents", str(incident["incident_id"])) for incident in incidents_of(hub, unit_id)}
        return ("units", unit_id) in touched or bool(mine & touched)

    return EventStream(hub, request.app.state.clock, "", view=lambda: card(hub, unit_id), touches=touches)


async def healthz(request: Request) -> Response:
    """200 while the board covers the log; 503 while it still catches up, or cannot read it (and since when)."""
    hub: Hub = request.app.state.hub
    status = "stale" if hub.stale_since_ms is not None else "ok" if hub.caught_up.is_set() else "starting"
    body = {"status": status, "stale_since_ms": hub.stale_since_ms, "position": hub.position}
    return JSONResponse(body, 200 if status == "ok" else 503)


async def metrics(request: Request) -> Response:
    """Prometheus text."""
    return Response(generate_latest(request.app.state.registry), headers={"content-type": CONTENT_TYPE_LATEST})


def _unit_id(request: Request) -> str:
    match principal_of(request):
        case Unit(unit_id=unit_id):
            return unit_id
        case _:
            raise Refusal(403, "units_only", "this is a unit's page; open it by the unit's link")
