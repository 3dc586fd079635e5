"""The bus on Apache Kafka: the same promises as the embedded log, for as many machines as a city has."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NoError,
    NotCoordinatorError,
)
from typing_extensions import override

from streams.bus import Bus, Cursor, Reader
from streams.kafka.client import Cluster, key_of
from streams.kafka.reader import KafkaReader
from streams.kafka.topics import create_topics
from streams.runtime.clock import Clock
from streams.schema.codec import headers
from streams.schema.errors import BusError
from streams.schema.message import Message
from streams.schema.topics import TOPICS, partition_of
from streams.wire import to_wire

T = TypeVar("T")


class KafkaBus(Bus):
    """All topics on `cluster`, made when missing. Connects when first used, and again after the broker was away.

    Records bear `clock`'s time. `partitions`, `replication` and `keep_all` are for topics that are made now, see
    `create_topics`. After a failed call the next one begins with new connections.
    """

    def __init__(
        self,
        cluster: Cluster | str,
        clock: Clock,
        *,
        partitions: int | None = None,
        replication: int = -1,
        keep_all: bool = False,
    ) -> None:
        self._cluster = Cluster(bootstrap=cluster) if isinstance(cluster, str) else cluster
        self._clock = clock
        self._partitions, self._replication, self._keep_all = partitions, replication, keep_all
        self._counts: dict[str, int] = {}
        self._lock = threading.RLock()
        self._producer: KafkaProducer | None = None
        self._consumer: KafkaConsumer | None = None
        self._admin: KafkaAdminClient | None = None

    def partitions(self) -> Mapping[str, int]:
        """The number of partitions of each topic.

        Raises:
            BusError: the cluster does not answer.
            ConfigError: see `create_topics`.
        """
        with self._lock:
            return self._known_counts()

    @override
    def publish(self, messages: Sequence[Message]) -> None:
        values = [to_wire(message) for message in messages]
        if not messages:
            return
        with self._cluster.speaking("publish"):
            counts = self.partitions()
            with self._lock:
                producer = self._producer = self._producer or self._cluster.producer()
            try:
                sent = [
                    producer.send(
                        self._cluster.prefix + message.topic,
                        value=value,
                        key=key_of(message),
                        headers=list(headers(message)),
                        partition=partition_of(message.district, counts[message.topic]),
                        timestamp_ms=self._clock.now_ms(),
                    )
                    for message, value in zip(messages, values, strict=True)
                ]
                for future in sent:
                    future.get(self._cluster.patience_s + 1)
            except (KafkaError, OSError):
                self._forget_producer(producer)
                raise

    @override
    def read(self, topics: Iterable[str], start: Cursor | Literal["earliest", "latest"]) -> Reader:
        names = tuple(topics)
        if start == "latest":
            return KafkaReader(self._cluster, self.end(names))
        known: Cursor = {} if start == "earliest" else start
        return KafkaReader(self._cluster, {place: known.get(place, 0) for place in self._places(names)})

    @override
    def end(self, topics: Iterable[str]) -> Cursor:
        partitions = [TopicPartition(self._cluster.prefix + topic, p) for topic, p in self._places(topics)]
        ends = self._ask("find the ends", lambda asker: asker.end_offsets(partitions, timeout_ms=self._patience_ms()))
        return {self._place(partition): offset for partition, offset in ends.items()}

    @override
    def offsets_at(self, topics: Iterable[str], at_ms: int) -> Cursor:
        ends = dict(self.end(topics))
        times = {TopicPartition(self._cluster.prefix + topic, p): max(at_ms, 0) for topic, p in ends}
        found = self._ask("find a time", lambda asker: asker.offsets_for_times(times, timeout_ms=self._patience_ms()))
        ends |= {self._place(partition): first.offset for partition, first in found.items() if first is not None}
        return ends

    @override
    def commit(self, group: str, cursor: Cursor, outputs: Sequence[Message] = ()) -> None:
        self.publish(outputs)
        offsets = {
            TopicPartition(self._cluster.prefix + topic, partition): OffsetAndMetadata(offset, "", None)
            for (topic, partition), offset in cursor.items()
        }
        if not offsets:
            return

        def store(admin: KafkaAdminClient) -> None:
            for partition, error in admin.alter_group_offsets(self._cluster.prefix + group, offsets).items():
                if error is not NoError:
                    raise error(f"{partition.topic}[{partition.partition}]")

        self._command(f"commit for {group}", store)

    @override
    def committed(self, group: str, topics: Iterable[str]) -> Cursor:
        names = {topic for topic, _ in self._places(topics)}
        name = self._cluster.prefix + group
        offsets = self._command(f"find where {group} goes on", lambda admin: admin.list_group_offsets({name: None}))
        placed = {self._place(partition): found.offset for partition, found in offsets[name].items()}
        return {place: offset for place, offset in placed.items() if place[0] in names and offset >= 0}

    @override
    def close(self) -> None:
        with self._lock:
            for client in (self._consumer, self._admin):
                if client is not None:
                    client.close()
            if self._producer is not None:
                self._producer.close(timeout=self._cluster.patience_s)
            self._consumer = self._admin = self._producer = None

    def _places(self, topics: Iterable[str]) -> list[tuple[str, int]]:
        names = list(topics)
        for name in names:
            if name not in TOPICS:
                raise BusError(f"Kafka at {self._cluster.bootstrap}: there is no topic {name}")
        counts = self.partitions()
        return [(name, partition) for name in names for partition in range(counts[name])]

    def _known_counts(self) -> dict[str, int]:
        if not self._counts:
            self._counts = dict(
                create_topics(
                    self._cluster,
                    partitions=self._partitions,
                    replication=self._replication,
                    keep_all=self._keep_all,
                )
            )
        return self._counts

    def _ask(self, doing: str, question: Callable[[KafkaConsumer], T]) -> T:
        with self._lock, self._cluster.speaking(doing):
            self._consumer = self._consumer or self._cluster.consumer()
            try:
                return question(self._consumer)
            except (KafkaError, OSError):
                consumer, self._consumer = self._consumer, None
                consumer.close(timeout_ms=0)
                raise

    def _command(self, doing: str, command: Callable[[KafkaAdminClient], T]) -> T:
        with self._lock, self._cluster.speaking(doing):
            self._admin = self._admin or self._cluster.admin()
            end_s = time.monotonic() + self._cluster.patience_s
            while True:
                try:
                    return command(self._admin)
                except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError):
                    if time.monotonic() > end_s:
                        raise
                    time.sleep(0.05)  # a fresh cluster first makes the topic in which groups' places are kept
                except (KafkaError, OSError):
                    admin, self._admin = self._admin, None
                    admin.close()
                    raise

    def _forget_producer(self, producer: KafkaProducer) -> None:
        """Let go of all that it still holds, so that nothing is sent later and out of order."""
        with self._lock:
            if self._producer is producer:
                self._producer = None
        producer.close(timeout=0)

    def _place(self, partition: TopicPartition) -> tuple[str, int]:
        return partition.topic.removeprefix(self._cluster.prefix), partition.partition

    def _patience_ms(self) -> int:
        return int(self._cluster.patience_s * 1000)
