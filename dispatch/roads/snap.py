"""The nearest point on a road: positions in degrees to places on edges, exactly. Knows geometry only.

Every segment of every edge is sampled; a k-d tree over the samples names the segments that can be nearest, and those
are measured exactly. Works anywhere on the globe, as all measuring is done in space, where a straight kilometre lies
2 cm below the ground in its middle.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from dispatch.roads.geodesy import Floats, degrees_apart, on_sphere

Ints = npt.NDArray[np.int64]

SPACING_M: Final = 40.0
"""Samples are at most this far apart along a segment. On Porto, 25 m find places a tenth sooner, but load later."""
_LEAF: Final = 32
"""Samples in a leaf of the tree: on Porto built a fifth sooner than with scipy's 10, and as quick to find places."""
_NEIGHBOURS: Final = (6, 24)
"""So many samples are looked at first; then, for the few positions where that proves nothing, so many."""
_EXACT_M: Final = 5000.0
"""Farther than this from every road, the sample decides: only the distance in whole kilometres matters there."""
_REACH_M: Final = SPACING_M / 2 + 0.01
"""A segment is at most this much nearer than its nearest sample."""
_TINY: Final = 1e-9
_REMEMBERED: Final = 4096
"""Single places that are remembered, a kilobyte each: where the incidents of a bad night are, and the ends of their
streets, are asked for again and again."""


class Snaps(msgspec.Struct, frozen=True, kw_only=True):
    """Places on edges, n of them."""

    edge: Ints
    """int64 [n]; −1 where there is no road at all."""
    along: Floats
    """float64 [n]: share of the edge's length from its tail, 0 to 1."""
    off_m: Floats
    """float64 [n]: from the position to the place; inf where there is no road."""
    lon: Floats
    """float64 [n]: of the place, degrees."""
    lat: Floats
    """float64 [n]."""

    def __len__(self) -> int:
        return len(self.edge)

    def where(self, chosen: npt.NDArray[np.bool_] | Ints | slice) -> "Snaps":
        """Some of them, by mask, index or slice."""
        return Snaps(
            edge=self.edge[chosen],
            along=self.along[chosen],
            off_m=self.off_m[chosen],
            lon=self.lon[chosen],
            lat=self.lat[chosen],
        )

    def joined(self, more: "Snaps") -> "Snaps":
        """These, then those of `more`."""
        return Snaps.together([self, more])

    @staticmethod
    def together(parts: Sequence["Snaps"]) -> "Snaps":
        """One after the other; at least one."""
        return Snaps(
            edge=np.concatenate([part.edge for part in parts]),
            along=np.concatenate([part.along for part in parts]),
            off_m=np.concatenate([part.off_m for part in parts]),
            lon=np.concatenate([part.lon for part in parts]),
            lat=np.concatenate([part.lat for part in parts]),
        )

    def replaced(self, row: int, other: "Snaps") -> "Snaps":
        """These, with the only one of `other` in the place of one of them."""
        return self.where(slice(row)).joined(other).joined(self.where(slice(row + 1, None)))

    def put(self, row: int, more: "Snaps") -> None:
        """Write `more` over these, from a row on."""
        rows = slice(row, row + len(more))
        self.edge[rows], self.along[rows], self.off_m[rows] = more.edge, more.along, more.off_m
        self.lon[rows], self.lat[rows] = more.lon, more.lat

    @staticmethod
    def nowhere(lon: Floats, lat: Floats) -> "Snaps":
        """Positions (float64 [n]) without any road."""
        n = len(lon)
        edge, along, off_m = np.full(n, -1, dtype=np.int64), np.zeros(n), np.full(n, np.inf)
        return Snaps(edge=edge, along=along, off_m=off_m, lon=lon.copy(), lat=lat.copy())


