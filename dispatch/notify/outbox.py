"""Which notices still have to be delivered, and when each is tried next: a fold of the log and of what was tried.

Knows no wire and no clock. A restart repeats nothing that the log knows as delivered, and loses nothing.
"""

from collections.abc import Collection
from typing import Final

import msgspec

from streams.schema.commands import RecordDelivery
from streams.schema.history import History
from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.notices import DeliveryRecorded, NoticeFact, PersonTold

FIRST_PAUSE_MS: Final = 2_000
OLDEST_MS: Final = 3_600_000
"""What nobody could deliver for an hour is not sent any more: the ladder has gone on without it."""


class _Waiting(msgspec.Struct, frozen=True, kw_only=True):
    told: PersonTold
    due_ms: int
    attempts: int = 0


class Outbox:
    """Feed it the incident log; ask what is `due`; say how it went."""

    def __init__(self, channels: Collection[str]) -> None:
        self._channels = channels
        self._history = History()
        self._waiting: dict[str, _Waiting] = {}

    def hear(self, message: Message) -> None:
        """A record of the log."""
        if not isinstance(message, NoticeFact) or not self._history.admits(message):
            return
        if isinstance(message, PersonTold) and message.channel in self._channels:
            self._waiting[message.notice_id] = _Waiting(told=message, due_ms=message.recorded_at_ms)
        elif isinstance(message, DeliveryRecorded):
            self._waiting.pop(message.notice_id, None)

    def due(self, now_ms: int) -> list[PersonTold]:
        """What is to be tried now, oldest first."""
        return [waiting.told for waiting in self._waiting.values() if waiting.due_ms <= now_ms]

    def next_ms(self) -> int | None:
        """When something is due next."""
        return min((waiting.due_ms for waiting in self._waiting.values()), default=None)

    def settle(self, told: PersonTold, why_not: str | None, now_ms: int, attempts_most: int) -> RecordDelivery | None:
        """A notice was tried: what to record of it; None when it will be tried again.

        It stays due until the log has the answer, so that a record which was not stored is made again.
        """
        waiting = self._waiting[told.notice_id]
        attempts = waiting.attempts + 1
        again = why_not is not None and attempts < attempts_most and now_ms - told.recorded_at_ms < OLDEST_MS
        pause_ms = FIRST_PAUSE_MS * 2 ** min(waiting.attempts, 10)
        self._waiting[told.notice_id] = msgspec.structs.replace(waiting, attempts=attempts, due_ms=now_ms + pause_ms)
        return None if again else _record(told, why_not, attempts, now_ms)

    def is_too_old(self, told: PersonTold, now_ms: int) -> bool:
        """Whether the notice is from so long ago that it would only confuse."""
        return now_ms - told.recorded_at_ms >= OLDEST_MS

    def forget(self, told: PersonTold) -> None:
        """What became of it is stored."""
        self._waiting.pop(told.notice_id, None)


def _record(told: PersonTold, why_not: str | None, attempts: int, now_ms: int) -> RecordDelivery:
    return RecordDelivery(
        district=told.district,
        command_id=derived_id("delivery", told.notice_id),
        issued_by="system",
        issued_at_ms=now_ms,
        notice_id=told.notice_id,
        incident_id=told.incident_id,
        delivered=why_not is None,
        attempts=attempts,
        detail=why_not or "",
    )
