"""`POST /api/commands`: a person's wish goes onto the commands topic; the desk's own fact is the answer.

Who asks and for which district is never taken from the body. Decides nothing that the desk decides.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, get_args

import msgspec
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.config import UnitConfig
from dispatch.web.bodies import json_object, read_as, text_field
from dispatch.web.gate.access import Principal, Refusal, Unit, principal_of
from dispatch.web.gate.trail import tell
from dispatch.web.live.hub import Answer, Hub
from dispatch.web.site import Site
from streams.bus import Bus
from streams.runtime.clock import Clock
from streams.schema import commands
from streams.schema.errors import BusError

ANSWER_S: Final = 2.0
"""So long the desk's answer is waited for; after that 202, and the stream tells."""
OLDEST_MS: Final = 6 * 3_600_000
"""A wish that waited longer in a phone without signal is not this night's any more."""
AHEAD_MS: Final = 5_000
"""A phone's clock may be this far ahead; such a wish counts as made now."""

_KINDS: Final = {kind.__name__: kind for kind in get_args(commands.PersonCommand)}
_FOR_UNITS: Final = frozenset(
    {
        "AcceptAssignment",
        "DeclineAssignment",
        "ReportArrival",
        "RecordFinding",
        "GoOnDuty",
        "GoOffDuty",
        "ReportIncident",
    }
)
_OF_DISTRICT: Final = frozenset({"SignOffReview"})
"""These are about a whole district, which the person names; that of all others follows from what they are about."""

_log = structlog.get_logger(__name__)


async def post_command(request: Request) -> Response:
    """Take one command: 200 with the desk's facts, 409 with its refusal, 202 when it has not answered yet."""
    who = principal_of(request)
    body = await json_object(request)
    if key := request.headers.get("idempotency-key"):
        body.setdefault("command_id", key)
    hub: Hub = request.app.state.hub
    clock: Clock = request.app.state.clock
    if not await hub.settled(ANSWER_S):
        raise Refusal(503, "starting", "the log is still being read; say it again in a moment")
    command = command_from(body, who, request.app.state.site, hub, clock.now_ms())
    tell(request, **_told(command))
    known = hub.answer_to(command.command_id)
    if known is None:
        await publish(request.app.state.bus, command)
        _log.info("command_taken", command=type(command).__name__, id=command.command_id, by=command.issued_by)
        known = await hub.wait_answer(command.command_id, ANSWER_S)
    return _response(known, command)


async def publish(bus: Bus, message: msgspec.Struct) -> None:
    """Store one message.

    Raises:
        Refusal: 503, the log does not take it now; nothing was done.
    """
    try:
        await asyncio.to_thread(bus.publish, [message])  # type: ignore[list-item] # a Message by its callers
    except BusError as error:
        raise Refusal(503, "log_unreachable", f"not stored, say it again: {error}") from error


def command_from(body: Mapping[str, object], who: Principal, site: Site, hub: Hub, now_ms: int) -> commands.Command:
    """The command that `body` asks for, stamped with who asks, when, and the district that it belongs to.

    Raises:
        Refusal: 400 a bad field (named); 403 not this person's to ask; 404 no such incident or unit.
    """
    kind = _KINDS.get(text_field(body, "type"))
    if kind is None:
        raise Refusal(400, "bad_field", f"no such command; one of {', '.join(sorted(_KINDS))}", field="type")
    stamped = ("issued_by",) if kind.__name__ in _OF_DISTRICT else ("issued_by", "district")
    if given := [name for name in stamped if name in body]:
        raise Refusal(400, "bad_field", f"{given[0]!r} is filled in by the server", field=given[0])
    text_field(body, "command_id")
    filled = dict(body)
    if isinstance(who, Unit):
        _restrict(kind.__name__, filled, site.unit(who.unit_id))
    filled |= {"issued_by": who.issued_by, "issued_at_ms": _issued_at_ms(body, now_ms)}
    filled["district"] = _district(filled, who, site, hub)
    command: commands.Command = read_as(kind, filled)
    return command


def _restrict(kind: str, body: dict[str, object], unit: UnitConfig) -> None:
    if kind not in _FOR_UNITS:
        raise Refusal(403, "operators_only", f"a unit may not send {kind}")
    if kind == "ReportIncident":
        body.setdefault("role", "officer" if unit.role in {"police", "patrol"} else "guard")
        return
    if body.setdefault("unit_id", unit.unit_id) != unit.unit_id:
        raise Refusal(403, "other_unit", f"{unit.unit_id} may only speak for itself", field="unit_id")


def _issued_at_ms(body: Mapping[str, object], now_ms: int) -> int:
    told = body.get("issued_at_ms", now_ms)
    if not isinstance(told, int) or isinstance(told, bool):
        raise Refusal(400, "bad_field", "UTC epoch milliseconds, a whole number", field="issued_at_ms")
    if told > now_ms + AHEAD_MS:
        raise Refusal(400, "from_the_future", f"{(told - now_ms) / 1000:.0f} s in the future", field="issued_at_ms")
    if told < now_ms - OLDEST_MS:
        raise Refusal(400, "too_old", f"{(now_ms - told) / 3_600_000:.1f} h ago", field="issued_at_ms")
    return min(told, now_ms)


def _district(body: Mapping[str, object], who: Principal, site: Site, hub: Hub) -> str:
    if (incident_id := body.get("incident_id")) is not None:
        incident = hub.entity("incidents", str(incident_id))
        if incident is None:
            raise Refusal(404, "unknown_incident", f"no incident {incident_id!r}", field="incident_id")
        return str(incident["district"])
    if body["type"] in _OF_DISTRICT:
        return site.district_named(body.get("district"))
    unit_id = who.unit_id if isinstance(who, Unit) else body.get("unit_id")
    if unit_id is not None:
        return site.unit(str(unit_id)).district
    return site.district_at(body.get("place"))


def _told(command: commands.Command) -> dict[str, str]:
    """What the audit log keeps of a command: what was asked for, of which incident; the log has the rest."""
    about = {"command": type(command).__name__, "command_id": command.command_id}
    if isinstance(command, commands.IncidentCommand):
        about["incident_id"] = command.incident_id
    return about


def _response(answer: Answer | None, command: commands.Command) -> Response:
    if answer is None:
        return JSONResponse({"status": "accepted", "command_id": command.command_id}, 202)
    if answer.actor != command.issued_by:
        raise Refusal(409, "command_id_taken", "somebody else used this command_id", field="command_id")
    body = {
        "status": "refused" if answer.refused else "done",
        "command_id": command.command_id,
        "facts": answer.facts,
    }
    return Response(msgspec.json.encode(body), 409 if answer.refused else 200, media_type="application/json")
