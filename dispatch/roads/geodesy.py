"""Distances on the ground from degrees. Knows nothing of roads."""

from typing import Final

import numpy as np
import numpy.typing as npt

EARTH_M: Final = 6_371_008.8
"""Mean radius of the WGS-84 ellipsoid (IUGG)."""

Floats = npt.NDArray[np.float64]


def is_on_globe(lon: float, lat: float) -> bool:
    """Whether these are degrees of a place; NaN and inf are not."""
    return abs(lon) <= 180 and abs(lat) <= 90  # noqa: PLR2004 - degrees


def degrees_apart(lon: Floats, other: Floats | float) -> Floats:
    """`lon` − `other`, the short way round the globe: −180 to 180."""
    return (lon - other + 180.0) % 360.0 - 180.0


def distance_m(lon: Floats, lat: Floats, to_lon: Floats | float, to_lat: Floats | float) -> Floats:
    """Great-circle distances by the haversine formula. Broadcasts."""
    a, b = np.radians(lat), np.radians(to_lat)
    half_lon = np.radians(degrees_apart(lon, to_lon)) / 2
    h = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(h, 1.0))))


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Points in space, float64 [n, 3] metres from the Earth's centre: near ones are as far apart as on the ground."""
    a, b = np.radians(lon), np.radians(lat)
    space = np.empty((*np.shape(lon), 3))
    np.sin(b, out=space[..., 2])
    flat = np.cos(b, out=b)  # in place, as here a city's points cost more in memory than in sines
    np.multiply(flat, np.cos(a), out=space[..., 0])
    np.multiply(flat, np.sin(a, out=a), out=space[..., 1])
    space *= EARTH_M
    return space
