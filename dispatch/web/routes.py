"""Every address of the screens, who answers there, and what that leaves in the audit log."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, NamedTuple

from starlette.requests import Request
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as Path
from starlette.staticfiles import StaticFiles

from dispatch.web import pages, positions
from dispatch.web.advice.backfill import backfill_of_incident
from dispatch.web.advice.neighbours import neighbours
from dispatch.web.commands import post_command
from dispatch.web.gate import login
from dispatch.web.looks import duty, records, views
from dispatch.web.looks.ways import ring_of_incident, route_to_incident
from dispatch.web.public.reports import get_report, post_report

Endpoint = Callable[[Request], Coroutine[Any, Any, Any]]
"""Starlette's: an answer is anything that speaks ASGI."""


class Way(NamedTuple):
    """One address. `leaves`: the name of its entry in the audit log; None: nothing is done or shown worth one."""

    path: str
    endpoint: Endpoint
    methods: Sequence[str] = ("GET",)
    leaves: str | None = None


POST: Final = ("POST",)
WAYS: Final = (
    Way("/", pages.console, leaves="console_opened"),
    Way("/unit", pages.unit_page),
    Way("/unit-worker.js", pages.unit_worker),
    Way("/login", login.login_page, leaves="logged_in"),
    Way("/login", login.login, POST, leaves="logged_in"),
    Way("/healthz", views.healthz),
    Way("/metrics", views.metrics),
    Way("/api/me", views.me),
    Way("/api/guides", views.guides),
    Way("/api/board", views.board, leaves="board_read"),
    Way("/api/stream", views.stream),
    Way("/api/unit", views.unit),
    Way("/api/unit/stream", views.unit_stream),
    Way("/api/roster", duty.roster),
    Way("/api/commands", post_command, POST, leaves="command_sent"),
    Way("/api/positions", positions.post_position, POST),
    Way("/api/osmand", positions.osmand, ("GET", "POST")),
    Way("/api/streets", pages.streets),
    Way("/api/report", records.month_report, leaves="figures_read"),
    Way("/api/review", records.morning_review, leaves="review_read"),
    Way("/api/suggestions", records.suggestions),
    Way("/report", pages.report_page),
    Way("/api/reports", post_report, POST, leaves="report_sent"),
    Way("/api/reports/{report_id}", get_report),
    Way("/api/incidents/{incident_id}/neighbours", neighbours),
    Way("/api/incidents/{incident_id}/backfill", backfill_of_incident),
    Way("/api/evidence/{key}", pages.evidence, leaves="evidence_viewed"),
    Way("/api/evidence/{key}/unblurred", pages.unblurred, POST, leaves="evidence_unblurred"),
    Way("/api/incidents/{incident_id}/route/{unit_id}", route_to_incident),
    Way("/api/incidents/{incident_id}/ring", ring_of_incident),
    Way("/api/units/{unit_id}/link", login.unit_link, POST, leaves="unit_link_issued"),
    Way("/api/password", login.set_password, POST, leaves="password_changed"),
    Way("/api/logout", login.logout, POST, leaves="logged_out"),
)
"""Positions leave none: each is a record of its own topic, as what the stream shows is of the incidents'."""

ACTS: Final[Mapping[object, str]] = {way.endpoint: way.leaves for way in WAYS if way.leaves}


def routes() -> Sequence[BaseRoute]:
    """As Starlette takes them, with the built files."""
    assets = Mount("/assets", StaticFiles(directory=pages.STATIC / "assets", check_dir=False))
    return (*(Path(way.path, way.endpoint, methods=list(way.methods)) for way in WAYS), assets)
