"""A plane seen from another: the homography of matching points (direct linear transform, normalised; Hartley 1997).

Pure; knows neither pictures nor maps.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""float64 [n, 2]; a homography is one of [3, 3]."""

TINY: Final = 1e-9
"""Depths no larger than this are on or behind the horizon."""
FLAT: Final = 0.02
"""Points that spread so little across, of how they spread along, are (nearly) on one line. `design`"""
FLAT_THREE: Final = 1e-3
"""Twice the area of three of four points, of the square of how far all spread: these three are. `design`"""


def spread(points: Points) -> bool:
    """Whether points [n, 2] make a plane: not all on one line and, of four, no three."""
    centred = points - points.mean(axis=0)
    singular = np.linalg.svd(centred, compute_uv=False)
    if not np.isfinite(singular).all() or singular[1] < FLAT * max(singular[0], TINY):
        return False
    if len(points) > 4:  # noqa: PLR2004 - of five and more, three may well be on a line
        return True
    scale = singular[0] ** 2
    corners = [np.delete(points, i, axis=0) for i in range(4)]
    return all(abs(float(np.linalg.det(np.stack([c[1] - c[0], c[2] - c[0]])))) > FLAT_THREE * scale for c in corners)


def homography(image: Points, ground: Points) -> Points:
    """What maps four or more points of the one plane [n, 2] to those of the other: [3, 3], depth 1 at their middle."""
    t_image, t_ground = _normaliser(image), _normaliser(ground)
    a, b = project(t_image, image), project(t_ground, ground)
    rows = []
    for (x, y), (u, v) in zip(a, b, strict=True):
        rows.append([-x, -y, -1, 0, 0, 0, u * x, u * y, u])
        rows.append([0, 0, 0, -x, -y, -1, v * x, v * y, v])
    unit = np.linalg.svd(np.array(rows))[2][-1].reshape(3, 3)
    matrix: Points = np.linalg.inv(t_ground) @ unit @ t_image
    side = float(np.append(image.mean(axis=0), 1.0) @ matrix[2]) or TINY  # 0 of points that are swapped
    return matrix / side


def project(matrix: Points, points: Points) -> Points:
    """Points [n, 2] of the one plane on the other: [n, 2], NaN for those on or beyond the horizon."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    depth = np.where(mapped[:, 2:] > TINY, mapped[:, 2:], np.nan)
    flat: Points = mapped[:, :2] / depth
    return flat


def _normaliser(points: Points) -> Points:
    centre = points.mean(axis=0)
    scale = math.sqrt(2) / max(float(np.mean(np.hypot(*(points - centre).T))), 1e-9)
    return np.array([[scale, 0, -scale * centre[0]], [0, scale, -scale * centre[1]], [0, 0, 1]])
