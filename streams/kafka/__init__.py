"""The city's bus: Apache Kafka, spoken to with kafka-python. Knows nothing of what messages mean."""

from streams.kafka.bus import KafkaBus
from streams.kafka.client import Cluster
from streams.kafka.topics import create_topics

__all__ = ["Cluster", "KafkaBus", "create_topics"]
