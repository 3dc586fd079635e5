"""Polygons drawn on a picture: which points are in them, and how far from them. Knows nothing of what they mean."""

from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
import numpy.typing as npt

from detectors.config import Polygon
from detectors.street.homography import Points


class Polygons:
    """Some polygons; corners in px, closed by themselves, anywhere in or outside the picture."""

    def __init__(self, polygons: Sequence[Polygon | Points]) -> None:
        self._corners = [np.array(p, np.float64) for p in polygons]

    def mapped(self, to: Callable[[Points], Points]) -> Self | None:
        """Them on the map that `to` makes of points [n, 2]; None where a corner has no place on it."""
        there = [to(corners) for corners in self._corners]
        return type(self)(there) if all(np.isfinite(corners).all() for corners in there) else None

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

    def distances(self, points: Points, stretch: Points | None = None) -> Points:
        """From points [n, 2] to each polygon, 0 inside: [n, polygons]. A row counts `stretch` [n] times, or once."""
        scale = np.ones_like(points)
        scale[:, 1] = 1.0 if stretch is None else stretch
        apart = np.zeros((len(points), len(self)))
        for k, corners in enumerate(self._corners):
            starts, sides = corners * scale[:, None], (np.roll(corners, -1, axis=0) - corners) * scale[:, None]
            reach = (points * scale)[:, None] - starts
            lengths = np.maximum((sides**2).sum(axis=2), 1e-9)
            along = np.clip((reach * sides).sum(axis=2) / lengths, 0, 1)
            apart[:, k] = np.hypot(*np.moveaxis(reach - along[..., None] * sides, 2, 0)).min(axis=1)
        apart[self.contain(points)] = 0
        return apart
