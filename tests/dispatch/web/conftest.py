"""Somebody at the console of the station."""

from collections.abc import Iterator

import httpx
import pytest

from tests.dispatch.web.client import Client
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station, log_in


@pytest.fixture
def visitor(address: str) -> Iterator[httpx.Client]:
    with Client(address) as client:
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
