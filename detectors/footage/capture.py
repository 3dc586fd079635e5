"""Frames out of a file or a stream, each with the time at which it was taken. Knows nothing of what is on them.

Files keep the times of their container, whatever the machine's clock says; `live` reads cameras that do not wait.
"""

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import av
import cv2
import numpy as np
import numpy.typing as npt

from detectors.footage.interlaced import Interlaced, is_interlaced
from streams.schema.errors import CameraOffline, FootageError

Image = npt.NDArray[np.uint8]
"""uint8 [height, width, 3] BGR, or [height, width] grey."""

_ENDED_EARLY_SHARE: Final = 0.05
"""Edit lists hide some announced frames (8 of 467 in a known clip): only more than this is a cut file."""
_ENDED_EARLY_LEAST_S: Final = 1.0

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_MAY_BE_SECRET: Final = re.compile(r"[?#&;]|/[^/?]*=")
"""Cameras take a password as a query, and some as a part of the path (`/user=admin&password=…`)."""

_ROUNDING_MS: Final = 0.5
"""33.3 × 6 must count as 200."""
_LONGEST_GAP_MS: Final = 3_600_000.0
_BROKEN_IN_A_ROW: Final = 50
"""So many broken pictures of a file are passed over: two seconds; more is its end."""
_TIMEOUT_MS: Final = 5_000
"""Of opening a stream and of waiting for its next frame: a camera sends at least one a second."""


Capture = cv2.VideoCapture | Interlaced


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One picture that is to be looked at."""

    at_ms: int
    """When it was taken, UTC epoch ms."""
    image: Image
    skipped: int = 0
    """Frames that were passed over since the last one given because nobody took them in time."""
    stamp_ms: float | None = None
    """What the camera's or the container's own clock said, from whatever beginning; None where it says nothing."""
    opening: int = 0
    """How many times its stream was opened before: the own clock begins anew with each."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        return self.image.shape[1], self.image.shape[0]


def is_stream(url: str) -> bool:
    """Whether `url` names something on the network rather than a file (`clip.mp4`, `file:///clip.mp4`)."""
    scheme = _SCHEME.match(url)
    return scheme is not None and scheme[1].lower() != "file"


def without_secrets(url: str) -> str:
    """The url as it may stand in a log: without all that may hold a password, even where that makes it no url."""
    if not is_stream(url):
        return url
    scheme, _, rest = url.partition("://")
    shown = _MAY_BE_SECRET.split(rest.rpartition("@")[2], maxsplit=1)[0]
    return f"{scheme}://{shown}"


class Sampler:
    """Chooses frames at an even rate from frames of any rate, by their times.

    Holds a grid of due times, so 12 fps are thinned to 5 on average; gaps in the input leave gaps in the output. A
    clock that is set back begins a new grid.
    """

    def __init__(self, rate_fps: float) -> None:
        self._period_ms = 1000.0 / rate_fps
        self._due_ms = -math.inf

    def wants(self, at_ms: float) -> bool:
        """Whether the frame of this time is one to look at; remembers that it was."""
        missed = at_ms - self._due_ms
        if -self._period_ms <= missed < -_ROUNDING_MS:
            return False
        late = missed if abs(missed) < self._period_ms else 0.0
        self._due_ms = at_ms - late + self._period_ms
        return True


class StreamTimes:
    """Times of a container made to run forward.

    What repeats, runs back, leaps by more than an hour or is no number counts as the next frame, and the times after
    it count on from there.
    """

    def __init__(self, frame_rate: float) -> None:
        self._period_ms = 1000.0 / frame_rate if 0.1 < frame_rate < 1000 else 40.0  # noqa: PLR2004 - else no rate
        self._offset_ms = 0.0
        self._last_ms: float | None = None

    def forward_ms(self, raw_ms: float) -> float:
        """The time of a frame whose container says `raw_ms`, after the time before it; the first is 0 or soon after."""
        before_ms = -self._period_ms if self._last_ms is None else self._last_ms
        at_ms = raw_ms + self._offset_ms
        if not before_ms < at_ms <= before_ms + _LONGEST_GAP_MS:
            at_ms = before_ms + self._period_ms
            self._offset_ms = at_ms - raw_ms if math.isfinite(raw_ms) else self._offset_ms
        self._last_ms = at_ms
        return at_ms


