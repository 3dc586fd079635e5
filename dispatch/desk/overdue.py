"""What follows when a deadline has come: the next unit is asked, the missed target is said, the next one up is told.

Each is said once, but for the chase of what stays open; what was due while no desk ran is said by the next one.
"""

from collections.abc import Mapping
from typing import Final

from dispatch.config import Awaited
from dispatch.desk.deadlines import chase_ms, pending_steps, target_due_ms
from dispatch.desk.foresight import foresee_miss
from dispatch.desk.pen import Pen
from dispatch.desk.sending import ask_again, respond
from dispatch.desk.telling import tell_role
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from dispatch.life.status import Status
from streams.schema.ids import derived_id
from streams.schema.incidents import AssignmentReleased, IncidentEscalated, ResponseTargetMissed

_REASONS: Final[Mapping[Awaited, str]] = {
    "acknowledged": "unacknowledged",
    "decided": "undecided",
    "accepted": "nobody_accepted",
    "arrived": "nobody_on_scene",
    "in_time": "miss_predicted",
    "finding": "no_finding",
    "closed": "not_closed",
}


_AWAITED: Final[Mapping[Status, Awaited]] = {
    Status.OPENED: "acknowledged",
    Status.ACKNOWLEDGED: "decided",
    Status.CONFIRMED: "accepted",
    Status.ASSIGNED: "accepted",
    Status.ACCEPTED: "arrived",
    Status.TRAVELLING: "arrived",
    Status.ON_SCENE: "finding",
    Status.HANDLED: "closed",
}
"""What an open incident waits for, as it stands."""


def say_overdue(pen: Pen) -> None:
    """All that time has led to, in every incident of the district."""
    due = [name for name, at_ms in pen.state.dues.items() if at_ms <= pen.now_ms]
    for incident_id in due:
        _end_offers(pen, incident_id)
        foresee_miss(pen, incident_id)
        _miss_target(pen, pen.incident(incident_id))
        _escalate(pen, pen.incident(incident_id))
        ask_again(pen, incident_id)
        _chase(pen, pen.incident(incident_id))


def _cause(incident: Incident, what: str, at_ms: int) -> str:
    return derived_id("due", incident.incident_id, what, at_ms)


def _end_offers(pen: Pen, incident_id: str) -> None:
    incident = pen.incident(incident_id)
    for leg in incident.booked:
        if leg.state is Assignment.OFFERED and leg.accept_by_ms <= pen.now_ms:
            cause = _cause(incident, leg.unit_id, leg.accept_by_ms)
            head = pen.about(incident_id, leg.accept_by_ms, not_before_ms=leg.latest_ms, cause=cause)
            pen.say(AssignmentReleased(**head, unit_id=leg.unit_id, reason="accept_timeout"))
            respond(pen, incident_id)


def _miss_target(pen: Pen, incident: Incident) -> None:
    at_ms = target_due_ms(incident)
    if at_ms is not None and at_ms <= pen.now_ms:
        head = pen.about(incident.incident_id, at_ms, cause=_cause(incident, "target", at_ms))
        pen.say(ResponseTargetMissed(**head, target_s=incident.target_s))


def _escalate(pen: Pen, incident: Incident) -> None:
    for number, step, at_ms in tuple(pending_steps(incident, pen.force.config)):
        if at_ms <= pen.now_ms:
            head = pen.about(incident.incident_id, at_ms, cause=_cause(incident, f"step {number}", at_ms))
            reason = _REASONS[step.awaits]
            pen.say(IncidentEscalated(**head, step=number, to=step.to, reason=reason))
            tell_role(pen, incident.incident_id, step.to, reason=reason, cause=head["cause"])


def _chase(pen: Pen, incident: Incident) -> None:
    """The time runs from when it was last recorded: what was due often while no desk ran is said once."""
    config, again = pen.force.config, incident.chased + 1
    at_ms = chase_ms(incident, config)
    if at_ms is not None and at_ms <= pen.now_ms:
        head = pen.about(incident.incident_id, at_ms, cause=_cause(incident, f"again {again}", at_ms))
        to, reason = config.chase.to, _REASONS[_AWAITED[incident.status]]
        pen.say(IncidentEscalated(**head, step=len(config.escalation) + 1, to=to, reason=reason, again=again))
        tell_role(pen, incident.incident_id, to, reason=reason, cause=head["cause"])
