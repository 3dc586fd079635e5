"""The check on Kafka: detections and people publish to a real broker, a Faust worker in a process of its own decides.

All share a clock that stands still while the worker owes an answer, so that a slow machine sees the same night. The
topics bear a name of their own and are removed at the end, so it can run on a cluster that is in use.
"""

import contextlib
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog

from deploy.demo.people import People
from deploy.demo.seeing import Seen
from deploy.demo.worker import Task
from deploy.running.wiring import Site, open_roads
from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.operator import Operator
from streams.bus import Bus
from streams.kafka import Cluster, KafkaBus
from streams.runtime.clock import SharedClock
from streams.schema.detections import LoiteringDetected
from streams.schema.errors import BusError
from streams.schema.topics import TOPICS

SPEED: Final = 5.0
"""The shared clock runs at most so many times as fast as ours."""
LIMIT_S: Final = 900.0
"""Of our time, for the whole run."""
HOLD_S: Final = 20.0
"""Of our time: the clock stands for one answer no longer than that."""
TURN_S: Final = 0.05
"""Of our time between two looks."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def run_on_kafka(site: Site, seen: Sequence[Seen], config: Path, bootstrap: str | None) -> People:
    """Tell what was `seen` at its time, until all incidents have ended; without `bootstrap` on a broker of our own.

    Raises:
        BusError: the broker does not answer, or the worker ended.
    """
    start_ms = seen[0].at_ms
    with _broker(site, bootstrap) as address:
        cluster = Cluster(bootstrap=address, prefix=f"check-{uuid.uuid4().hex[:8]}.")
        clock_file = site.data / "check.clock"
        clock = SharedClock.make(clock_file, start_ms, speed=SPEED)
        with contextlib.closing(KafkaBus(cluster, clock, partitions=1, keep_all=True)) as bus, _removed(cluster):
            bus.partitions()
            task = Task(config=str(config), cluster=cluster, clock=str(clock_file), speed=SPEED)
            fleet = Fleet(site.settings.unit, open_roads(site), Habits(), now_ms=start_ms)
            people = People(bus, fleet, Operator(Habits()))
            with _worker(task) as worker:
                Telling(bus, clock, seen, people).run(worker)
            people.close()
    return people


class Telling:
    """Tells the footage and moves the clock until all incidents have ended."""

    def __init__(self, bus: Bus, clock: SharedClock, seen: Sequence[Seen], people: People) -> None:
        self._bus, self._clock, self._people = bus, clock, people
        self._untold = [one for one in seen if one.detections]
        self._footage_ends_ms = seen[-1].at_ms
        self._alerts: set[str] = set()
        self._held_s = 0.0

    def run(self, worker: "subprocess.Popen[bytes]") -> None:
        """Turn after turn, while `worker` decides.

        Raises:
            BusError: the bus failed, or the worker ended.
        """
        ends_s = time.monotonic() + LIMIT_S
        while not self._over and time.monotonic() < ends_s:
            if (status := worker.poll()) is not None:
                raise BusError(f"the Faust worker ended with status {status}; its words are above")
            self._turn()

    @property
    def _over(self) -> bool:
        told = not self._untold and self._clock.now_ms() > self._footage_ends_ms
        return told and bool(self._people.facts) and self._people.done

    def _turn(self) -> None:
        now_ms = self._clock.now_ms()
        while self._untold and self._untold[0].at_ms <= now_ms:
            said = self._untold.pop(0).detections
            alerts = (one for one in said if isinstance(one, LoiteringDetected) and one.level == "alert")
            self._alerts |= {alert.message_id for alert in alerts}
            self._bus.publish(said)
        self._people.act(now_ms, TURN_S)
        self._held_s += TURN_S
        if not self._owed() or self._held_s > HOLD_S:
            self._held_s = 0.0
            self._clock.advance_to(now_ms + round(TURN_S * SPEED * 1000))

    def _owed(self) -> bool:
        """Whether the worker has yet to begin, or to say what it makes of an alert or a command."""
        heard = {fact.cause for fact in self._people.facts}
        self._alerts -= heard
        return not heard or bool(self._alerts) or self._people.waiting


@contextlib.contextmanager
def _worker(task: Task) -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-m", "deploy.demo.worker", msgspec.json.encode(task).decode()]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own command
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(15)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


@contextlib.contextmanager
def _broker(site: Site, bootstrap: str | None) -> Iterator[str]:
    if bootstrap:
        yield bootstrap
        return
    from deploy.broker import Broker  # noqa: PLC0415 - Java and Maven are asked for only here

    with Broker.start(site.data / "kafka") as broker:
        yield broker.bootstrap


@contextlib.contextmanager
def _removed(cluster: Cluster) -> Iterator[None]:
    """Remove the run's topics at the end."""
    try:
        yield
    finally:
        try:
            with cluster.speaking("remove the check's topics"), contextlib.closing(cluster.admin()) as admin:
                admin.delete_topics([cluster.prefix + name for name in TOPICS])
        except BusError as error:  # what the run found out must not be lost over this
            _log.warning("topics_left", prefix=cluster.prefix, error=str(error))
