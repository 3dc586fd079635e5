"""What people put right: a recorded time, with the reason. The first value stays in the log and on every screen.

A corrected time keeps its place among the others: nothing happens before what led to it. Also after the end, until the
review of that night is signed: whoever signs has seen the times that count.
"""

from collections.abc import Sequence
from typing import Final

from dispatch.desk.pen import Pen
from dispatch.desk.people.answers import Refusal
from dispatch.desk.people.reviews import is_signed
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from streams.schema import commands as asked
from streams.schema.response import MilestoneCorrected

_OF_UNIT: Final = frozenset({"accepted", "travelling", "arrived"})
_OWN_TIMES: Final = ("raised_ms", "acknowledged_ms", "confirmed_ms", "handled_ms", "over_ms")
_LEG_TIMES: Final = ("assigned_ms", "accepted_ms", "travelling_ms", "arrived_ms", "ended_ms")


def correct(pen: Pen, command: asked.CorrectMilestone) -> Refusal | None:
    """The milestone happened at another time. A unit's milestone without a unit is that of the first on scene."""
    incident = pen.state.incident(command.incident_id)
    if incident is None:
        return Refusal(code="unknown_incident", why=f"this district has no incident {command.incident_id}")
    if incident.status.is_over and is_signed(pen.state, incident.raised_ms):
        return Refusal(code="review_signed", why="the review of that night is signed, with the times as they are")
    leg = _leg(incident, command) if command.milestone in _OF_UNIT else None
    was_ms, times = _known(incident, leg, command.milestone)
    if not command.reason.strip():
        return Refusal(code="reason_needed", why=f"say how the right time of {command.milestone!r} is known")
    if was_ms is None:
        return Refusal(code="no_such_milestone", why=f"{command.milestone!r} has not happened: nothing to put right")
    earliest = max((at for at in times if at < was_ms), default=0)
    latest = min((at for at in times if at > was_ms), default=pen.now_ms)
    if not earliest <= command.at_ms <= latest:
        why = f"{command.at_ms} is not between {earliest} and {latest}, the steps before and after it"
        return Refusal(code="out_of_order", why=why)
    if command.at_ms != was_ms:
        pen.say(
            MilestoneCorrected(
                **pen.about(incident.incident_id),
                milestone=command.milestone,
                at_ms=command.at_ms,
                was_ms=was_ms,
                reason=command.reason,
                unit_id=leg.unit_id if leg else None,
            )
        )
    return None


def _leg(incident: Incident, command: asked.CorrectMilestone) -> Leg | None:
    first = incident.first
    if first is not None and command.unit_id in {None, first.unit_id}:
        return first
    return incident.units.get(command.unit_id) if command.unit_id else None


def _known(incident: Incident, leg: Leg | None, milestone: asked.Milestone) -> tuple[int | None, list[int]]:
    """(the milestone's time, all known times of the same life); None when it has not happened."""
    whose: Incident | Leg | None = leg if milestone in _OF_UNIT else incident
    fields: Sequence[str] = _LEG_TIMES if milestone in _OF_UNIT else _OWN_TIMES
    if whose is None:
        return None, []
    times = [at for field in fields if (at := getattr(whose, field)) is not None]
    return getattr(whose, f"{milestone}_ms"), times
