"""Live cameras: a real RTSP stream that comes, goes and changes; files played by the clock."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detectors.config import CameraConfig
from detectors.footage.capture import Frame, Image
from detectors.footage.live import Feed, Newest, Pause, live_frames
from streams.runtime.clock import Clock, ManualClock, WallClock
from streams.schema.errors import CameraOffline
from tests.detectors.paint import street, write_video
from tests.detectors.rtsp import RtspCamera

PATIENCE_S = 180.0
"""A guard against hanging on a busy machine; nothing is measured by it."""


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


class Reading:
    """A feed and what came out of it."""

    def __init__(self, url: str, stop: threading.Event, clock: Clock | None = None, *, loop: bool = False) -> None:
        self.arrived = threading.Event()
        camera = CameraConfig(camera_id="wall-3", url=url, loop=loop)
        self.feed = Feed(camera, 10.0, clock or WallClock(), self.arrived, stop)
        self.feed.start()

    def until(self, good: Callable[[], bool]) -> None:
        """Wait for news until it is good."""
        for _ in range(round(PATIENCE_S / 0.05)):
            if good():
                return
            self.arrived.wait(0.05)
            self.arrived.clear()
        pytest.fail(f"waited in vain: {self.feed.why or 'no reason given'}")

    def frame(self) -> Frame:
        """The next frame."""
        taken: list[Frame] = []

        def came() -> bool:
            frame = self.feed.newest.take()
            taken.extend([frame] if frame else [])
            return bool(taken)

        self.until(came)
        return taken[0]


def camera_picture(k: int) -> Image:
    return street(k, size=(320, 240))


def test_frames_come_from_a_real_rtsp_camera(stop: threading.Event) -> None:
    with RtspCamera(camera_picture) as camera:
        frame = Reading(camera.url, stop).frame()
    assert frame.size == (320, 240)
    assert abs(float(frame.image.mean()) - float(camera_picture(0).mean())) < 3


def test_a_camera_that_goes_away_is_said_to_and_is_seen_again_when_it_is_back(stop: threading.Event) -> None:
    with RtspCamera(camera_picture) as camera:
        reading = Reading(camera.url, stop)
        before = reading.frame()
        camera.switch_off()
        reading.until(lambda: reading.feed.why != "")
        assert camera.url in reading.feed.why
        reading.feed.newest.take()
        camera.switch_on()
        after = reading.frame()
        assert after.at_ms > before.at_ms
        assert after.opening > before.opening == 0
        assert reading.feed.why == ""


def test_a_camera_that_changes_its_resolution_in_mid_stream_gives_frames_of_the_new_size(stop: threading.Event) -> None:
    changed = threading.Event()

    def picture(k: int) -> Image:
        return street(k, size=(480, 272) if changed.is_set() else (320, 240))

    with RtspCamera(picture) as camera:
        reading = Reading(camera.url, stop)
        assert reading.frame().size == (320, 240)
        changed.set()
        reading.until(lambda: (frame := reading.feed.newest.take()) is not None and frame.size == (480, 272))


def test_a_camera_that_does_not_answer_is_named_without_its_password(stop: threading.Event) -> None:
    reading = Reading("rtsp://admin:hunter2@127.0.0.1:1/live?password=hunter2", stop)
    reading.until(lambda: reading.feed.why != "")
    assert "rtsp://127.0.0.1:1/live: the camera does not answer" in reading.feed.why


def test_an_address_that_is_none_is_said_as_a_camera_that_does_not_answer(stop: threading.Event) -> None:
    reading = Reading("rtsp://[10.0.0.3/live", stop)
    reading.until(lambda: reading.feed.why != "")
    assert "the camera does not answer" in reading.feed.why


def test_watching_a_stream_that_never_answers_ends_with_an_error() -> None:
    with pytest.raises(CameraOffline, match=r"rtsp://127\.0\.0\.1:1/live"):
        next(live_frames(CameraConfig(camera_id="c"), "rtsp://127.0.0.1:1/live", 0, 5.0))


def test_watching_a_stream_counts_time_from_its_start() -> None:
    with RtspCamera(camera_picture) as camera:
        frames = live_frames(CameraConfig(camera_id="c"), camera.url, 1_000_000, 10.0)
        first, second = next(frames), next(frames)
        frames.close()  # type: ignore[attr-defined]  # a generator
    assert 1_000_000 <= first.at_ms < second.at_ms < 1_000_000 + PATIENCE_S * 1000


def test_the_newest_frame_wins_and_those_passed_over_are_counted() -> None:
    newest = Newest(threading.Event())
    for k in range(5):
        newest.put(Frame(at_ms=k, image=street(k)))
    frame = newest.take()
    assert frame is not None
    assert (frame.at_ms, frame.skipped) == (4, 4)
    assert newest.take() is None


def test_pauses_double_up_to_half_a_minute_and_a_good_run_makes_them_short_again() -> None:
    pauses, pause = [], Pause()
    for _ in range(9):
        pause = pause.after(ran_s=0.1)
        pauses.append(pause.length_s)
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert pause.after(ran_s=3600).length_s == 0.5


def test_a_file_is_played_by_the_clock_and_carries_its_times_on_when_it_loops(
    tmp_path: Path, stop: threading.Event
) -> None:
    path = write_video(tmp_path / "a.avi", (street(k, size=(160, 120)) for k in range(10)), fps=10)
    clock = ManualClock(1_000_000)
    reading = Reading(str(path), stop, clock, loop=True)
    seen = [reading.frame().at_ms]
    while seen[-1] < 1_003_000:
        clock.advance_to(clock.now_ms() + 100)
        seen.append(reading.frame().at_ms)
    assert seen == list(range(1_000_000, 1_003_100, 100))


def test_a_file_that_does_not_loop_ends_and_says_so(tmp_path: Path, stop: threading.Event) -> None:
    path = write_video(tmp_path / "a.avi", (street(k, size=(160, 120)) for k in range(10)), fps=10)
    clock = ManualClock(0)
    reading = Reading(str(path), stop, clock)
    clock.advance_to(60_000)
    reading.until(lambda: reading.feed.ended)
    assert "a.avi: the footage has ended" in reading.feed.why


def test_a_file_that_is_missing_is_said_and_taken_up_when_it_appears(tmp_path: Path, stop: threading.Event) -> None:
    reading = Reading(str(tmp_path / "later.avi"), stop, loop=True)
    reading.until(lambda: "later.avi: there is no such file" in reading.feed.why)
    part = write_video(tmp_path / "part.avi", (street(k, size=(160, 120)) for k in range(50)), fps=10)
    part.rename(tmp_path / "later.avi")
    assert reading.frame().size == (160, 120)
