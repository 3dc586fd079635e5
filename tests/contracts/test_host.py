"""What a host promises over every bus: decided once, nothing lost, one desk in office."""

import threading
from collections.abc import Iterator

import pytest

from streams.bus import Bus
from streams.host import RECALL_MS, Fenced, Host
from streams.schema.errors import ConfigError
from streams.schema.facts import CommandRefused, DeskStarted, Fact
from streams.schema.incidents import IncidentAcknowledged, IncidentEscalated, IncidentOpened
from streams.schema.letters import DeadLetter
from streams.schema.topics import COMMANDS, DEAD_LETTERS, DETECTIONS, INCIDENTS
from tests.contracts.buses import (
    NIGHT_MS,
    BusFactory,
    acknowledge,
    admitted,
    detection,
    everything,
    fix,
    incident_of,
)
from tests.contracts.toy import CURSED, ESCALATE_AFTER_MS, Toy, ToyState


class Site:
    """A log with hosts over it, each with a client of its own, as processes have."""

    def __init__(self, factory: BusFactory) -> None:
        self.factory, self.clock = factory, factory.clock
        self.bus = factory.open()
        self._open: list[Bus | Host[ToyState]] = [self.bus]

    def host(self, *districts: str) -> Host[ToyState]:
        bus = self.factory.open()
        host = Host(bus, Toy(), self.clock, districts or ("wall",))
        self._open += [bus, host]
        return host

    def desk(self, *districts: str) -> Host[ToyState]:
        host = self.host(*districts)
        host.start()
        return host

    def handled(self, host: Host[ToyState], messages: int) -> None:
        """Step until so many were handled."""
        while messages > 0:
            messages -= host.step(1.0)
        assert messages == 0

    def letters(self) -> list[DeadLetter]:
        records = everything(self.bus, (DEAD_LETTERS.name,))
        return [record.message for record in records if isinstance(record.message, DeadLetter)]

    def close(self) -> None:
        for thing in reversed(self._open):
            thing.close()


@pytest.fixture
def site(bus_factory: BusFactory) -> Iterator[Site]:
    site = Site(bus_factory)
    yield site
    site.close()


def step_for_ever(host: Host[ToyState]) -> None:
    while True:
        host.step(1.0)


def opened(facts: list[Fact]) -> list[str]:
    return [fact.incident_id for fact in facts if isinstance(fact, IncidentOpened)]