class Snapper:
    """Finds places on edges, which are given by the points of their shapes."""

    def __init__(
        self, lon: Floats, lat: Floats, shape_start: npt.NDArray[np.int32], handicap_m: Floats | None = None
    ) -> None:
        """`lon`, `lat` float64 [points] degrees; edge i has the points `shape_start[i]` to `shape_start[i + 1]`.

        An edge with a handicap (float64 [edges]) counts as so much farther off than it is.
        """
        inner = np.ones(len(lon), dtype=bool)
        inner[shape_start[1:] - 1] = False
        self._first = np.flatnonzero(inner)
        """The first point of each segment; the next point is its second."""
        self._edge = np.repeat(np.arange(len(shape_start) - 1), np.diff(shape_start) - 1)
        self._lon, self._lat, self._space = lon, lat, on_sphere(lon, lat)
        begin = self._space.take(self._first, axis=0)
        line = self._space.take(self._first + 1, axis=0)
        line -= begin
        size = _norm(line)
        run = np.concatenate([[0.0], np.cumsum(size)])
        self._run_m = run[:-1]
        self._starts = np.searchsorted(self._first, shape_start)
        """int64 [edges + 1]: where the segments of each edge begin."""
        self._edge_run_m = run[self._starts]
        self.length_m: Floats = np.diff(self._edge_run_m)
        """float64 [edges]."""
        self._size_m = size
        self._handicap_m = np.zeros(len(self.length_m)) if handicap_m is None else handicap_m
        self._sample_segment, samples = _samples(begin, line, size)
        self._tree = cKDTree(samples, leafsize=_LEAF, balanced_tree=False, compact_nodes=False)
        self.nearest_to = lru_cache(_REMEMBERED)(self._nearest_to)
        """The nearest place to one position (lon, lat), remembered."""

    def nearest(self, lon: Floats, lat: Floats) -> Snaps:
        """The nearest place for each position (float64 [n], finite degrees). Of equally near edges, the first."""
        samples = len(self._sample_segment)
        if not samples or not len(lon):
            return Snaps.nowhere(lon, lat)
        space = on_sphere(lon, lat)
        segment, off_m, share = np.zeros(len(lon), dtype=np.int64), np.zeros(len(lon)), np.zeros(len(lon))
        unsure = np.arange(len(lon))
        for neighbours in _NEIGHBOURS:
            near = min(neighbours, samples)
            segment[unsure], off_m[unsure], share[unsure], beyond_m = self._nearest_of(space[unsure], near)
            counted_m = off_m[unsure] + self._handicap_m[self._edge[segment[unsure]]]
            seen = (beyond_m >= counted_m + _REACH_M) | (off_m[unsure] > _EXACT_M) | (near == samples)
            unsure = unsure[~seen]
        for i in unsure:
            counted_m = off_m[i] + self._handicap_m[self._edge[segment[i]]]
            segment[i], off_m[i], share[i] = self._nearest_within(space[i], counted_m + _REACH_M)
        return self._places(segment, off_m, share)

    def _nearest_to(self, lon: float, lat: float) -> Snaps:
        return self.nearest(np.array([lon]), np.array([lat]))

    def within(self, lon: float, lat: float, reach_m: float) -> Snaps:
        """The nearest place on each edge that passes within `reach_m` of one position, nearest edge first."""
        at = on_sphere(np.array([lon]), np.array([lat]))[0]
        sample = self._tree.query_ball_point(at, reach_m + _REACH_M)
        segment = np.unique(self._sample_segment[sample])
        off_m, share = self._measure(at, segment)
        order = np.argsort(self._order(off_m, segment), kind="stable")
        order = order[(off_m + self._handicap_m[self._edge[segment]])[order] <= reach_m]
        _, first = np.unique(self._edge[segment[order]], return_index=True)
        chosen = order[np.sort(first)]
        return self._places(segment[chosen], off_m[chosen], share[chosen])

    def place_on(self, edge: int, along: float) -> tuple[float, float]:
        """(lon, lat) of the point at a share of an edge's length."""
        lon, lat = self.places_on(np.array([edge]), np.array([along]))
        return float(lon[0]), float(lat[0])

    def places_on(self, edge: Ints, along: Floats) -> tuple[Floats, Floats]:
        """(lon, lat) float64 [n] of points at shares of edges' lengths (int64, float64 [n])."""
        segment, at_m = self._segment_at(edge, along)
        share = np.clip((at_m - self._run_m[segment]) / np.maximum(self._size_m[segment], _TINY), 0.0, 1.0)
        return self._between(segment, share)

    def bearing_deg(self, edge: Ints, along: Floats) -> Floats:
        """Clockwise from north, in which an edge leads at a share of its length (int64, float64 [n])."""
        segment, _ = self._segment_at(edge, along)
        tail = self._first[segment]
        east = degrees_apart(self._lon[tail + 1], self._lon[tail]) * np.cos(np.radians(self._lat[tail]))
        return np.asarray(np.degrees(np.arctan2(east, self._lat[tail + 1] - self._lat[tail])) % 360)

    def _segment_at(self, edge: Ints, along: Floats) -> tuple[Ints, Floats]:
        """(segment, metres from the first point of all shapes)."""
        at_m = self._edge_run_m[edge] + along * self.length_m[edge]
        segment = np.searchsorted(self._run_m, at_m, side="right") - 1
        return np.clip(segment, self._starts[edge], self._starts[edge + 1] - 1), at_m

    def _between(self, segment: Ints, share: Floats) -> tuple[Floats, Floats]:
        """(lon, lat) at shares of segments."""
        first = self._first[segment]
        lon = self._lon[first] + share * degrees_apart(self._lon[first + 1], self._lon[first])
        return degrees_apart(lon, 0.0), self._lat[first] + share * (self._lat[first + 1] - self._lat[first])

    def _nearest_of(self, at: Floats, neighbours: int) -> tuple[Ints, Floats, Floats, Floats]:
        """(segment, metres off, share) of the nearest among those of the nearest samples, and how far these reach."""
        far_m, sample = self._tree.query(at, k=np.arange(1, neighbours + 1))
        segment = self._sample_segment[sample]
        off_m, share = self._measure(at[:, None, :], segment)
        best = np.argmin(self._order(off_m, segment), axis=1)
        rows = np.arange(len(at))
        return segment[rows, best], off_m[rows, best], share[rows, best], np.asarray(far_m)[:, -1]

    def _nearest_within(self, at: Floats, reach_m: float) -> tuple[int, float, float]:
        segment = np.unique(self._sample_segment[self._tree.query_ball_point(at, reach_m)])
        off_m, share = self._measure(at, segment)
        best = int(np.argmin(self._order(off_m, segment)))
        return int(segment[best]), float(off_m[best]), float(share[best])

    def _measure(self, at: Floats, segment: Ints) -> tuple[Floats, Floats]:
        """(metres from `at` to each segment, share of the segment at the nearest point)."""
        tail = self._space[self._first[segment]]
        line = self._space[self._first[segment] + 1] - tail
        size = np.maximum(np.einsum("...i,...i", line, line), _TINY)
        share = np.clip(np.einsum("...i,...i", at - tail, line) / size, 0.0, 1.0)
        return _norm(at - tail - share[..., None] * line), share

    def _order(self, off_m: Floats, segment: Ints) -> Ints:
        """Sorts by distance to the millimetre, then by edge: rounding of the last digit decides nothing."""
        edge = self._edge[segment]
        counted_mm = np.rint((off_m + self._handicap_m[edge]) * 1000).astype(np.int64)
        return np.asarray(counted_mm * (len(self.length_m) + 1) + edge)

    def _places(self, segment: Ints, off_m: Floats, share: Floats) -> Snaps:
        edge = self._edge[segment]
        length = np.maximum(self.length_m[edge], _TINY)
        from_tail_m = self._run_m[segment] - self._edge_run_m[edge]
        along = np.clip((from_tail_m + share * self._size_m[segment]) / length, 0.0, 1.0)
        lon, lat = self._between(segment, share)
        return Snaps(edge=edge, along=along, off_m=off_m, lon=lon, lat=lat)


def _norm(vectors: Floats) -> Floats:
    """Lengths along the last axis; numpy's own takes five times as long over three numbers each."""
    return np.asarray(np.sqrt(np.einsum("...i,...i", vectors, vectors)))


def _samples(begin: Floats, line: Floats, size_m: Floats) -> tuple[Ints, Floats]:
    """(segment of each sample, float64 [samples, 3]): the middles of equal pieces of every segment."""
    pieces = np.maximum(1, np.ceil(size_m / SPACING_M)).astype(np.int64)
    segment = np.repeat(np.arange(len(pieces)), pieces)
    share = np.arange(0.5, len(segment))
    share -= (np.cumsum(pieces) - pieces).take(segment)
    share /= pieces.take(segment)
    samples = line.take(segment, axis=0)
    samples *= share[:, None]
    samples += begin.take(segment, axis=0)
    return segment, samples
