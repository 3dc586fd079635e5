"""Footage through the real detector, frame by frame, with the messages that follow from each.

The same parts as the live process, at the pace of whoever asks for the next frame.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from detectors.config import CameraConfig, DetectionConfig
from detectors.evidence import illustrate, still_key
from detectors.footage.capture import Footage, is_stream, without_secrets
from detectors.model.yolo import Model
from detectors.sight import Sight, ask
from streams.evidence import EvidenceStore
from streams.schema.detections import Detection, LoiteringReport
from streams.schema.errors import ConfigError, FootageError


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one frame led to; usually nothing."""

    at_ms: int
    detections: tuple[Detection, ...] = ()


def see(
    camera: CameraConfig, detection: DetectionConfig, model: Model, start_ms: int, evidence: EvidenceStore
) -> Iterator[Seen]:
    """Every frame of the camera's footage that is looked at, in order; its first frame is of `start_ms`.

    Stills are stored before the report that names them is given.

    Raises:
        ConfigError: the camera shows a stream, which has no end.
        FootageError: the footage cannot be read, or is cut; names it.
    """
    if is_stream(camera.url):
        raise ConfigError(f"--check needs a file of footage, which ends; {without_secrets(camera.url)} is a stream")
    sight = Sight(camera, detection)
    footage = Footage(camera.url, start_ms=start_ms, rate_fps=detection.pixels.rate_fps)
    at_ms = start_ms
    for frame in footage.frames():
        glance = sight.glance(frame)
        (answer,) = ask(model, [glance])
        sighting = sight.settle(glance, *answer)
        said: list[Detection] = []
        for message in sighting.detections:
            told = message
            if isinstance(message, LoiteringReport):
                told = msgspec.structs.replace(message, still=still_key(message))
                evidence.put(still_key(message), illustrate(message, frame, sighting, sight, model))
            said.append(told)
        at_ms = frame.at_ms
        yield Seen(at_ms=at_ms, detections=tuple(said))
    yield Seen(at_ms=at_ms, detections=tuple(sight.finish()))
    if footage.ended_early:
        raise FootageError(footage.ended_early)
