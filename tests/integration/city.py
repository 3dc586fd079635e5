"""A city's streams for one test: its own topics on the real broker, workers as processes, and what they decided."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Self

import msgspec

from streams.agents.watchdog import STALLED_AFTER_S
from streams.bus import Record
from streams.kafka import Cluster, KafkaBus
from streams.runtime.clock import ScaledClock
from streams.schema.errors import BusError
from streams.schema.facts import Fact
from streams.schema.history import History
from streams.schema.message import Message
from streams.schema.topics import DEAD_LETTERS, INCIDENTS
from tests.contracts.buses import NIGHT_MS
from tests.integration.desk_process import Task

PARTITIONS = 4
DISTRICTS = ("wall", "bridge")
"""They lie in different partitions."""
PATIENCE_S = 180.0
"""A test gives up after so long; nothing is asserted about how long things take."""
BROKER_S = 15.0
"""So long a call waits for a broker that others keep from running."""


class City:
    """Topics that begin with `prefix`, a clock that begins at NIGHT_MS and runs `speed` times as fast."""

    def __init__(self, bootstrap: str, prefix: str, speed: float = 1.0) -> None:
        self.cluster = Cluster(bootstrap=bootstrap, prefix=prefix, patience_s=BROKER_S)
        self.clock = ScaledClock(origin_ms=NIGHT_MS, wall_origin_ms=time.time_ns() // 1_000_000, speed=speed)
        self.bus = KafkaBus(self.cluster, self.clock, partitions=PARTITIONS, keep_all=True)
        self.bus.partitions()
        self._workers: list[subprocess.Popen[bytes]] = []
        self._reader = self.bus.read((INCIDENTS.name, DEAD_LETTERS.name), "earliest")
        self.log: list[Record] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in self._workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGCONT)
                worker.kill()
            worker.wait()
        self._reader.close()
        self.bus.close()

    def worker(
        self, group: str = "desk", *, stalled_after_s: float = STALLED_AFTER_S, later_ms: int = 0
    ) -> "subprocess.Popen[bytes]":
        """One more worker, to whom it is so much later than to the city; ended with it."""
        clock = replace(self.clock, origin_ms=self.clock.origin_ms + later_ms)
        task = Task(
            cluster=self.cluster, group=group, districts=DISTRICTS, clock=clock, stalled_after_s=stalled_after_s
        )
        command = [sys.executable, "-m", "tests.integration.desk_process", msgspec.json.encode(task).decode()]
        worker = subprocess.Popen(command)
        self._workers.append(worker)
        return worker

    def say(self, *messages: Message) -> None:
        """Publish, as often as it takes: what a detector's spool does while the broker is away."""
        end_s = time.monotonic() + PATIENCE_S
        while True:
            try:
                return self.bus.publish(messages)
            except BusError:
                if time.monotonic() > end_s:
                    raise

    def until(self, told: Callable[[Sequence[Fact]], bool]) -> list[Fact]:
        """Read on until `told` is true of the facts that count; gives these."""
        end_s = time.monotonic() + PATIENCE_S
        while not told(self.counting):
            assert time.monotonic() < end_s, (
                f"not decided in {PATIENCE_S} s: {[type(f).__name__ for f in self.counting]}"
            )
            with suppress(BusError):
                self.log += self._reader.poll(0.2)
        return self.counting

    def until_letters(self, number: int) -> list[Message]:
        """Read on until there are so many dead letters; gives them."""
        self.until(lambda _: len(self._on(DEAD_LETTERS.name)) >= number)
        return self._on(DEAD_LETTERS.name)

    @property
    def counting(self) -> list[Fact]:
        """The facts that count, in the order of the log."""
        history = History()
        return [fact for fact in self._on(INCIDENTS.name) if isinstance(fact, Fact) and history.admits(fact)]

    def _on(self, topic: str) -> list[Message]:
        return [r.message for r in self.log if r.topic == topic and isinstance(r.message, Message)]
