"""Faust workers as real processes on a real Apache Kafka: killed, paused, doubled, poisoned, cut off."""

import signal
import subprocess
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from deploy.broker import Broker
from streams.schema.errors import BusError
from streams.schema.facts import CommandRefused, DeskStarted, Fact
from streams.schema.incidents import IncidentAcknowledged, IncidentEscalated, IncidentOpened
from streams.schema.letters import DeadLetter
from streams.schema.topics import DETECTIONS
from tests.contracts.buses import acknowledge, detection, incident_of
from tests.contracts.kafka_bus import poison
from tests.integration.city import DISTRICTS, PATIENCE_S, City
from tests.integration.desk_process import STUCK

pytestmark = pytest.mark.kafka

HOUR_MS = 3_600_000
"""Much longer than a deadline, and than any machine takes."""


def opened(facts: Sequence[Fact]) -> list[str | None]:
    """The suspicions that became incidents, in the order of the log."""
    return [fact.suspicion_id for fact in facts if isinstance(fact, IncidentOpened)]


def in_office(facts: Sequence[Fact]) -> bool:
    """Whether a desk works in every district."""
    return len({fact.district for fact in facts if isinstance(fact, DeskStarted)}) == len(DISTRICTS)


def ended(worker: "subprocess.Popen[bytes]") -> int:
    return worker.wait(PATIENCE_S)


def test_a_detection_becomes_an_incident_and_a_command_about_it_is_answered(city: City) -> None:
    worker = city.worker()
    city.say(detection("s-1"))
    city.until(lambda told: opened(told) == ["s-1"])
    city.say(acknowledge("s-1"), acknowledge("nothing", command="c-2"))
    facts = city.until(lambda told: any(isinstance(fact, CommandRefused) for fact in told))
    assert [fact.incident_id for fact in facts if isinstance(fact, IncidentAcknowledged)] == [incident_of("s-1")]
    worker.terminate()
    assert ended(worker) == 0


def test_workers_killed_in_the_middle_decide_everything_once_in_the_end(city: City) -> None:
    said = []
    for night in range(3):
        worker = city.worker()
        city.until(lambda told: len([f for f in told if isinstance(f, DeskStarted)]) >= len(DISTRICTS) * (night + 1))  # noqa: B023 - called at once
        for number in range(100):
            district = DISTRICTS[number % len(DISTRICTS)]
            said.append(f"s-{night}-{number}")
            city.say(detection(said[-1], district=district))
            if number == 90:
                worker.kill()
                ended(worker)
    city.worker()
    facts = city.until(lambda told: len(opened(told)) >= len(said))
    assert sorted(map(str, opened(facts))) == sorted(said)


def test_two_workers_share_the_districts_and_one_goes_on_alone(city: City) -> None:
    first = city.worker()
    city.until(in_office)
    city.worker()
    for number in range(50):
        city.say(*(detection(f"s-{district}-{number}", district=district) for district in DISTRICTS))
    first.terminate()
    assert ended(first) == 0
    city.say(*(detection(f"t-{district}", district=district) for district in DISTRICTS))
    facts = city.until(lambda told: len(opened(told)) >= 51 * len(DISTRICTS))
    assert len(opened(facts)) == len(set(opened(facts))) == 51 * len(DISTRICTS)


def test_a_worker_that_wakes_after_its_districts_went_to_another_decides_nothing_twice(city: City) -> None:
    sleeper = city.worker()
    city.until(in_office)
    sleeper.send_signal(signal.SIGSTOP)
    city.worker()
    city.say(*(detection(f"s-{number}") for number in range(20)))
    city.until(lambda told: len(opened(told)) >= 20)
    sleeper.send_signal(signal.SIGCONT)
    city.say(*(detection(f"t-{number}") for number in range(20)))
    facts = city.until(lambda told: len(opened(told)) >= 40)
    assert len(opened(facts)) == len(set(opened(facts))) == 40


def test_a_second_desk_on_the_same_partitions_ends_the_first_and_nothing_is_decided_twice(city: City) -> None:
    elder = city.worker()
    city.say(detection("s-1"))
    city.until(lambda told: bool(opened(told)))
    city.worker(group="intruder")
    city.until(lambda told: any(fact.epoch == 2 and fact.district == "wall" for fact in told))
    city.say(detection("s-2"))
    assert ended(elder) == BusError.exit_code
    facts = city.until(lambda told: len(opened(told)) >= 2)
    assert opened(facts) == ["s-1", "s-2"]
    assert [fact.epoch for fact in facts if isinstance(fact, IncidentOpened)] == [1, 2]


def test_poison_is_put_aside_and_the_partition_goes_on(city: City) -> None:
    city.worker()
    city.say(detection("s-1"))
    poison(city.cluster, DETECTIONS.name, b"\xff{not json", "wall", city.clock.now_ms())
    city.say(detection("s-2", camera="cursed"), detection("s-3"), detection("s-4", district="nowhere"))
    letters = [letter for letter in city.until_letters(3) if isinstance(letter, DeadLetter)]
    facts = city.until(lambda told: "s-3" in opened(told))
    assert opened(facts) == ["s-1", "s-3"]
    assert b"\xff{not json" in [letter.raw for letter in letters]
    assert {letter.from_topic for letter in letters} == {DETECTIONS.name}


def test_a_deadline_comes_by_itself_and_only_once(fast_city: City) -> None:
    fast_city.worker()
    fast_city.say(detection("s-1"))
    fast_city.until(lambda told: any(isinstance(fact, IncidentEscalated) for fact in told))
    fast_city.say(detection("s-2"))
    facts = fast_city.until(lambda told: len([f for f in told if isinstance(f, IncidentEscalated)]) == 2)
    life = [IncidentOpened, IncidentEscalated]
    assert [type(fact) for fact in facts if not isinstance(fact, DeskStarted)] == [*life, *life]


def test_a_deadline_that_passed_while_nobody_worked_waits_for_the_answer_in_the_topic(city: City) -> None:
    worker = city.worker()
    city.say(replace(detection("s-1"), observed_at_ms=city.clock.now_ms() + HOUR_MS))
    city.until(lambda told: bool(opened(told)))
    worker.kill()
    ended(worker)
    city.say(acknowledge("s-1"), detection("s-2"))
    city.worker(later_ms=2 * HOUR_MS)
    facts = city.until(lambda told: any(isinstance(fact, IncidentEscalated) for fact in told))
    assert {fact.incident_id for fact in facts if isinstance(fact, IncidentEscalated)} == {incident_of("s-2")}


def test_a_worker_that_hangs_ends_itself(city: City) -> None:
    worker = city.worker(stalled_after_s=3.0)
    city.until(in_office)
    city.say(detection("s-1", camera=STUCK))
    assert ended(worker) == BusError.exit_code


def test_a_broker_that_goes_and_comes_back_loses_nothing(city: City, broker: Broker) -> None:
    worker = city.worker()
    city.say(detection("s-1"))
    city.until(lambda told: bool(opened(told)))
    broker.kill()
    Broker.start(broker.folder, int(broker.bootstrap.rpartition(":")[2]))
    for number in range(2, 12):
        city.say(detection(f"s-{number}"))
    if worker.poll() is not None:
        city.worker()
    facts = city.until(lambda told: len(opened(told)) >= 11)
    assert len(opened(facts)) == len(set(opened(facts))) == 11


def test_a_worker_that_is_told_to_stop_while_the_broker_is_away_stops(mortal: Broker) -> None:
    with City(mortal.bootstrap, "stop.") as city:
        worker = city.worker()
        city.until(in_office)
        mortal.kill()
        worker.terminate()
        assert ended(worker) == 0
