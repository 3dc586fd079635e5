"""Everything that one camera sees, held together: tracks of a frame in, detections out.

Pure: time comes with the frames; nothing here reads a clock, a file or a picture.
"""

from typing import Self

from detectors.config import CameraConfig, DetectionConfig
from detectors.tracks import Boxes, Tracks
from streams.schema.detections import Detection


class Scene:
    """The memory of one camera. Not shared between threads."""

    def __init__(self, camera: CameraConfig, detection: DetectionConfig) -> None:
        self._camera, self._detection = camera, detection

    def observe(
        self,
        at_ms: int,
        tracks: Tracks,
        frame_size: tuple[int, int] | None = None,
        luminance: float | None = None,
        *,
        looked: Boxes | None = None,
    ) -> list[Detection]:
        """What follows from one frame.

        Args:
            at_ms: when the frame was taken, UTC epoch ms. Times that jump back are survived.
            tracks: what was found on it; bad rows are left out.
            frame_size: width and height of the picture, px; without it the edges of the picture are unknown.
            luminance: mean luma of the picture, 0–255.
            looked: float32 [k, 4] xyxy px, the regions that the detector searched; None is all of the frame. A parked
                car that was not searched for cannot be missed.
        """
        return []

    def finish(self, at_ms: int) -> list[Detection]:
        """End all open suspicions: the footage ends here."""
        return []

    def snapshot(self) -> bytes:
        """What must survive a restart, as JSON: parked cars, the ruler, day or night."""
        return b"{}"

    @classmethod
    def restore(cls, camera: CameraConfig, detection: DetectionConfig, snapshot: bytes) -> Self:
        """A scene that remembers what `snapshot` says."""
        return cls(camera, detection)
