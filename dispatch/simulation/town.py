"""The part of a map in which a simulated night takes place, and where in it cars are broken into. Pure."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree

from dispatch.config import UnitKind
from dispatch.coverage import Pieces, pieces_of
from dispatch.roads import Roads
from dispatch.roads.geodesy import EARTH_M, Floats
from dispatch.roads.streets import Bbox
from dispatch.simulation.crew.journey import Point
from streams.schema.errors import DispatchError

_SAMPLES: Final = 4000
"""Street places that stand for all streets of a map or a town."""
_THEFTS: Final = 5000
"""Places of possible thefts that are drawn in advance."""
_DENSE_M: Final = 1500.0
"""The densest place of a map has the most street within this."""
_HOT_SPOTS: Final = 25
_HOT_SPOT_M: Final = 250.0
"""How far a hot spot reaches: a few blocks."""
_HOT_SHARE: Final = 0.6
"""Of the thefts; in `dc_theft_from_auto_2018` a fifth of the blocks have 44 % of them."""
_OFF_KERB_M: Final = 5.0
_OFF_ROAD_M: Final = 200.0
"""A theft that is told from a list and is farther from every street lies on another map."""


class Town(msgspec.Struct, frozen=True, kw_only=True):
    """A round piece of the map. Metres are from its middle, east and north."""

    middle: Point
    radius_m: float
    streets: Floats
    """float64 [n, 2] lon, lat: places spread evenly over its streets."""
    thefts: Floats
    """float64 [n, 2] lon, lat: places spread as thefts are."""

    def metres(self, lon_lat: Floats) -> Floats:
        """float64 [n, 2]: east and north of the middle."""
        return _metres(lon_lat, self.middle)

    def some_thefts(self, count: int, rng: np.random.Generator) -> Floats:
        """float64 [count, 2], metres: where `count` guards would stand, as thefts are expected there."""
        return self.metres(self.thefts[rng.integers(0, len(self.thefts), count)])

    def places(self, roads: Roads, kind: UnitKind, rng: np.random.Generator) -> tuple[cKDTree, Floats]:
        """Places on the town's streets for this kind: a tree by metres, and float64 [n, 2] lon, lat."""
        lon_lat = _inside(np.array(roads.random_places(kind, rng, _SAMPLES, self._frame)), self.middle, self.radius_m)
        return cKDTree(self.metres(lon_lat)), lon_lat

    @property
    def _frame(self) -> Bbox:
        (lon, lat), north = self.middle, float(np.degrees(self.radius_m / EARTH_M))
        east = north / float(np.cos(np.radians(lat)))
        return lon - east, lat - north, lon + east, lat + north


def found_town(roads: Roads, rng: np.random.Generator, street_km: float, thefts: Sequence[Point] | None) -> Town:
    """The piece of the map with `street_km` around its densest place, or around where most `thefts` are.

    Raises:
        DispatchError: the map has no streets for cars, or no theft lies in the town.
    """
    streets = np.array(roads.random_places("car", rng, _SAMPLES))
    told = None if thefts is None else _on_map(roads, np.array(thefts).reshape(-1, 2))
    middle = _densest(streets if told is None else told)
    network = roads.network("car")
    all_km = float(network.length_m[network.on_main].sum()) / 1000
    away_m = np.sort(np.hypot(*_metres(streets, middle).T))
    radius_m = float(away_m[min(len(away_m), max(1, round(len(away_m) * street_km / all_km))) - 1])
    inside = _inside(streets, middle, radius_m)
    pool = _hot(inside, middle, rng) if told is None else _inside(told, middle, radius_m)
    return Town(middle=middle, radius_m=radius_m, streets=inside, thefts=pool)


def streets_of(roads: Roads, town: Town) -> Pieces:
    """All streets of the town; of the whole map where it is smaller than one of them."""
    pieces = pieces_of(roads)
    inside = np.hypot(*town.metres(pieces.lon_lat).T) <= town.radius_m
    return pieces.where(inside) if inside.any() else pieces


def centres(town: Town, count: int, rng: np.random.Generator) -> Floats:
    """float64 [count, 2], metres: the middles of `count` beats that share the streets out evenly."""
    middles, _ = kmeans2(town.metres(town.streets), count, minit="++", missing="warn", rng=rng)
    return np.asarray(middles)


def _on_map(roads: Roads, thefts: Floats) -> Floats:
    off_m = roads.network("car").snapper.nearest(thefts[:, 0], thefts[:, 1]).off_m
    near = thefts[off_m <= _OFF_ROAD_M]
    if not len(near):
        west, south, east, north = roads.bbox
        raise DispatchError(
            f"none of the {len(thefts)} thefts lies on this map, which is {west:.3f} to {east:.3f} E, "
            f"{south:.3f} to {north:.3f} N"
        )
    return near


def _densest(lon_lat: Floats) -> Point:
    """The place with the most others around it."""
    metres = _metres(lon_lat, (float(lon_lat[0, 0]), float(lon_lat[0, 1])))
    around = cKDTree(metres).query_ball_point(metres, _DENSE_M, return_length=True)
    lon, lat = lon_lat[int(np.argmax(around))]
    return float(lon), float(lat)


def _hot(streets: Floats, middle: Point, rng: np.random.Generator) -> Floats:
    """Places of thefts at the kerb: some anywhere, the others in a few hot spots."""
    metres = _metres(streets, middle)
    spots = cKDTree(metres[rng.integers(0, len(streets), _HOT_SPOTS)])
    far_m, _ = spots.query(metres)
    heat = np.exp(-((far_m / _HOT_SPOT_M) ** 2) / 2)
    weight = _HOT_SHARE * heat / heat.sum() + (1 - _HOT_SHARE) / len(streets)
    chosen = streets[rng.choice(len(streets), _THEFTS, p=weight)]
    off_deg = np.degrees(rng.normal(0.0, _OFF_KERB_M, chosen.shape) / EARTH_M)
    off_deg[:, 0] /= np.cos(np.radians(middle[1]))
    return np.asarray(chosen + off_deg)


def _inside(lon_lat: Floats, middle: Point, radius_m: float) -> Floats:
    return np.asarray(lon_lat[np.hypot(*_metres(lon_lat, middle).T) <= radius_m])


def _metres(lon_lat: Floats, middle: Point) -> Floats:
    scale = np.radians(1.0) * EARTH_M * np.array([np.cos(np.radians(middle[1])), 1.0])
    return np.asarray((lon_lat - np.array(middle)) * scale)
