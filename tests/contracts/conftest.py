"""The implementations that every contract test runs against: add one by adding a parameter and its factory."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.broker import Broker
from streams.bus import Bus
from tests.contracts.buses import BusFactory, SqliteFactory
from tests.contracts.kafka_bus import KafkaFactory


@pytest.fixture(params=["sqlite", pytest.param("kafka", marks=pytest.mark.kafka)])
def bus_factory(request: pytest.FixtureRequest, tmp_path: Path) -> BusFactory:
    """A fresh log, and ways to open it again."""
    if request.param == "kafka":
        broker: Broker = request.getfixturevalue("broker")
        return KafkaFactory(broker.bootstrap, f"{uuid.uuid4().hex}.")
    return SqliteFactory(tmp_path / "patrol.db")


@pytest.fixture
def bus(bus_factory: BusFactory) -> Iterator[Bus]:
    """One client of the fresh log."""
    bus = bus_factory.open()
    yield bus
    bus.close()
