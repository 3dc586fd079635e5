"""Puts the screens together: routes, guards, the follower. The one place where the parts of `dispatch.web` meet."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.model import Rank
from dispatch.rosters import Rosters
from dispatch.web import pages
from dispatch.web.accounts import Accounts
from dispatch.web.advice.backfill import Fill
from dispatch.web.gate import login
from dispatch.web.gate.access import Refusal
from dispatch.web.gate.shield import BodyTooLarge, Shield
from dispatch.web.gate.trail import Audit, Trail
from dispatch.web.live.follower import Board, Follower
from dispatch.web.live.hub import Hub, Key
from dispatch.web.looks.records import Records
from dispatch.web.looks.ways import Ring, Route
from dispatch.web.public.limits import Limits
from dispatch.web.routes import ACTS, routes
from dispatch.web.site import Site
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
    audit: Audit,
    streets: Callable[[], bytes] | None = None,
    route: Route | None = None,
    ring: Ring | None = None,
    fill: Fill | None = None,
    records: Records | None = None,
    rosters: Rosters | None = None,
    rank: Rank | None = None,
    seal: pages.Opener | None = None,
    public_reports: bool = True,
) -> Starlette:
    """The web application. Follows the log from its start-up on; run it with uvicorn.

    `clock` is the clock that commands and positions are stamped with, `board` a fresh one. `streets` makes the GeoJSON
    of the street map, `route` finds a unit's way on it, `ring` where those who fled can be and `fill` who had best wait
    where, while others are on an incident (None: no map);
    `records` answer from the archive and `rosters` say who is on duty (None: neither is shown); `rank` times units of
    other districts; `seal` opens pictures that are kept unblurred (None: none are). What people do and look at goes to
    `audit`. With `public_reports` there is a form for everyone; partners with a token report either way.

    Streams never end by themselves: before the server stops, call `app.state.end_streams()`, from any thread.
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
        routes=routes(),
        lifespan=lifespan,
        middleware=[Middleware(Shield), Middleware(Trail, audit=audit, clock=clock, acts=ACTS)],
        exception_handlers={Refusal: _refused, BodyTooLarge: _too_large},
    )
    state = app.state
    state.bus, state.hub, state.clock, state.accounts, state.site = bus, hub, clock, accounts, site
    state.evidence, state.registry = evidence, registry
    state.route, state.ring, state.fill = route, ring, fill
    state.records, state.rank, state.seal = records, rank, seal
    state.limits, state.public_reports = Limits(clock), public_reports
    state.streets = pages.Streets(streets) if streets else None
    state.rosters = rosters or Rosters()
    state.failures = login.LoginFailures(clock)
    return app


def _refused(_: Request, error: Exception) -> Response:
    return error.response() if isinstance(error, Refusal) else JSONResponse({"error": "bug"}, 500)


def _too_large(_: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return JSONResponse({"error": "too_large", "why": "the body is too large"}, 413)
