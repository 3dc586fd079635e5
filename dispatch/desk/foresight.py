"""Late is known before it is too late: said as soon as nobody can be there within the target any more.

Goes by the best case: every unit drives by the shortest way, and has done so ever since its last position. Whoever the
wider plan wants then is asked at once.
"""

from collections.abc import Collection

from dispatch.desk.deadlines import best_s, hope_ms
from dispatch.desk.pen import Pen
from dispatch.desk.sending import respond
from dispatch.desk.sending.ranks import is_fresh, ranked, ranked_as_free, recommend
from dispatch.life.incident import Incident
from streams.schema.incidents import RankedUnit, UnitAssigned, UnitRecommended
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
    if _may_be_missed(incident):
        own = ranked_as_free(pen, incident, [unit_id])
        if own and not _in_time(pen, incident, own[0]):
            _foresee_from(pen, incident_id, [unit_id])


def _foresee_from(pen: Pen, incident_id: str, units: Collection[str]) -> None:
    """The same of some of those on their way, as far as any of them can be timed."""
    incident = pen.incident(incident_id)
    if not _may_be_missed(incident):
        return
    coming = ranked_as_free(pen, incident, [leg.unit_id for leg in incident.booked])
    if any(_in_time(pen, incident, unit) for unit in coming):  # to look at everybody costs the most
        return
    if any(unit.unit_id in units for unit in coming):
        _say_if_hopeless(pen, incident_id, (*coming, *ranked(pen, incident).ranking))


def _may_be_missed(incident: Incident) -> bool:
    """Whether it has yet to be seen if anybody makes it."""
    return not (incident.place is None or incident.predicted_ms is not None or incident.missed or incident.first)


def foresee_assigned(pen: Pen) -> None:
    """Whoever was just asked may have moved since the ranking that chose them: if they cannot make it, can anybody?"""
    asked: dict[str, set[str]] = {}
    for fact in pen.facts:
        if isinstance(fact, UnitAssigned) and pen.state.booked.get(fact.unit_id) == fact.incident_id:
            asked.setdefault(fact.incident_id, set()).add(fact.unit_id)
    for incident_id, units in asked.items():
        if not _is_one_in_time(pen, incident_id, units):
            _foresee_from(pen, incident_id, units)


def _is_one_in_time(pen: Pen, incident_id: str, units: Collection[str]) -> bool:
    """Whether a ranking of this very moment says so of one of these: then the roads need not be asked again."""
    ranked_now = any(isinstance(fact, UnitRecommended) and fact.incident_id == incident_id for fact in pen.facts)
    incident = pen.incident(incident_id)
    return ranked_now and any(unit.unit_id in units and _in_time(pen, incident, unit) for unit in incident.ranking)


def _say_if_hopeless(pen: Pen, incident_id: str, units: tuple[RankedUnit, ...]) -> None:
    incident = pen.incident(incident_id)
    if not units or any(_in_time(pen, incident, unit) for unit in units):
        return
    first = min(units, key=lambda unit: (best_s(unit, pen.force.config), unit.unit_id))
    pen.say(
        ResponseMissPredicted(
            **pen.about(incident_id),
            target_s=incident.target_s,
            best_s=round((pen.now_ms - incident.raised_ms) / 1000 + best_s(first, pen.force.config), 1),
            unit_id=first.unit_id,
        )
    )
    respond(pen, incident_id)


def _in_time(pen: Pen, incident: Incident, unit: RankedUnit) -> bool:
    return pen.now_ms + best_s(unit, pen.force.config) * 1000 <= incident.raised_ms + incident.target_s * 1000
