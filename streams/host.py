"""The embedded host: one thread that lets a pure handler decide for its districts, over any bus.

Knows nothing of what messages mean. It takes office by `DeskStarted`, and lets go the moment that another does.
"""

import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final, Generic, TypeVar

import structlog
from prometheus_client import CollectorRegistry

from streams.bus import Bus, Cursor, Reader
from streams.handler import Handler
from streams.runtime.clock import Clock
from streams.runtime.telemetry import HostMetrics, host_metrics
from streams.schema.errors import BusError, ConfigError, PatrolError
from streams.schema.message import Message
from streams.schema.topics import COMMANDS, DETECTIONS, INCIDENTS, POSITIONS
from streams.seats import Seats

S = TypeVar("S")

INPUTS: Final = (DETECTIONS.name, POSITIONS.name, COMMANDS.name)
RECALL_MS: Final = 600_000
"""Positions this young are shown to the handler again after a start: older fixes place no unit any more."""
BATCH: Final = 500
"""Inputs decided in one commit."""
BATCHES_PER_STEP: Final = 20
"""A backlog is read before deadlines are looked at (the answer that a deadline waits for may stand in it), but no
longer than this."""
ATTEMPTS: Final = 3
"""How often a start or a commit is tried when others write to the log in between."""
STEP_S: Final = 0.05
RETRY_S: Final = 1.0

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Fenced(PatrolError):  # noqa: N818 - the term of distributed systems
    """Another desk took one of the districts over: this host must not decide any more, and its records do not count."""

    exit_code = 3


