"""Incidents as screens show them: the open ones and the last finished ones, each with its timeline."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from dispatch.boards.notices import told
from dispatch.boards.steps import escalation, step
from dispatch.boards.views import (
    AssignmentView,
    EscalationView,
    IncidentView,
    NoticeView,
    ReportView,
    SightView,
    StepView,
)
from dispatch.life.incident import Incident, changed, opened
from dispatch.life.leg import Leg
from dispatch.life.response import response_times
from dispatch.life.status import Status
from dispatch.records.review import missing_in
from streams.schema import incidents as said
from streams.schema import linking as linked
from streams.schema.errors import IllegalTransition
from streams.schema.facts import ReporterInformed
from streams.schema.notices import NoticeFact
from streams.schema.sightings import ViewJoined


class _Shown(msgspec.Struct, frozen=True, kw_only=True):
    """An incident and what of its facts only screens care for."""

    opened: said.IncidentOpened
    now: Incident
    evidence: said.EvidenceAdded | None = None
    decision: said.UnitRecommended | None = None
    acknowledged_by: str | None = None
    confirmed_by: str | None = None
    dismissed: said.IncidentDismissed | None = None
    closed: said.IncidentClosed | None = None
    views: dict[str, SightView] = {}
    reports: tuple[ReportView, ...] = ()
    escalations: tuple[EscalationView, ...] = ()
    notices: dict[str, NoticeView] = {}
    link: linked.LinkProposed | None = None
    sightings: tuple[str, ...] = ()
    steps: tuple[StepView, ...] = ()


class Incidents:
    """Keeps all open incidents and the last `recent` that are over."""

    def __init__(self, recent: int) -> None:
        self._recent = recent
        self._shown: dict[str, _Shown] = {}
        self._over: dict[str, None] = {}

    def view(self, incident_id: str) -> IncidentView | None:
        """One incident."""
        shown = self._shown.get(incident_id)
        return _view(shown) if shown else None

    def views(self) -> Iterator[IncidentView]:
        """All of them, in the order in which they were opened."""
        return map(_view, self._shown.values())

    def fold(self, fact: said.IncidentFact) -> Sequence[str]:
        """Take in a fact that counts; the incidents that look different for it, those that are gone included."""
        shown = self._shown.get(fact.incident_id)
        try:
            after = _begun(fact) if shown is None else _changed(shown, fact)
        except IllegalTransition:
            return ()  # as for the desk: what another version wrote leaves the rest readable
        self._shown[fact.incident_id] = after
        if not after.now.status.is_over:
            return (fact.incident_id,)
        self._over[fact.incident_id] = None
        return (fact.incident_id, *self._forget())

    def note_notice(self, fact: NoticeFact) -> Sequence[str]:
        """Take in who was told, or what became of it, also after the end; the incidents that look different for it."""
        shown = self._shown.get(fact.incident_id)
        if shown is None:
            return ()
        notice = told(shown.notices.get(fact.notice_id), fact)
        if notice is None:
            return ()
        self._shown[fact.incident_id] = replace(shown, notices={**shown.notices, fact.notice_id: notice})
        return (fact.incident_id,)

    def note_reply(self, fact: ReporterInformed) -> Sequence[str]:
        """Take in that a reporter was told, which may be after the end; the incidents that look different for it."""
        shown = self._shown.get(fact.incident_id)
        if shown is None:
            return ()
        reports = tuple(_informed(report, fact) for report in shown.reports)
        self._shown[fact.incident_id] = replace(shown, reports=reports)
        return (fact.incident_id,)

    def _forget(self) -> Iterator[str]:
        while len(self._over) > self._recent:
            oldest = next(iter(self._over))
            del self._over[oldest], self._shown[oldest]
            yield oldest


def _begun(fact: said.IncidentFact) -> _Shown:
    if not isinstance(fact, said.IncidentOpened):
        raise IllegalTransition(f"{type(fact).__name__} of an incident that was not opened: {fact.incident_id}")
    return _Shown(opened=fact, now=opened(fact), steps=(step(fact),))


def _changed(shown: _Shown, fact: said.IncidentFact) -> _Shown:  # noqa: PLR0911 - a table
    after = replace(shown, now=changed(shown.now, fact))
    if not isinstance(fact, said.EvidenceAdded) or fact.vehicle_ids != shown.now.vehicle_ids:
        after = replace(after, steps=(*shown.steps, step(fact)))
    match fact:
        case said.EvidenceAdded():
            return replace(after, evidence=fact)
        case ViewJoined(suspicion_id=suspicion_id):
            return replace(after, views={**shown.views, suspicion_id: _sight(fact)})
        case linked.LinkProposed():
            return replace(after, link=fact)
        case linked.SightingLinked(sighting=sighting):
            return replace(after, sightings=(*shown.sightings, sighting))
        case said.UnitRecommended():
            return replace(after, decision=fact)
        case said.IncidentAcknowledged(actor=actor):
            return replace(after, acknowledged_by=actor)
        case said.IncidentConfirmed(actor=actor):
            return replace(after, confirmed_by=actor)
    return _went_on(after, fact)


def _went_on(shown: _Shown, fact: said.IncidentFact) -> _Shown:
    match fact:
        case said.ReportTaken():
            return replace(shown, reports=(*shown.reports, _report(fact)))
        case said.IncidentEscalated():
            return replace(shown, escalations=(*shown.escalations, escalation(fact)))
        case said.IncidentDismissed():
            return replace(shown, dismissed=fact)
        case said.IncidentClosed():
            return replace(shown, closed=fact)
    return shown


def _view(shown: _Shown) -> IncidentView:
    now, begun, decision = shown.now, shown.opened, shown.decision
    evidence, views = shown.evidence or begun, list(shown.views.values())
    first = views.pop(0) if views and begun.camera_id is None else None  # people told of it before a camera saw it
    end = shown.closed or shown.dismissed
    times = response_times(now)
    return IncidentView(
        incident_id=now.incident_id,
        district=begun.district,
        seq=now.seq,
        kind=now.kind,
        status=now.status,
        place=now.place,
        camera_id=first.camera_id if first else begun.camera_id,
        suspicion_id=now.suspicion_id,
        score=now.score,
        terms=first.terms if first else evidence.terms,
        vehicle_ids=first.vehicle_ids if first else now.vehicle_ids,
        members=now.members,
        still=first.still if first else now.still,
        clip=first.clip if first else now.clip,
        views=tuple(views),
        note=begun.note,
        staged=begun.staged,
        level=now.level,
        grade=now.grade,
        target_s=now.target_s,
        raised_ms=now.raised_ms,
        began_ms=begun.began_at_ms,
        suspicion_ended=now.suspicion_ended,
        acknowledged_ms=now.acknowledged_ms,
        acknowledged_by=shown.acknowledged_by,
        confirmed_ms=now.confirmed_ms,
        confirmed_by=shown.confirmed_by,
        arrived_ms=now.first.arrived_ms if now.first else None,
        handled_ms=now.handled_ms,
        over_ms=end.observed_at_ms if end else None,
        ranked_ms=now.ranked_ms,
        ranking=now.ranking,
        excluded=decision.excluded if decision else (),
        waiting=now.waiting and now.status.is_sending,
        shortfall=now.short if now.status.is_sending else (),
        late=now.missed,
        predicted_ms=now.predicted_ms,
        helpers=tuple(sorted(now.helpers)),
        corrections=now.corrections,
        notices=tuple(shown.notices.values()),
        escalations=shown.escalations,
        assignments=tuple(map(_assignment, now.units.values())),
        link=shown.link,
        sightings=shown.sightings,
        seen_ms=now.seen_ms,
        finding=now.found.finding if now.found else None,
        finding_note=now.found.note if now.found else "",
        finding_vehicles=now.found.vehicles if now.found else None,
        finding_reason=now.found.reason if now.found else None,
        dismissed_reason=shown.dismissed.reason if shown.dismissed else None,
        missing=missing_in(now.status, reply_owed=any(_is_owed(report) for report in shown.reports)),
        reports=shown.reports,
        times=times,
        response_s=times.response_s,
        within_target=_within(now, within=times.within_target),
        steps=shown.steps,
    )


def _sight(fact: ViewJoined) -> SightView:
    return SightView(
        suspicion_id=fact.suspicion_id,
        camera_id=fact.camera_id,
        score=fact.score,
        terms=fact.terms,
        vehicle_ids=fact.vehicle_ids,
        still=fact.still,
        clip=fact.clip,
        seen_ms=fact.observed_at_ms,
    )


def _report(fact: said.ReportTaken) -> ReportView:
    return ReportView(
        report_id=fact.report_id,
        kind=fact.kind,
        place=fact.place,
        note=fact.note,
        role=fact.role,
        channel=fact.channel,
        reported_ms=fact.observed_at_ms,
        reply_wanted=fact.reply_wanted,
    )


def _is_owed(report: ReportView) -> bool:
    return report.reply_wanted and report.informed_ms is None


def _informed(report: ReportView, fact: ReporterInformed) -> ReportView:
    if report.report_id != fact.report_id:
        return report
    return replace(report, informed_ms=fact.observed_at_ms, informed_by=fact.actor)


def _within(now: Incident, *, within: bool) -> bool | None:
    if now.status is Status.DISMISSED:
        return False
    return within if now.first or now.missed or now.status.is_over else None


def _assignment(leg: Leg) -> AssignmentView:
    return AssignmentView(
        unit_id=leg.unit_id,
        state=leg.state,
        eta_s=leg.eta_s,
        asked_at=leg.asked_at,
        assigned_ms=leg.assigned_ms,
        accept_by_ms=leg.accept_by_ms,
        accepted_ms=leg.accepted_ms,
        travelling_ms=leg.travelling_ms,
        arrived_ms=leg.arrived_ms,
        ended_ms=leg.ended_ms,
        released=leg.released,
        slot=leg.slot,
        post=leg.post,
        duty=leg.duty,
        companions=leg.companions,
    )
