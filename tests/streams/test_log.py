"""What only the embedded log promises: one transaction, one file, and plain words when that file is in trouble."""

import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from streams.log import SqliteBus
from streams.runtime.clock import Clock, ManualClock
from streams.schema.errors import BusError, ConfigError
from streams.schema.facts import DeskStarted
from streams.schema.topics import DAY_MS, DETECTIONS, INCIDENTS, POSITIONS, TOPICS
from tests.contracts.buses import NIGHT_MS, detection, everything, fix

PLACE = (DETECTIONS.name, 0)


class JumpingClock(Clock):
    """A machine whose clock is set by hand."""

    def __init__(self) -> None:
        self.time_ms = NIGHT_MS

    def now_ms(self) -> int:
        return self.time_ms


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "patrol.db"


@pytest.fixture
def bus(path: Path) -> Iterator[SqliteBus]:
    bus = SqliteBus(path, ManualClock(NIGHT_MS))
    yield bus
    bus.close()


def started(epoch: int) -> DeskStarted:
    return DeskStarted(
        district="wall", seq=epoch, epoch=epoch, observed_at_ms=NIGHT_MS, recorded_at_ms=NIGHT_MS, cause="test"
    )


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes: to SQLite a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(bus: SqliteBus) -> int:
    """Publish until there is no room; gives how many were taken."""
    for taken in range(100_000):
        try:
            bus.publish([detection(f"s-{taken}")])
        except BusError:
            return taken
    raise AssertionError("the disk never filled")


def test_a_full_disk_is_named_and_what_was_written_stays(bus: SqliteBus) -> None:
    with room_for(300_000):
        taken = fill(bus)
        with pytest.raises(BusError, match=r"patrol\.db: nothing stored"):
            bus.commit("desk", {PLACE: 1}, [started(1)])
    assert taken > 10
    bus.publish([detection("once there is room")])
    records = everything(bus, (DETECTIONS.name,))
    assert [record.offset for record in records] == list(range(taken + 1))
    assert everything(bus, (INCIDENTS.name,)) == []
    assert bus.committed("desk", (DETECTIONS.name,)) == {}


def test_a_batch_that_does_not_fit_is_not_stored_in_part(bus: SqliteBus) -> None:
    with room_for(300_000), pytest.raises(BusError, match="nothing stored"):
        bus.publish([detection(f"s-{n}") for n in range(10_000)])
    assert everything(bus, (DETECTIONS.name,)) == []


def test_outputs_and_cursor_are_stored_together_or_not_at_all(bus: SqliteBus) -> None:
    bus.publish([started(1)])
    with pytest.raises(BusError, match=r"patrol\.incidents\.v1 stands at 1, desk has read to 0"):
        bus.commit("desk", {PLACE: 7, (INCIDENTS.name, 0): 0}, [started(2)])
    assert bus.committed("desk", (DETECTIONS.name, INCIDENTS.name)) == {}
    bus.commit("desk", {PLACE: 7, (INCIDENTS.name, 0): 1}, [started(2)])
    assert bus.committed("desk", (DETECTIONS.name, INCIDENTS.name)) == {PLACE: 7, (INCIDENTS.name, 0): 1}
    assert len(everything(bus, (INCIDENTS.name,))) == 2


def test_recorded_times_never_fall_when_the_clock_jumps_back(path: Path) -> None:
    clock = JumpingClock()
    with closing(SqliteBus(path, clock)) as bus:
        bus.publish([detection("s-1")])
        clock.time_ms -= 3_600_000
        bus.publish([detection("s-2"), fix("car-7")])
        clock.time_ms += 3_601_000
        bus.publish([detection("s-3")])
        times = [record.recorded_at_ms for record in everything(bus, (DETECTIONS.name, POSITIONS.name))]
    assert times == [NIGHT_MS, NIGHT_MS, NIGHT_MS, NIGHT_MS + 1_000]


