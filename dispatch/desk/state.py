"""What the desk of one district knows, and how a fact changes it: the same for one just decided and one read back.

Decides nothing and asks nobody for the time.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Self, TypeVar

import msgspec
from msgspec.structs import replace

from dispatch.config import DispatchConfig
from dispatch.desk.deadlines import due_ms
from dispatch.fixes import without_jump
from dispatch.life.incident import Incident, changed, opened
from streams.schema import incidents as said
from streams.schema.errors import IllegalTransition
from streams.schema.facts import DeskStarted, DutyFact, Fact, ReporterInformed, ReviewSigned, UnitWentOnDuty
from streams.schema.notices import DeliveryRecorded, NoticeFact, Receipt
from streams.schema.positions import PositionFixed
from streams.schema.response import MilestoneCorrected
from streams.schema.sightings import RoundRecognised, SuspicionExplained, ViewJoined

T = TypeVar("T")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a person's report."""

    incident_id: str
    reply_wanted: bool
    informed: bool = False

    @property
    def owed(self) -> bool:
        """Whether somebody has yet to tell the person."""
        return self.reply_wanted and not self.informed


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a unit is on duty, and how often that was said."""

    on: bool
    seq: int


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a notice to a person so far."""

    receipt: Receipt | None = None
    seq: int


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's last fixes. Which of them to believe depends on the time, so that is asked when there is one."""

    newest: PositionFixed
    """The newest by the phone's clock."""
    recent: tuple[PositionFixed, ...]
    """The last few as they came, which is how a phone whose clock was wrong is found again."""
    still_since_ms: int = 0
    """From when on the newest fixes tell the very same place; 0 where that is not known."""

    known: PositionFixed | None = None
    """What `believed` says once the time of the newest fix has come: asked for every unit in every decision."""

    def believed(self, until_ms: int) -> PositionFixed | None:
        """Where the unit is: its newest fix that is not from after `until_ms`, and to which it can have come."""
        if self.known is not None and self.newest.fixed_at_ms <= until_ms:
            return self.known
        fixes = self.recent if self.newest in self.recent else (*self.recent, self.newest)
        until = (fix for fix in fixes if fix.fixed_at_ms <= until_ms)
        return without_jump(sorted(until, key=lambda fix: fix.fixed_at_ms)[-2:])

    def settled(self) -> "Trail":
        """The same with `known` filled in."""
        return replace(self, known=self.believed(self.newest.fixed_at_ms))

    def between(self, after_ms: int, until_ms: int) -> list[PositionFixed]:
        """The recent fixes from after `after_ms` up to `until_ms`, in the order in which they were taken."""
        fixes = (fix for fix in self.recent if after_ms < fix.fixed_at_ms <= until_ms)
        return sorted(fixes, key=lambda fix: fix.fixed_at_ms)


class State(msgspec.Struct, kw_only=True):
    """All that one district's desk knows. Belongs to one owner: `evolve` changes it in place."""

    district: str
    epoch: int = 0
    now_ms: int = 0
    """The latest time at which a fact was recorded."""
    incidents: dict[str, Incident] = {}
    finished: dict[str, Incident] = {}
    """Those that are over, without their ranking, oldest first."""
    reports: dict[str, Report] = {}
    """By report, oldest first."""
    views: dict[str, ViewJoined] = {}
    """Suspicion → how it was last attached to the incident of another one, oldest first."""
    explained: dict[str, str] = {}
    """Suspicions that were our own units or on their rounds → the unit, oldest first."""
    reviews: dict[str, ReviewSigned] = {}
    """The signed ones, by their stream, oldest first."""
    dues: dict[str, int] = {}
    """Incident → when time itself will next lead to a decision in it."""
    waiting: dict[str, None] = {}
    """Confirmed incidents for which nobody could be sent, oldest first."""
    duty: dict[str, Duty] = {}
    shift_dues: dict[str, int] = {}
    """Unit → when the roster next has something to say of it."""
    booked: dict[str, str] = {}
    """Unit → the incident that it is taken by."""
    trails: dict[str, Trail] = {}
    notices: dict[str, Notice] = {}
    """The last notices to people, oldest first."""
    answered: dict[str, None] = {}
    """Ids of the messages that facts came from, oldest first."""

    def incident(self, incident_id: str) -> Incident | None:
        """One that is open, or over and remembered."""
        return self.incidents.get(incident_id) or self.finished.get(incident_id)

    def fork(self) -> Self:
        """A copy to try facts on. What facts do not change in place is shared; answers begin empty."""
        return replace(
            self,
            incidents=dict(self.incidents),
            dues=dict(self.dues),
            waiting=dict(self.waiting),
            duty=dict(self.duty),
            booked=dict(self.booked),
            answered={},
        )


