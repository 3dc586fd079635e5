"""A place in Kafka's topics that moves forward: partitions assigned by hand, offsets kept by whoever reads."""

import time
from collections.abc import Mapping, Sequence
from typing import Final, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from typing_extensions import override

from streams.bus import Cursor, Reader, Record
from streams.kafka.client import Cluster
from streams.wire import from_wire

ASK_EVERY_S: Final = 2.0
"""A reader that gets nothing asks the broker for the ends so often: kafka-python alone waits for ever in silence."""


class KafkaReader(Reader):
    """Reads `start`, whose offsets may be behind what the broker still has: it goes on with the oldest record."""

    def __init__(self, cluster: Cluster, start: Cursor) -> None:
        self._cluster = cluster
        self._next = dict(start)
        self._asked_s = time.monotonic()
        self._consumer: KafkaConsumer | None = None

    @property
    @override
    def cursor(self) -> Cursor:
        return dict(self._next)

    @override
    def poll(self, timeout_s: float, limit: int = 500) -> list[Record]:
        with self._cluster.speaking("read"):
            consumer = self._consumer or self._open()
            batches = consumer.poll(timeout_ms=int(timeout_s * 1000), max_records=limit)
            if not batches and (timeout_s == 0 or time.monotonic() - self._asked_s > ASK_EVERY_S):
                batches = self._poll_what_is_there(consumer, limit)
        return [self._take(record) for batch in batches.values() for record in batch]

    @override
    def close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            consumer.close(timeout_ms=0)

    @override
    def __enter__(self) -> Self:
        return self

    @override
    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> KafkaConsumer:
        consumer = self._consumer = self._cluster.consumer()
        partitions = {TopicPartition(self._cluster.prefix + t, p): offset for (t, p), offset in self._next.items()}
        consumer.assign(list(partitions))
        for partition, offset in partitions.items():
            consumer.seek(partition, offset)
        return consumer

    def _poll_what_is_there(
        self, consumer: KafkaConsumer, limit: int
    ) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
        """Nothing came: make sure that nothing is there, which also shows whether the broker is."""
        patience_ms = int(self._cluster.patience_s * 1000)
        ends = consumer.end_offsets(list(consumer.assignment()), timeout_ms=patience_ms)
        self._asked_s = time.monotonic()
        behind = any(end > self._next[self._place(tp.topic, tp.partition)] for tp, end in ends.items())
        batches: Mapping[TopicPartition, Sequence[ConsumerRecord]] = {}
        if behind:
            batches = consumer.poll(timeout_ms=patience_ms, max_records=limit)
        return batches

    def _take(self, record: ConsumerRecord) -> Record:
        topic, partition = place = self._place(record.topic, record.partition)
        self._next[place] = record.offset + 1
        value = record.value or b""
        return Record(
            topic=topic,
            partition=partition,
            offset=record.offset,
            recorded_at_ms=max(record.timestamp, 0),
            value=value,
            headers=tuple((name, content or b"") for name, content in record.headers),
            message=from_wire(topic, value, partition=partition, offset=record.offset),
        )

    def _place(self, topic: str, partition: int) -> tuple[str, int]:
        return topic.removeprefix(self._cluster.prefix), partition
