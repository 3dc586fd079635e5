"""The implementations that every contract test runs against: add one by adding a parameter and its factory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.bus import Bus
from tests.contracts.buses import BusFactory, SqliteFactory


@pytest.fixture(params=["sqlite"])
def bus_factory(request: pytest.FixtureRequest, tmp_path: Path) -> BusFactory:
    """A fresh log, and ways to open it again."""
    assert request.param == "sqlite"
    return SqliteFactory(tmp_path / "patrol.db")


@pytest.fixture
def bus(bus_factory: BusFactory) -> Iterator[Bus]:
    """One client of the fresh log."""
    bus = bus_factory.open()
    yield bus
    bus.close()
