"""What a host does over the embedded log: full disks, one transaction, and figures for the engineer on call."""

import resource
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from typing_extensions import override

from streams.host import RECALL_MS, Fenced, Host
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.runtime.telemetry import host_metrics
from streams.schema.errors import BusError, PatrolError
from streams.schema.facts import DeskStarted, Fact
from streams.schema.incidents import IncidentOpened
from streams.schema.message import Message
from streams.schema.ticks import ClockTicked
from streams.schema.topics import COMMANDS, DEAD_LETTERS, DETECTIONS, INCIDENTS
from tests.contracts.buses import NIGHT_MS, acknowledge, admitted, detection, everything, fix, incident_of
from tests.contracts.toy import CURSED, ESCALATE_AFTER_MS, Toy, ToyState


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NIGHT_MS)


@pytest.fixture
def bus(tmp_path: Path, clock: ManualClock) -> Iterator[SqliteBus]:
    bus = SqliteBus(tmp_path / "patrol.db", clock)
    yield bus
    bus.close()


def desk(bus: SqliteBus, clock: ManualClock, registry: CollectorRegistry | None = None) -> Host[ToyState]:
    metrics = host_metrics(registry) if registry else None
    host = Host(bus, Toy(), clock, ("wall",), metrics=metrics)
    host.start()
    return host


def test_a_full_disk_stops_the_desk_and_costs_nothing(bus: SqliteBus, clock: ManualClock) -> None:
    host = desk(bus, clock)
    bus.publish([detection(f"s-{n}") for n in range(400)])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (260_000, hard))
    try:
        for _ in range(3):
            with pytest.raises(BusError, match=r"patrol\.db"):
                host.step(0)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    bus.publish([acknowledge("s-1")])
    assert host.step(0) == 1
    opened = [fact.incident_id for fact in admitted(bus) if isinstance(fact, IncidentOpened)]
    assert opened == [incident_of(f"s-{n}") for n in range(400)]
    host.close()


def test_the_log_takes_nothing_from_a_desk_that_does_not_know_of_its_successor(
    bus: SqliteBus, clock: ManualClock, tmp_path: Path
) -> None:
    """The successor starts in the middle of the elder's step: after it listened, before it commits."""

    class Interrupted(Toy):
        @override
        def decide(self, state: ToyState, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
            if not successors:
                successors.append(desk(other, clock))
            return super().decide(state, message, now_ms)

    other = SqliteBus(tmp_path / "patrol.db", clock)
    successors: list[Host[ToyState]] = []
    elder = Host(bus, Interrupted(), clock, ("wall",))
    elder.start()
    bus.publish([detection("s-1")])
    with pytest.raises(Fenced):
        elder.step(0)
    assert [type(record.message) for record in everything(bus, (INCIDENTS.name,))] == [DeskStarted, DeskStarted]
    assert successors[0].step(0) == 1
    assert len([fact for fact in admitted(bus) if isinstance(fact, IncidentOpened)]) == 1
    other.close()


def test_positions_that_are_old_are_not_recalled(bus: SqliteBus, clock: ManualClock) -> None:
    first = desk(bus, clock)
    bus.publish([fix("gone")])
    first.step(0)
    clock.advance_to(NIGHT_MS + RECALL_MS + 1)
    bus.publish([fix("here", at_ms=clock.now_ms())])
    first.step(0)
    assert desk(bus, clock).state("wall").fixes == {"here": clock.now_ms()}


def test_a_thousand_inputs_are_read_before_time_has_its_say(bus: SqliteBus, clock: ManualClock) -> None:
    host = desk(bus, clock)
    bus.publish([detection(f"s-{n}") for n in range(1_200)])
    bus.publish([acknowledge(f"s-{n}", command=f"c-{n}") for n in range(1_200)])
    clock.advance_to(NIGHT_MS + ESCALATE_AFTER_MS)
    assert host.step(0) == 2_400
    assert bus.committed("desk", (COMMANDS.name,)) == {(COMMANDS.name, 0): 1_200}


def test_a_host_that_was_not_started_says_so(bus: SqliteBus, clock: ManualClock) -> None:
    with pytest.raises(PatrolError, match="must be started"):
        Host(bus, Toy(), clock, ("wall",)).step(0)


def test_the_figures_tell_what_happened(bus: SqliteBus, clock: ManualClock) -> None:
    registry = CollectorRegistry()
    host = desk(bus, clock, registry)
    detections = {"topic": DETECTIONS.name}
    bus.publish([detection("s-1"), detection("s-2", camera=CURSED), detection("s-3", district="harbour")])
    assert registry.get_sample_value("patrol_lag_records", detections) == 3
    host.step(0)
    assert registry.get_sample_value("patrol_lag_records", detections) == 0
    assert registry.get_sample_value("patrol_messages_total", detections) == 3
    assert registry.get_sample_value("patrol_dead_letters_total", detections) == 2
    assert registry.get_sample_value("patrol_handler_errors_total", {"district": "wall"}) == 1
    assert registry.get_sample_value("patrol_facts_total", {"fact": "IncidentOpened"}) == 1
    assert registry.get_sample_value("patrol_decide_seconds_count") == 2
    assert registry.get_sample_value("patrol_desk_epoch", {"district": "wall"}) == 1
    assert len(everything(bus, (DEAD_LETTERS.name,))) == 2
    desk(bus, clock)
    with pytest.raises(Fenced):
        host.step(0)
    assert registry.get_sample_value("patrol_desk_epoch", {"district": "wall"}) == 0
