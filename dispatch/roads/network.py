"""The roads of one unit kind, with times: what searches, snaps and routes work on. Knows nothing of units.

The graph is kept reversed (from a place outward to everybody who may come) and its costs are whole numbers that hold
time and distance at once: tenths of a millisecond × 2²² + decimetres. Sums are exact, ties fall to the shorter way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from dispatch.config import UnitKind
from dispatch.roads.build import BACKWARD, E7, FORWARD, Bools, EdgeTable
from dispatch.roads.config import CLASSES, RoadsConfig
from dispatch.roads.geodesy import Floats
from dispatch.roads.snap import Snapper

_DISTANCE_ROOM: Final = 2.0**22  # decimetres: 419 km, beyond any path of `LONGEST_SEARCH_S` at `FASTEST_KMH`
_TIME_STEPS: Final = 1e4
_LENGTH_STEPS: Final = 10.0
PLACE_ENTRIES: Final = 4
"""Both ends of the edge of a place, and of one more edge at which one may stop for it."""


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
        graph, self.edge_of = _reversed_graph(edges, self.length_m, self.forward_s, self.backward_s)
        """int32 [entries]: the edge of each entry of the graph."""
        self._graph = _with_room(graph)
        self._in_use = Lock()

    @contextmanager
    def placed(self, node: npt.NDArray[np.int32], start: Floats, *, closed: int | None = None) -> Iterator[csr_array]:
        """The reversed graph with a place in it, as its last node, from which one comes to each `node` at cost `start`.

        Nobody drives the whole of the edge `closed`. It is lent: whoever asks for it meanwhile waits. To copy it for
        each search would cost as much as the search.
        """
        graph = self._graph
        with self._in_use:
            room = slice(graph.nnz - PLACE_ENTRIES, graph.nnz - PLACE_ENTRIES + len(node))
            graph.indices[room], graph.data[room] = node, start
            shut = np.zeros(0, dtype=np.int64) if closed is None else np.flatnonzero(self.edge_of == closed)
            before, graph.data[shut] = graph.data[shut], np.inf
            try:
                yield graph
            finally:
                graph.indices[-PLACE_ENTRIES:] = self.nodes
                graph.data[shut] = before

    def outward(self, node: npt.NDArray[np.int32], start: Floats, limit: float) -> Floats:
        """float64 [nodes]: the cost of coming to every node, for whoever begins at each `node` at cost `start`."""
        graph = self._forward
        data, column = np.concatenate([graph.data, start]), np.concatenate([graph.indices, node])
        starts = np.append(graph.indptr[:-1], np.int32(len(data)))
        begun = csr_array((data, column, starts), shape=graph.shape)
        return np.asarray(dijkstra(begun, indices=[self.nodes], limit=limit)[0, : self.nodes])

    def edge_between(self, tail: int, head: int) -> int:
        """The quickest edge that leads from one node to a neighbour."""
        row = slice(self._graph.indptr[head], self._graph.indptr[head + 1])
        return int(self.edge_of[row][np.searchsorted(self._graph.indices[row], tail)])

    def __len__(self) -> int:
        return len(self.edges)

    @property
    def nodes(self) -> int:
        """How many places there are where edges meet or end."""
        return self.edges.nodes

    @cached_property
    def on_main(self) -> Bools:
        """Whether an edge lies in the largest part in which all can be reached from all; bool [edges]."""
        return np.asarray(self._main[self.edges.tail] & self._main[self.edges.head], dtype=bool)

    @cached_property
    def from_main(self) -> Bools:
        """Whether the main part leads into an edge; bool [edges]. Cut-off yards and one-ways out of them are not so."""
        reached = self._reached(self._forward)
        into_tail, into_head = reached[self.edges.tail], reached[self.edges.head]
        return (np.isfinite(self.forward_s) & into_tail) | (np.isfinite(self.backward_s) & into_head)

    @cached_property
    def to_main(self) -> Bools:
        """Whether an edge leads to the main part; bool [edges]."""
        reached = self._reached(self._graph)
        out_of_tail, out_of_head = reached[self.edges.tail], reached[self.edges.head]
        return (np.isfinite(self.forward_s) & out_of_head) | (np.isfinite(self.backward_s) & out_of_tail)

    @cached_property
    def _forward(self) -> csr_array:
        """In the direction of travel, with one more node that leads nowhere."""
        with self._in_use:
            kept = self._graph.nnz - PLACE_ENTRIES
            starts = np.append(self._graph.indptr[:-1], np.int32(kept))
            return csr_array((self._graph.data[:kept], self._graph.indices[:kept], starts), self._graph.shape).T.tocsr()

    @cached_property
    def _main(self) -> Bools:
        single = self._forward.copy()
        single.sum_duplicates()  # parallel edges, over which scipy's search for strong parts never ends
        _, part = connected_components(single, directed=True, connection="strong")
        return np.asarray(part == np.argmax(np.bincount(part, minlength=1)), dtype=bool)

    def _reached(self, graph: csr_array) -> Bools:
        reached = np.zeros(self.nodes + 1, dtype=bool)
        if self.nodes:
            reached[breadth_first_order(graph, int(np.argmax(self._main)), return_predecessors=False)] = True
        return reached

    def shape(self, edge: int) -> tuple[Floats, Floats]:
        """(lon, lat) of an edge's points, tail first."""
        points = slice(self.edges.shape_start[edge], self.edges.shape_start[edge + 1])
        return self.lon[points], self.lat[points]


def _with_room(graph: csr_array) -> csr_array:
    """One more node with room for `PLACE_ENTRIES` entries, which for now lead to itself."""
    nodes, entries = graph.shape[0], graph.nnz + PLACE_ENTRIES
    data = np.concatenate([graph.data, np.ones(PLACE_ENTRIES)])
    column = np.concatenate([graph.indices, np.full(PLACE_ENTRIES, nodes, dtype=np.int32)])
    return csr_array((data, column, np.append(graph.indptr, np.int32(entries))), shape=(nodes + 1, nodes + 1))


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
    """From the head to the tail of what may be driven; of parallel edges the quickest comes first. No loops."""
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
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=edges.nodes))])
    # 32-bit indices are what scipy's search works on; others would be converted in every search.
    arrays = (data, column.astype(np.int32), starts.astype(np.int32))
    return csr_array(arrays, shape=(edges.nodes, edges.nodes)), edge.astype(np.int32)
