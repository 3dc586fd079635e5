"""Footage in, the lines that `patrol watch` prints out: the same detector as the live process, at its own pace.

Nothing depends on this machine's clock or speed: the same footage gives the same lines.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import structlog

from detectors.config import CameraConfig, DetectionConfig
from detectors.evidence import Explainer
from detectors.footage.capture import Footage, Frame, is_stream
from detectors.footage.live import live_frames
from detectors.lines import line
from detectors.model.yolo import Model
from detectors.sight import Sight, Sighting, ask
from detectors.street.ground import rough
from detectors.street.strays import strays
from streams.schema.detections import CameraHealthChanged, Detection
from streams.schema.errors import FootageError

_LOG = structlog.get_logger(__name__)

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
        explain: a folder for what lets a person check each suspicion: its blurred `still`, its contact `sheet`, and of
            an alert the `clip`; the line then has their names.

    Raises:
        DeviceError: the footage or `explain` cannot be used, or the footage is cut; names it. What a cut file holds was
            given before.
        CameraOffline: the footage holds no frame, or the camera does not answer.
    """
    if start_ms is None and camera.night == "auto":
        camera = msgspec.structs.replace(camera, night="always")
    origin_ms = start_ms or 0
    explainer = None if explain is None else Explainer(explain, detection.evidence, model, origin_ms)
    sight, size = Sight(camera, detection), (0, 0)
    footage = Footage(video, start_ms=origin_ms, rate_fps=detection.pixels.rate_fps)
    for frame in _frames(footage, video, camera, origin_ms, real_time=real_time, rate_fps=detection.pixels.rate_fps):
        if frame.size != size:
            size = frame.size
            _tell_misfits(camera, size, detection.ground.near_m)
        glance = sight.glance(frame)
        (answer,) = ask(model, [glance])
        sighting = sight.settle(glance, *answer)
        if on_frame is not None:
            on_frame(frame, sighting)
        if explainer is not None:
            explainer.remember(glance, sighting, sight)
        for message in sighting.detections:
            _tell_health(message, origin_ms)
            files = explainer.explain(message, glance, sighting, sight) if explainer is not None else {}
            yield from (each | files for each in line(message, origin_ms))
    for message in sight.finish():
        yield from line(message, origin_ms)
    if explainer is not None:
        explainer.finish()
    if footage.ended_early:
        raise FootageError(footage.ended_early)


def _tell_misfits(camera: CameraConfig, frame_size: tuple[int, int], near_m: float) -> None:
    if why := rough(camera, near_m):
        _LOG.warning("ground_points_rough", why=why)
    for name in strays(camera, frame_size):
        _LOG.warning("outside_picture", setting=name, picture=f"{frame_size[0]}x{frame_size[1]}")


def _tell_health(message: Detection, origin_ms: int) -> None:
    """A camera's state goes to the log: the lines are suspicions only."""
    if isinstance(message, CameraHealthChanged):
        at_s = (message.observed_at_ms - origin_ms) / 1000
        _LOG.warning("camera_health", at_s=at_s, health=message.health, was=message.was, why=message.detail)


def _frames(
    footage: Footage, video: str | Path, camera: CameraConfig, origin_ms: int, *, real_time: bool, rate_fps: float
) -> Iterator[Frame]:
    """Of a stream without an end the newest, of all else every one that is wanted."""
    if is_stream(str(video)) and footage.length_s is None:
        footage.close()
        return live_frames(camera, str(video), origin_ms, rate_fps)
    return _paced(footage.frames(), origin_ms) if real_time else footage.frames()


def _paced(frames: Iterator[Frame], origin_ms: int) -> Iterator[Frame]:
    began_s = time.monotonic()
    for frame in frames:
        time.sleep(max(0.0, (frame.at_ms - origin_ms) / 1000 - (time.monotonic() - began_s)))
        yield frame
