"""When to send: after a confirmation, after a unit fell away, as units come free, when it is time to ask again.

Each fills what the incident's plan still wants, and says what cannot be had.
"""

from collections.abc import Iterable
from math import inf
from typing import Final

from dispatch.desk.deadlines import ask_again_ms
from dispatch.desk.pen import Pen
from dispatch.desk.sending.asking import assign
from dispatch.desk.sending.jointly import rearrange
from dispatch.desk.sending.ranks import arrivals, is_fresh, may_be_asked, ranked, recommend, soonest_s, store
from dispatch.desk.sending.slots import Decision, decide, fitting_slot, missing, plan_of, vacant
from dispatch.desk.sending.telling import ask, tell_anew
from dispatch.life.incident import Incident
from dispatch.life.status import Status
from dispatch.model import Ranking
from streams.schema.facts import UnitWentOnDuty
from streams.schema.incidents import AssignmentReleased, NoUnitAvailable, ShortfallFound, UnitCleared

_FREEING: Final = (AssignmentReleased, UnitCleared, UnitWentOnDuty)


def respond(pen: Pen, incident_id: str) -> None:
    """Ask whomever the plan still wants, best first; say who cannot be had, once. Whoever comes is told of the change.

    Wants nobody, and changes nothing, where no unit may be sent or all are on it.
    """
    incident = pen.incident(incident_id)
    if not incident.booked and incident.status.is_sending:
        _fill_plans(pen, (name for name in rearrange(pen) if name != incident_id))
        incident = pen.incident(incident_id)
    _fill_plan(pen, incident)


def _fill_plans(pen: Pen, incidents: Iterable[str]) -> None:
    for name in incidents:
        _fill_plan(pen, pen.incident(name))


def _fill_plan(pen: Pen, incident: Incident) -> None:
    incident_id = incident.incident_id
    if not vacant(pen, incident):
        tell_anew(pen, incident_id)
        return
    if is_fresh(pen, incident):
        ranking = Ranking.told(incident.ranking)
        decision = decide(pen, incident, ranking)
        if decision.asked:
            _carry_out(pen, incident_id, decision)
            return
    _respond_anew(pen, incident_id)


def assign_named(pen: Pen, incident_id: str, unit_id: str) -> None:
    """Ask the unit that a person chose, with its expected arrival where that is known."""
    if not is_fresh(pen, pen.incident(incident_id)):
        recommend(pen, incident_id)
    incident = pen.incident(incident_id)
    eta_s = next((unit.eta_s for unit in incident.ranking if unit.unit_id == unit_id), None)
    assign(pen, incident_id, unit_id, eta_s, slot=fitting_slot(pen, incident, unit_id))


def redirect(pen: Pen, incident_id: str) -> None:
    """The incident is elsewhere now: whoever comes is told where to, and the plan is filled for the new place."""
    recommend(pen, incident_id)
    incident = pen.incident(incident_id)
    if incident.status.is_sending:
        _carry_out(pen, incident_id, decide(pen, incident, Ranking.told(incident.ranking)))


def retry_waiting(pen: Pen, units: Iterable[str] | None = None) -> None:
    """Try again for the incidents that nobody could be sent to, oldest first; with `units`, if one of them can come."""
    for incident_id in tuple(pen.state.waiting):
        if units is None or _can_come(pen, pen.incident(incident_id), units):
            _try(pen, incident_id)


def use_freed(pen: Pen) -> None:
    """A unit that came free by what was just written goes to whoever waits for one, then to whoever is short of one."""
    freed = {fact.unit_id for fact in pen.facts if isinstance(fact, _FREEING)} - pen.state.booked.keys()
    freed &= pen.force.units.keys()
    if not freed:
        return
    _fill_plans(pen, rearrange(pen, sorted(freed)))
    retry_waiting(pen, freed)
    for incident_id in tuple(pen.state.incidents):
        incident = pen.incident(incident_id)
        if incident.short and not incident.waiting and any(_fills(pen, incident, name) for name in freed):
            _try(pen, incident_id)


def _can_come(pen: Pen, incident: Incident, units: Iterable[str]) -> bool:
    return bool(arrivals(pen, incident, [name for name in units if may_be_asked(pen, incident, name)]))


def _fills(pen: Pen, incident: Incident, unit_id: str) -> bool:
    """Whether the unit would be there soon enough for what the incident is short of."""
    unit, slots = pen.force.units[unit_id], plan_of(pen, incident).slots
    wanted_s = [slots[slot - 1].within_s for slot in vacant(pen, incident) if slots[slot - 1].fits(unit)]
    if not wanted_s or not may_be_asked(pen, incident, unit_id):
        return False
    within_s = max(wanted_s) if incident.booked else inf
    if soonest_s(pen, incident, unit_id) > within_s:
        return False
    eta_s = arrivals(pen, incident, [unit_id], within_s).get(unit_id)
    return eta_s is not None and eta_s <= within_s


def ask_again(pen: Pen, incident_id: str) -> None:
    """Try units anew that did not answer, once their pause is over. The stored ranking shows that it was tried."""
    again = ask_again_ms(pen.incident(incident_id), pen.force.config)
    if again is not None and again <= pen.now_ms:
        _respond_anew(pen, incident_id)


def _respond_anew(pen: Pen, incident_id: str) -> None:
    ranking = ranked(pen, pen.incident(incident_id))
    store(pen, incident_id, ranking)
    _carry_out(pen, incident_id, decide(pen, pen.incident(incident_id), ranking))


def _try(pen: Pen, incident_id: str) -> None:
    """As `respond`, but what leads to nothing is not written down."""
    incident = pen.incident(incident_id)
    ranking = ranked(pen, incident)
    decision = decide(pen, incident, ranking)
    if decision.asked:
        store(pen, incident_id, ranking)
        _carry_out(pen, incident_id, decision)


def _carry_out(pen: Pen, incident_id: str, decision: Decision) -> None:
    ask(pen, incident_id, decision)
    incident = pen.incident(incident_id)
    if incident.status is Status.CONFIRMED:
        if not incident.waiting:
            pen.say(NoUnitAvailable(**pen.about(incident_id), excluded=decision.excluded))
        return
    _say_short(pen, incident)


def _say_short(pen: Pen, incident: Incident) -> None:
    lacking = missing(pen, incident)
    if lacking and lacking != incident.short:
        wanted = len(plan_of(pen, incident).slots)
        head = pen.about(incident.incident_id)
        pen.say(ShortfallFound(**head, wanted=wanted, found=wanted - len(lacking), missing=lacking))
