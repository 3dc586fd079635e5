"""What operators ask for: acknowledge, confirm, dismiss, send this unit, call that one off, close.

Each function writes what follows, or gives the reason why not; writing nothing means that it is so already.
"""

from dispatch.desk.pen import Pen
from dispatch.desk.people.answers import Refusal, unfit
from dispatch.desk.sending import assign_named, free_unit, free_units, respond, tell_anew
from dispatch.desk.sightings.linking import link, may_link
from dispatch.life.incident import Incident
from dispatch.life.response import response_times
from dispatch.life.status import Status
from streams.schema import commands as asked
from streams.schema.incidents import (
    IncidentAcknowledged,
    IncidentClosed,
    IncidentConfirmed,
    IncidentDismissed,
)


def acknowledge(pen: Pen, command: asked.AcknowledgeIncident) -> Refusal | None:
    """The first to look at it ends the answering time."""
    _acknowledge(pen, pen.incident(command.incident_id), command.issued_at_ms)
    return None


def confirm(pen: Pen, command: asked.ConfirmIncident) -> Refusal | None:
    """Verified: the recommended unit is asked, or the one named. Whoever confirms has also looked."""
    incident = pen.incident(command.incident_id)
    if incident.status not in {Status.OPENED, Status.ACKNOWLEDGED}:
        if command.unit_id is None or command.unit_id in {leg.unit_id for leg in incident.booked}:
            return None
        return Refusal(code="already_confirmed", why=f"{incident.incident_id} was confirmed without {command.unit_id}")
    refusal = unfit(pen, command.unit_id) if command.unit_id else None
    if refusal:
        return refusal
    _acknowledge(pen, incident, command.issued_at_ms)
    before_ms = pen.incident(incident.incident_id).latest_ms
    pen.say(IncidentConfirmed(**pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=before_ms)))
    if command.unit_id:
        assign_named(pen, incident.incident_id, command.unit_id)
    respond(pen, incident.incident_id)
    return None


def dismiss(pen: Pen, command: asked.DismissIncident) -> Refusal | None:
    """It is nothing: whoever was on the way is free."""
    incident = pen.incident(command.incident_id)
    if incident.status not in {Status.ON_SCENE, Status.HANDLED}:
        free_units(pen, incident)
    head = pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=incident.latest_ms)
    pen.say(IncidentDismissed(**head, reason=command.reason, note=command.note))
    return None


def assign_unit(pen: Pen, command: asked.AssignUnit) -> Refusal | None:
    """Send this unit too."""
    incident = pen.incident(command.incident_id)
    if pen.state.booked.get(command.unit_id) == incident.incident_id:
        return None
    if incident.status in {Status.OPENED, Status.ACKNOWLEDGED}:
        return Refusal(code="not_confirmed", why=f"{incident.incident_id} is not confirmed yet")
    refusal = unfit(pen, command.unit_id)
    if refusal is None:
        assign_named(pen, incident.incident_id, command.unit_id)
        tell_anew(pen, incident.incident_id)
    return refusal


def release_unit(pen: Pen, command: asked.ReleaseUnit) -> Refusal | None:
    """Call this unit off; if nobody else is on it, the next one is asked."""
    incident = pen.incident(command.incident_id)
    leg = incident.units.get(command.unit_id)
    if leg is None:
        return Refusal(code="not_assigned", why=f"{command.unit_id} was not asked to go to {incident.incident_id}")
    if leg.state.books:
        free_unit(pen, incident, command.unit_id, "called_off", at_ms=command.issued_at_ms)
        respond(pen, incident.incident_id)
    return None


def link_sighting(pen: Pen, command: asked.LinkIncident) -> Refusal | None:
    """The same group, seen again: units follow there."""
    sighting = pen.incident(command.incident_id)
    why = may_link(pen, sighting, command.earlier)
    if why is not None or sighting.place is None:
        return Refusal(code="cannot_link", why=why or "the place of the sighting is not known")
    link(pen, sighting, command.earlier, sighting.place)
    return None


def close(pen: Pen, command: asked.CloseIncident) -> Refusal | None:
    """Handled, recorded, measured. Whoever is still on it is free."""
    incident = pen.incident(command.incident_id)
    if incident.status is not Status.HANDLED:
        return Refusal(code="no_finding", why=f"{incident.incident_id} has no finding: it is {incident.status.value}")
    free_units(pen, incident)
    incident = pen.incident(incident.incident_id)
    head = pen.about(incident.incident_id, command.issued_at_ms, not_before_ms=incident.latest_ms)
    pen.say(IncidentClosed(**head, times=response_times(incident), note=command.note))
    return None


def _acknowledge(pen: Pen, incident: Incident, at_ms: int) -> None:
    if incident.acknowledged_ms is None:
        head = pen.about(incident.incident_id, at_ms, not_before_ms=incident.raised_ms)
        pen.say(IncidentAcknowledged(**head))
