"""The roads of one unit kind, with times: what searches, snaps and routes work on. Knows nothing of units."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from dispatch.config import UnitKind
from dispatch.roads.config import CLASSES, RoadsConfig
from dispatch.roads.geodesy import Floats
from dispatch.roads.graph import States, junctions, reversed_graph
from dispatch.roads.osm.build import BACKWARD, E7, FORWARD, Bools, EdgeTable
from dispatch.roads.snap import Ints, Snapper, Snaps

PLACES: Final = 8
"""At so many edges one may stop for one place."""
UNDERGROUND_M: Final = 25.0
"""So much nearer than every other way must one under the ground be to be meant: phones and cameras know no place there.
Source: our own; the width of a street with its pavements."""

_OF_TIMES: Final = frozenset({"_forward"})
"""What is worked out when first asked for, and holds times. What leads where is the same at all speeds."""


class Network:
    """The edges that one unit kind can use, timed."""

    def __init__(self, kind: UnitKind, edges: EdgeTable, config: RoadsConfig) -> None:
        self.kind = kind
        self.edges = edges
        self.lon: Floats = edges.lon_e7 / E7
        """float64 [points] of all shapes, degrees."""
        self.lat: Floats = edges.lat_e7 / E7
        handicap_m = np.where(edges.level < 0, UNDERGROUND_M, 0.0)
        self.snapper = Snapper(self.lon, self.lat, edges.shape_start, handicap_m)
        self.length_m: Floats = self.snapper.length_m
        self.ways = junctions(edges)
        most = int(np.bincount(self.ways.node, minlength=1).max(initial=1))
        self._room = 2 * PLACES * most
        self._set_times(config)

    def _set_times(self, config: RoadsConfig) -> None:
        self._config = config
        self.forward_s, self.backward_s = _times(self.kind, self.edges, self.length_m, config)
        """float64 [edges]: time over the whole edge from tail to head, and back; inf where that is not allowed."""
        times = np.column_stack([self.forward_s, self.backward_s]).ravel()
        self._graph, self._arc_of = reversed_graph(self.ways, times, np.repeat(self.length_m, 2), self._room)
        self._in_use = Lock()

    def timed(self, config: RoadsConfig) -> "Network":
        """The same roads with other speeds, for the same classes; shares all but the times."""
        other = Network.__new__(Network)
        other.__dict__ |= {name: value for name, value in self.__dict__.items() if name not in _OF_TIMES}
        other._set_times(config)  # noqa: SLF001 - of this class
        return other

    @contextmanager
    def placed(self, state: States, start: Floats, *, closed: int | None = None) -> Iterator[csr_array]:
        """The reversed graph with a place in it, as its last state, to which one comes from each `state` at `start`.

        Nobody drives the whole of the edge `closed`. It is lent: whoever asks for it meanwhile waits. To copy it for
        each search would cost as much as the search.
        """
        graph = self._graph
        with self._in_use:
            room = slice(len(self._arc_of), len(self._arc_of) + len(state))
            graph.indices[room], graph.data[room] = state, start
            shut = np.zeros(0, dtype=np.int64) if closed is None else self._entries_of(closed)
            before, graph.data[shut] = graph.data[shut], np.inf
            try:
                yield graph
            finally:
                graph.indices[-self._room :] = self.place
                graph.data[shut] = before

    def _entries_of(self, edge: int) -> Ints:
        """Where the reversed graph holds the arcs of an edge: in the rows of the states behind them."""
        arcs = 2 * edge, 2 * edge + 1
        behind = {*self.ways.after[[*arcs]].tolist(), *self.ways.open_to[self.ways.open_into // 2 == edge].tolist()}
        rows = np.concatenate([np.arange(*self._graph.indptr[state : state + 2]) for state in behind])
        return np.asarray(rows[self._arc_of[rows] // 2 == edge])

    def outward(self, state: States, start: Floats, limit: float) -> Floats:
        """float64 [states]: the cost of coming to every state, for whoever begins at each `state` at cost `start`."""
        graph = self._forward
        data, column = np.concatenate([graph.data, start]), np.concatenate([graph.indices, state])
        starts = np.append(graph.indptr[:-1], np.int32(len(data)))
        begun = csr_array((data, column, starts), shape=graph.shape)
        return np.asarray(dijkstra(begun, indices=[self.place], limit=limit)[0, : self.place])

    def beside(self, first: Snaps, lon: float, lat: float) -> Snaps:
        """The other ways on the ground onto which one steps from a place's nearest one (`first`), nearest first."""
        if not self._config.steps_over(self.kind) or self.edges.level[first.edge[0]] != 0:
            return first.where(slice(0))
        around = self.snapper.within(lon, lat, float(first.off_m[0]) + self._config.kerb_m)
        other = (around.edge != first.edge[0]) & (self.edges.level[around.edge] == 0)
        return around.where(np.flatnonzero(other)[: PLACES - 2])

    def arc_between(self, state: int, after: int) -> int:
        """The quickest arc that leads from one state to a neighbour."""
        row = slice(self._graph.indptr[after], self._graph.indptr[after + 1])
        return int(self._arc_of[row][np.searchsorted(self._graph.indices[row], state)])

    def behind(self, edge: Ints, end: int, *, from_there: Bools) -> States:
        """The state in which one is at an end (0 tail, 1 head) of each edge: driven to, or standing there."""
        arrived = self.ways.after[2 * edge + (1 - end)]
        return np.where(from_there, self.ways.node[arrived], arrived)

    def __len__(self) -> int:
        return len(self.edges)

    @property
    def nodes(self) -> int:
        """How many places there are where edges meet or end."""
        return self.edges.nodes

    @property
    def place(self) -> int:
        """The state of a place that was put into the graph."""
        return len(self.ways)

    @cached_property
    def on_main(self) -> Bools:
        """Whether an edge lies in the largest part in which all can be reached from all; bool [edges]."""
        by_node = np.bincount(self.ways.node, weights=self._main, minlength=self.nodes) > 0
        return np.asarray(by_node[self.edges.tail] & by_node[self.edges.head], dtype=bool)

    @cached_property
    def from_main(self) -> Bools:
        """Whether the main part leads into an edge; bool [edges]. Cut-off yards and one-ways out of them are not so."""
        unreached = self.ways.at_begin(np.where(self._reached(self._forward), 0.0, np.inf))
        into_tail, into_head = np.isfinite(unreached).reshape(-1, 2).T
        return (np.isfinite(self.forward_s) & into_tail) | (np.isfinite(self.backward_s) & into_head)

    @cached_property
    def to_main(self) -> Bools:
        """Whether an edge leads to the main part; bool [edges]."""
        out_of_head, out_of_tail = self._reached(self._graph)[self.ways.after].reshape(-1, 2).T
        return (np.isfinite(self.forward_s) & out_of_head) | (np.isfinite(self.backward_s) & out_of_tail)

    @cached_property
    def _forward(self) -> csr_array:
        """In the direction of travel, with one more state that leads nowhere."""
        with self._in_use:
            kept = len(self._arc_of)
            starts = np.append(self._graph.indptr[:-1], np.int32(kept))
            return csr_array((self._graph.data[:kept], self._graph.indices[:kept], starts), self._graph.shape).T.tocsr()

    @cached_property
    def _main(self) -> Bools:
        single = self._forward.copy()
        single.sum_duplicates()  # parallel edges, over which scipy's search for strong parts never ends
        _, part = connected_components(single, directed=True, connection="strong")
        return np.asarray(part == np.argmax(np.bincount(part, minlength=1)), dtype=bool)[: self.place]

    def _reached(self, graph: csr_array) -> Bools:
        """Bool [states]: what a graph reaches from the main part."""
        reached = np.zeros(self.place + 1, dtype=bool)
        if self.nodes:
            reached[breadth_first_order(graph, int(np.argmax(self._main)), return_predecessors=False)] = True
        return reached[: self.place]

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
