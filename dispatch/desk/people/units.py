"""What units ask for: accept, decline, "I am here", what was found, duty on and off.

Each function writes what follows, or gives the reason why not; writing nothing means that it is so already.
"""

from dispatch.desk.pen import Pen
from dispatch.desk.people.answers import Refusal, issuing_unit, not_on_it
from dispatch.desk.sending import free_unit, is_on_duty, respond
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from dispatch.life.status import Status
from streams.schema import commands as asked
from streams.schema.facts import UnitWentOffDuty, UnitWentOnDuty
from streams.schema.incidents import AssignmentAccepted, FindingRecorded, UnitArrived


def accept(pen: Pen, command: asked.AcceptAssignment) -> Refusal | None:
    """The unit comes. One that is on its way or there already has said so."""
    incident, leg = _on_it(pen, command)
    if leg is None or not leg.state.books:
        return not_on_it(incident, command.unit_id)
    if leg.state is Assignment.OFFERED:
        head = pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=leg.latest_ms)
        pen.say(AssignmentAccepted(**head, unit_id=command.unit_id))
    return None


def decline(pen: Pen, command: asked.DeclineAssignment) -> Refusal | None:
    """The unit cannot come (any more); the next one is asked."""
    incident, leg = _on_it(pen, command)
    if leg is None or leg.state is Assignment.CLEARED:
        return not_on_it(incident, command.unit_id)
    if leg.state is Assignment.ON_SCENE:
        return Refusal(code="on_scene", why=f"{command.unit_id} is on scene: say what was found")
    if leg.state is not Assignment.RELEASED:
        free_unit(pen, incident, command.unit_id, "declined", at_ms=command.issued_at_ms, note=command.reason)
        respond(pen, incident.incident_id)
    return None


def arrive(pen: Pen, command: asked.ReportArrival) -> Refusal | None:
    """The unit is on scene, whether or not it ever said that it comes."""
    incident, leg = _on_it(pen, command)
    if leg is None or not leg.state.books:
        return not_on_it(incident, command.unit_id)
    if leg.state is not Assignment.ON_SCENE:
        head = pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=leg.latest_ms)
        pen.say(UnitArrived(**head, unit_id=command.unit_id, by="button"))
    return None


def find(pen: Pen, command: asked.RecordFinding) -> Refusal | None:
    """What was found; the unit that found it is free. Operators may record what a unit told, or that nobody came."""
    incident = pen.incident(command.incident_id)
    unit_id = command.unit_id or issuing_unit(command)
    leg = incident.units.get(unit_id) if unit_id else None
    if unit_id is not None and (leg is None or leg.state is Assignment.RELEASED):
        return not_on_it(incident, unit_id)
    if leg is not None and leg.state not in {Assignment.ON_SCENE, Assignment.CLEARED}:
        return Refusal(code="not_on_scene", why=f"{unit_id} is {leg.state.value}: report arrival first")
    if incident.status in {Status.OPENED, Status.ACKNOWLEDGED}:
        return Refusal(code="not_confirmed", why=f"{incident.incident_id} is not confirmed yet")
    refusal = _incomplete(command)
    if refusal is not None:
        return refusal
    before_ms = max(incident.latest_ms, leg.latest_ms if leg else 0)
    head = pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=before_ms)
    pen.say(
        FindingRecorded(
            **head,
            finding=command.finding,
            note=command.note,
            unit_id=unit_id,
            vehicles=command.vehicles,
            reason=command.reason,
        )
    )
    if leg is not None and leg.state is Assignment.ON_SCENE:
        free_unit(pen, pen.incident(incident.incident_id), leg.unit_id, "incident_over", at_ms=command.issued_at_ms)
    return None


def go_on_duty(pen: Pen, command: asked.GoOnDuty) -> Refusal | None:
    """The shift begins."""
    if not is_on_duty(pen, command.unit_id):
        pen.say(
            UnitWentOnDuty(**pen.head(_duty_seq(pen, command.unit_id), command.issued_at_ms), unit_id=command.unit_id)
        )
    return None


def go_off_duty(pen: Pen, command: asked.GoOffDuty) -> Refusal | None:
    """The shift ends; what the unit was on goes to another."""
    unit_id = command.unit_id
    if not is_on_duty(pen, unit_id):
        return None
    pen.say(UnitWentOffDuty(**pen.head(_duty_seq(pen, unit_id), command.issued_at_ms), unit_id=unit_id))
    incident_id = pen.state.booked.get(unit_id)
    if incident_id is not None:
        free_unit(pen, pen.incident(incident_id), unit_id, "off_duty")
        respond(pen, incident_id)
    return None


def _incomplete(command: asked.RecordFinding) -> Refusal | None:
    if command.finding == "crime_found" and command.vehicles is None:
        return Refusal(code="count_needed", why="crime found: say of how many cars, 0 where it was about no car")
    if command.finding == "false_alarm" and command.reason is None:
        return Refusal(code="reason_needed", why="false alarm: say what it was instead")
    return None


def _on_it(pen: Pen, command: asked.AssignmentCommand) -> tuple[Incident, Leg | None]:
    incident = pen.incident(command.incident_id)
    return incident, incident.units.get(command.unit_id)


def _duty_seq(pen: Pen, unit_id: str) -> int:
    known = pen.state.duty.get(unit_id)
    return known.seq + 1 if known else 1
