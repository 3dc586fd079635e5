"""Detections wait on disk while the bus is away, and keep their order."""

import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.outbox import Outbox
from streams.schema.detections import CameraHealthChanged
from streams.schema.errors import BusError
from streams.schema.message import Message


class Road:
    """The port's fake: a bus that can go away, also in the middle of a batch."""

    def __init__(self) -> None:
        self.taken: list[Message] = []
        self.room: int | None = None
        """How many more messages it takes; None is any number."""

    def publish(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if self.room == 0:
                raise BusError("the broker is away")
            self.room = None if self.room is None else self.room - 1
            self.taken.append(message)


def dark(at_ms: int) -> CameraHealthChanged:
    return CameraHealthChanged(
        district="北区", camera_id="c", observed_at_ms=at_ms, health="dark", was="ok", detail="\n"
    )


def times(road: Road) -> list[int]:
    return [message.happened_at_ms for message in road.taken]


def test_what_the_bus_takes_is_not_kept(tmp_path: Path) -> None:
    road = Road()
    Outbox(road.publish, tmp_path / "spool").send([dark(1), dark(2)])
    assert times(road) == [1, 2]
    assert not (tmp_path / "spool").exists()


def test_what_the_bus_does_not_take_waits_and_later_messages_wait_behind_it(tmp_path: Path) -> None:
    road = Road()
    box = Outbox(road.publish, tmp_path / "spool")
    road.room = 0
    box.send([dark(1)])
    road.room = None
    box.send([dark(2)])
    assert times(road) == []
    assert box.behind
    assert box.catch_up()
    assert times(road) == [1, 2]
    assert not box.behind


def test_a_restart_sends_what_waited(tmp_path: Path) -> None:
    road = Road()
    road.room = 0
    Outbox(road.publish, tmp_path / "spool").send([dark(1), dark(2)])
    road.room = None
    box = Outbox(road.publish, tmp_path / "spool")
    box.send([dark(3)])
    box.catch_up()
    assert times(road) == [1, 2, 3]


def test_a_line_cut_by_a_kill_is_left_out_and_the_rest_is_sent(tmp_path: Path) -> None:
    road = Road()
    road.room = 0
    spool = tmp_path / "spool"
    Outbox(road.publish, spool).send([dark(1), dark(2)])
    spool.write_bytes(spool.read_bytes()[:-9])
    box = Outbox(road.publish, spool)
    box.send([dark(3)])
    road.room = None
    assert box.catch_up()
    assert times(road) == [1, 3]


def test_a_line_that_is_no_text_is_left_out_and_the_rest_is_sent(tmp_path: Path) -> None:
    road = Road()
    road.room = 0
    spool = tmp_path / "spool"
    Outbox(road.publish, spool).send([dark(1), dark(2)])
    spool.write_bytes(spool.read_bytes().replace(b"patrol.detections", b"patrol.\xff\xfeetections", 1))
    road.room = None
    assert Outbox(road.publish, spool).catch_up()
    assert times(road) == [2]


def test_a_bus_that_goes_away_again_loses_nothing(tmp_path: Path) -> None:
    road = Road()
    road.room = 0
    box = Outbox(road.publish, tmp_path / "spool")
    box.send([dark(k) for k in range(5)])
    road.room = 2
    assert not box.catch_up()
    road.room = None
    assert box.catch_up()
    assert list(dict.fromkeys(times(road))) == [0, 1, 2, 3, 4]


def test_what_neither_bus_nor_disk_takes_is_held_and_sent_in_its_order_when_either_is_back(tmp_path: Path) -> None:
    road = Road()
    road.room = 0
    box = Outbox(road.publish, tmp_path / "spool")
    box.send([dark(1)])
    with full_disk():
        box.send([dark(2)])
        box.send([dark(3)])
    road.room = None
    assert box.catch_up()
    road.room = 0
    with full_disk():
        box.send([dark(4)])
    box.send([dark(5)])
    road.room = None
    assert Outbox(road.publish, tmp_path / "spool").catch_up()
    assert times(road) == [1, 2, 3, 4, 5]


@contextmanager
def full_disk() -> Iterator[None]:
    """No file grows beyond a few bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@given(st.lists(st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 4)), st.booleans()), max_size=20))
def test_whatever_the_bus_does_all_arrives_and_first_arrivals_keep_their_order(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[int, int | None, bool]]
) -> None:
    spool, road, said = tmp_path_factory.mktemp("o") / "spool", Road(), 0
    box = Outbox(road.publish, spool)
    for count, road.room, restart in story:
        if restart:
            box = Outbox(road.publish, spool)
        box.catch_up()
        box.send([dark(said + k) for k in range(count)])
        said += count
    road.room = None
    assert box.catch_up()
    assert list(dict.fromkeys(times(road))) == list(range(said))
