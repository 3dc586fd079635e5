"""The Faust worker: brings the partitions that it is assigned, and their records, to the desk.

`create_app` puts the app together, `run_worker` runs it until it is told to stop.
"""

import asyncio
import contextlib
import logging
import threading
import uuid
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final, TypeVar, cast

import faust
from aiokafka.errors import KafkaError
from faust.types import TP, ChannelT, EventT, Message, StreamT
from prometheus_client import CollectorRegistry
from typing_extensions import override

from streams.agents import watchdog
from streams.agents.desk import Desk
from streams.agents.office import Office
from streams.agents.publisher import Publisher
from streams.agents.transport import Transport
from streams.bus import Record
from streams.handler import Handler
from streams.host import INPUTS
from streams.kafka import Cluster, KafkaBus
from streams.runtime.clock import Clock
from streams.runtime.telemetry import HostMetrics, host_metrics
from streams.schema.errors import BusError, ConfigError
from streams.schema.topics import INCIDENTS, partition_of
from streams.seats import Seats
from streams.wire import from_wire

S = TypeVar("S")

BATCH: Final = 500
"""The most inputs that are decided and published together."""
LINGER_S: Final = 0.004
"""How long an input waits for company. Faust brings them one by one, a few in a millisecond; publishing costs most."""
FAREWELL_S: Final = 5.0
"""The longest that a worker takes leave of a broker, which may be away: nothing is lost by not doing so."""

_SETTINGS: Final[Mapping[str, Any]] = {
    "store": "memory://",  # no tables: the incident log is the state, folded when a partition is assigned
    "value_serializer": "raw",  # bytes, decoded by our codec: `value_type` fails with msgspec structs
    "key_serializer": "raw",
    "web_enabled": False,  # workers on one machine would quarrel over its port
    "topic_allow_declare": False,  # topics are made by `create_topics`, with partitions and retention
    "topic_disable_leader": True,
    # A group that never committed must decide on what was said before its first start: nothing is lost.
    "consumer_auto_offset_reset": "earliest",
    # Records are acknowledged when their facts are stored; a rebalance waits for that in `Desk.revoke`, and for no
    # more: what is still in the queue belongs to the next owner.
    "stream_wait_empty": False,
    # Between two fetches a partition may be opened: its whole log is read then, 15,000 records per second. A worker
    # that hangs is ended by the watchdog long before this takes its partitions away.
    "broker_max_poll_interval": 300.0,
    "broker_rebalance_timeout": 30.0,
    # What was handled since the last commit is handled again after a kill; that is harmless, and should be little.
    "broker_commit_interval": 1.0,
}


class _App(faust.App):
    @override
    async def on_first_start(self) -> None:
        """No folder is made: there are no tables to keep in it."""


def create_app(
    handler: Handler[S],
    clock: Clock,
    cluster: Cluster | str,
    districts: Iterable[str],
    *,
    group: str = "desk",
    session_s: float = 10.0,
    instance: str | None = None,
    metrics: HostMetrics | None = None,
    stalled_after_s: float = watchdog.STALLED_AFTER_S,
) -> faust.App:
    """A Faust app that hosts `handler` for `districts`, as far as their partitions are assigned to it.

    All workers of a `group` share the partitions. One that is gone is missed after `session_s` (10 s: of the 180 s that
    a response may take, and longer than a pause of the machine), then another takes over and goes on.

    Raises:
        BusError: the cluster does not answer.
        ConfigError: no districts, or topics whose partitions differ in number.
    """
    cluster = Cluster(bootstrap=cluster) if isinstance(cluster, str) else cluster
    names = tuple(districts)
    if not names:
        raise ConfigError("a desk needs at least one district")
    bus = KafkaBus(cluster, clock)
    partitions = bus.partitions()
    bus.committed(group, INPUTS)  # a fresh cluster makes its topic for groups now, and Faust need not log errors
    instance = instance or f"faust-{uuid.uuid4().hex}"
    metrics = metrics or host_metrics(CollectorRegistry())

    def make_office(partition: int) -> Office[S]:
        mine = [name for name in names if partition_of(name, partitions[INCIDENTS.name]) == partition]
        seats = Seats(handler, clock, mine, instance, metrics)
        return Office(seats, partition, bus=bus, cluster=cluster, clock=clock, group=group)

    app = _App(
        cluster.prefix + group,
        broker=[f"kafka://{address}" for address in cluster.bootstrap.split(",")],
        broker_client_id=cluster.client_id,
        broker_session_timeout=session_s,
        broker_heartbeat_interval=session_s / 4,
        **_SETTINGS,
    )
    app.transport = Transport(app.conf.broker_consumer, app)
    desk = Desk(make_office, Publisher(cluster, clock, partitions), clock)
    for topic in INPUTS:
        metrics.lag.labels(topic).set_function(partial(_lag, topic, bus, desk))
    _bind(app, desk, bus, cluster, stalled_after_s)
    return app


