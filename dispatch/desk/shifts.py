"""What the roster leads to: units go on duty and off by themselves; who is on an incident stays until it is cleared.

The roster speaks at the edges of shifts only: in between, what a unit says of its own duty holds.
"""

from dispatch.desk.pen import Pen
from dispatch.desk.telling import tell_person
from dispatch.rosters import Edge
from streams.schema.facts import UnitWentOffDuty, UnitWentOnDuty
from streams.schema.ids import derived_id
from streams.schema.response import ShiftHandedOver


def change_shifts(pen: Pen) -> None:
    """Every edge of a shift that has come. Of several that nobody said, the last counts."""
    due = [unit_id for unit_id, at_ms in pen.state.shift_dues.items() if at_ms <= pen.now_ms]
    for unit_id in due:
        edge = pen.force.rosters.last_edge(unit_id, pen.now_ms)
        if edge is not None:
            _cross(pen, unit_id, edge)


def _cross(pen: Pen, unit_id: str, edge: Edge) -> None:
    known = pen.state.duty.get(unit_id)
    cause = derived_id("shift", unit_id, edge.at_ms)
    head = pen.head(known.seq + 1 if known else 1, edge.at_ms, cause)
    kind = UnitWentOnDuty if edge.on else UnitWentOffDuty
    pen.say(kind(**head, unit_id=unit_id, by="roster", shift=edge.shift))
    incident_id = pen.state.booked.get(unit_id)
    if incident_id is not None and not edge.on:
        _hand_over(pen, incident_id, unit_id, edge, cause)


def _hand_over(pen: Pen, incident_id: str, unit_id: str, edge: Edge, cause: str) -> None:
    relief = pen.force.rosters.relief(edge.shift, edge.at_ms)
    leader = relief.leader if relief else None
    pen.say(
        ShiftHandedOver(
            **pen.about(incident_id, edge.at_ms, cause=cause),
            unit_id=unit_id,
            shift=edge.shift,
            next_shift=relief.id if relief else None,
            leader=leader,
        )
    )
    person = pen.force.rosters.people.get(leader) if leader else None
    if person is not None:
        tell_person(pen, incident_id, person, to="shift_leader", reason="shift_handed_over", cause=cause)
