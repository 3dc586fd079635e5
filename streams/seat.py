"""One district's desk in office: the part of a host that is the same in every engine.

Knows neither bus nor threads. The engine feeds it the district's log in order, then messages; it gives back facts.
"""

from collections.abc import Sequence
from typing import Final, Generic, TypeVar

import structlog

from streams.handler import Handler
from streams.runtime.clock import Clock
from streams.schema.facts import DeskStarted, Fact
from streams.schema.history import History
from streams.schema.message import Message
from streams.schema.ticks import ClockTicked
from streams.wire import to_wire

S = TypeVar("S")

SNOOZE_MS: Final = 1_000
"""How long a deadline that led nowhere is left alone, so that a bug in a handler does not keep the host spinning."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Seat(Generic[S]):
    """The state of `district`, what counts in its log, and whether `instance` holds the office.

    Feed `hear` with the whole log, write `candidacy`, hear the log to its new end; then, if `in_office`, `take` inputs.
    """

    def __init__(self, handler: Handler[S], district: str, clock: Clock, instance: str) -> None:
        self.district = district
        self.state = handler.begin(district)
        self._handler, self._clock, self._instance = handler, clock, instance
        self._history = History()
        self._holder = ""
        self._latest_ms = 0
        self._snoozed_until_ms = 0

    @property
    def epoch(self) -> int:
        """The present term of office, whoever holds it."""
        return self._history.epoch(self.district)

    @property
    def in_office(self) -> bool:
        """Whether the last desk that started is this one."""
        return self._holder == self._instance

    @property
    def due_ms(self) -> int | None:
        """When `tick` is to be called next; None when only messages can lead to something."""
        due_ms = self._handler.next_deadline_ms(self.state)
        return None if due_ms is None else max(due_ms, self._snoozed_until_ms)

    def candidacy(self) -> DeskStarted:
        """What to write in order to take over; never recorded before what the log has, though the clock is behind."""
        now_ms = max(self._clock.now_ms(), self._latest_ms)
        return DeskStarted(
            district=self.district,
            seq=self._history.seq(self.district, "desk") + 1,
            epoch=self.epoch + 1,
            observed_at_ms=now_ms,
            recorded_at_ms=now_ms,
            cause=self._instance,
        )

    def hear(self, fact: Fact) -> None:
        """The next record of the district's log. One's own, read back, changes nothing."""
        if not self._history.admits(fact):
            return
        if isinstance(fact, DeskStarted):
            self._holder = fact.cause
        self.remember(fact)

    def remember(self, message: Message) -> None:
        """Let the state know of `message` and decide nothing. A handler that raises is logged, the state stays."""
        if isinstance(message, Fact):
            self._latest_ms = max(self._latest_ms, message.recorded_at_ms)
        try:
            self.state = self._handler.evolve(self.state, message)
        except Exception:  # noqa: BLE001 - one bad record must not keep a desk from ever starting again
            _log.exception("evolve_failed", district=self.district, message_id=message.message_id)

    def take(self, message: Message) -> list[Fact]:
        """The facts that follow from an input, which already count here: publish them, or stop.

        Raises:
            Exception: whatever the handler raised, or ContractError for a fact that none could read. Nothing was
                decided; the state is what it was before, for handlers that do not change it in place.
        """
        before = self.state
        try:
            self.state = self._handler.evolve(before, message)
            facts = self._decide(message)
        except Exception:
            self.state = before
            raise
        return self._count(facts)

    def tick(self) -> list[Fact]:
        """The facts that follow from time itself, now that `due_ms` has come. A handler that raises is logged."""
        due_ms = self.due_ms
        facts: Sequence[Fact] = ()
        try:
            facts = self._decide(ClockTicked(district=self.district))
        except Exception:  # noqa: BLE001 - messages must still be heard when the clock's part has a bug
            _log.exception("tick_failed", district=self.district, due_ms=due_ms)
        counted = self._count(facts)
        if not counted and self.due_ms == due_ms:
            self._snoozed_until_ms = self._clock.now_ms() + SNOOZE_MS
            _log.error("deadline_leads_nowhere", district=self.district, due_ms=due_ms)
        return counted

    def _decide(self, message: Message | ClockTicked) -> Sequence[Fact]:
        facts = self._handler.decide(self.state, message, self._clock.now_ms())
        for fact in facts:
            to_wire(fact)
        return facts

    def _count(self, facts: Sequence[Fact]) -> list[Fact]:
        counted = []
        for fact in facts:
            if not self._history.admits(fact):
                _log.error("fact_counts_for_nobody", district=self.district, fact_id=fact.message_id, seq=fact.seq)
                continue
            counted.append(fact)
            self.remember(fact)
        return counted
