"""How a fact changes what the desk knows: `fold(state, fact)`, the same for a fact just decided and one read back.

Decides nothing and asks nobody for the time.
"""

from msgspec.structs import replace

from dispatch.assignments import Assignment, next_assignment
from dispatch.config import DispatchConfig
from dispatch.desk.deadlines import due_ms
from dispatch.desk.state import Duty, Finished, Incident, Leg, State
from dispatch.lifecycle import next_status
from streams.schema import incidents as said
from streams.schema.errors import IllegalTransition


def fold(state: State, fact: said.Fact, config: DispatchConfig) -> None:
    """Change `state` by `fact`. A fact whose seq the state has seen changes nothing.

    Raises:
        IllegalTransition: the fact cannot be; the state is as it was.
    """
    if isinstance(fact, said.IncidentFact):
        _fold_incident(state, fact, config)
    elif isinstance(fact, said.DutyFact):
        known = state.duty.get(fact.unit_id)
        if known is None or fact.seq > known.seq:
            state.duty[fact.unit_id] = Duty(on=isinstance(fact, said.UnitWentOnDuty), seq=fact.seq)
    elif isinstance(fact, said.DeskStarted):
        state.epoch = max(state.epoch, fact.epoch)
    state.now_ms = monotone_ms(state.now_ms, fact.recorded_at_ms, config)
    _remember(state.answered, fact.cause, config.answers_remembered)


def monotone_ms(known_ms: int, told_ms: int, config: DispatchConfig) -> int:
    """The time to go by: never before the last one known, unless that is so far ahead that it was the wrong one."""
    return told_ms if known_ms - told_ms > config.clock_back_s * 1000 else max(known_ms, told_ms)


def _remember(memory: dict[str, None], key: str, size: int) -> None:
    memory[key] = None
    while len(memory) > size:
        del memory[next(iter(memory))]


def _fold_incident(state: State, fact: said.IncidentFact, config: DispatchConfig) -> None:
    before = state.incidents.get(fact.incident_id)
    if fact.incident_id in state.finished or (before is not None and fact.seq <= before.seq):
        return
    if isinstance(fact, said.IncidentOpened):
        after = _opened(fact)
    elif before is None:
        raise IllegalTransition(f"{type(fact).__name__} of an incident that was not opened: {fact.incident_id}")
    else:
        after = _changed(before, fact)
    _book(state, fact)
    _settle(state, after, config)


def _settle(state: State, incident: Incident, config: DispatchConfig) -> None:
    name = incident.incident_id
    state.dues.pop(name, None)
    if incident.waiting and incident.status.is_sending:
        state.waiting[name] = None
    else:
        state.waiting.pop(name, None)
    if incident.status.is_over:
        state.incidents.pop(name, None)
        state.finished[name] = Finished(status=incident.status, seq=incident.seq)
        while len(state.finished) > config.incidents_remembered:
            del state.finished[next(iter(state.finished))]
        return
    state.incidents[name] = incident
    due = due_ms(incident, config)
    if due is not None:
        state.dues[name] = due


def _book(state: State, fact: said.IncidentFact) -> None:
    if isinstance(fact, said.UnitAssigned):
        state.booked[fact.unit_id] = fact.incident_id
    elif (
        isinstance(fact, said.AssignmentReleased | said.UnitCleared)
        and state.booked.get(fact.unit_id) == fact.incident_id
    ):
        del state.booked[fact.unit_id]


def _opened(fact: said.IncidentOpened) -> Incident:
    return Incident(
        incident_id=fact.incident_id,
        seq=fact.seq,
        status=next_status(None, said.IncidentOpened),
        kind=fact.kind,
        place=fact.place,
        raised_ms=fact.observed_at_ms,
        target_s=fact.target_s,
        suspicion_id=fact.suspicion_id,
        score=fact.score,
        vehicle_ids=fact.vehicle_ids,
        still=fact.still,
        evidence_ms=fact.observed_at_ms,
    )


