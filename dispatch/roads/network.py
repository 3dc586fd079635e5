"""The roads of one unit kind, with times: what searches, snaps and routes work on. Knows nothing of units.

The graph is kept reversed (from a place outward to everybody who may come) and its costs are whole numbers that hold
time and distance at once: tenths of a millisecond × 2²² + decimetres. Sums are exact, ties fall to the shorter way.
"""

from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from dispatch.config import UnitKind
from dispatch.roads.build import BACKWARD, E7, FORWARD, EdgeTable
from dispatch.roads.config import CLASSES, RoadsConfig
from dispatch.roads.geodesy import Floats
from dispatch.roads.snap import Snapper, Snaps

_DISTANCE_ROOM: Final = 2.0**22  # decimetres: 419 km, beyond any path of `LONGEST_SEARCH_S` at `FASTEST_KMH`
_TIME_STEPS: Final = 1e4
_LENGTH_STEPS: Final = 10.0


def cost(time_s: Floats, length_m: Floats) -> Floats:
    """Time and length as one whole number; at least one step of time, as a sparse graph takes 0 for no edge."""
    return np.maximum(np.rint(time_s * _TIME_STEPS), 1.0) * _DISTANCE_ROOM + np.rint(length_m * _LENGTH_STEPS)


def uncost(total: Floats) -> tuple[Floats, Floats]:
    """(time_s, length_m) of a sum of costs; inf where it is inf."""
    reached = np.isfinite(total)
    whole = np.where(reached, total, 0.0)
    steps = np.floor(whole / _DISTANCE_ROOM)
    time_s = np.where(reached, steps / _TIME_STEPS, np.inf)
    length_m = np.where(reached, (whole - steps * _DISTANCE_ROOM) / _LENGTH_STEPS, np.inf)
    return time_s, length_m


class Network:
    """The edges that one unit kind can use, timed."""

    def __init__(self, kind: UnitKind, edges: EdgeTable, config: RoadsConfig) -> None:
        self.kind = kind
        self.edges = edges
        self.lon: Floats = edges.lon_e7 / E7
        """float64 [points] of all shapes, degrees."""
        self.lat: Floats = edges.lat_e7 / E7
        self.snapper = Snapper(self.lon, self.lat, edges.shape_start)
        self.length_m: Floats = self.snapper.length_m
        self.forward_s, self.backward_s = _times(kind, edges, self.length_m, config)
        """float64 [edges]: time over the whole edge from tail to head, and back; inf where that is not allowed."""
        self.graph, self.edge_of = _reversed_graph(edges, self.length_m, self.forward_s, self.backward_s)
        """The reversed graph, csr [nodes, nodes] of `cost`, and int32 [entries] the edge of each entry."""

    def __len__(self) -> int:
        return len(self.edges)

    @property
    def nodes(self) -> int:
        """How many places there are where edges meet or end."""
        return self.edges.nodes

    @cached_property
    def main(self) -> npt.NDArray[np.bool_]:
        """The largest part in which every place can be reached from every other; bool [nodes]."""
        _, part = connected_components(self.graph, directed=True, connection="strong")
        return np.asarray(part == np.argmax(np.bincount(part, minlength=1)), dtype=bool)

    def on_main(self, snaps: Snaps) -> npt.NDArray[np.bool_]:
        """Whether both ends of the edges of `snaps` lie in the main part; bool [n]."""
        found = snaps.edge >= 0
        edge = np.where(found, snaps.edge, 0)
        if not len(self):
            return found
        return np.asarray(found & self.main[self.edges.tail[edge]] & self.main[self.edges.head[edge]], dtype=bool)

    def shape(self, edge: int) -> tuple[Floats, Floats]:
        """(lon, lat) of an edge's points, tail first."""
        points = slice(self.edges.shape_start[edge], self.edges.shape_start[edge + 1])
        return self.lon[points], self.lat[points]


def _times(kind: UnitKind, edges: EdgeTable, length_m: Floats, config: RoadsConfig) -> tuple[Floats, Floats]:
    by_class = np.array([config.speed_kmh(kind, name) for name in CLASSES])
    speed_kmh = by_class[edges.road_class]
    if kind != "foot":
        speed_kmh = np.where(edges.limit_kmh > 0, np.minimum(speed_kmh, edges.limit_kmh), speed_kmh)
    with np.errstate(divide="ignore", invalid="ignore"):
        time_s = np.where(speed_kmh > 0, length_m / (speed_kmh / 3.6), np.inf)
    forward = np.where(edges.directions & FORWARD, time_s, np.inf)
    return forward, np.where(edges.directions & BACKWARD, time_s, np.inf)


def _reversed_graph(
    edges: EdgeTable, length_m: Floats, forward_s: Floats, backward_s: Floats
) -> tuple[csr_array, npt.NDArray[np.int32]]:
    """From the head to the tail of what may be driven. Of parallel edges the quickest, loops not at all."""
    number = np.arange(len(edges))
    row = np.concatenate([edges.head, edges.tail]).astype(np.int64)
    column = np.concatenate([edges.tail, edges.head]).astype(np.int64)
    edge = np.concatenate([number, number])
    time_s = np.concatenate([forward_s, backward_s])
    some = np.isfinite(time_s) & (row != column)
    row, column, edge = row[some], column[some], edge[some]
    data = cost(time_s[some], length_m[edge])
    order = np.lexsort((edge, data, column, row))
    row, column, edge, data = row[order], column[order], edge[order], data[order]
    best = np.ones(len(row), dtype=bool)
    best[1:] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    row, column, edge, data = row[best], column[best], edge[best], data[best]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=edges.nodes))])
    # 32-bit indices are what scipy's search works on; others would be converted in every search.
    arrays = (data, column.astype(np.int32), starts.astype(np.int32))
    return csr_array(arrays, shape=(edges.nodes, edges.nodes)), edge.astype(np.int32)
