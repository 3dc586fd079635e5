"""A station for each test that asks for one, and somebody at its console."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station, log_in, open_station, serve


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with open_station(tmp_path) as station:
        station.place_units()
        yield station


@pytest.fixture
def address(station: Station) -> Iterator[str]:
    with serve(station.app()) as address:
        yield address


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=15) as client:
        yield client


@pytest.fixture
def operator(station: Station, address: str) -> Iterator[httpx.Client]:
    """At the console: a session, and the origin that browsers add."""
    with log_in(station, address, "wang") as client:
        yield client


@pytest.fixture
def listener(operator: httpx.Client) -> Iterator[Listener]:
    with Listener(operator) as listener:
        yield listener
