"""The embedded bus: one SQLite file per site, for the machine under the desk. Knows nothing of what messages mean.

Every topic is a table, and has one partition, 0. What was published is on the disk (WAL, synchronous=FULL) when
`publish` returns; threads that publish at the same time share one transaction, so one fsync.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self, TypeVar

from typing_extensions import override

from streams import tables
from streams.bus import Bus, Cursor, Reader, Record
from streams.runtime.clock import Clock
from streams.schema.errors import BusError
from streams.schema.message import Message
from streams.schema.topics import TOPICS
from streams.wire import from_wire, to_wire

T = TypeVar("T")

PARTITION: Final = 0
LOOK_EVERY_S: Final = 0.02
"""How often a waiting reader asks whether another process has written; within a process it is woken at once."""
EXPIRE_AT_ONCE: Final = 2_000
"""Rows deleted in one transaction, so that those who publish wait for milliseconds only."""


class SqliteBus(Bus):
    """All topics of a site in the file `path`, made when missing; several processes may open it at the same time.

    `recorded_at_ms` is `clock`'s, and never less than that of any record before: it does not follow a clock that jumps
    back. Offsets begin at 0 and are never given twice, whatever expires.

    Raises:
        BusError: the folder is missing, or the file cannot be written or is damaged.
        ConfigError: the file is something else, or was written by a newer version.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._published = _Bell()
        self._queue: list[_Job] = []
        self._writing, self._queueing, self._asking = threading.Lock(), threading.Lock(), threading.Lock()
        self._writer = tables.open_log(path)
        self._questions = tables.open_log(path)

    @override
    def publish(self, messages: Sequence[Message]) -> None:
        if messages:
            self._write(_Job(rows=[(message.topic, to_wire(message)) for message in messages]))

    @override
    def read(self, topics: Iterable[str], start: Cursor | Literal["earliest", "latest"]) -> Reader:
        names = _known(topics)
        if start == "latest":
            start = self.end(names)
        elif start == "earliest":
            start = {}
        return _SqliteReader(self._path, self._published, {name: start.get((name, PARTITION), 0) for name in names})

    @override
    def end(self, topics: Iterable[str]) -> Cursor:
        names = _known(topics)
        return self._ask(lambda db: {(name, PARTITION): tables.end(db, name) for name in names})

    @override
    def offsets_at(self, topics: Iterable[str], at_ms: int) -> Cursor:
        names = _known(topics)
        return self._ask(lambda db: {(name, PARTITION): tables.first_at(db, name, at_ms) for name in names})

    @override
    def commit(self, group: str, cursor: Cursor, outputs: Sequence[Message] = ()) -> None:
        rows = [(message.topic, to_wire(message)) for message in outputs]
        self._write(_Job(rows=rows, group=group, cursor=cursor))

    @override
    def committed(self, group: str, topics: Iterable[str]) -> Cursor:
        names = _known(topics)
        cursor = self._ask(lambda db: tables.cursor_of(db, group))
        return {place: offset for place, offset in cursor.items() if place[0] in names}

    def expire(self, now_ms: int) -> int:
        """Delete what is older than its topic's retention; gives the number of records. Readers go on behind the gap.

        Raises:
            BusError: the file cannot be written now.
        """
        deleted = 0
        for topic in TOPICS.values():
            if topic.retention_ms < 0:
                continue
            cut = self.offsets_at((topic.name,), now_ms - topic.retention_ms)[topic.name, PARTITION]
            while some := self._expire_some(topic.name, cut):
                deleted += some
        return deleted

    @override
    def close(self) -> None:
        with self._writing, self._asking:
            self._writer.close()
            self._questions.close()

    def _expire_some(self, topic: str, cut: int) -> int:
        with self._writing, tables.named(self._path), tables.transaction(self._writer):
            return tables.delete_before(self._writer, topic, cut, EXPIRE_AT_ONCE)

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        with self._asking, tables.named(self._path), tables.snapshot(self._questions):
            return question(self._questions)

    def _write(self, job: "_Job") -> None:
        """Store `job`, along with all others that wait by the time the file is free."""
        with self._queueing:
            self._queue.append(job)
        with self._writing:
            with self._queueing:
                jobs, self._queue = self._queue, []
            if jobs:  # else another thread has taken this one along
                self._store(jobs)
        if job.refusal is not None:
            raise BusError(f"{self._path}: {job.refusal}")

    def _store(self, jobs: Sequence["_Job"]) -> None:
        durable = any(job.rows for job in jobs)  # a lost cursor costs a redelivery, which is harmless
        try:
            with tables.transaction(self._writer, durable=durable):
                at_ms = max(self._clock.now_ms(), tables.last_recorded_at(self._writer))
                refusals = [job.store(self._writer, at_ms) for job in jobs]
        except (sqlite3.Error, OSError) as error:
            refusals = [f"nothing stored: {error}"] * len(jobs)
        for job, refusal in zip(jobs, refusals, strict=True):
            job.refusal = refusal
        self._published.ring()


