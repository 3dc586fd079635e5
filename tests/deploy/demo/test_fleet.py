"""The fleet's shell: units on a bus, and after a restart again."""

import threading
from pathlib import Path

from deploy.demo.fleet import last_seen, run_fleet
from dispatch.simulation.crew.fleet import Fleet
from streams.bus import Record
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.schema.commands import AcceptAssignment
from streams.schema.facts import DeskStarted
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.topics import COMMANDS, POSITIONS
from tests.dispatch.simulation.crew.crews import NOW, STEADY, UNIT, Desk, OneStreet, fleet


class StopAfter(threading.Event):
    """A stop that comes after so many looks at it; each look moves the clock by a second."""

    def __init__(self, clock: ManualClock, looks: int) -> None:
        super().__init__()
        self._clock, self._looks = clock, looks

    def is_set(self) -> bool:
        self._looks -= 1
        self._clock.advance_to(self._clock.now_ms() + 1000)
        return self._looks < 0


def told(bus: SqliteBus, topic: str) -> list[Message]:
    with bus.read((topic,), "earliest") as reader:
        records: list[Record] = reader.poll(0.0, 10_000)
    return [record.message for record in records if isinstance(record.message, Message)]


def test_units_report_and_answer_over_the_bus(tmp_path: Path) -> None:
    clock, desk = ManualClock(NOW), Desk()
    bus = SqliteBus(tmp_path / "log.sqlite", clock)
    bus.publish([desk.opened(NOW), desk.assigned(NOW)])
    run_fleet(bus, [UNIT], OneStreet(), clock=clock, stop=StopAfter(clock, 30), habits=STEADY)
    assert 6 <= len(told(bus, POSITIONS.name)) <= 8
    assert [type(command) for command in told(bus, COMMANDS.name)] == [AcceptAssignment]
    bus.close()


def test_after_a_restart_a_unit_is_found_where_it_said_last(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    bus = SqliteBus(tmp_path / "log.sqlite", clock)
    for lon in (25.001, 25.002):
        bus.publish([PositionFixed(district="centre", unit_id="car-1", lon=lon, lat=60.0, fixed_at_ms=NOW)])
    assert last_seen(bus, NOW + 1000) == {"car-1": (25.002, 60.0)}
    bus.close()


def test_positions_of_long_ago_place_nobody(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    bus = SqliteBus(tmp_path / "log.sqlite", clock)
    bus.publish([PositionFixed(district="centre", unit_id="car-1", lon=25.001, lat=60.0, fixed_at_ms=NOW)])
    assert last_seen(bus, NOW + 3_600_000) == {}
    bus.close()


def test_a_desk_that_was_replaced_sends_nobody() -> None:
    crew, desk = fleet(), Desk()
    crew.hear(DeskStarted(district="centre", seq=1, epoch=2, observed_at_ms=NOW, recorded_at_ms=NOW, cause="new desk"))
    crew.hear(desk.opened(NOW))
    crew.hear(desk.assigned(NOW))
    assert all(isinstance(message, PositionFixed) for message in crew.step(NOW + 60_000))


def test_units_are_heard_in_order_of_time() -> None:
    both = Fleet(
        [UNIT, type(UNIT)(unit_id="car-2", call_sign="Car 2", kind="car", district="centre")],
        OneStreet(),
        STEADY,
        now_ms=NOW,
    )
    times = [message.happened_at_ms for message in both.step(NOW + 60_000)]
    assert times == sorted(times)
