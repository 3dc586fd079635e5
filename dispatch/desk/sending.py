"""Whom to send: ranks the units for an incident, stores that decision, asks the best one, says so when there is none.

A unit is never asked while it is taken by another incident.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from dispatch.desk.deadlines import ask_again_ms, askable_ms
from dispatch.desk.pen import Pen
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident, Leg
from dispatch.life.status import Status
from dispatch.model import Ranking, Unit, UnitStatus
from streams.schema.facts import UnitWentOnDuty
from streams.schema.incidents import (
    AssignmentReleased,
    ExcludedUnit,
    NoUnitAvailable,
    RankedUnit,
    ReleaseReason,
    UnitAssigned,
    UnitCleared,
    UnitRecommended,
)

_LONGEST: Final = 400
"""Characters of an error that are kept in a fact."""
_FREEING: Final = (AssignmentReleased, UnitCleared, UnitWentOnDuty)
_WHY: Final[Mapping[ReleaseReason, str]] = {
    "declined": "declined this incident",
    "accept_timeout": "did not answer",
    "called_off": "was called off",
    "reassigned": "was sent elsewhere",
    "incident_over": "was released",
    "off_duty": "went off duty",
}


def recommend(pen: Pen, incident_id: str) -> None:
    """Rank everybody now and store the decision with all that it was based on."""
    _store(pen, incident_id, _ranked(pen, pen.incident(incident_id)))


def send_best(pen: Pen, incident_id: str) -> None:
    """Ask the best unit that can be asked; where there is none, say so, once."""
    incident = pen.incident(incident_id)
    best = _best(pen, incident, incident.ranking) if _is_fresh(pen, incident) else None
    if best is None:
        ranking = _ranked(pen, incident)
        _store(pen, incident_id, ranking)
        best = _best(pen, incident, ranking.ranking)
        if best is None and not incident.waiting:
            pen.say(NoUnitAvailable(**pen.about(incident_id), excluded=ranking.excluded))
    if best is not None:
        assign(pen, incident_id, best.unit_id, best.eta_s)


def assign(pen: Pen, incident_id: str, unit_id: str, eta_s: float | None = None) -> None:
    """Ask this unit; its accept timer runs from now."""
    incident = pen.incident(incident_id)
    accept_by_ms = pen.now_ms + int(pen.force.config.accept_s * 1000)
    head = pen.about(incident_id, not_before_ms=incident.latest_ms)
    pen.say(UnitAssigned(**head, unit_id=unit_id, eta_s=eta_s, accept_by_ms=accept_by_ms))


def assign_named(pen: Pen, incident_id: str, unit_id: str) -> None:
    """Ask the unit that a person chose, with its expected arrival where that is known."""
    if not _is_fresh(pen, pen.incident(incident_id)):
        recommend(pen, incident_id)
    ranking = pen.incident(incident_id).ranking
    assign(pen, incident_id, unit_id, next((unit.eta_s for unit in ranking if unit.unit_id == unit_id), None))


def send_next(pen: Pen, incident_id: str) -> None:
    """After a unit fell away: ask the next one, unless another is on it or somebody was there already."""
    incident = pen.incident(incident_id)
    if incident.status is Status.CONFIRMED and not incident.booked:
        send_best(pen, incident_id)


def retry_waiting(pen: Pen, unit_id: str | None = None) -> None:
    """Try again for the incidents that nobody could be sent to, oldest first; with `unit_id`, if that unit can come."""
    for incident_id in tuple(pen.state.waiting):
        incident = pen.incident(incident_id)
        if unit_id is not None and not _ranked(pen, incident, only=unit_id).ranking:
            continue
        ranking = _ranked(pen, incident)
        best = _best(pen, incident, ranking.ranking)
        if best is not None:
            _store(pen, incident_id, ranking)
            assign(pen, incident_id, best.unit_id, best.eta_s)


def use_freed(pen: Pen) -> None:
    """A unit that came free by what was just written goes to whoever waits for one."""
    if pen.state.waiting and any(isinstance(fact, _FREEING) for fact in pen.facts):
        retry_waiting(pen)


def ask_again(pen: Pen, incident_id: str) -> None:
    """Try units anew that did not answer, once their pause is over. The stored ranking shows that it was tried."""
    again = ask_again_ms(pen.incident(incident_id), pen.force.config)
    if again is not None and again <= pen.now_ms:
        send_best(pen, incident_id)


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


def _is_fresh(pen: Pen, incident: Incident) -> bool:
    age_ms = None if incident.ranked_ms is None else pen.now_ms - incident.ranked_ms
    return age_ms is not None and 0 <= age_ms <= pen.force.config.rerank_after_s * 1000


def _best(pen: Pen, incident: Incident, ranking: Sequence[RankedUnit]) -> RankedUnit | None:
    return next((unit for unit in ranking if _may_be_asked(pen, incident, unit.unit_id)), None)


def _may_be_asked(pen: Pen, incident: Incident, unit_id: str) -> bool:
    return (
        unit_id in pen.force.units
        and unit_id not in pen.state.booked
        and is_on_duty(pen, unit_id)
        and _why_not_again(pen, incident, unit_id) is None
    )


def _why_not_again(pen: Pen, incident: Incident, unit_id: str) -> str | None:
    leg: Leg | None = incident.units.get(unit_id)
    if leg is None or leg.state.books:
        return None
    askable = askable_ms(leg, pen.force.config)
    if askable is not None and askable <= pen.now_ms:
        return None
    return _WHY[leg.released] if leg.released else "was there already"


def _store(pen: Pen, incident_id: str, ranking: Ranking) -> None:
    pen.say(UnitRecommended(**pen.about(incident_id), ranking=ranking.ranking, excluded=ranking.excluded))


def _ranked(pen: Pen, incident: Incident, only: str | None = None) -> Ranking:
    names = [only] if only is not None else list(pen.force.units)
    barred = {name: why for name in names if (why := _why_not_again(pen, incident, name)) is not None}
    excluded = tuple(ExcludedUnit(unit_id=name, why=why) for name, why in barred.items())
    units = [_unit(pen, name) for name in names if name not in barred]
    if incident.place is None:
        nowhere = (ExcludedUnit(unit_id=unit.unit_id, why="the place of the incident is not known") for unit in units)
        return Ranking(ranking=(), excluded=(*excluded, *nowhere))
    try:
        ranking = pen.force.rank(units, incident.place)
    except Exception as error:  # noqa: BLE001 - an alert reaches people even where the map fails; they are told why
        failed = (ExcludedUnit(unit_id=unit.unit_id, why=f"ranking failed: {error!r}"[:_LONGEST]) for unit in units)
        return Ranking(ranking=(), excluded=(*failed, *excluded))
    return Ranking(ranking=ranking.ranking, excluded=(*ranking.excluded, *excluded), problem=ranking.problem)


def _unit(pen: Pen, unit_id: str) -> Unit:
    trail = pen.state.trails.get(unit_id)
    fix = trail.believed(pen.now_ms + int(pen.force.config.fix_ahead_s * 1000)) if trail else None
    status: UnitStatus = "available"
    if unit_id in pen.state.booked:
        status = "busy"
    elif not is_on_duty(pen, unit_id):
        status = "off_duty"
    return Unit(
        unit_id=unit_id,
        kind=pen.force.units[unit_id].kind,
        lon=fix.lon if fix else None,
        lat=fix.lat if fix else None,
        fix_age_s=max(0, pen.now_ms - fix.fixed_at_ms) / 1000 if fix else None,
        status=status,
    )
