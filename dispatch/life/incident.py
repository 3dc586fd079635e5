"""One open incident and its units' parts in it, as a fold of its facts.

Knows nothing of the district's other incidents, of deadlines and of who decides.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from dispatch.life.assignment import Assignment, next_assignment
from dispatch.life.findings import Found, verdict, with_finding
from dispatch.life.leg import Leg, asked, stepped
from dispatch.life.status import Status, next_status
from streams.schema import incidents as said
from streams.schema import linking as linked
from streams.schema import response as ahead
from streams.schema.commands import Finding, IncidentKind, Milestone
from streams.schema.detections import Member
from streams.schema.errors import IllegalTransition
from streams.schema.plans import Grade, Severity, Shortfall
from streams.schema.quantities import Place
from streams.schema.sightings import ViewJoined


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone that a person put right: what was recorded first, what counts now, why and by whom."""

    milestone: Milestone
    unit_id: str | None
    first_ms: int
    at_ms: int
    reason: str
    actor: str


_THERE: Final = frozenset({Assignment.ON_SCENE, Assignment.CLEARED})


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident."""

    incident_id: str
    seq: int
    status: Status
    kind: IncidentKind
    place: Place | None
    raised_ms: int
    seen_ms: int
    """When a camera or a person last saw something of it."""
    target_s: float
    camera_id: str | None = None
    suspicion_id: str | None
    score: float
    vehicle_ids: tuple[str, ...]
    members: tuple[Member, ...] = ()
    """Of a group, as many as were seen at a time, and what part each plays."""
    still: str | None
    clip: str | None = None
    suspicion_seq: int = 0
    """The last of the camera's reports that was taken in."""
    suspicion_ended: bool = False
    acknowledged_ms: int | None = None
    confirmed_ms: int | None = None
    handled_ms: int | None = None
    over_ms: int | None = None
    """When it was closed or dismissed."""
    findings: tuple[Found, ...] = ()
    """Of each unit the last, oldest first."""
    ranked_ms: int | None = None
    ranking: tuple[said.RankedUnit, ...] = ()
    waiting: bool = False
    """Nobody could be sent when last tried."""
    level: Severity = "ordinary"
    grade: Grade = "yellow"
    short: tuple[Shortfall, ...] = ()
    """The plan's units that could not be had when last tried."""
    missed: bool = False
    predicted_ms: int | None = None
    """Since when it is certain that nobody can make it within the target."""
    helpers: frozenset[str] = frozenset()
    """Units of other districts that were asked for."""
    corrections: tuple[Correction, ...] = ()
    escalated: frozenset[int] = frozenset()
    told_ms: int = 0
    """When somebody was last told that it goes on for too long."""
    chased: int = 0
    """How often that was said again after the last step."""
    units: Mapping[str, Leg] = {}
    moved_ms: int | None = None
    """When people said that its group is elsewhere; None while it is where it began."""
    first: Leg | None = None
    """The part of the unit that was on scene first."""

    @property
    def found(self) -> Found | None:
        """What it came to, of all that was found."""
        return verdict(self.findings)

    @property
    def finding(self) -> Finding | None:
        """The same in a word."""
        return self.found.finding if self.found else None

    @property
    def latest_ms(self) -> int:
        """When the last known step of the incident itself happened; nothing of it can happen before."""
        steps = (self.raised_ms, self.acknowledged_ms, self.confirmed_ms, self.handled_ms)
        return max(at for at in steps if at is not None)

    @property
    def booked(self) -> tuple[Leg, ...]:
        """The parts of the units that are taken by it now."""
        return tuple(leg for leg in self.units.values() if leg.state.books)

    @property
    def on_it(self) -> tuple[Leg, ...]:
        """The parts of the units that come or came to where it is now."""
        legs = (leg for leg in self.units.values() if leg.state.books or leg.state is Assignment.CLEARED)
        return tuple(leg for leg in legs if leg.arrived_ms is None or leg.arrived_ms > (self.moved_ms or 0))

    @property
    def is_attended(self) -> bool:
        """Whether somebody is or was where it is now."""
        legs = (leg for leg in self.units.values() if leg.state in _THERE)
        return any(leg.arrived_ms is None or leg.arrived_ms > (self.moved_ms or 0) for leg in legs)


def opened(fact: said.IncidentOpened) -> Incident:
    """The incident that the fact begins."""
    return Incident(
        incident_id=fact.incident_id,
        seq=fact.seq,
        status=next_status(None, said.IncidentOpened),
        kind=fact.kind,
        place=fact.place,
        raised_ms=fact.observed_at_ms,
        seen_ms=fact.observed_at_ms,
        target_s=fact.target_s,
        camera_id=fact.camera_id,
        suspicion_id=fact.suspicion_id,
        score=fact.score,
        vehicle_ids=fact.vehicle_ids,
        members=fact.members,
        still=fact.still,
        clip=fact.clip,
        suspicion_seq=fact.suspicion_seq or 0,
        level=fact.level,
        grade=fact.grade,
    )


def changed(incident: Incident, fact: said.IncidentFact) -> Incident:
    """The incident after a fact of it.

    Raises:
        IllegalTransition: it cannot happen as the incident or its unit stands.
    """
    if isinstance(fact, said.AssignmentFact):
        incident = _with_leg(incident, fact)
    status = next_status(incident.status, type(fact), (leg.state for leg in incident.units.values()))
    return replace(_noted(incident, fact), seq=fact.seq, status=status)


