"""Who stands behind a role is told, by name: one notice to each, said once, whose delivery is then followed.

Where the site names nobody for a role, the step of escalation itself is all there is, on the console.
"""

from dispatch.desk.pen import Pen
from dispatch.rosters.config import PersonConfig
from streams.schema.ids import derived_id
from streams.schema.notices import PersonTold


def tell_role(
    pen: Pen, incident_id: str, role: str, *, reason: str, cause: str | None = None, district: str | None = None
) -> None:
    """Whoever of the role can be reached now is told, in this district or in another one."""
    for person, whose in pen.force.rosters.reached(role, district or pen.state.district, pen.now_ms):
        tell_person(pen, incident_id, person, to=role, reason=reason, cause=cause, stand_in_for=whose)


def tell_person(
    pen: Pen,
    incident_id: str,
    person: PersonConfig,
    *,
    to: str,
    reason: str,
    cause: str | None = None,
    stand_in_for: str | None = None,
) -> None:
    """This person is told; not again of the same thing."""
    head = pen.head(1, cause=cause)
    notice_id = derived_id("note", incident_id, to, reason, person.id, head["cause"])
    if notice_id not in pen.state.notices:
        pen.say(
            PersonTold(
                **head,
                notice_id=notice_id,
                incident_id=incident_id,
                person=person.id,
                to=to,
                reason=reason,
                channel=person.channel,
                stand_in_for=stand_in_for,
            )
        )
