"""How we talk to a Kafka cluster: the settings of every client and the one error that their failures become.

kafka-python ships no types, so what it gives is named by the ports below; nothing of it leaves this package.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from streams.schema.errors import BusError
from streams.schema.message import Message
from streams.schema.positions import PositionFixed

FETCH_MAX_WAIT_MS: Final = 50
"""A fetch that waits for news does not name the partitions whose records were just being read: what comes there next
waits for its end. So this is the longest that a record waits for its neighbours; costs 20 small requests per second."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Which Kafka, and how long to wait for it."""

    bootstrap: str
    """`host:port`, several separated by commas."""
    client_id: str = "patrol"
    prefix: str = ""
    """Put before the names of topics and groups, where several sites share one cluster, such as `jinsheng.`."""
    patience_s: float = 5.0
    """After so long without an answer a call ends in BusError. A broker answers in milliseconds, a new leader of a
    partition in 1 to 3 s; people and cameras should hear soon that nothing is stored."""

    def producer(self) -> KafkaProducer:
        """One that is durable (`acks=all`), stores each record once (idempotent) and waits for no company."""
        return KafkaProducer(
            **self._common(),
            metrics_enabled=False,
            allow_auto_create_topics=False,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            batch_size=1 << 20,  # what one publish says to a partition goes in one request, all or nothing
            max_request_size=1 << 20,
            max_block_ms=self._ms(),
            delivery_timeout_ms=self._ms(),
            request_timeout_ms=self._ms() - 500,
        )

    def consumer(self) -> KafkaConsumer:
        """One that is told its partitions and remembers nothing: cursors are ours."""
        return KafkaConsumer(
            **self._common(),
            metrics_enabled=False,
            allow_auto_create_topics=False,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="earliest",  # a cursor behind the retention goes on with the oldest record that is left
            fetch_min_bytes=1,
            fetch_max_wait_ms=FETCH_MAX_WAIT_MS,
            max_partition_fetch_bytes=4 << 20,
            request_timeout_ms=self._ms(),
        )

    def admin(self) -> KafkaAdminClient:
        """One that makes topics and keeps the places of groups."""
        return KafkaAdminClient(**self._common(), request_timeout_ms=self._ms())

    @contextmanager
    def speaking(self, doing: str) -> Iterator[None]:
        """What kafka-python raises becomes a BusError that says what was being done, and where.

        `TimeoutError` and `OSError` are in it, since the client lets some of its sockets' errors through.
        """
        try:
            yield
        except (KafkaError, OSError) as error:
            said = str(error) or type(error).__name__
            raise BusError(f"Kafka at {self.bootstrap}: {doing}: {said}") from error

    def _common(self) -> dict[str, object]:
        return {
            "bootstrap_servers": self.bootstrap.split(","),
            "client_id": self.client_id,
            "bootstrap_timeout_ms": self._ms(),
            "reconnect_backoff_max_ms": 500,  # a broker that is back is found within half a second
        }

    def _ms(self) -> int:
        return int(self.patience_s * 1000)


def key_of(message: Message) -> bytes:
    """The district; for a position also the unit, so that a compacted topic would keep the last one of each."""
    if isinstance(message, PositionFixed):
        return f"{message.district}/{message.unit_id}".encode()
    return message.district.encode()
