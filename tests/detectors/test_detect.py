"""The live process: all cameras at once, through outages, errors and restarts."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from typing_extensions import override

from detectors.config import CameraConfig, DetectionConfig
from detectors.detect import run_cameras
from detectors.footage.capture import Image
from detectors.model.crops import Cutout
from detectors.model.found import Found
from streams.evidence import EvidenceStore
from streams.runtime.clock import Clock, ManualClock, WallClock
from streams.schema.detections import CameraHealthChanged, LoiteringDetected, LoiteringReport
from streams.schema.errors import BusError, ConfigError
from streams.schema.message import Message
from streams.sealing import Seal, sealed_key
from tests.detectors.paint import PaintModel, street, with_cars, with_people, write_video
from tests.detectors.rtsp import RtspCamera

PATIENCE_S = 300.0
NIGHT_MS = 1_773_864_000_000
CARS = ((60, 180, 220, 260), (260, 180, 420, 260), (460, 180, 620, 260))


class Kept(EvidenceStore):
    """Tells of all that is put there: clips come late, and on a busy machine after the end."""

    def __init__(self, folder: Path, tell: Callable[[], None]) -> None:
        super().__init__(folder)
        self._tell = tell

    @override
    def put(self, key: str, data: bytes) -> None:
        super().put(key, data)
        self._tell()


class Street:
    """The process under test in a thread of its own, with a bus that can be taken away."""

    def __init__(self, folder: Path, model: PaintModel | None = None, seal: Seal | None = None) -> None:
        self.said: list[Message] = []
        self.dealt_with: Counter[str] = Counter()
        self.away = threading.Event()
        self.stop = threading.Event()
        self.evidence = Kept(folder / "evidence", self._tell)
        self._folder, self._model, self._seal = folder, model or PaintModel(), seal
        self._news = threading.Condition()

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    def publish(self, messages: Sequence[Message]) -> None:
        if self.away.is_set():
            raise BusError("the broker is away")
        with self._news:
            self.said.extend(messages)
            self._news.notify_all()

    def looked(self, camera_id: str, *, latency_s: float, skipped: int, looks: int) -> None:
        """In lock-step the clock goes on when a frame was dealt with, so that a slow machine skips none."""
        assert min(latency_s, skipped, looks) >= 0
        self.dealt_with[camera_id] += 1
        if isinstance(self._clock, ManualClock):
            self._clock.advance_to(self._clock.now_ms() + 200)

    def watch(self, *cameras: CameraConfig, clock: Clock | None = None) -> threading.Thread:
        """Run in a thread; in lock-step unless a clock is given."""
        self._clock = clock or ManualClock(NIGHT_MS)

        def run() -> None:
            run_cameras(
                cameras,
                DetectionConfig(),
                self.publish,
                self.evidence,
                self._clock,
                self.stop,
                model=self._model,
                memory=self._folder / "memory",
                gauges=self,
                sealer=self._seal,
            )

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread

    def until(self, good: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(good, PATIENCE_S), f"waited in vain; said: {self.said}"

    def health(self, camera_id: str) -> list[str]:
        said = [each for each in self.said if isinstance(each, CameraHealthChanged)]
        return [each.health for each in said if each.camera_id == camera_id]

    def alerts(self, camera_id: str) -> list[LoiteringDetected]:
        said = [each for each in self.said if isinstance(each, LoiteringDetected)]
        return [each for each in said if each.camera_id == camera_id]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Street]:
    street_ = Street(tmp_path)
    yield street_
    street_.stop.set()


def file_camera(camera_id: str, path: Path, *, loop: bool = False) -> CameraConfig:
    return CameraConfig(camera_id=camera_id, url=str(path), night="always", loop=loop, staged=True)


def loitering(seconds: float, fps: float = 10.0) -> Iterator[Image]:
    """A man who comes from the left and then stands at the first car's door."""
    for k in range(round(seconds * fps)):
        at_s = k / fps
        x = int(min(10 + 40 * max(0.0, at_s - 6), 140))
        picture = with_cars(street(k), *CARS)
        yield with_people(picture, (x, 264 if at_s < 9 else 262 + k % 2)) if at_s > 6 else picture


def test_a_man_who_stands_at_a_car_at_night_is_reported_with_a_still_and_a_clip(here: Street, tmp_path: Path) -> None:
    path = write_video(tmp_path / "night.avi", loitering(36))
    here.watch(file_camera("wall-3", path)).join(PATIENCE_S)
    first = here.alerts("wall-3")[0]
    assert first.staged
    assert first.vehicle_ids
    assert first.still is not None
    still = here.evidence.get(first.still)
    assert still is not None
    assert still.startswith(b"\xff\xd8")
    (clip,) = {each.clip for each in here.alerts("wall-3") if each.level == "alert"}
    assert clip is not None
    here.until(lambda: (here.evidence.get(clip) or b"")[4:8] == b"ftyp")
    assert here.health("wall-3") == ["offline"]  # the footage has ended


def test_the_picture_as_it_was_is_kept_sealed_where_the_site_wants_it_and_nowhere_else(tmp_path: Path) -> None:
    seal = Seal(bytes(32))
    path = write_video(tmp_path / "night.avi", loitering(24))
    for wanted in (seal, None):
        here = Street(tmp_path / str(wanted is None), seal=wanted)
        here.watch(file_camera("wall-3", path)).join(PATIENCE_S)
        still = here.alerts("wall-3")[0].still
        assert still is not None
        kept = here.evidence.get(sealed_key(still))
        if wanted is None:
            assert kept is None
        else:
            assert kept is not None
            assert b"JFIF" not in kept
            assert seal.open(sealed_key(still), kept).startswith(b"\xff\xd8")


