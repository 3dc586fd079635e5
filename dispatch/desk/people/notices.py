"""Who was told what: notices to people, what became of each, and help asked of another district.

Each notice is said once and has an id of its own, so that whoever delivers it may try twice and deliver once.
"""

from dispatch.desk.pen import Pen
from dispatch.desk.people.answers import Refusal
from dispatch.desk.telling import tell_role
from streams.schema import commands as asked
from streams.schema.notices import DeliveryRecorded
from streams.schema.response import HelpAsked


def acknowledge_notice(pen: Pen, command: asked.AcknowledgeNotice) -> Refusal | None:
    """The person has read it, however it came."""
    known = pen.state.notices.get(command.notice_id)
    if known is None:
        return _unknown(command.notice_id)
    if known.receipt != "read":
        head = pen.head(known.seq + 1, command.issued_at_ms)
        pen.say(DeliveryRecorded(**head, notice_id=command.notice_id, incident_id=command.incident_id, receipt="read"))
    return None


def record_delivery(pen: Pen, command: asked.RecordDelivery) -> Refusal | None:
    """What became of it on its way; the first to say so is believed."""
    known = pen.state.notices.get(command.notice_id)
    if known is None:
        return _unknown(command.notice_id)
    if known.receipt is None:
        pen.say(
            DeliveryRecorded(
                **pen.head(known.seq + 1, command.issued_at_ms),
                notice_id=command.notice_id,
                incident_id=command.incident_id,
                receipt="delivered" if command.delivered else "failed",
                attempts=command.attempts,
                detail=command.detail,
            )
        )
    return None


def ask_help(pen: Pen, command: asked.AskHelp) -> Refusal | None:
    """Another district is asked for a unit of its own; nothing is booked, as that district decides itself."""
    incident = pen.incident(command.incident_id)
    if command.of_district == pen.state.district:
        return Refusal(code="own_district", why=f"{command.helper_id} is a unit of this district: send it")
    if command.helper_id not in incident.helpers:
        pen.say(
            HelpAsked(
                **pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=incident.raised_ms),
                of_district=command.of_district,
                helper_id=command.helper_id,
                eta_s=command.eta_s,
            )
        )
        tell_role(pen, incident.incident_id, "duty_officer", reason="help_asked", district=command.of_district)
    return None


def _unknown(notice_id: str) -> Refusal:
    return Refusal(code="unknown_notice", why=f"this district told nobody anything under {notice_id}")
