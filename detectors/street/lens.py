"""Straight lines from a lens that bends them: points of the picture as a lens without distortion would show them.

Radial distortion after Brown (1966), with two coefficients; radii count in halves of the picture's diagonal, so that
they are the same for each resolution of one camera. Barrel distortion, of wide lenses, has a negative k1.
"""

from typing import Final

import numpy as np

from detectors.config import LensConfig
from detectors.street.homography import Points
from streams.schema.errors import ConfigError

_RADII: Final = np.linspace(0.0, 2.0, 2001)
"""Of straight points: with a wide lens the corners of the picture lie far out."""


class Lens:
    """One camera's lens.

    Raises:
        ConfigError: no picture is bent so: two of its circles would fall together, or its corners nowhere.
    """

    def __init__(self, camera_id: str, lens: LensConfig, frame_size: tuple[int, int] | None) -> None:
        if frame_size is None:
            raise ConfigError(f"camera {camera_id}: lens: frame_size must be given with it")
        self._middle = np.asarray(frame_size, np.float64) / 2
        self._half_px = float(np.hypot(*self._middle))
        bent = _RADII * (1 + lens.k1 * _RADII**2 + lens.k2 * _RADII**4)
        falls = np.flatnonzero(np.diff(bent) <= 0)
        end = int(falls[0]) + 1 if falls.size else len(bent)
        if bent[end - 1] < 1.0:
            raise ConfigError(
                f"camera {camera_id}: lens: k1 {lens.k1}, k2 {lens.k2} bend the picture over itself before its corners"
            )
        self._bent, self._straight = bent[:end], _RADII[:end]

    def straight(self, points: Points) -> Points:
        """Points [n, 2] px of the picture → where they were without distortion, px. Those beyond the picture: NaN."""
        away = points - self._middle
        radii = np.hypot(away[:, 0], away[:, 1]) / self._half_px
        scale = np.interp(radii, self._bent, self._straight, right=np.nan) / np.maximum(radii, 1e-12)
        straightened: Points = self._middle + away * np.where(radii > 0, scale, 1.0)[:, None]
        return straightened