class Footage:
    """A file of footage, read once from its beginning to where it ends.

    Args:
        path: the file, its `file:` URL, or the URL of something on the network that has an end.
        start_ms: UTC epoch ms of its first frame.
        rate_fps: how many frames a second to give; times of the container decide which.

    Raises:
        FootageError: there is no such file, or it is no video that can be read; names it.
    """

    def __init__(self, path: str | Path, *, start_ms: int = 0, rate_fps: float = 5.0) -> None:
        self.path = without_secrets(str(path)) if is_stream(str(path)) else str(file_path(path))
        self.ended_early: str | None = None
        """Why the file holds less than it announces; known after the last frame."""
        self._start_ms, self._rate_fps = start_ms, rate_fps
        self._capture = _open_ended(str(path)) if is_stream(str(path)) else _open_file(Path(self.path))
        self._announced_s = _announced_s(self._capture)

    @property
    def length_s(self) -> float | None:
        """What the container announces, None where it says nothing that can be true."""
        return self._announced_s

    def frames(self) -> Iterator[Frame]:
        """The frames to look at, in order.

        Raises:
            FootageError: the file opens and yet holds no frame.
            CameraOffline: the stream does.
        """
        times = StreamTimes(self._capture.get(cv2.CAP_PROP_FPS))
        sampler = Sampler(self._rate_fps)
        last_ms: float | None = None
        reached_ms = 0.0
        while grab(self._capture, tries=_BROKEN_IN_A_ROW):
            stamp_ms = self._capture.get(cv2.CAP_PROP_POS_MSEC)
            last_ms = times.forward_ms(stamp_ms)
            reached_ms = max(reached_ms, last_ms, finite(stamp_ms) or 0.0)
            if sampler.wants(last_ms):
                image = retrieve(self._capture)
                if image is not None:
                    yield Frame(at_ms=self._start_ms + round(last_ms), image=image, stamp_ms=finite(stamp_ms))
        self.close()
        if last_ms is None:
            kind = CameraOffline if is_stream(self.path) else FootageError
            raise kind(f"{self.path}: opens as a video and holds no frame")
        self.ended_early = self._shortfall(reached_ms / 1000)

    def close(self) -> None:
        """Let go of the file."""
        self._capture.release()

    def _shortfall(self, length_s: float) -> str | None:
        announced_s = self._announced_s
        if announced_s is None or announced_s - length_s <= max(_ENDED_EARLY_LEAST_S, announced_s * _ENDED_EARLY_SHARE):
            return None
        return (
            f"{self.path}: ended early: {length_s:.1f} s of {announced_s:.1f} s can be read, the file is cut or broken"
        )


def grab(capture: Capture, tries: int) -> bool:
    """Go on to the next picture; one that is broken fails a try, and the end of the footage all."""
    return any(capture.grab() for _ in range(tries))


def file_path(url: str | Path) -> Path:
    """The path that a camera's url or a command line's word names."""
    text = str(url)
    return Path(text.removeprefix("file://"))


def finite(stamp_ms: float) -> float | None:
    """A time that a container gave; None for what is no number."""
    return stamp_ms if math.isfinite(stamp_ms) else None


def quiet_decoder() -> None:
    """Keep FFmpeg's and OpenCV's own messages off stderr: ours name the file. Works before the first capture only."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)


def _open_file(path: Path) -> Capture:
    if not path.exists():
        raise FootageError(f"{path}: there is no such file")
    if not path.is_file():
        raise FootageError(f"{path}: is a folder or a device, not a file of footage")
    if path.stat().st_size == 0:
        raise FootageError(f"{path}: is empty (0 bytes)")
    quiet_decoder()
    # the full path, so that a name with a colon in it is not taken for a network protocol
    capture = cv2.VideoCapture(str(path.resolve()), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise FootageError(f"{path}: is no video that can be read: another kind of file, or cut before its index")
    if is_interlaced(str(path.resolve())):
        capture.release()
        return Interlaced(str(path.resolve()))
    return capture


def _open_ended(url: str) -> Capture:
    return open_stream(url, interlaced=bool(is_interlaced(url)))


def open_stream(url: str, *, interlaced: bool = False) -> Capture:
    """The stream at `url`, opened within seconds or not at all; `interlaced` as `is_interlaced` says.

    Raises:
        CameraOffline: nothing answers there, or it sends no video.
    """
    quiet_decoder()
    if interlaced:
        try:
            return Interlaced(url)
        except (av.FFmpegError, IndexError) as error:
            raise CameraOffline(f"{without_secrets(url)}: the camera does not answer, or sends no video") from error
    limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _TIMEOUT_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _TIMEOUT_MS]
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, [*limits, cv2.CAP_PROP_N_THREADS, 1])
    if not capture.isOpened():
        raise CameraOffline(f"{without_secrets(url)}: the camera does not answer, or sends no video")
    return capture


def _announced_s(capture: Capture) -> float | None:
    frames, rate = capture.get(cv2.CAP_PROP_FRAME_COUNT), capture.get(cv2.CAP_PROP_FPS)
    return frames / rate if frames > 0 and rate > 0 and math.isfinite(frames / rate) else None


def retrieve(capture: Capture) -> Image | None:
    """The frame that was grabbed; None when it cannot be decoded."""
    decoded, image = capture.retrieve()
    return cast("Image", image) if decoded and image is not None and image.size else None
