"""Detections on their way to the bus: kept on disk, in order, while the bus is away, and sent when it is back.

Knows nothing of cameras.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog

from streams.schema.codec import decode, encode
from streams.schema.errors import BusError, ContractError
from streams.schema.message import Message

Publish = Callable[[Sequence[Message]], None]

_BATCH: Final = 500
_MOST_HELD: Final = 10_000
"""Of what the disk does not take either: some 10 MB; of more the newest count."""
_LOG = structlog.get_logger(__name__)


class _Line(msgspec.Struct):
    topic: str
    value: msgspec.Raw


class Outbox:
    """Sends messages in the order in which they were given, over outages of the bus and restarts of the process.

    Args:
        publish: stores messages or raises `BusError`.
        spool: the file that keeps what could not be sent. What it holds from before is sent first.

    What the bus took before it failed may be sent again: readers drop repeats by their ids.
    """

    def __init__(self, publish: Publish, spool: Path) -> None:
        self._publish, self._spool = publish, spool
        self._held: deque[Message] = deque(maxlen=_MOST_HELD)
        spool.parent.mkdir(parents=True, exist_ok=True)
        self._away = spool.exists()

    @property
    def behind(self) -> bool:
        """Whether messages wait for the bus."""
        return self._away

    def send(self, messages: Sequence[Message]) -> None:
        """Send, or keep for later behind what waits already: on disk, or in memory while that takes nothing."""
        if not messages:
            return
        if not self._away:
            try:
                self._publish(messages)
            except BusError as error:
                _LOG.warning("bus_away", why=str(error), spool=str(self._spool))
            else:
                return
        self._away = True
        told = bool(self._held)
        self._held.extend(messages)
        try:
            self._keep(self._held)
        except OSError as error:
            if not told:
                _LOG.error("spool_unwritten", spool=str(self._spool), why=str(error))
        else:
            self._held.clear()

    def catch_up(self) -> bool:
        """Try to send what waits; whether nothing waits any more. What was sent is forgotten only when all was."""
        if not self._away:
            return True
        waiting = [*self._waiting(), *self._held]
        try:
            for start in range(0, len(waiting), _BATCH):
                self._publish(waiting[start : start + _BATCH])
        except BusError:
            return False
        self._spool.unlink(missing_ok=True)
        self._held.clear()
        self._away = False
        _LOG.info("bus_back", sent=len(waiting))
        return True

    def _keep(self, messages: Iterable[Message]) -> None:
        lines = [msgspec.json.encode(_Line(message.topic, msgspec.Raw(encode(message)))) for message in messages]
        with self._spool.open("ab") as file:
            if file.tell() and not self._ends_whole():
                file.write(b"\n")  # a process was killed while it wrote: its half line stays alone
            file.write(b"\n".join(lines) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def _ends_whole(self) -> bool:
        with self._spool.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def _waiting(self) -> list[Message]:
        messages: list[Message] = []
        for number, line in enumerate(self._spool.read_bytes().splitlines() if self._spool.exists() else [], 1):
            try:
                kept = msgspec.json.decode(line, type=_Line)
                messages.append(decode(kept.topic, bytes(kept.value)))
            except (msgspec.DecodeError, UnicodeDecodeError, ContractError) as error:
                _LOG.error("spool_line_unreadable", spool=str(self._spool), line=number, why=str(error))
        return messages
