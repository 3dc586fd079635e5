"""Writes what was decided, from the event loop: one request per partition, durable, each record once.

Knows nothing of what messages mean. `KafkaBus.publish` does the same for threads; this one does not block the loop.
"""

from asyncio import Future
from collections.abc import Mapping, Sequence
from typing import Final

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.structs import RecordMetadata

from streams.kafka.client import Cluster, key_of
from streams.runtime.clock import Clock
from streams.schema.codec import encode, headers
from streams.schema.errors import BusError
from streams.schema.message import Message
from streams.schema.topics import partition_of

BATCH_BYTES: Final = 1 << 20
"""The most that Kafka takes in one request by default. A batch is stored whole or not at all."""


class Publisher:
    """Publishes to `cluster`, whose topics have `partitions`. Connects when first used; belongs to one event loop."""

    def __init__(self, cluster: Cluster, clock: Clock, partitions: Mapping[str, int]) -> None:
        self._cluster, self._clock, self._partitions = cluster, clock, partitions
        self._producer: AIOKafkaProducer | None = None

    async def publish(self, messages: Sequence[Message]) -> list[tuple[str, int, range]]:
        """Append `messages`, which are known to be readable; gives topic, partition and offsets of each stored batch.

        Raises:
            BusError: not stored (some may be: say it again, readers drop repeats).
        """
        places: dict[tuple[str, int], list[Message]] = {}
        for message in messages:
            place = message.topic, partition_of(message.district, self._partitions[message.topic])
            places.setdefault(place, []).append(message)
        try:
            if self._producer is None:
                self._producer = await self._connect()
            sent = [batch for place, said in places.items() for batch in await self._send(self._producer, place, said)]
            stored = [(await future, size) for future, size in sent]
        except (KafkaError, OSError) as error:
            await self.close()
            said = str(error) or type(error).__name__
            raise BusError(f"Kafka at {self._cluster.bootstrap}: publish: {said}") from error
        return [
            (at.topic.removeprefix(self._cluster.prefix), at.partition, range(at.offset, at.offset + size))
            for at, size in stored
        ]

    async def close(self) -> None:
        """Let go; the next `publish` connects again."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def _connect(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._cluster.bootstrap,
            client_id=self._cluster.client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            max_batch_size=BATCH_BYTES,
            max_request_size=BATCH_BYTES,
            request_timeout_ms=int(self._cluster.patience_s * 1000),
        )
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        return producer

    async def _send(
        self, producer: AIOKafkaProducer, place: tuple[str, int], messages: Sequence[Message]
    ) -> list[tuple[Future[RecordMetadata], int]]:
        topic, partition = place
        name, now_ms = self._cluster.prefix + topic, self._clock.now_ms()
        sent, batch = [], producer.create_batch()
        for message in messages:
            record = {
                "timestamp": now_ms,
                "key": key_of(message),
                "value": encode(message),
                "headers": list(headers(message)),
            }
            if batch.append(**record) is None:  # full
                sent.append((await producer.send_batch(batch, name, partition=partition), batch.record_count()))
                batch = producer.create_batch()
                if batch.append(**record) is None:
                    raise BusError(f"{message.message_id} is larger than Kafka takes")  # `to_wire` lets none through
        sent.append((await producer.send_batch(batch, name, partition=partition), batch.record_count()))
        return sent
