"""What every bus promises, whatever it is made of."""

import threading

import pytest

from streams.bus import Bus
from streams.schema.detections import LoiteringDetected
from streams.schema.errors import BusError, ContractError
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.topics import COMMANDS, DETECTIONS, INCIDENTS, POSITIONS
from tests.contracts.buses import NIGHT_MS, BusFactory, acknowledge, detection, everything, fix

DETECTED = (DETECTIONS.name,)


def test_what_was_published_is_read_back_as_it_was(bus: Bus) -> None:
    said: list[Message] = [detection("s-1"), fix("car-7"), acknowledge("s-1")]
    bus.publish(said)
    read = [record.message for record in everything(bus, (DETECTIONS.name, POSITIONS.name, COMMANDS.name))]
    assert sorted(read, key=repr) == sorted(said, key=repr)


def test_a_district_keeps_its_order_whoever_else_speaks(bus: Bus) -> None:
    for seq in range(1, 31):
        bus.publish([detection("a", district="wall", seq=seq), detection("b", district="bridge", seq=seq)])
    read = [record.message for record in everything(bus, DETECTED)]
    for district in ("wall", "bridge"):
        seqs = [m.seq for m in read if isinstance(m, LoiteringDetected) and m.district == district]
        assert seqs == list(range(1, 31))