def _with_leg(incident: Incident, fact: said.AssignmentFact) -> Incident:
    before = incident.units.get(fact.unit_id)
    state = next_assignment(before.state if before else None, type(fact))
    if isinstance(fact, said.UnitAssigned):
        leg = asked(fact, before, incident.ranking)
    elif before is None:  # next_assignment has refused it
        raise IllegalTransition(f"{type(fact).__name__} of a unit that was not asked: {fact.unit_id}")
    else:
        leg = stepped(before, fact, state)
    first = incident.first
    if isinstance(fact, said.UnitArrived) and (first is None or fact.observed_at_ms < (first.arrived_ms or 0)):
        first = leg
    return replace(incident, units={**incident.units, fact.unit_id: leg}, first=first)


def _noted(incident: Incident, fact: said.IncidentFact) -> Incident:  # noqa: C901, PLR0911, PLR0912 - a table
    at_ms = fact.observed_at_ms
    match fact:
        case said.EvidenceAdded():
            return _with_evidence(incident, fact)
        case ViewJoined():
            return _with_view(incident, fact)
        case said.ReportTaken():
            return _with_report(incident, fact)
        case said.SuspicionEnded():
            return replace(incident, suspicion_ended=True, suspicion_seq=fact.suspicion_seq)
        case said.IncidentAcknowledged():
            return replace(incident, acknowledged_ms=at_ms)
        case said.IncidentConfirmed():
            return replace(incident, confirmed_ms=at_ms)
        case said.UnitRecommended(ranking=ranking):
            return replace(incident, ranked_ms=fact.recorded_at_ms, ranking=ranking)
        case said.NoUnitAvailable():
            return replace(incident, waiting=True)
        case said.UnitAssigned(slot=slot):
            return replace(incident, waiting=False, short=tuple(s for s in incident.short if s.slot != slot))
        case said.ShortfallFound(missing=missing):
            return replace(incident, short=missing)
        case said.ResponseTargetMissed():
            return replace(incident, missed=True)
        case linked.SightingLinked(place=place, seen_at_ms=seen_ms):
            return replace(incident, place=place, moved_ms=at_ms, seen_ms=max(incident.seen_ms, seen_ms))
        case ahead.ResponseMissPredicted():
            return replace(incident, predicted_ms=at_ms)
        case ahead.HelpAsked(helper_id=helper_id):
            return replace(incident, helpers=incident.helpers | {helper_id})
        case ahead.MilestoneCorrected():
            return _corrected(incident, fact)
        case said.IncidentEscalated(step=step, again=0):
            return replace(incident, escalated=incident.escalated | {step}, told_ms=fact.recorded_at_ms)
        case said.IncidentEscalated(again=again):
            return replace(incident, chased=again, told_ms=fact.recorded_at_ms)
        case said.FindingRecorded():
            findings = with_finding(incident.findings, fact)
            return replace(incident, handled_ms=incident.handled_ms or at_ms, findings=findings, waiting=False)
        case said.IncidentClosed() | said.IncidentDismissed():
            return replace(incident, over_ms=at_ms)
    return incident


def _with_evidence(incident: Incident, fact: said.EvidenceAdded) -> Incident:
    return replace(
        incident,
        score=fact.score,
        vehicle_ids=fact.vehicle_ids,
        members=max(incident.members, fact.members, key=len),
        still=fact.still or incident.still,
        clip=fact.clip or incident.clip,
        place=fact.place or incident.place,
        seen_ms=max(incident.seen_ms, fact.observed_at_ms),
        suspicion_seq=fact.suspicion_seq,
        suspicion_ended=False,
        level=fact.level or incident.level,
        grade=fact.grade or incident.grade,
    )


def _with_view(incident: Incident, fact: ViewJoined) -> Incident:
    """Cars are each camera's own: those of the first one stay."""
    return replace(
        incident,
        score=max(incident.score, fact.score),
        members=max(incident.members, fact.members, key=len),
        place=incident.place or fact.place,
        seen_ms=max(incident.seen_ms, fact.observed_at_ms),
        level=fact.level or incident.level,
        grade=fact.grade or incident.grade,
    )


def _corrected(incident: Incident, fact: ahead.MilestoneCorrected) -> Incident:
    field = f"{fact.milestone}_ms"
    before = [c for c in incident.corrections if (c.milestone, c.unit_id) == (fact.milestone, fact.unit_id)]
    correction = Correction(
        milestone=fact.milestone,
        unit_id=fact.unit_id,
        first_ms=before[0].first_ms if before else fact.was_ms,
        at_ms=fact.at_ms,
        reason=fact.reason,
        actor=fact.actor,
    )
    incident = replace(incident, corrections=(*incident.corrections, correction))
    if fact.unit_id is None:
        return replace(incident, **{field: fact.at_ms})

    def right(leg: Leg) -> Leg:
        told = leg.unit_id == fact.unit_id and getattr(leg, field) == fact.was_ms
        return replace(leg, **{field: fact.at_ms}) if told else leg

    units = {unit_id: right(leg) for unit_id, leg in incident.units.items()}
    there = [*([right(incident.first)] if incident.first else []), *units.values()]
    arrivals = [(leg.arrived_ms, leg.unit_id, leg) for leg in there if leg.arrived_ms is not None]
    first = min(arrivals, key=lambda arrival: arrival[:2])[2] if arrivals else None
    return replace(incident, units=units, first=first)


def _with_report(incident: Incident, fact: said.ReportTaken) -> Incident:
    return replace(incident, place=incident.place or fact.place, seen_ms=max(incident.seen_ms, fact.observed_at_ms))
