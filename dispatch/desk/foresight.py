"""Late is known before it is too late: said as soon as nobody can be there within the target any more.

Goes by the best case: every unit drives by the shortest way, and has done so ever since its last position.
"""

from msgspec.structs import replace

from dispatch.desk.deadlines import best_s, hope_ms
from dispatch.desk.pen import Pen
from dispatch.desk.sending.ranks import is_fresh, ranked, recommend, unit_now
from dispatch.life.incident import Incident
from streams.schema.incidents import RankedUnit
from streams.schema.response import ResponseMissPredicted


def foresee_miss(pen: Pen, incident_id: str) -> None:
    """Where the last ranking leaves nobody any time: rank anew; if that is no better, say so."""
    due_ms = hope_ms(pen.incident(incident_id), pen.force.config)
    if due_ms is None or due_ms > pen.now_ms:
        return
    if not is_fresh(pen, pen.incident(incident_id)):
        recommend(pen, incident_id)
    _say_if_hopeless(pen, incident_id, pen.incident(incident_id).ranking)


def foresee_from_fix(pen: Pen, incident_id: str, unit_id: str) -> None:
    """A unit on its way told where it is: if it cannot make it any more, can anybody?"""
    incident = pen.incident(incident_id)
    if incident.place is None or incident.predicted_ms is not None or incident.missed or incident.first:
        return
    now = replace(unit_now(pen, unit_id), status="available")
    own = pen.force.rank([now], incident.place).ranking
    if not own or _in_time(pen, incident, own[0]):
        return
    others = [replace(unit_now(pen, leg.unit_id), status="available") for leg in incident.booked]
    coming = pen.force.rank(others, incident.place).ranking
    _say_if_hopeless(pen, incident_id, (*coming, *ranked(pen, incident).ranking))


def _say_if_hopeless(pen: Pen, incident_id: str, units: tuple[RankedUnit, ...]) -> None:
    incident = pen.incident(incident_id)
    if not units or any(_in_time(pen, incident, unit) for unit in units):
        return
    first = min(units, key=lambda unit: (best_s(unit), unit.unit_id))
    pen.say(
        ResponseMissPredicted(
            **pen.about(incident_id),
            target_s=incident.target_s,
            best_s=round((pen.now_ms - incident.raised_ms) / 1000 + best_s(first), 1),
            unit_id=first.unit_id,
        )
    )


def _in_time(pen: Pen, incident: Incident, unit: RankedUnit) -> bool:
    return pen.now_ms + best_s(unit) * 1000 <= incident.raised_ms + incident.target_s * 1000
