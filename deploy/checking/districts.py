"""What a site's file says of its districts and cannot be: an outline of no ground, ground that two of them claim.

Where two outlines meet they may overlap by a street's width, as hand-drawn borders do: there the first one counts.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from deploy.checking.toml_lines import Path as TomlPath
from deploy.settings import Settings
from dispatch.config import DistrictConfig

Found = tuple[TomlPath, str]
Points = npt.NDArray[np.float64]
"""float64 [n, 2]."""

_DEGREE_M: Final = 111_195.0
_STREET_M: Final = 20.0
_PER_SIDE: Final = 100
_CORNERS: Final = 3


def district_mistakes(settings: Settings) -> Iterator[Found]:
    """All of them."""
    whole: list[tuple[int, DistrictConfig, Points]] = []
    for index, district in enumerate(settings.district):
        corners = np.array(district.polygon, dtype=np.float64).reshape(-1, 2)
        if len(corners) < _CORNERS or _area(corners) == 0:
            yield ("district", index, "polygon"), "an outline has at least three corners that are not on one line"
        else:
            whole.append((index, district, corners))
    for (_, first, one), (index, second, other) in combinations(whole, 2):
        place = _in_both(one, other)
        if place is not None:
            lon, lat = place
            why = f"{first.id!r} and {second.id!r} both claim the streets around {lon:.5f},{lat:.5f}"
            yield ("district", index, "polygon"), why


def _in_both(one: Points, other: Points) -> tuple[float, float] | None:
    """A place that lies in both by more than a street's width."""
    for inner, outer in ((one, other), (other, one)):
        points = np.concatenate([_within(inner)[None], _along(inner)])
        metres = np.array([_DEGREE_M * np.cos(np.radians(outer[:, 1].mean())), _DEGREE_M])
        deep = _inside(points, outer) & (_off(points * metres, outer * metres) > _STREET_M)
        if deep.any():
            lon, lat = points[np.argmax(deep)].tolist()
            return lon, lat
    return None


def _sides(corners: Points) -> tuple[Points, Points]:
    return corners, np.roll(corners, -1, axis=0)


def _area(corners: Points) -> float:
    (x, y), (x2, y2) = (side.T for side in _sides(corners))
    return float(abs((x * y2 - x2 * y).sum()) / 2)


def _along(corners: Points) -> Points:
    begin, end = _sides(corners)
    share = np.linspace(0, 1, _PER_SIDE, endpoint=False)[:, None, None]
    return np.asarray((begin + share * (end - begin)).reshape(-1, 2))


def _within(corners: Points) -> Points:
    """float64 [2]: a point in the middle of the widest part at half height between two corners."""
    heights = np.unique(corners[:, 1])
    lat = float((heights[len(heights) // 2 - 1] + heights[len(heights) // 2]) / 2)
    begin, end = _sides(corners)
    cut = (begin[:, 1] > lat) != (end[:, 1] > lat)
    share = (lat - begin[cut, 1]) / (end[cut, 1] - begin[cut, 1])
    lon = np.sort(begin[cut, 0] + share * (end[cut, 0] - begin[cut, 0])).reshape(-1, 2)
    widest = lon[np.argmax(lon[:, 1] - lon[:, 0])]
    return np.array([widest.mean(), lat])


def _inside(points: Points, corners: Points) -> npt.NDArray[np.bool_]:
    """By how often a ray to the east crosses the outline."""
    begin, end = _sides(corners)
    lon, lat = points[:, :1], points[:, 1:]
    cut = (begin[:, 1] > lat) != (end[:, 1] > lat)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = begin[:, 0] + (lat - begin[:, 1]) / (end[:, 1] - begin[:, 1]) * (end[:, 0] - begin[:, 0])
    return np.asarray((cut & (lon < at)).sum(axis=1) % 2 == 1)


def _off(points: Points, corners: Points) -> Points:
    """float64 [n]: metres to the outline."""
    begin, end = _sides(corners)
    side, to = end - begin, points[:, None] - begin
    share = np.clip((to * side).sum(axis=2) / np.maximum((side * side).sum(axis=1), 1e-9), 0, 1)
    return np.asarray(np.linalg.norm(to - share[..., None] * side, axis=2).min(axis=1))
