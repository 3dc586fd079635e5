"""The smallest handler that does what the naive Faust agent does: one incident per suspicion. For benches only.

Its state changes in place, as copying a growing dict is not what is measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from typing_extensions import override

from streams.handler import Handler
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import DeskStarted, Fact
from streams.schema.ids import derived_id
from streams.schema.incidents import IncidentOpened
from streams.schema.message import Message
from streams.schema.ticks import ClockTicked
from tests.contracts.toy import opened


@dataclass(kw_only=True)
class Opened:
    """What is known of one district."""

    district: str
    epoch: int = 0
    incidents: set[str] = field(default_factory=set)


class Opener(Handler[Opened]):
    """Opens, and never looks back."""

    @override
    def begin(self, district: str) -> Opened:
        return Opened(district=district)

    @override
    def evolve(self, state: Opened, message: Message) -> Opened:
        match message:
            case DeskStarted():
                state.epoch = message.epoch
            case IncidentOpened():
                state.incidents.add(message.incident_id)
        return state

    @override
    def decide(self, state: Opened, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        if not isinstance(message, LoiteringDetected):
            return ()
        incident_id = derived_id("inc", message.suspicion_id)
        if incident_id in state.incidents:
            return ()
        return [opened(message, district=state.district, epoch=state.epoch, now_ms=now_ms)]

    @override
    def next_deadline_ms(self, state: Opened) -> int | None:
        return None