class Host(Generic[S]):
    """Hosts `handler` for `districts`; belongs to one thread.

    `group` remembers what was handled; it must serve all districts of the bus, since a message of an unknown district
    becomes a dead letter. So do a message that is none and one on which the handler raises (a bug: logged and counted);
    the rest goes on. Whatever happens in between, an input is decided at least once and its facts count once.

    Raises:
        ConfigError: no districts.
    """

    def __init__(
        self,
        bus: Bus,
        handler: Handler[S],
        clock: Clock,
        districts: Iterable[str],
        group: str = "desk",
        *,
        inputs: Sequence[str] = INPUTS,
        instance: str | None = None,
        metrics: HostMetrics | None = None,
    ) -> None:
        self._bus, self._clock, self._group, self._topics = bus, clock, group, tuple(inputs)
        self._instance = instance or f"host-{uuid.uuid4().hex}"
        self._metrics = metrics or host_metrics(CollectorRegistry())
        names = tuple(districts)
        if not names:
            raise ConfigError("a desk needs at least one district")
        self._vacant: Callable[[], Seats[S]] = partial(Seats, handler, clock, names, self._instance, self._metrics)
        self._seats = self._vacant()
        self._readers: list[Reader] = []
        self._done: Cursor = {}
        self._unsaved: Sequence[Message] | None = None

    def start(self) -> None:
        """Learn what happened, take office in every district, and go on where the group stopped.

        Raises:
            BusError: the log cannot be read or written now; nothing was decided, call again.
        """
        self.close()
        self._seats, self._unsaved = self._vacant(), None
        log = self._bus.read((INCIDENTS.name,), "earliest")
        self._readers.append(log)
        self._done = self._take_office(log)
        self._recall()
        self._readers.append(self._bus.read(self._topics, self._done))
        for topic in self._topics:
            self._metrics.lag.labels(topic).set_function(partial(self._lag, topic))
        _log.info("desk_started", instance=self._instance, group=self._group)

    def step(self, timeout_s: float) -> int:
        """Handle what is there, inputs before deadlines; gives how many of both.

        Waits up to `timeout_s` for the first, and never past a deadline.

        Raises:
            Fenced: another desk has taken over; do not call again.
            BusError: the bus cannot be read or written now; nothing is lost, call again.
        """
        _, inputs = self._open_readers()
        self._save()
        handled, wait_s = 0, self._wait_s(timeout_s)
        for _ in range(BATCHES_PER_STEP):
            records = inputs.poll(wait_s, BATCH)
            self._listen()
            if records:
                self._unsaved = [message for record in records for message in self._seats.answer(record)]
                self._save()
            handled, wait_s = handled + len(records), 0.0
            if len(records) < BATCH:
                break
        ticks, facts = self._seats.tick()
        self._unsaved = facts or None
        self._save()
        return handled + ticks

    def run(self, stop: threading.Event) -> None:
        """Start and step until `stop`; while the bus is away, wait and try again.

        Raises:
            Fenced: another desk has taken over.
        """
        started = False
        try:
            while not stop.is_set():
                try:
                    if not started:
                        self.start()
                        started = True
                    self.step(STEP_S)
                except BusError as error:
                    _log.warning("bus_away", error=str(error))
                    stop.wait(RETRY_S)
        finally:
            self.close()

    def state(self, district: str) -> S:
        """What the handler knows of `district` now."""
        return self._seats[district].state

    def close(self) -> None:
        """Let go of the bus. The office stays until another takes it."""
        while self._readers:
            self._readers.pop().close()

    def _take_office(self, log: Reader) -> Cursor:
        """Write DeskStarted until it stands; gives where the inputs go on.

        Where the group stopped is read before that, so that what an elder commits afterwards skips nothing.
        """
        for attempt in range(1, ATTEMPTS + 1):
            start = self._bus.committed(self._group, (*self._topics, INCIDENTS.name))
            self._hear_to_end(log, start)
            try:
                self._bus.commit(self._group, {**start, **log.cursor}, self._seats.candidacies())
            except BusError:
                if attempt == ATTEMPTS:
                    raise
                continue
            self._hear_to_end(log, start)
            if not self._seats.lost:
                return {place: offset for place, offset in start.items() if place[0] in self._topics}
        raise BusError(f"{self._instance}: could not take office in {ATTEMPTS} attempts; does another desk start?")

    def _hear_to_end(self, log: Reader, heard: Cursor) -> None:
        end = self._bus.end((INCIDENTS.name,))
        while not _reached(log, end):
            self._hear(log, 1.0, heard)

    def _hear(self, log: Reader, timeout_s: float, heard: Cursor) -> bool:
        """Take in the next records of the incident log; a poison one gets its letter when it is first `heard`."""
        records = log.poll(timeout_s)
        for record in records:
            letter = self._seats.hear(record)
            if letter is not None and record.offset >= heard.get((record.topic, record.partition), 0):
                self._bus.publish([letter])
        return bool(records)

    def _listen(self) -> None:
        """Hear what was written to the log since; Fenced when another desk has started."""
        log, _ = self._open_readers()
        while self._hear(log, 0.0, {}):
            pass
        if lost := self._seats.lost:
            raise Fenced(f"{self._instance}: another desk has taken over {', '.join(lost)}; this one stops")

    def _recall(self) -> None:
        """Show the handler the recent positions that were handled before."""
        handled = {place: offset for place, offset in self._done.items() if place[0] == POSITIONS.name}
        since = self._bus.offsets_at((POSITIONS.name,), self._clock.now_ms() - RECALL_MS)
        with self._bus.read((POSITIONS.name,), since) as positions:
            while not _reached(positions, handled) and (records := positions.poll(0.0)):
                for record in records:
                    if record.offset < handled.get((record.topic, record.partition), 0):
                        self._seats.remember(record)

    def _save(self) -> None:
        """Commit what was decided. The state counts it already, so it is kept and tried until it is stored."""
        if self._unsaved is None:
            return
        log, inputs = self._open_readers()
        for attempt in range(1, ATTEMPTS + 1):
            self._listen()
            try:
                self._bus.commit(self._group, {**inputs.cursor, **log.cursor}, self._unsaved)
                break
            except BusError:  # perhaps somebody else wrote to the log: hear them, then again
                if attempt == ATTEMPTS:
                    raise
        self._done, self._unsaved = dict(inputs.cursor), None

    def _open_readers(self) -> tuple[Reader, Reader]:
        """The log and the inputs."""
        if len(self._readers) != 2:  # noqa: PLR2004 - these two
            raise PatrolError("a host must be started before it can step")
        return self._readers[0], self._readers[1]

    def _wait_s(self, timeout_s: float) -> float:
        due_ms = self._seats.due_ms
        return timeout_s if due_ms is None else min(timeout_s, max(0, due_ms - self._clock.now_ms()) / 1000)

    def _lag(self, topic: str) -> float:
        """Records that wait; asked by Prometheus from its own thread, so that it grows even when this one hangs."""
        try:
            end = self._bus.end((topic,))
        except BusError:
            return float("nan")
        done = self._done
        return float(sum(offset - done.get(place, 0) for place, offset in end.items()))


def _reached(reader: Reader, end: Cursor) -> bool:
    cursor = reader.cursor
    return all(cursor.get(place, 0) >= offset for place, offset in end.items())