def test_a_detection_becomes_an_incident_of_the_first_term(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(desk, 1)
    started, incident = admitted(site.bus)
    assert isinstance(started, DeskStarted)
    assert isinstance(incident, IncidentOpened)
    assert (started.epoch, incident.epoch, incident.suspicion_id) == (1, 1, "s-1")


def test_the_same_detection_again_decides_nothing(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1"), detection("s-1")])
    site.bus.publish([detection("s-1")])
    site.handled(desk, 3)
    assert opened(admitted(site.bus)) == [incident_of("s-1")]


def test_messages_follow_each_other_within_one_batch(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(desk, 1)
    site.bus.publish([acknowledge("s-1"), acknowledge("s-unheard-of", command="c-2")])
    site.handled(desk, 2)
    kinds = [type(fact) for fact in admitted(site.bus)]
    assert kinds == [DeskStarted, IncidentOpened, IncidentAcknowledged, CommandRefused]


def test_a_deadline_is_a_decision_of_its_time_and_comes_once(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(desk, 1)
    site.clock.advance_to(NIGHT_MS + ESCALATE_AFTER_MS - 1)
    assert desk.step(0) == 0
    site.clock.advance_to(NIGHT_MS + ESCALATE_AFTER_MS)
    assert desk.step(0) == 1
    assert desk.step(0) == 0
    *_, escalated = admitted(site.bus)
    assert isinstance(escalated, IncidentEscalated)


def test_an_answer_that_waits_in_the_backlog_comes_before_the_deadline(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(desk, 1)
    desk.close()
    site.bus.publish([acknowledge("s-1")])
    site.clock.advance_to(NIGHT_MS + 10 * ESCALATE_AFTER_MS)
    site.handled(site.desk(), 1)
    assert not [fact for fact in admitted(site.bus) if isinstance(fact, IncidentEscalated)]


def test_a_restart_goes_on_with_the_same_incident_and_a_higher_term(site: Site) -> None:
    first = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(first, 1)
    first.close()
    site.bus.publish([acknowledge("s-1"), detection("s-2")])
    second = site.desk()
    site.handled(second, 2)
    facts = admitted(site.bus)
    assert sorted(opened(facts)) == sorted([incident_of("s-1"), incident_of("s-2")])
    assert second.state("wall").cases[incident_of("s-1")].acknowledged
    assert second.state("wall").epoch == 2


def test_a_restart_neither_repeats_nor_forgets_a_deadline(site: Site) -> None:
    first = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(first, 1)
    first.close()
    site.clock.advance_to(NIGHT_MS + ESCALATE_AFTER_MS)
    second = site.desk()
    site.handled(second, 1)
    second.close()
    assert site.desk().step(0) == 0
    assert [type(fact) for fact in admitted(site.bus)].count(IncidentEscalated) == 1


def test_the_elder_desk_is_fenced_and_nothing_is_decided_twice(site: Site) -> None:
    elder = site.desk()
    site.bus.publish([detection("s-1")])
    site.handled(elder, 1)
    younger = site.desk()
    site.bus.publish([detection("s-2")])
    with pytest.raises(Fenced, match="another desk has taken over wall"):
        step_for_ever(elder)
    site.handled(younger, 1)
    assert opened(admitted(site.bus)) == [incident_of("s-1"), incident_of("s-2")]


def test_an_elder_that_commits_late_makes_the_younger_skip_nothing(site: Site) -> None:
    elder = site.desk()
    site.bus.publish([detection("s-1")])
    younger = site.desk()
    place = next(place for place, offset in site.bus.end((DETECTIONS.name,)).items() if offset)
    late = IncidentOpened(
        district="wall",
        incident_id=incident_of("s-1"),
        seq=1,
        epoch=1,
        observed_at_ms=NIGHT_MS,
        recorded_at_ms=NIGHT_MS,
        cause="late",
        kind="loitering",
        place=None,
    )
    site.bus.commit("desk", {place: 1}, [late])
    site.handled(younger, 1)
    (incident,) = [fact for fact in admitted(site.bus) if isinstance(fact, IncidentOpened)]
    assert (incident.epoch, incident.cause) == (2, detection("s-1").message_id)
    with pytest.raises(Fenced):
        elder.step(0)


def test_poison_becomes_a_dead_letter_and_the_rest_goes_on(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1")])
    site.factory.poison(DETECTIONS.name, b'{"type":"LoiteringDetected","district":"wall","camera_id":7}')
    site.bus.publish([detection("s-2")])
    site.handled(desk, 3)
    assert opened(admitted(site.bus)) == [incident_of("s-1"), incident_of("s-2")]
    (letter,) = site.letters()
    assert (letter.from_topic, letter.offset, letter.district) == (DETECTIONS.name, 1, "wall")
    assert letter.raw == b'{"type":"LoiteringDetected","district":"wall","camera_id":7}'
    assert "camera_id" in letter.why


def test_a_message_of_an_unknown_district_becomes_a_dead_letter(site: Site) -> None:
    desk = site.desk("wall", "bridge")
    site.bus.publish([detection("s-1", district="harbour")])
    site.handled(desk, 1)
    (letter,) = site.letters()
    assert letter.district == "harbour"
    assert "no desk for the district 'harbour'" in letter.why


def test_a_bug_of_the_handler_costs_one_message_and_not_the_partition(site: Site) -> None:
    desk = site.desk()
    site.bus.publish([detection("s-1", camera=CURSED), detection("s-2")])
    site.handled(desk, 2)
    assert opened(admitted(site.bus)) == [incident_of("s-2")]
    (letter,) = site.letters()
    assert "the bug that this camera brings out" in letter.why


def test_a_poison_fact_in_the_log_is_put_aside_once_however_often_desks_start(site: Site) -> None:
    site.desk().close()
    site.factory.poison(INCIDENTS.name, b"no json")
    for suspicion in ("s-1", "s-2"):
        desk = site.desk()
        site.bus.publish([detection(suspicion)])
        site.handled(desk, 1)
        desk.close()
    assert [letter.from_topic for letter in site.letters()] == [INCIDENTS.name]


def test_a_restart_recalls_the_recent_positions_only(site: Site) -> None:
    first = site.desk()
    site.bus.publish([fix("gone")])
    site.handled(first, 1)
    first.close()
    site.clock.advance_to(NIGHT_MS + RECALL_MS + 1)
    late = site.desk()
    site.bus.publish([fix("here", at_ms=NIGHT_MS + RECALL_MS)])
    site.handled(late, 1)
    late.close()
    again = site.desk()
    assert again.state("wall").fixes["here"] == NIGHT_MS + RECALL_MS
    assert again.step(0) == 0


def test_districts_decide_for_themselves(site: Site) -> None:
    desk = site.desk("wall", "bridge")
    site.bus.publish([detection("s-1", district="wall"), detection("s-1", district="bridge")])
    site.handled(desk, 2)
    incidents = [fact for fact in admitted(site.bus) if isinstance(fact, IncidentOpened)]
    assert sorted(fact.district for fact in incidents) == ["bridge", "wall"]


def test_a_running_desk_stops_when_told(site: Site) -> None:
    host, stop = site.host(), threading.Event()
    running = threading.Thread(target=host.run, args=(stop,))
    with site.bus.read((INCIDENTS.name,), "earliest") as facts:
        running.start()
        site.bus.publish([detection("s-1"), acknowledge("s-1")])
        seen: list[object] = []
        while not any(isinstance(message, IncidentAcknowledged | CommandRefused) for message in seen):
            seen += [record.message for record in facts.poll(1.0)]
    stop.set()
    running.join()
    assert len(everything(site.bus, (COMMANDS.name,))) == 1


def test_a_desk_without_districts_is_refused(bus: Bus, bus_factory: BusFactory) -> None:
    with pytest.raises(ConfigError, match="at least one district"):
        Host(bus, Toy(), bus_factory.clock, ())
