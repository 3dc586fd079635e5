"""Makes the topics of the language on a cluster, as the language says: never by auto-creation, never with defaults."""

from collections.abc import Mapping
from typing import Final

from kafka import KafkaAdminClient
from kafka.errors import TopicAlreadyExistsError, for_code

from streams.kafka.client import Cluster
from streams.schema.errors import BusError, ConfigError
from streams.schema.topics import DEAD_LETTERS, TOPICS, Topic

ANY_TIME: Final = str(2**63 - 1)
"""`message.timestamp.after.max.ms`: records bear our clock's time, and a demo's clock may be ahead of the broker's."""


def create_topics(
    cluster: Cluster, *, partitions: int | None = None, replication: int = -1, keep_all: bool = False
) -> Mapping[str, int]:
    """Make the topics that are missing; gives the partitions of each, by its plain name.

    `partitions` and `replication` are for topics that are made now (None: as the language says; -1: as the cluster
    says). `keep_all` switches retention off, for a clock of another time, by which everything is too old.

    Raises:
        BusError: the cluster does not answer, or refuses.
        ConfigError: the topics are there with different numbers of partitions, so that a district has no one place.
    """
    with cluster.speaking("make the topics"):
        admin = cluster.admin()
        try:
            there = set(admin.list_topics())
            lacking = [topic for topic in TOPICS.values() if cluster.prefix + topic.name not in there]
            if lacking:
                _create(
                    admin, {cluster.prefix + t.name: _options(t, partitions, replication, keep_all) for t in lacking}
                )
            found = admin.describe_topics([cluster.prefix + name for name in TOPICS])
        finally:
            admin.close()
    counts = {str(topic["name"]).removeprefix(cluster.prefix): len(topic["partitions"]) for topic in found}
    split = {name: count for name, count in counts.items() if name != DEAD_LETTERS.name}
    if len(set(split.values())) != 1:
        raise ConfigError(f"Kafka at {cluster.bootstrap}: these topics need the same number of partitions: {split}")
    return counts


def _create(admin: KafkaAdminClient, wanted: Mapping[str, object]) -> None:
    answer = admin.create_topics(wanted, raise_errors=False)
    for topic in answer["topics"]:
        error = for_code(topic["error_code"])
        if topic["error_code"] and error is not TopicAlreadyExistsError:  # another process may be doing the same
            raise BusError(f"topic {topic['name']} cannot be made: {error.__name__}: {topic['error_message']}")
    admin.wait_for_topics(list(wanted))


def _options(topic: Topic, partitions: int | None, replication: int, keep_all: bool) -> Mapping[str, object]:  # noqa: FBT001 - private
    return {
        "num_partitions": partitions or topic.partitions,
        "replication_factor": replication,
        "configs": {
            "cleanup.policy": "delete",
            "retention.ms": "-1" if keep_all else str(topic.retention_ms),
            "message.timestamp.after.max.ms": ANY_TIME,
        },
    }
