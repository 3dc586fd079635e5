"""The check on Kafka: detections and people publish to a real broker, a Faust worker in a process of its own decides.

Its topics bear a name of their own and are removed at the end, so it can run on a cluster that is in use.
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

from deploy.demo.crew.habits import Habits
from deploy.demo.fleet import Fleet
from deploy.demo.operator import DemoOperator
from deploy.demo.people import People
from deploy.demo.seeing import Seen
from deploy.demo.worker import Task
from deploy.wiring import Site, open_roads
from streams.kafka import Cluster, KafkaBus
from streams.runtime.clock import ScaledClock
from streams.schema.errors import BusError
from streams.schema.topics import TOPICS

SPEED: Final = 5.0
"""The shared clock runs so many times as fast as ours: a bus that answers in 0.1 s then seems to take 0.5 s."""
PREPARE_S: Final = 25.0
"""Of our time before the footage begins: the worker starts, the crews are on patrol and have told where they are."""
LIMIT_S: Final = 360.0
"""Of our time; half an hour of the shared clock."""
TURN_S: Final = 0.05

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def run_on_kafka(site: Site, seen: Sequence[Seen], config: Path, bootstrap: str | None) -> People:
    """Tell what was `seen` at its time, until all incidents have ended; without `bootstrap` on a broker of our own.

    Raises:
        BusError: the broker does not answer, or the worker ended.
    """
    start_ms = seen[0].at_ms
    with _broker(site, bootstrap) as address:
        cluster = Cluster(bootstrap=address, prefix=f"check-{uuid.uuid4().hex[:8]}.")
        clock = ScaledClock(origin_ms=start_ms, wall_origin_ms=round((time.time() + PREPARE_S) * 1000), speed=SPEED)
        with contextlib.closing(KafkaBus(cluster, clock, partitions=1, keep_all=True)) as bus, _removed(cluster):
            bus.partitions()
            task = Task(config=str(config), cluster=cluster, clock=clock)
            people = People(bus, _fleet(site, clock), DemoOperator())
            with _worker(task) as worker:
                _tell(bus, clock, seen, people, worker)
            people.close()
    return people


def _tell(
    bus: KafkaBus, clock: ScaledClock, seen: Sequence[Seen], people: People, worker: "subprocess.Popen[bytes]"
) -> None:
    waiting = [one for one in seen if one.detections]
    ends_s = time.monotonic() + PREPARE_S + LIMIT_S
    footage_ends_ms = seen[-1].at_ms
    while time.monotonic() < ends_s:
        if (status := worker.poll()) is not None:
            raise BusError(f"the Faust worker ended with status {status}; its words are above")
        now_ms = clock.now_ms()
        while waiting and waiting[0].at_ms <= now_ms:
            bus.publish(waiting.pop(0).detections)
        people.act(now_ms, TURN_S)
        if now_ms > footage_ends_ms and not waiting and people.facts and people.done:
            return


def _fleet(site: Site, clock: ScaledClock) -> Fleet:
    return Fleet(site.settings.unit, open_roads(site), Habits(), now_ms=clock.now_ms())


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
