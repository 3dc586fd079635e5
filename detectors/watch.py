"""Footage in, the lines that `patrol watch` prints out: the same detector as the live process, at its own pace.

Nothing depends on this machine's clock or speed: the same footage gives the same lines.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from detectors.config import CameraConfig, DetectionConfig
from detectors.evidence import illustrate, still_key
from detectors.footage.capture import Footage, Frame, is_stream
from detectors.footage.live import live_frames
from detectors.lines import line
from detectors.model.yolo import Model
from detectors.sight import Sight, Sighting
from streams.schema.detections import LoiteringDetected
from streams.schema.errors import DeviceError

OnFrame = Callable[[Frame, Sighting], None]
"""Told of each frame that was looked at: for drawing and for counting."""


def watch(
    video: str | Path,
    camera: CameraConfig,
    detection: DetectionConfig,
    model: Model,
    start_ms: int | None = None,
    *,
    on_frame: OnFrame | None = None,
    real_time: bool = False,
    explain: Path | None = None,
) -> Iterator[dict[str, object]]:
    """The suspicions in some footage, one dict each (the fields of `F.jsonl`), as they are raised.

    Args:
        video: a file, or the URL of a stream that is watched until it breaks off.
        camera: what is known of the place.
        detection: thresholds.
        model: finds people and vehicles.
        start_ms: UTC epoch ms of the first frame; without it the footage is taken for night.
        on_frame: see `OnFrame`.
        real_time: as fast as it was filmed, not as fast as it goes.
        explain: a folder for a blurred still of each suspicion; the line then has its name in `still`.

    Raises:
        DeviceError: the footage or `explain` cannot be used, or the footage is cut; names it. What a cut file holds was
            given before.
        CameraOffline: the footage holds no frame, or the camera does not answer.
    """
    if start_ms is None and camera.night == "auto":
        camera = msgspec.structs.replace(camera, night="always")
    origin_ms = start_ms or 0
    explain = None if explain is None else _folder(explain)
    sight = Sight(camera, detection)
    footage = Footage(video, start_ms=origin_ms, rate_fps=detection.pixels.rate_fps)
    frames = footage.frames()
    if is_stream(str(video)) and footage.length_s is None:
        footage.close()
        frames = live_frames(camera, str(video), origin_ms, detection.pixels.rate_fps)
    elif real_time:
        frames = _paced(frames, origin_ms)
    for frame in frames:
        glance = sight.glance(frame)
        sighting = sight.settle(glance, model.find([look.of(frame.image) for look in glance.looks]))
        if on_frame is not None:
            on_frame(frame, sighting)
        for message in sighting.detections:
            still = {}
            if explain is not None and isinstance(message, LoiteringDetected):
                still["still"] = still_key(message)
                _store(explain / still_key(message), illustrate(message, frame, sighting, sight, model))
            yield from (each | still for each in line(message, origin_ms))
    for message in sight.finish():
        yield from line(message, origin_ms)
    if footage.ended_early:
        raise DeviceError(footage.ended_early)


def _paced(frames: Iterator[Frame], origin_ms: int) -> Iterator[Frame]:
    began_s = time.monotonic()
    for frame in frames:
        time.sleep(max(0.0, (frame.at_ms - origin_ms) / 1000 - (time.monotonic() - began_s)))
        yield frame


def _folder(explain: Path) -> Path:
    try:
        explain.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DeviceError(f"{explain}: no place for stills: {error}") from error
    return explain


def _store(file: Path, still: bytes) -> None:
    try:
        file.write_bytes(still)
    except OSError as error:
        raise DeviceError(f"{file}: not stored: {error}") from error
