"""The contract tests' way to a log on a real Apache Kafka."""

from kafka import KafkaProducer
from typing_extensions import override

from streams.kafka import Cluster, KafkaBus
from streams.runtime.clock import ManualClock
from streams.schema.topics import partition_of
from tests.contracts.buses import NIGHT_MS, BusFactory

PARTITIONS = 3
"""Few, so that districts share some."""
PATIENCE_S = 60.0
"""So long a call waits for a broker that others keep from running."""


class KafkaFactory(BusFactory):
    """Topics of their own, by a prefix, on a broker that other tests use too."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self.cluster = Cluster(bootstrap=bootstrap, prefix=prefix, patience_s=PATIENCE_S)
        self.clock = ManualClock(NIGHT_MS)

    @property
    @override
    def url(self) -> str:
        return f"kafka:{self.cluster.bootstrap}/{self.cluster.prefix}"

    @override
    def open(self) -> KafkaBus:
        return KafkaBus(self.cluster, self.clock, partitions=PARTITIONS, keep_all=True)

    @override
    def poison(self, topic: str, value: bytes, district: str = "wall") -> None:
        self.open().partitions()
        poison(self.cluster, topic, value, district, self.clock.now_ms())


def poison(cluster: Cluster, topic: str, value: bytes, district: str, at_ms: int) -> None:
    """Put `value` on a topic as it is, where `district` belongs."""
    producer = KafkaProducer(bootstrap_servers=cluster.bootstrap)
    name = cluster.prefix + topic
    partition = partition_of(district, len(producer.partitions_for(name)))
    producer.send(name, value=value, key=district.encode(), partition=partition, timestamp_ms=at_ms).get(PATIENCE_S)
    producer.close()