def fold(state: State, fact: Fact, config: DispatchConfig) -> None:
    """Change `state` by `fact`. A fact whose seq the state has seen changes nothing.

    Raises:
        IllegalTransition: the fact cannot be; the state is as it was.
    """
    if isinstance(fact, said.IncidentFact):
        _fold_incident(state, fact, config)
    elif isinstance(fact, SuspicionExplained | RoundRecognised):
        state.explained = _with(state.explained, fact.suspicion_id, fact.unit_id, config.incidents_remembered)
    elif isinstance(fact, DutyFact):
        known = state.duty.get(fact.unit_id)
        if known is None or fact.seq > known.seq:
            state.duty[fact.unit_id] = Duty(on=isinstance(fact, UnitWentOnDuty), seq=fact.seq)
    elif isinstance(fact, NoticeFact):
        receipt = fact.receipt if isinstance(fact, DeliveryRecorded) else None
        state.notices = _with(
            state.notices, fact.notice_id, Notice(receipt=receipt, seq=fact.seq), config.answers_remembered
        )
    elif isinstance(fact, ReporterInformed):
        report = state.reports.get(fact.report_id)
        if report is not None:
            state.reports = {**state.reports, fact.report_id: replace(report, informed=True)}
    elif isinstance(fact, ReviewSigned):
        state.reviews = _with(state.reviews, fact.stream, fact, config.incidents_remembered)
    elif isinstance(fact, DeskStarted):
        state.epoch = max(state.epoch, fact.epoch)
    state.now_ms = monotone_ms(state.now_ms, fact.recorded_at_ms, config)
    _mark_answered(state, fact.cause, config.answers_remembered)


def monotone_ms(known_ms: int, told_ms: int, config: DispatchConfig) -> int:
    """The time to go by: never before the last one known, unless that is so far ahead that it was the wrong one."""
    return told_ms if known_ms - told_ms > config.clock_back_s * 1000 else max(known_ms, told_ms)


def _with(memory: Mapping[str, T], key: str, value: T, size: int) -> dict[str, T]:
    """A memory of one thing more, of no more than `size`, the oldest forgotten; a copy, as forks share the other."""
    after = {**memory, key: value}
    for oldest in list(islice(after, max(0, len(after) - size))):
        del after[oldest]
    return after


def _mark_answered(state: State, cause: str, size: int) -> None:
    """In place, as this comes with every fact: what a fork has of it is its own."""
    state.answered[cause] = None
    while len(state.answered) > size:
        del state.answered[next(iter(state.answered))]


def _fold_incident(state: State, fact: said.IncidentFact, config: DispatchConfig) -> None:
    before = state.incident(fact.incident_id)
    if before is not None and fact.seq <= before.seq:
        return
    if before is not None and before.status.is_over and not isinstance(fact, MilestoneCorrected):
        return
    if isinstance(fact, said.UnitAssigned) and fact.unit_id in state.booked:
        raise IllegalTransition(f"UnitAssigned of {fact.unit_id}, which is taken by {state.booked[fact.unit_id]}")
    if isinstance(fact, said.IncidentOpened):
        after = opened(fact)
    elif before is None:
        raise IllegalTransition(f"{type(fact).__name__} of an incident that was not opened: {fact.incident_id}")
    else:
        after = changed(before, fact)
    if isinstance(fact, ViewJoined):
        state.views = _with(state.views, fact.suspicion_id, fact, config.incidents_remembered)
    if isinstance(fact, said.ReportTaken):
        report = Report(incident_id=fact.incident_id, reply_wanted=fact.reply_wanted)
        state.reports = _with(state.reports, fact.report_id, report, config.incidents_remembered)
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
        state.finished = _with(state.finished, name, replace(incident, ranking=()), config.incidents_remembered)
        return
    state.incidents[name] = incident
    state.dues[name] = due_ms(incident, config)


def _book(state: State, fact: said.IncidentFact) -> None:
    if isinstance(fact, said.UnitAssigned):
        state.booked[fact.unit_id] = fact.incident_id
    elif (
        isinstance(fact, said.AssignmentReleased | said.UnitCleared)
        and state.booked.get(fact.unit_id) == fact.incident_id
    ):
        del state.booked[fact.unit_id]
