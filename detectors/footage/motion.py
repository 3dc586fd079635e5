"""Where something moves on a picture: on a small grey copy, so that a quiet street costs next to nothing.

A change of the light (infrared filter, headlights, lamp) is no motion. Knows nothing of people or models.
"""

from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image

Regions = npt.NDArray[np.float32]
"""float32 [n, 4] xyxy in pixels of the full picture."""

_GLOBAL_SHARE: Final = 0.35
"""More of the picture than this does not move at once: the light changed (Frigate uses 0.8, after which it has
already looked everywhere; a walker right before the lens covers a quarter)."""
_SETTLE_S: Final = 2.0
"""How long the picture may take to settle after the light changed; cameras with a mechanical filter need about 1 s."""
_LEAST_PX: Final = 3
"""Pixels of the small picture that must change together: fewer are noise of the sensor."""
_HISTORY_S: Final = 30.0
"""Time in which the background learns what stays; a person who stands still is then followed by memory, not motion."""
_NOISE_SIGMAS: Final = 16.0
"""Squared distance, in variances of the pixel, that counts as a change: OpenCV's own default."""


@dataclass(frozen=True, kw_only=True)
class Motion:
    """What one picture showed."""

    regions: Regions
    light_changed: bool = False
    """Too much changed for motion: look everywhere once it has settled."""
    difference: float = 0.0
    """Mean absolute difference from the picture before, in luma steps: 0.0 means the very same picture."""


@dataclass(kw_only=True)
class MotionGate:
    """Finds regions of motion from picture to picture of one camera. A new picture size makes it begin anew."""

    rate_fps: float = 5.0
    masks: tuple[npt.NDArray[np.float32], ...] = ()
    """Polygons float32 [n, 2] in pixels of the full picture: nothing moves inside (trees, a road, the clock)."""
    _size: tuple[int, int] = field(default=(0, 0), init=False)
    _before: Image | None = field(default=None, init=False)
    _settled_at_ms: int = field(default=0, init=False)

    def see(self, small: Image, size: tuple[int, int], at_ms: int) -> Motion:
        """The motion since the pictures before; none on the first one and while the light settles.

        Args:
            small: `light.shrink` of the picture.
            size: (width, height) of the full picture.
            at_ms: when it was taken.
        """
        before, self._before = self._before, small
        if before is None or self._size != size:
            self._begin(small, size)
            return Motion(regions=_none(), light_changed=True)
        difference = float(cv2.absdiff(before, small).mean())
        moving = np.asarray(self._background.apply(small), np.uint8)
        moving[self._masked] = 0
        if np.count_nonzero(moving) > _GLOBAL_SHARE * moving.size:
            self._background.apply(small, learningRate=0.5)  # the new light is the new normal
            self._settled_at_ms = at_ms + round(_SETTLE_S * 1000)
        if 0 < self._settled_at_ms - at_ms <= _SETTLE_S * 1000:  # more is a clock that was set back
            self._background.apply(small, learningRate=0.2)
            return Motion(regions=_none(), light_changed=True, difference=difference)
        return Motion(regions=self._regions(moving), difference=difference)

    def _begin(self, small: Image, size: tuple[int, int]) -> None:
        self._size = size
        self._background = cv2.createBackgroundSubtractorMOG2(
            history=round(_HISTORY_S * self.rate_fps), varThreshold=_NOISE_SIGMAS, detectShadows=False
        )
        self._background.apply(small, learningRate=1.0)
        masked = np.zeros(small.shape, np.uint8)
        scale = small.shape[0] / size[1]
        for polygon in self.masks:
            cv2.fillPoly(masked, [np.round(polygon * scale).astype(np.int32)], 1)
        self._masked = masked.astype(np.bool_)

    def _regions(self, moving: Image) -> Regions:
        joined = cv2.dilate(moving, np.ones((5, 5), np.uint8))  # head, body and legs of one person
        count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
        changed = np.bincount(labels[moving > 0].ravel(), minlength=count)
        boxes = [stats[i, :4] for i in range(1, count) if changed[i] >= _LEAST_PX]
        if not boxes:
            return _none()
        ltwh = np.asarray(boxes, np.float32)
        scale = np.float32(self._size[1] / moving.shape[0])
        return np.hstack([ltwh[:, :2], ltwh[:, :2] + ltwh[:, 2:]]) * scale


def _none() -> Regions:
    return np.empty((0, 4), np.float32)
