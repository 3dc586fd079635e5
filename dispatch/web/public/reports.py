"""`POST /api/reports`: a citizen's form, or a partner's system with a token; `GET` by its id: what became of it.

A report takes the road of every command. Its id is a secret of whoever sent it; who that is, nobody asks.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.life.status import Status
from dispatch.records.review import ToldIncident
from dispatch.web.accounts import Accounts
from dispatch.web.bodies import json_object, read_as, text_field
from dispatch.web.commands import ANSWER_S, publish
from dispatch.web.gate.access import Refusal, check_origin
from dispatch.web.gate.trail import tell
from dispatch.web.live.hub import Hub
from dispatch.web.looks.records import Records
from dispatch.web.public.limits import Limits
from dispatch.web.site import Site
from streams.runtime.clock import Clock
from streams.schema.commands import InformReporter, ReportIncident
from streams.schema.ids import derived_id

FORM: Final = "reporter:form"
KEY_LEAST: Final = 16
"""Characters of the key that a sender gives its report: nobody is to guess another's."""
NOTE_MOST: Final = 1_000
_FIELDS: Final = {"kind", "place", "note", "reply_wanted"}

Stage = Literal["received", "checked", "coming", "on_scene", "ended"]
_STAGES: Final[Mapping[Status, Stage]] = {
    Status.OPENED: "received",
    Status.ACKNOWLEDGED: "checked",
    Status.CONFIRMED: "coming",
    Status.ASSIGNED: "coming",
    Status.ACCEPTED: "coming",
    Status.TRAVELLING: "coming",
    Status.ON_SCENE: "on_scene",
    Status.HANDLED: "on_scene",
    Status.CLOSED: "ended",
    Status.DISMISSED: "ended",
}


async def post_report(request: Request) -> Response:
    """Take one: 200 with its `report_id`, 409 the desk refused it, 202 the desk has not answered yet.

    The header `Idempotency-Key` names it: the same key again is the same report.
    """
    body = await json_object(request)
    key = request.headers.get("idempotency-key", "")
    if len(key) < KEY_LEAST:
        raise Refusal(400, "bad_field", f"Idempotency-Key: {KEY_LEAST} random characters at least", field="key")
    partner = _partner(request)
    issued_by = FORM if partner is None else f"reporter:{partner}"
    tell(request, actor=issued_by, address=_address(request))
    report = _report(body, derived_id("rep", issued_by, key), issued_by, request)
    hub: Hub = request.app.state.hub
    if hub.answer_to(report.command_id) is None:
        _limit(report.command_id, request, partner)
        await publish(request.app.state.bus, report)
    answer = await hub.wait_answer(report.command_id, ANSWER_S)
    tell(request, report_id=report.command_id)
    status = 202 if answer is None else 409 if answer.refused else 200
    return JSONResponse({"report_id": report.command_id}, status)


async def get_report(request: Request) -> Response:
    """`stage`: received, checked, coming, on_scene, ended; in the end what was found. Reading the end is being told."""
    records: Records | None = request.app.state.records
    report_id = request.path_params["report_id"]
    told = await asyncio.to_thread(records.told_in, report_id) if records else None
    if told is None:
        raise Refusal(404, "unknown_report", "no such report (yet, or any more)", field="report_id")
    stage = _STAGES[told.status]
    if stage == "ended" and told.reply_wanted and told.informed_ms is None:
        await publish(request.app.state.bus, _read(told, report_id, request))
    shown = {
        "kind": told.kind,
        "reported_ms": told.reported_ms,
        "stage": stage,
        "finding": told.finding,
        "ended_ms": told.over_ms,
    }
    return JSONResponse(shown)


def _is_open(request: Request) -> bool:
    public: bool = request.app.state.public_reports
    return public


def _partner(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        if not _is_open(request):
            raise Refusal(404, "no_public_reports", "this site takes reports by telephone only")
        if "origin" in request.headers:
            check_origin(request)
        return None
    accounts: Accounts = request.app.state.accounts
    name = accounts.partner_of(token.strip())
    if name is None:
        raise Refusal(401, "unknown_token", "this token is not valid (any more)")
    return name


def _limit(report_id: str, request: Request, partner: str | None) -> None:
    limits: Limits = request.app.state.limits
    if partner is None:
        limits.take(report_id, address=_address(request))
    else:
        limits.take_partner(report_id, partner)


def _report(body: Mapping[str, object], report_id: str, issued_by: str, request: Request) -> ReportIncident:
    own = _FIELDS if issued_by == FORM else _FIELDS | {"role"}
    if strange := sorted(set(body) - own):
        raise Refusal(400, "bad_field", f"a report has no field {strange[0]!r}", field=strange[0])
    text_field(body, "kind")
    if len(str(body.get("note", ""))) > NOTE_MOST:
        raise Refusal(400, "bad_field", f"`note` has {NOTE_MOST} characters at most", field="note")
    site: Site = request.app.state.site
    clock: Clock = request.app.state.clock
    filled = {
        **body,
        "district": site.district_at(body.get("place")),
        "command_id": report_id,
        "issued_by": issued_by,
        "issued_at_ms": clock.now_ms(),
        "channel": "form" if issued_by == FORM else "api",
    }
    return read_as(ReportIncident, filled)


def _read(told: ToldIncident, report_id: str, request: Request) -> InformReporter:
    clock: Clock = request.app.state.clock
    return InformReporter(
        district=told.district,
        command_id=derived_id("read", report_id),
        issued_by="system",
        issued_at_ms=clock.now_ms(),
        incident_id=told.incident_id,
        report_id=report_id,
        channel="message",
    )


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"
