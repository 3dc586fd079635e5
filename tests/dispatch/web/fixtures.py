"""A station for each test that asks for one, and the address it is served at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dispatch.web.station import Station, open_station, serve


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with open_station(tmp_path) as station:
        station.place_units()
        yield station


@pytest.fixture
def address(station: Station) -> Iterator[str]:
    with serve(station.app()) as address:
        yield address
