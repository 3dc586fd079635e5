"""All the desks that one host holds, and the dead letters of what none of them can take.

Knows neither bus nor threads: records in, messages to be written out. Every engine can use it.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

import structlog

from streams.bus import Record
from streams.handler import Handler
from streams.runtime.clock import Clock
from streams.runtime.telemetry import HostMetrics
from streams.schema.errors import ContractError
from streams.schema.facts import DeskStarted, Fact
from streams.schema.letters import DeadLetter
from streams.schema.message import Message
from streams.seat import Seat
from streams.wire import letter

S = TypeVar("S")

TICKS_AT_ONCE: Final = 1_000
"""Ticks in one commit; a handler whose deadlines never end cannot keep messages waiting for ever."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Seats(Generic[S]):
    """One seat for each of `districts` (none, in a partition that has none), held by `instance`."""

    def __init__(
        self, handler: Handler[S], clock: Clock, districts: Iterable[str], instance: str, metrics: HostMetrics
    ) -> None:
        self._clock, self._metrics = clock, metrics
        self._seats = {district: Seat(handler, district, clock, instance) for district in districts}

    def __getitem__(self, district: str) -> Seat[S]:
        return self._seats[district]

    @property
    def due_ms(self) -> int | None:
        """When `tick` has something to do; None when only messages can lead to something."""
        return min((seat.due_ms for seat in self._seats.values() if seat.due_ms is not None), default=None)

    @property
    def lost(self) -> list[str]:
        """The districts whose office another holds, or nobody."""
        return [district for district, seat in self._seats.items() if not seat.in_office]

    def candidacies(self) -> list[DeskStarted]:
        """What to write in order to take office everywhere."""
        return [seat.candidacy() for seat in self._seats.values()]

    def hear(self, record: Record) -> DeadLetter | None:
        """The next record of the incident log; gives its letter if it is unreadable (write it once, not each time)."""
        message = record.message
        if isinstance(message, ContractError):
            return self._bury(record, str(message))
        if isinstance(message, Fact) and message.district in self._seats:
            seat = self._seats[message.district]
            seat.hear(message)
            if isinstance(message, DeskStarted):
                self._metrics.epoch.labels(seat.district).set(seat.epoch if seat.in_office else 0)
        return None

    def remember(self, record: Record) -> None:
        """Show an input that was handled before; nothing is decided on it."""
        if isinstance(record.message, Message) and record.message.district in self._seats:
            self._seats[record.message.district].remember(record.message)

    def answer(self, record: Record) -> Sequence[Message]:
        """What to write for one input: the facts that follow, which count here already, or its dead letter."""
        self._metrics.messages.labels(record.topic).inc()
        message = record.message
        if isinstance(message, ContractError):
            return [self._bury(record, str(message))]
        seat = self._seats.get(message.district)
        if seat is None:
            return [self._bury(record, f"no desk for the district {message.district!r}")]
        try:
            with self._metrics.decide.time():
                return self._counted(seat.take(message))
        except Exception as error:  # noqa: BLE001 - a bug on one message must not stop the partition for ever
            self._metrics.handler_errors.labels(seat.district).inc()
            _log.exception("handler_failed", message_id=message.message_id, topic=record.topic, offset=record.offset)
            return [self._bury(record, f"the handler failed: {error!r}")]

    def tick(self) -> tuple[int, list[Fact]]:
        """Let time have its say where it is due: the number of ticks, and the facts that follow."""
        ticks, facts = 0, list[Fact]()
        for seat in self._seats.values():
            while ticks < TICKS_AT_ONCE and seat.due_ms is not None and seat.due_ms <= self._clock.now_ms():
                facts += self._counted(seat.tick())
                ticks += 1
        return ticks, facts

    def _bury(self, record: Record, why: str) -> DeadLetter:
        self._metrics.dead_letters.labels(record.topic).inc()
        _log.warning("dead_letter", topic=record.topic, partition=record.partition, offset=record.offset, why=why)
        return letter(record, why, self._clock.now_ms())

    def _counted(self, facts: list[Fact]) -> list[Fact]:
        for fact in facts:
            self._metrics.facts.labels(type(fact).__name__).inc()
        return facts
