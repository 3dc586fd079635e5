"""Writes down that a unit is asked, told anew, or free. Chooses nobody."""

from collections.abc import Sequence

from dispatch.desk.pen import Pen
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from streams.schema.incidents import AssignmentReleased, ReleaseReason, UnitAssigned, UnitCleared
from streams.schema.plans import Companion, Duty, Post


def assign(
    pen: Pen,
    incident_id: str,
    unit_id: str,
    eta_s: float | None = None,
    *,
    slot: int | None = None,
    post: Post | None = None,
    duty: Duty = "hold",
    companions: Sequence[Companion] = (),
) -> None:
    """Ask this unit; its accept timer runs from now."""
    incident = pen.incident(incident_id)
    head = pen.about(incident_id, not_before_ms=incident.latest_ms)
    pen.say(
        UnitAssigned(
            **head,
            unit_id=unit_id,
            eta_s=eta_s,
            accept_by_ms=pen.now_ms + int(pen.force.config.accept_s * 1000),
            slot=slot,
            post=post,
            duty=duty,
            companions=tuple(companions),
        )
    )


def free_units(pen: Pen, incident: Incident) -> None:
    """Everybody who is taken by this incident is free, since it is over."""
    for leg in incident.booked:
        free_unit(pen, incident, leg.unit_id, "incident_over")


def free_unit(
    pen: Pen, incident: Incident, unit_id: str, reason: ReleaseReason, *, at_ms: int | None = None, note: str = ""
) -> None:
    """The unit is free: cleared if it was on scene, released if not."""
    leg = incident.units[unit_id]
    head = pen.about(incident.incident_id, at_ms, not_before_ms=leg.latest_ms)
    if leg.state is Assignment.ON_SCENE:
        pen.say(UnitCleared(**head, unit_id=unit_id))
    else:
        pen.say(AssignmentReleased(**head, unit_id=unit_id, reason=reason, note=note))


def is_on_duty(pen: Pen, unit_id: str) -> bool:
    """Whether the unit's shift runs."""
    duty, unit = pen.state.duty.get(unit_id), pen.force.units.get(unit_id)
    return duty.on if duty else unit is not None and unit.on_duty
