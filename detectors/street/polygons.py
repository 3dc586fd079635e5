"""Polygons drawn on a picture: which points are in them, and how far from them. Knows nothing of what they mean."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.config import Polygon

Points = npt.NDArray[np.float64]


class Polygons:
    """Some polygons; corners in px, closed by themselves, anywhere in or outside the picture."""

    def __init__(self, polygons: Sequence[Polygon]) -> None:
        self._corners = [np.array(p, np.float64) for p in polygons]

    def __len__(self) -> int:
        return len(self._corners)

    def contain(self, points: Points) -> npt.NDArray[np.bool_]:
        """Which points [n, 2] are inside, by the even-odd rule: bool [n, polygons]."""
        inside = np.zeros((len(points), len(self)), bool)
        for k, corners in enumerate(self._corners):
            (xa, ya), (xb, yb) = corners.T, np.roll(corners, -1, axis=0).T
            x, y = points[:, :1], points[:, 1:]
            spans = (ya > y) != (yb > y)
            with np.errstate(divide="ignore", invalid="ignore"):
                crosses = spans & (x < xa + (y - ya) / (yb - ya) * (xb - xa))
            inside[:, k] = crosses.sum(axis=1) % 2 == 1
        return inside

    def distances(self, points: Points) -> Points:
        """Px from points [n, 2] to the polygon, 0 inside: [n, polygons]."""
        apart = np.zeros((len(points), len(self)))
        for k, corners in enumerate(self._corners):
            sides = np.roll(corners, -1, axis=0) - corners
            lengths = np.maximum((sides**2).sum(axis=1), 1e-9)
            along = np.clip(((points[:, None] - corners) * sides).sum(axis=2) / lengths, 0, 1)
            nearest = corners + along[..., None] * sides
            apart[:, k] = np.hypot(*np.moveaxis(points[:, None] - nearest, 2, 0)).min(axis=1)
        apart[self.contain(points)] = 0
        return apart
