"""One thread that follows the log into the board and tells the hub, batch by batch. Knows nothing of HTTP."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Final, Protocol

import msgspec
import structlog

from dispatch.web.live.hub import Answer, Change, Entity, Hub, Key
from streams.bus import Bus, Cursor, Record
from streams.runtime.clock import Clock
from streams.schema.errors import BusError, ContractError
from streams.schema.facts import CommandRefused, Fact
from streams.schema.message import Message
from streams.schema.topics import DETECTIONS, INCIDENTS, POSITIONS

WAIT_S: Final = 0.5
RETRY_S: Final = 1.0
RECALL_MS: Final = 900_000
"""Positions and camera messages older than this say nothing about now; incidents are read from the start."""

_TOPICS: Final = (INCIDENTS.name, DETECTIONS.name, POSITIONS.name)

_log = structlog.get_logger(__name__)


class Board(Protocol):
    """The fold that screens show: `dispatch.board.Board`, or one that keeps figures beside it."""

    def apply(self, message: Message) -> Iterable[Key]:
        """Take in one message, in log order; what it changed."""

    def show(self, key: Key) -> Entity | None:
        """One thing as JSON-able values; None when there is none (any more)."""


class Follower:
    """Runs `board` behind the log and `hub` behind `board`. `start` and `stop` belong to the event loop."""

    def __init__(self, bus: Bus, board: Board, hub: Hub, clock: Clock) -> None:
        self._bus, self._board, self._hub, self._clock = bus, board, hub, clock
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, loop: asyncio.AbstractEventLoop, known: Iterable[Key]) -> None:
        """Begin to follow. `known` is shown at once: units and cameras that may never have said anything."""
        self._hub.apply(Change(position="", entities={key: self._board.show(key) for key in known}))

        def tell(say: Callable[[], None]) -> None:
            if not self._stopping.is_set():
                loop.call_soon_threadsafe(say)

        self._thread = threading.Thread(target=self._run, args=(tell,), name="web-follower", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Stop following; returns when the thread is done."""
        self._stopping.set()
        if self._thread:
            await asyncio.to_thread(self._thread.join)

    def _run(self, tell: Callable[[Callable[[], None]], None]) -> None:
        cursor: Cursor | None = None
        goal: Cursor | None = None
        while not self._stopping.is_set():
            try:
                goal = self._bus.end(_TOPICS) if goal is None else goal
                cursor = self._beginning() if cursor is None else cursor
                with self._bus.read(_TOPICS, cursor) as reader:
                    while not self._stopping.is_set():
                        records = reader.poll(0.0 if goal else WAIT_S)
                        cursor = dict(reader.cursor)
                        goal = goal if goal and not _covers(cursor, goal) else {}
                        tell(partial(self._caught, self._fold(records, cursor), caught_up=not goal))
            except BusError as error:
                since_ms = self._clock.now_ms()
                _log.warning("log_unreachable", error=str(error))
                tell(partial(self._lost, since_ms))
                self._stopping.wait(RETRY_S)

    def _beginning(self) -> Cursor:
        recent = self._bus.offsets_at([DETECTIONS.name, POSITIONS.name], self._clock.now_ms() - RECALL_MS)
        return dict(recent)

    def _lost(self, since_ms: int) -> None:
        self._hub.mark_stale(self._hub.stale_since_ms or since_ms)

    def _caught(self, change: Change, *, caught_up: bool) -> None:
        self._hub.mark_stale(None)
        self._hub.apply(change)
        if caught_up:
            self._hub.caught_up.set()

    def _fold(self, records: list[Record], cursor: Cursor) -> Change:
        touched: dict[Key, None] = {}
        answers: dict[str, list[Fact]] = {}
        for record in records:
            if isinstance(record.message, ContractError):
                continue  # the hosts put it aside; a screen has nothing to show of it
            touched |= dict.fromkeys(self._board.apply(record.message))
            if isinstance(record.message, Fact):
                answers.setdefault(record.message.cause, []).append(record.message)
        return Change(
            position=position_text(cursor),
            entities={key: self._board.show(key) for key in touched},
            answers={cause: _answer(facts) for cause, facts in answers.items()},
        )


def _covers(cursor: Cursor, goal: Cursor) -> bool:
    return all(cursor.get(place, 0) >= offset for place, offset in goal.items())


def position_text(cursor: Cursor) -> str:
    """A cursor as a short text, for `Last-Event-ID`: `d0.12-i0.57`, by topic, partition and next offset."""
    marks = sorted((topic.split(".")[1][0], partition, offset) for (topic, partition), offset in cursor.items())
    return "-".join(f"{topic}{partition}.{offset}" for topic, partition, offset in marks if offset)


def _answer(facts: list[Fact]) -> Answer:
    return Answer(
        actor=facts[0].actor,
        facts=tuple(msgspec.Raw(msgspec.json.encode(fact)) for fact in facts),
        refused=isinstance(facts[0], CommandRefused),
    )
