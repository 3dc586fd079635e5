"""The streets of an area in short pieces, and which of them are reached from where in which time.

A piece is in reach when its middle is. Knows roads; nothing of units.
"""

from typing import Final

import msgspec
import numpy as np
from scipy.spatial import cKDTree

from dispatch.config import UnitKind
from dispatch.roads import Roads
from dispatch.roads.geodesy import EARTH_M, Floats
from dispatch.roads.osm.build import Bools
from dispatch.roads.reach import Reach
from dispatch.roads.snap import Ints
from streams.schema.errors import DispatchError

_PIECE_M: Final = 100.0
_THEFT_M: Final = 200.0
"""A theft farther from every street lies on another map."""
_SAME_STREET_M: Final = 10.0
"""The street of a piece is on another kind's network when that has one this near."""


class Pieces(msgspec.Struct, frozen=True, kw_only=True):
    """The n pieces, none longer than 100 m."""

    lon_lat: Floats
    """float64 [n, 2]: their middles, degrees."""
    length_m: Floats
    """float64 [n]."""
    worth_m: Floats
    """float64 [n]: what it is worth to reach each: its length, or less or more by how many thefts are expected."""

    def __len__(self) -> int:
        return len(self.length_m)

    def where(self, some: Bools) -> "Pieces":
        """Those of them."""
        return Pieces(lon_lat=self.lon_lat[some], length_m=self.length_m[some], worth_m=self.worth_m[some])

    def expecting(self, thefts: Floats, share: float) -> "Pieces":
        """The same with `share` of their worth spread as thefts (float64 [m, 2], lon, lat) were, not evenly.

        Thefts farther than 200 m from all of them say nothing.
        """
        off_m, nearest = (np.asarray(part) for part in cKDTree(self.metres()).query(metres(thefts, self.lon_lat)))
        count = np.bincount(nearest[off_m <= _THEFT_M], minlength=len(self))
        if not count.any():
            return self
        hot_m = count * (self.length_m.sum() / count.sum())
        return msgspec.structs.replace(self, worth_m=(1 - share) * self.length_m + share * hot_m)

    def metres(self) -> Floats:
        """float64 [n, 2]: east and north of the middle of them all; for distances within a city."""
        return metres(self.lon_lat, self.lon_lat)


def metres(lon_lat: Floats, around: Floats) -> Floats:
    """float64 [n, 2]: east and north of the mean of `around` (float64 [m, 2])."""
    middle = around.mean(axis=0)
    return np.asarray(np.radians(lon_lat - middle) * EARTH_M * np.array([np.cos(np.radians(middle[1])), 1.0]))


def pieces_of(roads: Roads) -> Pieces:
    """All streets that a car can use.

    Raises:
        DispatchError: the map has none.
    """
    network = roads.network("car")
    if not len(network):
        raise DispatchError("no street for cars in this map")
    count = np.maximum(1, np.ceil(network.length_m / _PIECE_M)).astype(np.int64)
    edge = np.repeat(np.arange(len(network)), count)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    lon, lat = network.snapper.places_on(edge, (number + 0.5) / count[edge])
    length_m = (network.length_m / count)[edge]
    return Pieces(lon_lat=np.column_stack([lon, lat]), length_m=length_m, worth_m=length_m)


class OnKind:
    """The pieces on the roads of one kind."""

    def __init__(self, roads: Roads, kind: UnitKind, pieces: Pieces) -> None:
        self._roads, self._kind = roads, kind
        found = roads.network(kind).snapper.nearest(pieces.lon_lat[:, 0], pieces.lon_lat[:, 1])
        on_it = np.flatnonzero(found.off_m <= _SAME_STREET_M)
        at = found.edge[on_it] * 2.0 + found.along[on_it]
        order = np.argsort(at)
        self._at, self._piece = at[order], on_it[order]

    def reached(self, lon: Floats, lat: Floats, left_s: Floats) -> Ints:
        """int64 [m], rising: the pieces reached from any of n positions (float64 [n]), each within its own time."""
        return self._inside(self._roads.reach(self._kind, lon, lat, left_s))

    def _inside(self, stretches: Reach) -> Ints:
        """On one line with a gap after each edge, stretches and pieces are in the same order."""
        first = np.searchsorted(self._at, stretches.edge * 2.0 + stretches.begin, side="left")
        stop = np.searchsorted(self._at, stretches.edge * 2.0 + stretches.end, side="right")
        count = stop - first
        index = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
        return np.sort(self._piece[index])
