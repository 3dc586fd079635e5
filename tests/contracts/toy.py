"""A small desk for tests of the road: it opens an incident per suspicion, notes who acknowledges, escalates after 60 s.

Everything that a host must cope with is in it: state, facts with a seq, commands, a deadline, and one bug on demand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from typing_extensions import override

from streams.handler import Handler
from streams.schema.commands import AcknowledgeIncident
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import CommandRefused, DeskStarted, Fact
from streams.schema.ids import derived_id
from streams.schema.incidents import IncidentAcknowledged, IncidentEscalated, IncidentFact, IncidentOpened
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.ticks import ClockTicked

ESCALATE_AFTER_MS = 60_000
CURSED = "cursed"
"""The camera whose detections this handler has a bug for."""


@dataclass(frozen=True, kw_only=True)
class Case:
    opened_at_ms: int
    seq: int = 1
    acknowledged: bool = False
    escalated: bool = False


@dataclass(frozen=True, kw_only=True)
class ToyState:
    district: str
    epoch: int = 0
    cases: Mapping[str, Case] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    fixes: Mapping[str, int] = field(default_factory=dict)


class Toy(Handler[ToyState]):
    @override
    def begin(self, district: str) -> ToyState:
        return ToyState(district=district)

    @override
    def evolve(self, state: ToyState, message: Message) -> ToyState:
        match message:
            case DeskStarted():
                return replace(state, epoch=message.epoch)
            case PositionFixed():
                return replace(state, fixes={**state.fixes, message.unit_id: message.fixed_at_ms})
            case CommandRefused():
                return replace(state, answered=state.answered | {message.command_id})
            case IncidentFact():
                case = _evolve_case(state.cases.get(message.incident_id), message)
                answered = state.answered | {message.cause}
                return replace(state, cases={**state.cases, message.incident_id: case}, answered=answered)
        return state

    @override
    def decide(self, state: ToyState, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        match message:
            case LoiteringDetected(camera_id="cursed"):
                raise ZeroDivisionError("the bug that this camera brings out")
            case LoiteringDetected():
                return _open(state, message, now_ms)
            case AcknowledgeIncident():
                return _acknowledge(state, message, now_ms)
            case ClockTicked():
                return _escalate(state, now_ms)
        return ()

    @override
    def next_deadline_ms(self, state: ToyState) -> int | None:
        waiting = (case for case in state.cases.values() if not case.acknowledged and not case.escalated)
        return min((case.opened_at_ms + ESCALATE_AFTER_MS for case in waiting), default=None)


def opened(detection: LoiteringDetected, *, district: str, epoch: int, now_ms: int) -> IncidentOpened:
    """The first fact of the incident that a suspicion brings; its id is derived from the suspicion's."""
    return IncidentOpened(
        district=district,
        incident_id=derived_id("inc", detection.suspicion_id),
        seq=1,
        epoch=epoch,
        observed_at_ms=detection.observed_at_ms,
        recorded_at_ms=now_ms,
        cause=detection.message_id,
        kind="loitering",
        place=detection.place,
        suspicion_id=detection.suspicion_id,
    )


def _evolve_case(case: Case | None, fact: IncidentFact) -> Case:
    if case is None or isinstance(fact, IncidentOpened):
        return Case(opened_at_ms=fact.observed_at_ms)
    return replace(
        case,
        seq=fact.seq,
        acknowledged=case.acknowledged or isinstance(fact, IncidentAcknowledged),
        escalated=case.escalated or isinstance(fact, IncidentEscalated),
    )


def _open(state: ToyState, message: LoiteringDetected, now_ms: int) -> Sequence[Fact]:
    incident_id = derived_id("inc", message.suspicion_id)
    if incident_id in state.cases:
        return ()
    return [opened(message, district=state.district, epoch=state.epoch, now_ms=now_ms)]


def _acknowledge(state: ToyState, message: AcknowledgeIncident, now_ms: int) -> Sequence[Fact]:
    if message.command_id in state.answered:
        return ()
    case = state.cases.get(message.incident_id)
    if case is None:
        return [
            CommandRefused(
                district=state.district,
                seq=1,
                epoch=state.epoch,
                observed_at_ms=message.issued_at_ms,
                recorded_at_ms=now_ms,
                cause=message.command_id,
                command_id=message.command_id,
                code="unknown_incident",
                why=f"no incident {message.incident_id}",
            )
        ]
    return [
        IncidentAcknowledged(
            district=state.district,
            incident_id=message.incident_id,
            seq=case.seq + 1,
            epoch=state.epoch,
            observed_at_ms=message.issued_at_ms,
            recorded_at_ms=now_ms,
            cause=message.command_id,
            actor=message.issued_by,
        )
    ]


def _escalate(state: ToyState, now_ms: int) -> Sequence[Fact]:
    return [
        IncidentEscalated(
            district=state.district,
            incident_id=incident_id,
            seq=case.seq + 1,
            epoch=state.epoch,
            observed_at_ms=case.opened_at_ms + ESCALATE_AFTER_MS,
            recorded_at_ms=now_ms,
            cause=f"deadline-{incident_id}",
            step=1,
            to="duty officer",
            reason="not_acknowledged",
        )
        for incident_id, case in state.cases.items()
        if not case.acknowledged and not case.escalated and case.opened_at_ms + ESCALATE_AFTER_MS <= now_ms
    ]