def _changed(incident: Incident, fact: said.IncidentFact) -> Incident:
    if isinstance(fact, said.AssignmentFact):
        incident = _with_leg(incident, fact)
    status = next_status(incident.status, type(fact), (leg.state for leg in incident.units.values()))
    return replace(_noted(incident, fact), seq=fact.seq, status=status)


def _with_leg(incident: Incident, fact: said.AssignmentFact) -> Incident:
    before = incident.units.get(fact.unit_id)
    state = next_assignment(before.state if before else None, type(fact))
    if isinstance(fact, said.UnitAssigned):
        leg = _asked(incident, fact, before)
    elif before is None:  # next_assignment has refused it
        raise IllegalTransition(f"{type(fact).__name__} of a unit that was not asked: {fact.unit_id}")
    else:
        leg = _stepped(before, fact, state)
    first = incident.first
    if isinstance(fact, said.UnitArrived) and (first is None or fact.observed_at_ms < (first.arrived_ms or 0)):
        first = leg
    return replace(incident, units={**incident.units, fact.unit_id: leg}, first=first)


def _asked(incident: Incident, fact: said.UnitAssigned, before: Leg | None) -> Leg:
    known = next((ranked for ranked in incident.ranking if ranked.unit_id == fact.unit_id), None)
    return Leg(
        unit_id=fact.unit_id,
        assigned_ms=fact.observed_at_ms,
        accept_by_ms=fact.accept_by_ms,
        timeouts=before.timeouts if before else 0,
        asked_at=(known.lon, known.lat) if known else None,
    )


def _stepped(leg: Leg, fact: said.AssignmentFact, state: Assignment) -> Leg:
    at_ms = fact.observed_at_ms
    match fact:
        case said.AssignmentAccepted():
            return replace(leg, state=state, accepted_ms=at_ms)
        case said.UnitTravelling():
            return replace(leg, state=state, travelling_ms=at_ms)
        case said.UnitArrived():
            return replace(leg, state=state, arrived_ms=at_ms)
        case said.AssignmentReleased(reason=reason):
            timeouts = leg.timeouts + (reason == "accept_timeout")
            return replace(leg, state=state, ended_ms=at_ms, released=reason, timeouts=timeouts)
    return replace(leg, state=state, ended_ms=at_ms)


def _noted(incident: Incident, fact: said.IncidentFact) -> Incident:  # noqa: C901, PLR0911 - a table
    at_ms = fact.observed_at_ms
    match fact:
        case said.EvidenceAdded():
            return _with_evidence(incident, fact)
        case said.SuspicionEnded():
            return replace(incident, suspicion_ended=True, evidence_ms=at_ms)
        case said.IncidentAcknowledged():
            return replace(incident, acknowledged_ms=at_ms)
        case said.IncidentConfirmed():
            return replace(incident, confirmed_ms=at_ms)
        case said.UnitRecommended(ranking=ranking):
            return replace(incident, ranked_ms=fact.recorded_at_ms, ranking=ranking)
        case said.NoUnitAvailable():
            return replace(incident, waiting=True)
        case said.UnitAssigned():
            return replace(incident, waiting=False)
        case said.ResponseTargetMissed():
            return replace(incident, missed=True)
        case said.IncidentEscalated(step=step):
            return replace(incident, escalated=incident.escalated | {step})
        case said.FindingRecorded():
            return replace(incident, handled_ms=incident.handled_ms or at_ms, waiting=False)
    return incident


def _with_evidence(incident: Incident, fact: said.EvidenceAdded) -> Incident:
    return replace(
        incident,
        score=fact.score,
        vehicle_ids=fact.vehicle_ids,
        still=fact.still or incident.still,
        place=fact.place or incident.place,
        evidence_ms=fact.observed_at_ms,
        suspicion_ended=False,
    )