def test_detections_wait_while_the_bus_is_away_and_arrive_in_order(here: Street, tmp_path: Path) -> None:
    path = write_video(tmp_path / "night.avi", loitering(36))
    here.away.set()
    thread = here.watch(file_camera("wall-3", path))
    thread.join(PATIENCE_S)
    spool = tmp_path / "memory" / "unsent.jsonl"
    assert spool.exists()
    assert here.said == []
    here.away.clear()
    path = write_video(tmp_path / "b.avi", (street(k) for k in range(5)))
    here.watch(file_camera("wall-4", path)).join(PATIENCE_S)
    reports = [each for each in here.said if isinstance(each, LoiteringReport)]
    assert [each.seq for each in reports] == sorted(each.seq for each in reports)
    assert here.said[-1].source == "/camera/wall-4"
    assert not spool.exists()


def test_one_camera_that_is_missing_stops_no_other(here: Street, tmp_path: Path) -> None:
    path = write_video(
        tmp_path / "a.avi", (with_cars(street(k), *CARS) for k in range(120))
    )  # longer than it takes to be offline
    here.watch(
        file_camera("gone", tmp_path / "gone.avi"),
        file_camera("cut", write_video(tmp_path / "cut.avi", [])),
        file_camera("good", path),
    )
    here.until(lambda: here.health("good") == ["offline"] and here.health("gone") == ["offline"])
    (away,) = [m for m in here.said if isinstance(m, CameraHealthChanged) and m.camera_id == "gone"]
    assert "gone.avi: there is no such file" in away.detail


def test_when_there_are_more_cameras_than_can_be_looked_at_each_has_its_turn(here: Street, tmp_path: Path) -> None:
    walk = (with_people(street(k), (20 + 4 * k, 300)) for k in range(150))
    path = write_video(tmp_path / "walk.avi", walk, fps=5)
    names = [f"c{k}" for k in range(9)]
    here.watch(*(file_camera(name, path) for name in names)).join(PATIENCE_S)
    assert sum(here.dealt_with.values()) < 150 * len(names) / 4, "time goes on with each picture: most are passed over"
    assert set(here.dealt_with) == set(names)
    assert min(here.dealt_with.values()) >= max(here.dealt_with.values()) / 4


def test_one_camera_whose_state_breaks_stops_no_other(tmp_path: Path) -> None:
    class Breaking(PaintModel):
        """Gives nonsense for a bright picture."""

        def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
            nonsense = Found(
                classes=np.zeros(2, np.int8), xyxy=np.zeros((1, 1), np.float32), scores=np.zeros(0, np.float32)
            )
            bright = [float(each.image.mean()) > 150 for each in cutouts]
            return [nonsense if b else each for b, each in zip(bright, super().find(cutouts), strict=True)]

    here = Street(tmp_path, Breaking())
    bright = write_video(tmp_path / "bright.avi", (street(k, luma=200) for k in range(20)))
    good = write_video(tmp_path / "good.avi", (street(k, luma=5, noise=2) for k in range(120)))
    here.watch(file_camera("bright", bright, loop=True), file_camera("good", good))
    here.until(lambda: here.health("good") == ["dark", "offline"])
    here.stop.set()


def test_parked_cars_are_remembered_over_a_restart(tmp_path: Path) -> None:
    seen: list[str] = []
    for run in ("first", "second"):
        here = Street(tmp_path)
        path = write_video(tmp_path / f"{run}.avi", (with_cars(street(k), *CARS) for k in range(110)))
        here.watch(file_camera("wall-3", path)).join(PATIENCE_S)
        (memory,) = (tmp_path / "memory").glob("*.scene")
        seen.append(memory.read_text())
    assert '"car-3"' in seen[0]
    assert '"car-4"' not in seen[1]


def test_a_memory_that_cannot_be_read_is_left_behind(tmp_path: Path) -> None:
    here = Street(tmp_path)
    path = write_video(tmp_path / "a.avi", (street(k) for k in range(20)))
    here.watch(file_camera("wall-3", path)).join(PATIENCE_S)
    (memory,) = (tmp_path / "memory").glob("*.scene")
    memory.write_bytes(b"\x00half a file")
    here.watch(file_camera("wall-3", path)).join(PATIENCE_S)
    assert here.health("wall-3") == ["offline", "offline"]


def test_a_real_camera_that_goes_away_is_offline_and_then_seen_again(here: Street) -> None:
    with RtspCamera(lambda k: np.asarray(street(k, size=(320, 240)))) as camera:
        here.watch(CameraConfig(camera_id="gate", url=camera.url), clock=WallClock())
        camera.switch_off()
        here.until(lambda: here.health("gate") == ["offline"])
        camera.switch_on()
        here.until(lambda: here.health("gate")[:2] == ["offline", "ok"])


def test_no_cameras_and_two_of_one_id_are_refused(tmp_path: Path) -> None:
    for cameras in ([], [file_camera("a", tmp_path), file_camera("a", tmp_path)]):
        with pytest.raises(ConfigError, match="different ids"):
            run_cameras(
                cameras,
                DetectionConfig(),
                lambda _: None,
                EvidenceStore(tmp_path),
                WallClock(),
                threading.Event(),
                model=PaintModel(),
                memory=tmp_path,
            )
