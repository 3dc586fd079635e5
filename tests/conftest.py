"""What tests of several rooms share: a real Apache Kafka, started once for all that need one."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from deploy.broker import Broker
from deploy.kafka_jars import missing
from streams.runtime import logs

pytest_plugins = ["tests.dispatch.web.fixtures"]

settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")  # other jobs may have the processor for a while; CI takes Hypothesis's own `ci`

logs.configure()  # as every process does: without it, structlog prints to stdout and shows the values of locals


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    """A broker of its own, in a temporary folder on a free port; tests keep apart by prefixes of their topics."""
    if lacking := missing():
        if os.environ.get("PATROL_REQUIRE_KAFKA") == "1":
            pytest.fail(lacking)
        pytest.skip(lacking)
    broker = Broker.start(tmp_path_factory.mktemp("kafka"))
    yield broker
    if running := Broker.running(broker.folder):  # a test may have started it anew
        running.stop()