def test_retention_deletes_what_is_old_and_gives_no_offset_twice(path: Path) -> None:
    clock = ManualClock(NIGHT_MS)
    with closing(SqliteBus(path, clock)) as bus:
        bus.publish([detection(f"s-{n}") for n in range(5_000)] + [started(1)])
        clock.advance_to(NIGHT_MS + 1)
        bus.publish([detection("young")])
        assert bus.expire(NIGHT_MS + DETECTIONS.retention_ms) == 0
        assert bus.expire(NIGHT_MS + DETECTIONS.retention_ms + 1) == 5_000
        assert [record.offset for record in everything(bus, (DETECTIONS.name,))] == [5_000]
        assert bus.expire(NIGHT_MS + 400 * DAY_MS) == 1
        assert bus.end((DETECTIONS.name,)) == {PLACE: 5_001}
        assert bus.offsets_at((DETECTIONS.name,), 0) == {PLACE: 5_001}
        bus.publish([detection("after")])
        with bus.read((DETECTIONS.name,), {PLACE: 3}) as reader:
            assert [record.offset for record in reader.poll(1.0)] == [5_001]
        assert len(everything(bus, (INCIDENTS.name,))) == 1


def test_readers_of_several_topics_read_oldest_first(path: Path) -> None:
    clock = ManualClock(NIGHT_MS)
    with closing(SqliteBus(path, clock)) as bus:
        for second in range(6):
            clock.advance_to(NIGHT_MS + 1_000 * second)
            bus.publish([fix("car-7", at_ms=clock.now_ms()) if second % 2 else detection(f"s-{second}")])
        with bus.read((DETECTIONS.name, POSITIONS.name), "earliest") as reader:
            batches = [reader.poll(0, limit=2) for _ in range(3)]
    assert [r.recorded_at_ms - NIGHT_MS for batch in batches for r in batch] == [0, 1_000, 2_000, 3_000, 4_000, 5_000]


def test_several_processes_may_make_the_file_at_the_same_moment(path: Path) -> None:
    ready = threading.Barrier(8)
    errors: list[BusError] = []

    def begin(name: str) -> None:
        ready.wait()
        try:
            with closing(SqliteBus(path, ManualClock(NIGHT_MS))) as bus:
                bus.publish([detection(name)])
        except BusError as error:
            errors.append(error)

    threads = [threading.Thread(target=begin, args=(f"s-{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with closing(SqliteBus(path, ManualClock(NIGHT_MS))) as bus:
        assert [record.offset for record in everything(bus, (DETECTIONS.name,))] == list(range(8))


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BusError, match="nowhere does not exist"):
        SqliteBus(tmp_path / "nowhere" / "patrol.db", ManualClock())


def test_a_file_that_is_no_database_is_named_and_left_alone(path: Path) -> None:
    path.write_bytes(b"a shopping list, and quite a long one" * 100)
    with pytest.raises(BusError, match=r"patrol\.db: file is not a database"):
        SqliteBus(path, ManualClock())
    assert path.read_bytes().startswith(b"a shopping list")


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE songs (title)")
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"patrol\.db: is a database of another program"):
        SqliteBus(path, ManualClock())
    assert path.read_bytes() == before


def test_a_log_of_a_newer_version_is_refused(path: Path, bus: SqliteBus) -> None:
    bus.publish([detection("s-1")])
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version=9")
    with pytest.raises(ConfigError, match=r"log format 9, this one reads 1"):
        SqliteBus(path, ManualClock())


def test_a_damaged_file_is_named_when_it_is_read(path: Path) -> None:
    with closing(SqliteBus(path, ManualClock(NIGHT_MS))) as bus:
        bus.publish([detection(f"s-{n}") for n in range(2_000)])
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(len(TOPICS) * 4096 * 3)
        file.write(b"\x5a" * (size // 2))
    with closing(SqliteBus(path, ManualClock(NIGHT_MS))) as bus, pytest.raises(BusError, match=r"patrol\.db: "):
        everything(bus, (DETECTIONS.name,))


def test_a_closed_log_says_so(path: Path) -> None:
    bus = SqliteBus(path, ManualClock(NIGHT_MS))
    bus.close()
    with pytest.raises(BusError, match="closed"):
        bus.publish([detection("s-1")])


def test_the_file_keeps_what_a_killed_process_had_not_yet_folded_in(tmp_path: Path, bus: SqliteBus) -> None:
    bus.publish([detection("s-1")])
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in tmp_path.glob("patrol.db*"):
        (copy / file.name).write_bytes(file.read_bytes())
    with closing(SqliteBus(copy / "patrol.db", ManualClock(NIGHT_MS))) as found:
        assert [record.message for record in everything(found, (DETECTIONS.name,))] == [detection("s-1")]