def _bind(app: faust.App, desk: Desk[S], bus: KafkaBus, cluster: Cluster, stalled_after_s: float) -> None:
    """Let the app's events reach the desk."""
    stopping = threading.Event()

    @app.on_partitions_assigned.connect
    async def assigned(_app: object, /, *assigned: set[TP], **_options: object) -> None:
        desk.assign({place.partition for places in assigned for place in places})

    @app.on_partitions_revoked.connect
    async def revoked(_app: object, /, *_revoked: object, **_options: object) -> None:
        await desk.revoke()

    @app.on_before_shutdown.connect
    async def shut(_app: object, /, *_: object, **_options: object) -> None:
        stopping.set()
        await desk.close()
        bus.close()

    async def keep_time() -> None:
        watchdog.watch(bus, desk.done, stopping, stalled_after_s=stalled_after_s)
        await desk.keep_time()

    app.task(keep_time)

    @app.agent(app.topic(*(cluster.prefix + name for name in INPUTS)), name="desk", concurrency=1)
    async def decide(stream: StreamT[bytes]) -> None:
        try:
            await _decide(cast("faust.Stream[bytes]", stream).noack(), desk, cluster)
        except Exception as error:  # noqa: BLE001 - Faust would start the agent again and skip the records
            await app.crash(error)


async def _decide(stream: StreamT[bytes], desk: Desk[S], cluster: Cluster) -> None:
    """Take what comes within `LINGER_S` as one batch, decide, acknowledge what was written."""
    queue, loop = cast("ChannelT[bytes]", stream.channel).queue, asyncio.get_running_loop()
    batch: list[EventT[bytes]] = []
    full_s = 0.0
    async for event in stream.events():
        if not batch:
            full_s = loop.time() + LINGER_S
        batch.append(event)
        if len(batch) < BATCH and queue.empty() and loop.time() < full_s:
            await asyncio.sleep(LINGER_S / 4)
        if len(batch) < BATCH and not queue.empty():
            continue
        done = await desk.handle([_record(event.message, cluster) for event in batch])
        for handled in batch:
            if handled.message.partition in done:
                await stream.ack(handled)
        batch.clear()


def _record(message: Message, cluster: Cluster) -> Record:
    topic, value = message.topic.removeprefix(cluster.prefix), message.value or b""
    headers = message.headers.items() if isinstance(message.headers, Mapping) else message.headers
    return Record(
        topic=topic,
        partition=message.partition,
        offset=message.offset,
        recorded_at_ms=int(message.timestamp * 1000),
        value=value,
        headers=tuple(headers or ()),
        message=from_wire(topic, value, partition=message.partition, offset=message.offset),
    )


def _lag(topic: str, bus: KafkaBus, desk: Desk[S]) -> float:
    """Records that wait in our partitions; asked by Prometheus from its own thread, so it grows even when we hang."""
    try:
        end = bus.end((topic,))
    except BusError:
        return float("nan")
    return float(sum(end[place] - offset for place, offset in desk.done().items() if place[0] == topic))


def run_worker(app: faust.App, stop: threading.Event) -> None:
    """Run `app` until `stop`; in the main thread or another.

    Raises:
        Fenced: another desk has taken over one of the districts.
        BusError: the broker cannot be reached, or the app broke on it; start again.
    """
    for name in ("faust", "mode", "aiokafka", "kafka"):  # they log each attempt to reconnect; the watchdog says it once
        logging.getLogger(name).setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()  # `asyncio.run` would wait for tasks of Faust that cannot be cancelled
    try:
        loop.run_until_complete(_run(app, stop))
    except (KafkaError, OSError) as error:
        raise BusError(f"Kafka at {app.conf.broker_consumer}: {error or type(error).__name__}") from error


async def _run(app: faust.App, stop: threading.Event) -> None:
    loop, told = asyncio.get_running_loop(), asyncio.Event()
    waiting = threading.Thread(
        target=lambda: (stop.wait(), loop.call_soon_threadsafe(told.set)), name="stop", daemon=True
    )
    waiting.start()
    try:
        await app.start()
        await app.wait_first(told.wait())
    finally:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(app.stop(), FAREWELL_S)
    if app.crash_reason is not None:
        raise app.crash_reason
