"""Puts the screens together: routes, guards, the follower. The one place where the parts of `dispatch.web` meet."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as Path
from starlette.staticfiles import StaticFiles

from dispatch.model import Rank
from dispatch.rosters import Rosters
from dispatch.web import duty, pages, positions, views
from dispatch.web.accounts import Accounts
from dispatch.web.commands import post_command
from dispatch.web.gate import login
from dispatch.web.gate.access import Refusal
from dispatch.web.gate.shield import BodyTooLarge, Shield
from dispatch.web.live.follower import Board, Follower
from dispatch.web.live.hub import Hub, Key
from dispatch.web.neighbours import neighbours
from dispatch.web.reports import Reports, month_report
from dispatch.web.site import Site
from dispatch.web.ways import Ring, Route, ring_of_incident, route_to_incident
from streams.bus import Bus
from streams.runtime.clock import Clock


def create_app(
    *,
    bus: Bus,
    board: Board,
    clock: Clock,
    accounts: Accounts,
    site: Site,
    evidence: pages.Evidence,
    registry: CollectorRegistry,
    streets: Callable[[], bytes] | None = None,
    route: Route | None = None,
    ring: Ring | None = None,
    reports: Reports | None = None,
    rosters: Rosters | None = None,
    rank: Rank | None = None,
) -> Starlette:
    """The web application. Follows the log from its start-up on; run it with uvicorn.

    `clock` is the clock that commands and positions are stamped with, `board` a fresh one. `streets` makes the GeoJSON
    of the street map, `route` finds a unit's way on it and `ring` where those who fled can be (None: no map);
    `reports` makes the figures of a month and `rosters` say who is on duty (None: neither is shown); `rank` times
    units of other districts. Streams never end by themselves: before the server stops, call
    `app.state.end_streams()`, from any thread.
    """
    hub = Hub()
    follower = Follower(bus, board, hub, clock)
    known: list[Key] = [("units", unit.unit_id) for unit in site.units]
    known += [("cameras", camera_id) for camera_id in site.cameras]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        follower.start(loop, known)
        app.state.end_streams = lambda: loop.call_soon_threadsafe(hub.close)
        yield
        await follower.stop()

    app = Starlette(
        routes=_routes(),
        lifespan=lifespan,
        middleware=[Middleware(Shield)],
        exception_handlers={Refusal: _refused, BodyTooLarge: _too_large},
    )
    state = app.state
    state.bus, state.hub, state.clock, state.accounts, state.site = bus, hub, clock, accounts, site
    state.evidence, state.registry, state.route, state.ring = evidence, registry, route, ring
    state.reports, state.rank = reports, rank
    state.streets = pages.Streets(streets) if streets else None
    state.rosters = rosters or Rosters()
    state.failures = login.LoginFailures(clock)
    return app


def _routes() -> Sequence[BaseRoute]:
    return (
        Path("/", pages.console),
        Path("/unit", pages.unit_page),
        Path("/unit-worker.js", pages.unit_worker),
        Path("/login", login.login_page),
        Path("/login", login.login, methods=["POST"]),
        Path("/healthz", views.healthz),
        Path("/metrics", views.metrics),
        Path("/api/me", views.me),
        Path("/api/guides", views.guides),
        Path("/api/board", views.board),
        Path("/api/stream", views.stream),
        Path("/api/unit", views.unit),
        Path("/api/unit/stream", views.unit_stream),
        Path("/api/roster", duty.roster),
        Path("/api/commands", post_command, methods=["POST"]),
        Path("/api/positions", positions.post_position, methods=["POST"]),
        Path("/api/osmand", positions.osmand, methods=["GET", "POST"]),
        Path("/api/streets", pages.streets),
        Path("/api/report", month_report),
        Path("/api/incidents/{incident_id}/neighbours", neighbours),
        Path("/api/evidence/{key}", pages.evidence),
        Path("/api/incidents/{incident_id}/route/{unit_id}", route_to_incident),
        Path("/api/incidents/{incident_id}/ring", ring_of_incident),
        Path("/api/units/{unit_id}/link", login.unit_link, methods=["POST"]),
        Path("/api/password", login.set_password, methods=["POST"]),
        Path("/api/logout", login.logout, methods=["POST"]),
        Mount("/assets", StaticFiles(directory=pages.STATIC / "assets", check_dir=False)),
    )


def _refused(_: Request, error: Exception) -> Response:
    return error.response() if isinstance(error, Refusal) else JSONResponse({"error": "bug"}, 500)


def _too_large(_: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return JSONResponse({"error": "too_large", "why": "the body is too large"}, 413)
