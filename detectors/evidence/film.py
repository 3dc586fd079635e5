"""Films as MP4 (H.264), which every browser plays; each picture is looked at once more, so that all are blurred."""

import io
from fractions import Fraction
from queue import Queue
from threading import Thread
from typing import Final, Protocol

import av
import cv2
import numpy as np
import structlog

from detectors.evidence.blur import blur
from detectors.evidence.reel import Film, Shot, worth_blurring
from detectors.evidence.still import everyone
from detectors.footage.capture import Image
from detectors.model.found import Found
from detectors.model.yolo import Model
from streams.schema.errors import DeviceError

_MS: Final = Fraction(1, 1000)
_NOMINAL_FPS: Final = 5
_QUALITY: Final = {"preset": "veryfast", "crf": "26", "tune": "stillimage"}
_INDEX_FIRST: Final = {"movflags": "+faststart"}
"""So that a browser plays it while it loads. To put the index first, what was written is read once more."""

_LOG = structlog.get_logger(__name__)


class Evidence(Protocol):
    """Where stills and clips go: `streams.evidence.EvidenceStore`."""

    def put(self, key: str, data: bytes) -> None:
        """Store one."""


def mp4(film: Film, model: Model) -> bytes:
    """The film as an MP4; each picture lasts until the next was taken.

    Raises:
        DeviceError: it cannot be coded; names it.
    """
    pictures = [blurred_anew(shot, model) for shot in film.shots]
    height, width = (side // 2 * 2 for side in pictures[0].shape[:2])  # H.264 halves the colours of each two pixels
    out = io.BytesIO()

    def again(*_: object) -> io.BytesIO:
        return io.BytesIO(out.getvalue())

    try:
        with av.open(out, "w", format="mp4", options=_INDEX_FIRST, io_open=again) as container:
            stream = container.add_stream("libx264", rate=_NOMINAL_FPS, options=_QUALITY)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.time_base = _MS
            for shot, picture in zip(film.shots, pictures, strict=True):
                same_size = np.asarray(cv2.resize(picture, (width, height)), np.uint8)
                frame = av.VideoFrame.from_ndarray(same_size, format="bgr24")
                frame.pts, frame.time_base = shot.at_ms - film.shots[0].at_ms, _MS
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
    except (av.FFmpegError, ValueError) as error:
        raise DeviceError(f"{film.key}: cannot be coded as MP4: {error}") from error
    return out.getvalue()


class FilmMaker:
    """Makes films into clips in a thread of its own: nobody waits for a coder. `close` waits for the last."""

    def __init__(self, evidence: Evidence, model: Model) -> None:
        self._evidence, self._model = evidence, model
        self._films: Queue[Film | None] = Queue()
        self._thread = Thread(target=self._run, name="films", daemon=True)
        self._thread.start()

    def make(self, films: list[Film]) -> None:
        """Have these made and stored, in order."""
        for film in films:
            self._films.put(film)

    def close(self, timeout_s: float) -> None:
        """Make what is still to be made, for so long at most."""
        self._films.put(None)
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (film := self._films.get()) is not None:
            try:
                self._evidence.put(film.key, mp4(film, self._model))
            except DeviceError as error:
                _LOG.error("clip_unsaved", clip=film.key, why=str(error))
            except Exception:  # noqa: BLE001 - whatever one film does to a library, the next is made
                _LOG.exception("clip_failed", clip=film.key)


def blurred_anew(shot: Shot, model: Model) -> Image:
    """The picture of a shot, with whoever the model finds on it now blurred as well.

    Raises:
        DeviceError: it is none.
    """
    picture = cv2.imdecode(np.frombuffer(shot.jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise DeviceError(f"a picture of {len(shot.jpeg)} bytes in the reel is no JPEG")
    image = np.asarray(picture, np.uint8)
    found = worth_blurring(everyone(image, Found.empty(), model))
    return blur(image, found, list(found.xyxy[found.of_people]))
