"""What is Kafka's own on the bus: topics, envelopes, and a broker that goes away."""

import time
from collections.abc import Callable
from typing import TypeVar

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from deploy.broker import Broker
from streams.bus import Reader, Record
from streams.kafka import Cluster, KafkaBus, create_topics
from streams.runtime.clock import ManualClock
from streams.schema.codec import headers
from streams.schema.errors import BusError, ConfigError
from streams.schema.topics import (
    COMMANDS,
    DAY_MS,
    DEAD_LETTERS,
    DETECTIONS,
    INCIDENTS,
    PARTITIONS,
    POSITIONS,
    TOPICS,
    partition_of,
)
from tests.contracts.buses import NIGHT_MS, detection, everything, fix
from tests.integration.city import BROKER_S, PATIENCE_S

pytestmark = pytest.mark.kafka


T = TypeVar("T")


def cluster_of(broker: Broker, request: pytest.FixtureRequest, patience_s: float = BROKER_S) -> Cluster:
    return Cluster(bootstrap=broker.bootstrap, prefix=request.node.name[:80] + ".", patience_s=patience_s)


def once_it_can(act: Callable[[], T]) -> T:
    """As often as it takes: an impatient client may give up on a broker that others keep from running."""
    end_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            return act()
        except BusError:
            if time.monotonic() > end_s:
                raise


def poll_until_it_comes(reader: Reader) -> list[Record]:
    while not (records := reader.poll(0.5)):
        pass
    return records


def test_topics_are_made_with_the_partitions_and_the_retention_of_the_language(
    broker: Broker, request: pytest.FixtureRequest
) -> None:
    cluster = cluster_of(broker, request)
    assert create_topics(cluster) == dict.fromkeys(TOPICS, PARTITIONS)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    topics = [ConfigResource("TOPIC", cluster.prefix + name, ["retention.ms"]) for name in TOPICS]
    configs = str(admin.describe_configs(topics))
    admin.close()
    assert configs.count(f"'{3 * DAY_MS}'") == len((DETECTIONS, POSITIONS))
    assert configs.count(f"'{30 * DAY_MS}'") == len((COMMANDS, DEAD_LETTERS))
    assert configs.count("'-1'") == len((INCIDENTS,))


def test_topics_that_are_there_stay_as_they_are(broker: Broker, request: pytest.FixtureRequest) -> None:
    cluster = cluster_of(broker, request)
    create_topics(cluster, partitions=2)
    assert create_topics(cluster, partitions=7) == dict.fromkeys(TOPICS, 2)


def test_topics_that_would_tear_a_district_apart_are_refused(broker: Broker, request: pytest.FixtureRequest) -> None:
    cluster = cluster_of(broker, request)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics({cluster.prefix + COMMANDS.name: {"num_partitions": 5}}, wait_for_metadata=True)
    admin.close()
    with pytest.raises(ConfigError, match=r"same number of partitions.*patrol\.commands\.v1': 5"):
        create_topics(cluster, partitions=2)


def test_a_record_is_a_cloud_event_in_the_partition_of_its_district(
    broker: Broker, request: pytest.FixtureRequest
) -> None:
    bus = KafkaBus(cluster_of(broker, request), ManualClock(NIGHT_MS), partitions=4, keep_all=True)
    said = [detection("s-1"), detection("s-2", district="bridge"), fix("car-7")]
    bus.publish(said)
    records = everything(bus, (DETECTIONS.name, POSITIONS.name))
    bus.close()
    assert {r.partition for r in records if r.message == said[1]} == {partition_of("bridge", 4)}
    assert {r.headers for r in records} == {headers(message) for message in said}
    assert {r.recorded_at_ms for r in records} == {NIGHT_MS}


def test_dead_letters_may_have_another_number_of_partitions(broker: Broker, request: pytest.FixtureRequest) -> None:
    cluster = cluster_of(broker, request)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.create_topics({cluster.prefix + DEAD_LETTERS.name: {"num_partitions": 1}}, wait_for_metadata=True)
    admin.close()
    assert create_topics(cluster, partitions=2)[DEAD_LETTERS.name] == 1


def test_a_broker_that_is_gone_is_an_error_and_its_return_is_all_that_is_needed(
    mortal: Broker, request: pytest.FixtureRequest
) -> None:
    bus = KafkaBus(cluster_of(mortal, request, patience_s=2.0), ManualClock(NIGHT_MS), partitions=2, keep_all=True)
    once_it_can(lambda: bus.publish([detection("s-1")]))
    reader = bus.read((DETECTIONS.name,), "earliest")
    once_it_can(lambda: poll_until_it_comes(reader))
    before = reader.cursor
    once_it_can(lambda: bus.commit("g", before))
    mortal.stop()
    with pytest.raises(BusError, match=f"Kafka at {mortal.bootstrap}: publish"):
        bus.publish([detection("s-2")])
    with pytest.raises(BusError, match="read"):
        poll_until_it_comes(reader)
    with pytest.raises(BusError, match="find the ends"):
        bus.end((DETECTIONS.name,))
    with pytest.raises(BusError, match="commit for g"):
        bus.commit("g", reader.cursor)
    with Broker.start(mortal.folder):
        once_it_can(lambda: bus.publish([detection("s-3")]))
        news = once_it_can(lambda: poll_until_it_comes(reader))
        assert {record.message for record in news} == {detection("s-3")}
        assert once_it_can(lambda: bus.committed("g", (DETECTIONS.name,))) == before
        once_it_can(lambda: bus.commit("g", reader.cursor))
    reader.close()
    bus.close()
