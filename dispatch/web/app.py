"""Puts the screens together: routes, guards, the follower. The one place where the parts of `dispatch.web` meet."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dispatch.web import login, pages, positions, views
from dispatch.web.access import Refusal
from dispatch.web.accounts import Accounts
from dispatch.web.commands import post_command
from dispatch.web.follower import Board, Follower
from dispatch.web.hub import Hub
from dispatch.web.shield import BodyTooLarge, Shield
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
    streets: Callable[[], bytes] | None,
    registry: CollectorRegistry,
) -> Starlette:
    """The web application. Follows the log from its start-up on; run it with uvicorn.

    `streets` makes the GeoJSON of the street map (None: no map); `clock` is the clock that commands and positions are
    stamped with.
    """
    hub = Hub()
    follower = Follower(bus, board, hub, clock)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:  # noqa: ARG001 - Starlette hands it over
        follower.start(asyncio.get_running_loop())
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
    state.evidence, state.registry = evidence, registry
    state.streets = pages.Streets(streets) if streets else None
    state.failures = login.LoginFailures(clock)
    return app


def _routes() -> Sequence[BaseRoute]:
    return (
        Route("/", pages.console),
        Route("/unit", pages.unit_page),
        Route("/unit-worker.js", pages.unit_worker),
        Route("/login", login.login_page),
        Route("/login", login.login, methods=["POST"]),
        Route("/healthz", views.healthz),
        Route("/metrics", views.metrics),
        Route("/api/me", views.me),
        Route("/api/board", views.board),
        Route("/api/stream", views.stream),
        Route("/api/unit", views.unit),
        Route("/api/unit/stream", views.unit_stream),
        Route("/api/commands", post_command, methods=["POST"]),
        Route("/api/positions", positions.post_position, methods=["POST"]),
        Route("/api/osmand", positions.osmand, methods=["GET", "POST"]),
        Route("/api/streets", pages.streets),
        Route("/api/evidence/{key}", pages.evidence),
        Route("/api/units/{unit_id}/link", login.unit_link, methods=["POST"]),
        Route("/api/password", login.set_password, methods=["POST"]),
        Route("/api/logout", login.logout, methods=["POST"]),
        Mount("/assets", StaticFiles(directory=pages.STATIC / "assets", check_dir=False)),
    )


def _refused(_: Request, error: Exception) -> Response:
    return error.response() if isinstance(error, Refusal) else JSONResponse({"error": "bug"}, 500)


def _too_large(_: Request, error: Exception) -> Response:  # noqa: ARG001 - Starlette's signature
    return JSONResponse({"error": "too_large", "why": "the body is too large"}, 413)