def test_many_threads_publish_at_once_and_nothing_is_lost_or_turned_around(bus: Bus) -> None:
    def speak(thread: int) -> None:
        for seq in range(1, 21):
            bus.publish([detection(f"t-{thread}", district=f"d-{thread}", seq=seq)])

    threads = [threading.Thread(target=speak, args=(thread,)) for thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    read = [record.message for record in everything(bus, DETECTED)]
    for thread_no in range(6):
        seqs = [m.seq for m in read if isinstance(m, LoiteringDetected) and m.district == f"d-{thread_no}"]
        assert seqs == list(range(1, 21))


def test_a_restart_loses_nothing(bus_factory: BusFactory) -> None:
    before = bus_factory.open()
    before.publish([detection("s-1")])
    before.close()
    after = bus_factory.open()
    after.publish([detection("s-2")])
    read = [record.message for record in everything(after, DETECTED)]
    after.close()
    assert sorted(m.suspicion_id for m in read if isinstance(m, LoiteringDetected)) == ["s-1", "s-2"]


def test_a_reader_of_the_latest_hears_only_what_comes_after(bus: Bus) -> None:
    bus.publish([detection("old")])
    with bus.read(DETECTED, "latest") as reader:
        bus.publish([detection("new")])
        (record,) = reader.poll(60.0)
    assert isinstance(record.message, LoiteringDetected)
    assert record.message.suspicion_id == "new"


def test_a_waiting_reader_wakes_when_another_client_publishes(bus: Bus, bus_factory: BusFactory) -> None:
    other = bus_factory.open()
    heard: list[Message | ContractError] = []
    with bus.read(DETECTED, "latest") as reader:
        waiting = threading.Thread(target=lambda: heard.extend(record.message for record in reader.poll(60.0)))
        waiting.start()
        other.publish([detection("s-1")])
        waiting.join()
    other.close()
    assert heard == [detection("s-1")]


def test_a_poll_that_finds_nothing_is_empty_and_moves_nothing(bus: Bus) -> None:
    with bus.read(DETECTED, "earliest") as reader:
        before = dict(reader.cursor)
        assert reader.poll(0.0) == []
        assert dict(reader.cursor) == before


def test_a_poll_that_does_not_wait_finds_what_is_there_even_as_the_first(bus: Bus) -> None:
    bus.publish([detection("s-1")])
    with bus.read(DETECTED, "earliest") as reader:
        assert [record.message for record in reader.poll(0.0)] == [detection("s-1")]


def test_a_slow_reader_loses_nothing_and_gets_no_more_than_it_asked_for(bus: Bus) -> None:
    bus.publish([detection(f"s-{n}") for n in range(120)])
    end = bus.end(DETECTED)
    read: list[str] = []
    with bus.read(DETECTED, "earliest") as reader:
        while any(reader.cursor.get(place, 0) < offset for place, offset in end.items()):
            records = reader.poll(1.0, limit=7)
            assert len(records) <= 7
            bus.publish([fix("car-7")])
            read += [r.message.suspicion_id for r in records if isinstance(r.message, LoiteringDetected)]
    assert read == [f"s-{n}" for n in range(120)]


def test_a_reader_goes_on_from_the_cursor_of_another(bus: Bus) -> None:
    bus.publish([detection(f"s-{n}") for n in range(10)])
    with bus.read(DETECTED, "earliest") as first:
        early: list[object] = []
        while len(early) < 4:
            early += [record.message for record in first.poll(1.0, limit=4 - len(early))]
        cursor = dict(first.cursor)
    late: list[object] = []
    with bus.read(DETECTED, cursor) as second:
        while len(late) < 6:
            late += [record.message for record in second.poll(1.0)]
    assert early + late == [detection(f"s-{n}") for n in range(10)]


def test_offsets_count_up_by_one_and_the_end_is_the_next(bus: Bus) -> None:
    bus.publish([detection(f"s-{n}") for n in range(3)])
    records = everything(bus, DETECTED)
    assert [record.offset for record in records] == [0, 1, 2]
    (place,) = {(record.topic, record.partition) for record in records}
    assert bus.end(DETECTED)[place] == 3


def test_poison_is_a_value_between_its_neighbours(bus: Bus, bus_factory: BusFactory) -> None:
    bus.publish([detection("before")])
    bus_factory.poison(DETECTIONS.name, b'{"type":"LoiteringDetected","district":"wall"}')
    bus.publish([detection("after")])
    first, poison, last = everything(bus, DETECTED)
    assert (first.message, last.message) == (detection("before"), detection("after"))
    assert isinstance(poison.message, ContractError)
    assert poison.value == b'{"type":"LoiteringDetected","district":"wall"}'
    assert poison.message.offset == poison.offset
    assert "camera_id" in str(poison.message)


def test_what_no_reader_could_read_is_not_published(bus: Bus) -> None:
    lost = PositionFixed(district="wall", unit_id="car-7", lon=float("nan"), lat=37.8, fixed_at_ms=NIGHT_MS)
    with pytest.raises(ContractError, match=r"patrol\.positions\.v1.*lon"):
        bus.publish([fix("car-8"), lost])
    assert everything(bus, (POSITIONS.name,)) == []


def test_a_group_goes_on_where_it_committed_after_a_restart(bus_factory: BusFactory) -> None:
    before = bus_factory.open()
    before.publish([detection("s-1"), detection("s-2")])
    place = next(place for place, offset in before.end(DETECTED).items() if offset)
    before.commit("desk", {place: 1})
    before.close()
    after = bus_factory.open()
    assert after.committed("desk", DETECTED) == {place: 1}
    assert after.committed("archive", DETECTED) == {}
    with after.read(DETECTED, after.committed("desk", DETECTED)) as reader:
        (record,) = reader.poll(60.0)
    after.close()
    assert record.message == detection("s-2")


def test_a_commit_publishes_its_outputs(bus: Bus) -> None:
    bus.commit("watcher", {(POSITIONS.name, 0): 0}, [detection("s-1")])
    assert [record.message for record in everything(bus, DETECTED)] == [detection("s-1")]


def test_the_offset_of_a_time_is_that_of_the_first_record_not_before_it(bus: Bus, bus_factory: BusFactory) -> None:
    for n in range(5):
        bus.publish([detection(f"s-{n}")])
        bus_factory.clock.advance_to(bus_factory.clock.now_ms() + 1_000)
    records = everything(bus, DETECTED)
    place = (records[0].topic, records[0].partition)
    for record in records:
        later = [other.offset for other in records if other.recorded_at_ms >= record.recorded_at_ms]
        assert bus.offsets_at(DETECTED, record.recorded_at_ms)[place] == min(later)
    assert bus.offsets_at(DETECTED, records[-1].recorded_at_ms + 1)[place] == 5
    assert bus.offsets_at(DETECTED, 0)[place] == 0


def test_the_end_of_an_empty_topic_can_be_asked(bus: Bus) -> None:
    assert set(bus.end((INCIDENTS.name,)).values()) == {0}
    assert bus.offsets_at((INCIDENTS.name,), NIGHT_MS) == bus.end((INCIDENTS.name,))


def test_a_topic_that_there_is_not_is_named(bus: Bus) -> None:
    with pytest.raises(BusError, match=r"patrol\.rumours\.v1"):
        bus.end(("patrol.rumours.v1",))