@dataclass(kw_only=True)
class _Job:
    """What one caller wants written, and why it was not."""

    rows: Sequence[tuple[str, bytes]]
    group: str = ""
    cursor: Cursor | None = None
    refusal: str | None = "nothing stored: the thread that wrote broke off"
    """None once it is stored."""

    def store(self, db: sqlite3.Connection, at_ms: int) -> str | None:
        """Write it within the open transaction, or say why not."""
        for topic in {topic for topic, _ in self.rows}:
            known = (self.cursor or {}).get((topic, PARTITION))
            if known is not None and known != (now := tables.end(db, topic)):
                return f"nothing stored: {topic} stands at {now}, {self.group} has read to {known}"
        tables.append(db, self.rows, at_ms)
        if self.cursor is not None:
            tables.set_cursor(db, self.group, self.cursor)
        return None


class _Bell:
    """Wakes the readers of this process when something was published."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self.count = 0

    def ring(self) -> None:
        with self._rung:
            self.count += 1
            self._rung.notify_all()

    def wait(self, seen: int, timeout_s: float) -> bool:
        """Whether it has rung since `count` was `seen`; waits up to `timeout_s` for it."""
        with self._rung:
            return self._rung.wait_for(lambda: self.count != seen, timeout_s)


class _SqliteReader(Reader):
    """Reads several topics oldest first, by a connection of its own, so that it never waits for a writer."""

    def __init__(self, path: Path, published: _Bell, offsets: dict[str, int]) -> None:
        self._path, self._published, self._offsets = path, published, offsets
        self._db = tables.open_log(path)
        self._version = tables.data_version(self._db)

    @property
    @override
    def cursor(self) -> Mapping[tuple[str, int], int]:
        return {(topic, PARTITION): offset for topic, offset in self._offsets.items()}

    @override
    def poll(self, timeout_s: float, limit: int = 500) -> list[Record]:
        until = time.monotonic() + timeout_s
        while True:
            seen = self._published.count
            with tables.named(self._path):
                self._version = tables.data_version(self._db)
                records = self._next(limit)
            if records or not self._wait(seen, until):
                return records

    @override
    def close(self) -> None:
        self._db.close()

    @override
    def __enter__(self) -> Self:
        return self

    @override
    def __exit__(self, *_: object) -> None:
        self.close()

    def _next(self, limit: int) -> list[Record]:
        rows: list[tables.Row] = []
        for topic, offset in self._offsets.items():
            rows += tables.rows_from(self._db, topic, offset, limit)
        rows.sort(key=lambda row: row[2])  # by time; stable, so that each topic keeps its order
        records = [_record(*row) for row in rows[:limit]]
        for record in records:
            self._offsets[record.topic] = record.offset + 1
        return records

    def _wait(self, seen: int, until: float) -> bool:
        """Whether there may be more to read before `until`."""
        while (left_s := until - time.monotonic()) > 0:
            if self._published.wait(seen, min(left_s, LOOK_EVERY_S)):
                return True
            with tables.named(self._path):
                if tables.data_version(self._db) != self._version:
                    return True
        return False


def _record(topic: str, offset: int, recorded_at_ms: int, value: bytes) -> Record:
    return Record(
        topic=topic,
        partition=PARTITION,
        offset=offset,
        recorded_at_ms=recorded_at_ms,
        value=value,
        message=from_wire(topic, value, partition=PARTITION, offset=offset),
    )


def _known(topics: Iterable[str]) -> tuple[str, ...]:
    names = tuple(topics)
    for name in names:
        if name not in TOPICS:
            raise BusError(f"{name}: no such topic; there are {', '.join(TOPICS)}")
    return names
