"""Cameras that do not wait: each is read in a thread of its own, and only its newest frame is kept.

A stream that fails is opened again with growing pauses; a file is played by the clock as if it were a camera.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import msgspec
import structlog
from typing_extensions import override

from detectors.config import CameraConfig
from detectors.footage.capture import (
    Capture,
    Footage,
    Frame,
    Image,
    Sampler,
    finite,
    grab,
    is_stream,
    open_stream,
    retrieve,
    without_secrets,
)
from detectors.footage.interlaced import is_interlaced
from streams.runtime.clock import Clock, WallClock
from streams.schema.errors import CameraOffline, DeviceError

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 30.0
"""A camera that comes back is seen again at the latest after this."""
_HEALTHY_S: Final = 10.0
"""A stream that ran for so long begins with short pauses again."""
_BROKEN_IN_A_ROW: Final = 3
"""So many broken pictures of a stream are passed over; then it is opened anew. Each may also be 5 s waited in vain."""
_PLAY_STEP_S: Final = 0.01

_LOG = structlog.get_logger(__name__)


def live_frames(camera: CameraConfig, url: str, start_ms: int, rate_fps: float) -> Iterator[Frame]:
    """The newest frames of a stream, for ever; times count from `start_ms` at its opening.

    Raises:
        CameraOffline: it never answered; later outages are waited for.
    """
    stop, arrived = threading.Event(), threading.Event()
    wall = WallClock()
    clock = ShiftedClock(clock=wall, by_ms=start_ms - wall.now_ms())
    feed = Feed(msgspec.structs.replace(camera, url=url), rate_fps, clock, arrived, stop)
    feed.start()
    seen = False
    try:
        while seen or not feed.why:
            arrived.wait(_LONGEST_PAUSE_S)
            arrived.clear()
            frame = feed.newest.take()
            if frame is not None:
                seen = True
                yield frame
    finally:
        stop.set()
    raise CameraOffline(feed.why)


@dataclass(frozen=True, kw_only=True)
class ShiftedClock(Clock):
    """A clock that shows another time than the one it is made from, and runs as fast."""

    clock: Clock
    by_ms: int

    @override
    def now_ms(self) -> int:
        return self.clock.now_ms() + self.by_ms


@dataclass(frozen=True, kw_only=True)
class Pause:
    """How long to wait before the next try: doubling from half a second, at most half a minute."""

    failures: int = 0

    @property
    def length_s(self) -> float:
        """The pause after so many failures in a row; 0 after none."""
        return min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(self.failures - 1, 10)) if self.failures else 0.0

    def after(self, ran_s: float) -> "Pause":
        """The pause after a stream broke that ran for so long."""
        return Pause(failures=1 if ran_s >= _HEALTHY_S else self.failures + 1)


class Newest:
    """A place for one frame: a newer one takes the place of one that nobody came for."""

    def __init__(self, arrived: threading.Event) -> None:
        self._arrived = arrived
        self._lock = threading.Lock()
        self._frame: Frame | None = None
        self._skipped = 0

    def put(self, frame: Frame) -> None:
        """Offer a frame."""
        with self._lock:
            self._skipped += self._frame is not None
            self._frame = frame
        self._arrived.set()

    def wake(self) -> None:
        """Let whoever waits for a frame look around: there is news, though no frame."""
        self._arrived.set()

    def take(self) -> Frame | None:
        """The newest frame, with the number of those that it replaced; None when none came since."""
        with self._lock:
            frame, self._frame = self._frame, None
            skipped, self._skipped = self._skipped, 0
        return None if frame is None else replace(frame, skipped=skipped)


class Feed:
    """The reader of one camera.

    Args:
        camera: what to read.
        rate_fps: how many frames a second are wanted.
        clock: gives streams the times of their frames, and files the pace.
        arrived: set at each new frame.
        stop: set when the process ends.
    """

    def __init__(
        self, camera: CameraConfig, rate_fps: float, clock: Clock, arrived: threading.Event, stop: threading.Event
    ) -> None:
        self.camera = camera
        self.newest = Newest(arrived)
        self.why: str = ""
        """Why no frames come, as far as it is known."""
        self.ended = False
        """A file came to its end; no frame will come any more."""
        self._openings = 0
        self._interlaced: bool | None = None
        """Asked of a stream before it is opened, until it answers."""
        self._rate_fps, self._clock, self._stop = rate_fps, clock, stop
        self._thread = threading.Thread(target=self._run, name=f"camera {camera.camera_id}", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait for the reader to notice that it shall stop."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        play: Callable[[], None] = self._stream if is_stream(self.camera.url) else self._play
        pause = Pause()
        while not self._stop.is_set() and not self.ended:
            began_ms = self._clock.now_ms()
            try:
                play()
            except (DeviceError, cv2.error) as error:
                self._note(str(error))
            pause = pause.after((self._clock.now_ms() - began_ms) / 1000)
            if not self.ended:
                self._stop.wait(pause.length_s)

    def _note(self, why: str) -> None:
        if why != self.why:  # said once, not at each try
            _LOG.warning("camera_unreadable", camera=self.camera.camera_id, why=why)
        self.why = why
        self.newest.wake()

    def _stream(self) -> None:
        """Read a network stream until it breaks."""
        if self._interlaced is None:
            self._interlaced = is_interlaced(self.camera.url)
        capture = open_stream(self.camera.url, interlaced=bool(self._interlaced))
        try:
            self._read(capture)
        finally:
            capture.release()
            self._openings += 1
        if not self._stop.is_set():
            raise CameraOffline(f"{without_secrets(self.camera.url)}: the stream broke off")

    def _read(self, capture: Capture) -> None:
        """Take what is wanted; the rest is decoded, as later pictures need it, and never converted.

        Cameras send no B-pictures, so that each picture is needed by the next. OpenCV hands no option on to the
        decoder; PyAV without the loop filter takes 1.8 to 2.1 ms of a 720p picture of 2 Mbit/s instead of 2.3, and
        loses half of that again where it converts: 11 ms instead of 12.5 for each fifth picture, 1.9 instead of 1.2
        for each of a file with no more than are wanted.
        """
        sampler = Sampler(self._rate_fps)
        while not self._stop.is_set() and grab(capture, tries=_BROKEN_IN_A_ROW):
            at_ms = self._clock.now_ms()
            if not sampler.wants(at_ms):
                continue
            image = retrieve(capture)
            if image is None:
                continue
            self._offer(at_ms, image, finite(capture.get(cv2.CAP_PROP_POS_MSEC)))

    def _play(self) -> None:
        """Play a file by the clock; again from its beginning where the camera says so."""
        begins_ms = self._clock.now_ms()
        while not self._stop.is_set():
            footage = Footage(self.camera.url, start_ms=begins_ms, rate_fps=self._rate_fps)
            last_ms = begins_ms
            for frame in footage.frames():
                last_ms = frame.at_ms
                if not self._wait_until(last_ms):
                    footage.close()
                    return
                self._offer(last_ms, frame.image)
            if not self.camera.loop:
                self.why = footage.ended_early or f"{footage.path}: the footage has ended"
                self.ended = True
                self.newest.wake()
                return
            begins_ms = last_ms + round(1000 / self._rate_fps)

    def _offer(self, at_ms: int, image: Image, stamp_ms: float | None = None) -> None:
        if self.why:
            _LOG.info("camera_readable", camera=self.camera.camera_id)
        self.why = ""
        self.newest.put(Frame(at_ms=at_ms, image=image, stamp_ms=stamp_ms, opening=self._openings))

    def _wait_until(self, at_ms: int) -> bool:
        """Wait for the clock, which may run at a speed of its own; False when told to stop."""
        while self._clock.now_ms() < at_ms:
            if self._stop.wait(_PLAY_STEP_S):
                return False
        return not self._stop.is_set()
