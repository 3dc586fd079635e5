"""When a worker counts as stalled: records wait and none is handled, for long enough."""

import threading
from pathlib import Path

from streams.agents.watchdog import Stall, watch
from streams.bus import Cursor
from streams.schema.errors import BusError
from streams.schema.topics import DETECTIONS
from tests.contracts.buses import SqliteFactory, detection

HERE = ("patrol.detections.v1", 3)
THERE = ("patrol.commands.v1", 3)


def test_a_partition_with_nothing_to_do_never_stalls() -> None:
    stall = Stall(30.0)
    assert [stall.observe({HERE: 7}, {HERE: 7}, now_s) for now_s in (0.0, 100.0, 1000.0)] == [{}, {}, {}]


def test_one_that_is_slow_and_goes_on_does_not_stall() -> None:
    stall = Stall(30.0)
    assert [stall.observe({HERE: n}, {HERE: 900}, n * 29.0) for n in range(5)] == [{}] * 5


def test_one_where_nothing_moves_while_records_wait_stalls_and_is_named() -> None:
    stall = Stall(30.0)
    assert stall.observe({HERE: 7, THERE: 1}, {HERE: 9, THERE: 1}, 0.0) == {}
    assert stall.observe({HERE: 7, THERE: 1}, {HERE: 12, THERE: 1}, 29.9) == {}
    assert stall.observe({HERE: 7, THERE: 1}, {HERE: 12, THERE: 1}, 30.0) == {HERE: 5}


def test_waiting_is_counted_from_when_records_began_to_wait() -> None:
    stall = Stall(30.0)
    stall.observe({HERE: 7}, {HERE: 7}, 0.0)
    stall.observe({HERE: 7}, {HERE: 7}, 1000.0)
    assert stall.observe({HERE: 7}, {HERE: 8}, 1001.0) == {}


def test_a_partition_that_went_to_another_and_came_back_begins_anew() -> None:
    stall = Stall(30.0)
    stall.observe({HERE: 7}, {HERE: 9}, 0.0)
    stall.observe({}, {HERE: 9}, 20.0)
    assert stall.observe({HERE: 7}, {HERE: 9}, 40.0) == {}


def test_while_the_broker_is_away_no_time_is_counted() -> None:
    stall = Stall(30.0)
    stall.observe({HERE: 7}, {HERE: 9}, 0.0)
    stall.forget()
    assert stall.observe({HERE: 7}, {HERE: 9}, 40.0) == {}


def test_a_stall_ends_the_process_with_the_status_that_asks_for_a_restart(tmp_path: Path) -> None:
    log = SqliteFactory(tmp_path / "patrol.db").open()
    log.publish([detection("s-1")])
    done: Cursor = {(DETECTIONS.name, 0): 0}
    stop, status = threading.Event(), list[int]()

    def end_process(code: int) -> None:
        status.append(code)
        stop.set()

    watch(log, lambda: done, stop, stalled_after_s=0.01, end_process=end_process).join()
    log.close()
    assert status == [BusError.exit_code]
