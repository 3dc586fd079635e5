"""A city per test, on the broker that all tests share."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.broker import Broker
from tests.integration.city import City


@pytest.fixture
def city(broker: Broker, request: pytest.FixtureRequest) -> Iterator[City]:
    """A city whose clock runs as fast as ours."""
    with City(broker.bootstrap, prefix_of(request)) as city:
        yield city


@pytest.fixture
def fast_city(broker: Broker, request: pytest.FixtureRequest) -> Iterator[City]:
    """A city where a minute passes in five seconds."""
    with City(broker.bootstrap, prefix_of(request), speed=12.0) as city:
        yield city


@pytest.fixture
def mortal(tmp_path: Path, broker: Broker) -> Iterator[Broker]:
    """A broker of this test alone, to be stopped (`broker` says why there is none)."""
    assert broker.answers()
    with Broker.start(tmp_path / "mortal") as mortal:
        yield mortal


def prefix_of(request: pytest.FixtureRequest) -> str:
    """Topics of one test only."""
    return re.sub(r"\W", "_", request.node.name)[:100] + "."
