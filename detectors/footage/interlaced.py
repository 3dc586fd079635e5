"""Interlaced footage, as old cameras and analogue recorders send it: OpenCV 5 leaves its pictures black.

PyAV converts them. Offers what readers here use of `cv2.VideoCapture`; knows nothing of what is on the pictures.
"""

import math
from collections.abc import Iterator
from itertools import islice
from typing import Final

import av
import cv2
import numpy as np
import numpy.typing as npt

_TIMEOUT_S: Final = 5.0
_FIRST: Final = 10
"""So many pictures tell: a coder may leave some of them whole."""


def is_interlaced(source: str) -> bool | None:
    """Whether the first pictures of a file or stream are; None where it cannot be read now."""
    try:
        capture = Interlaced(source)
    except (av.FFmpegError, IndexError):
        return None
    try:
        return any(frame.interlaced_frame for frame in islice(capture.frames, _FIRST))
    except av.FFmpegError:
        return None
    finally:
        capture.release()


class Interlaced:
    """One reading of a file or stream from its beginning.

    Raises:
        av.FFmpegError: it cannot be opened.
        IndexError: it holds no video.
    """

    def __init__(self, source: str) -> None:
        self._container = av.open(
            source,
            options={"rtsp_transport": "tcp"},
            metadata_errors="ignore",  # recorders write titles in GBK
            timeout=(_TIMEOUT_S, _TIMEOUT_S),
        )
        self._stream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = 1
        self._frame: av.VideoFrame | None = None
        self.frames = self._decoded()
        """All that can be decoded, once."""

    def grab(self) -> bool:
        """Go on to the next picture; False at the end or when none came in time."""
        try:
            self._frame = next(self.frames, None)
        except av.FFmpegError:
            self._frame = None
        return self._frame is not None

    def retrieve(self) -> tuple[bool, npt.NDArray[np.uint8] | None]:
        """That picture: uint8 [height, width, 3] BGR."""
        if self._frame is None:
            return False, None
        return True, np.asarray(self._frame.to_ndarray(format="bgr24"), np.uint8)

    def get(self, what: int) -> float:
        """Time of that picture, ms from the beginning; pictures a second and how many, as announced. 0 is unknown."""
        match what:
            case cv2.CAP_PROP_POS_MSEC:
                return self._stamp_ms()
            case cv2.CAP_PROP_FPS:
                return float(self._stream.average_rate or 0)
            case cv2.CAP_PROP_FRAME_COUNT:
                return self._stream.frames
            case _:
                return 0.0

    def release(self) -> None:
        """Let go of it."""
        self._container.close()

    def _decoded(self) -> Iterator[av.VideoFrame]:
        for packet in self._container.demux(self._stream):
            try:
                yield from packet.decode()
            except av.InvalidDataError:
                continue  # a broken picture is passed over

    def _stamp_ms(self) -> float:
        if self._frame is None or self._frame.pts is None or self._stream.time_base is None:
            return math.nan
        return float((self._frame.pts - (self._stream.start_time or 0)) * self._stream.time_base * 1000)
