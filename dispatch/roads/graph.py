"""The graph that is searched: where one may go next after which edge, and what it costs. Knows arrays, no positions.

An arc is an edge in one direction: `2 * edge` forward, `2 * edge + 1` backward. A state is where one chooses the next
arc: a node, or, behind an arc or several after which not every turn is allowed, their end. The graph is kept reversed
(from a place outward to everybody who may come) and its costs are whole numbers that hold time and distance at once:
tenths of a millisecond × 2²² + decimetres. Sums are exact, ties fall to the shorter way.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from dispatch.roads.geodesy import Floats
from dispatch.roads.osm.build import Bools, EdgeTable

States = npt.NDArray[np.int32]

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


class Junctions(msgspec.Struct, frozen=True, kw_only=True):
    """Which arcs may follow which. Without turn restrictions, states are nodes."""

    node: States
    """int32 [states]: where each is; the first are the nodes themselves."""
    begin: States
    """int32 [arcs]: the node at which each begins."""
    after: States
    """int32 [arcs]: the state behind each."""
    open_from: States
    """int32 [pairs]: states behind arcs with a restriction …"""
    open_into: States
    """int32 [pairs]: … an arc that may follow each all the same …"""
    open_to: States
    """int32 [pairs]: … and the state behind it, when it is entered from there."""
    also_from: Mapping[int, States]
    """The same by arc: from which of these states it may be entered."""

    def __len__(self) -> int:
        return len(self.node)

    def sources(self, arc: int, *, to_its_begin: bool = False) -> States:
        """The states from which an arc may be entered; `to_its_begin`: in which one is where it begins."""
        node = self.begin[arc : arc + 1]
        if to_its_begin:
            return np.flatnonzero(self.node == node).astype(np.int32)
        further = self.also_from.get(arc)
        return node if further is None else np.concatenate([node, further])

    def at_begin(self, by_state: Floats) -> Floats:
        """float64 [arcs]: the least of the values of the states from which each arc may be entered."""
        least = by_state[self.begin]
        np.minimum.at(least, self.open_into, by_state[self.open_from])
        return least


def junctions(edges: EdgeTable) -> Junctions:
    """Where one may go on from where, by the turns that are forbidden.

    States beyond the nodes are the beginnings of what is forbidden, told apart as by Aho and Corasick (1975): behind
    each arc one is in the longest beginning that ends with it.
    """
    begin, end = (np.column_stack(ends).ravel() for ends in ((edges.tail, edges.head), (edges.head, edges.tail)))
    forbidden = {tuple(turn) for turn in edges.no_turn.tolist()}
    forbidden |= {tuple(arc for arc in path if arc >= 0) for path in edges.no_path.tolist()}
    begun = sorted({path[:n] for path in forbidden for n in range(1, len(path))}, key=lambda path: (len(path), path))
    state = {path: edges.nodes + i for i, path in enumerate(begun)}
    limited = np.array([path[-1] for path in begun], dtype=np.int64)
    after = end.copy()
    after[[arc for arc, *more in begun if not more]] = [state[path] for path in begun if len(path) == 1]
    leaving: dict[int, list[int]] = {}
    for arc in np.flatnonzero(np.isin(begin, end[limited])).tolist():
        leaving.setdefault(int(begin[arc]), []).append(arc)
    pairs = [
        (state[path], go, next((state[tail] for tail in tails if tail in state), int(after[go])))
        for path in begun
        for go in leaving.get(int(end[path[-1]]), [])
        if forbidden.isdisjoint(tails := [(*path[n:], go) for n in range(len(path))])
    ]
    also_from: dict[int, list[int]] = {}
    for come, go, _ in pairs:
        also_from.setdefault(go, []).append(come)
    open_from, open_into, open_to = np.array(pairs, dtype=np.int32).reshape(-1, 3).T
    return Junctions(
        node=np.concatenate([np.arange(edges.nodes, dtype=np.int32), end[limited]]),
        begin=begin,
        after=after.astype(np.int32),
        open_from=open_from,
        open_into=open_into,
        open_to=open_to,
        also_from={arc: np.array(states, dtype=np.int32) for arc, states in also_from.items()},
    )


def reversed_graph(ways: Junctions, time_s: Floats, length_m: Floats, room: int) -> tuple[csr_array, States]:
    """(the graph, int32 [entries]: the arc of each entry) of arcs with times (float64 [arcs], inf where closed).

    From the state behind an arc to those from which it may be entered; of parallel arcs the quickest comes first. One
    more state at the end has `room` for entries, which for now lead to itself.
    """
    arc = np.concatenate([np.arange(len(time_s)), ways.open_into])
    column = np.concatenate([ways.begin, ways.open_from]).astype(np.int64)
    row = np.concatenate([ways.after, ways.open_to]).astype(np.int64)
    some: Bools = np.isfinite(time_s[arc]) & (row != column)
    arc, row, column = arc[some], row[some], column[some]
    data = cost(time_s[arc], length_m[arc])
    order = _quickest_first(row * len(ways) + column, data)
    place = len(ways)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=place)), [len(arc) + room]])
    # 32-bit indices are what scipy's search works on; others would be converted in every search.
    columns = np.concatenate([column[order], np.full(room, place)]).astype(np.int32)
    arrays = (np.concatenate([data[order], np.ones(room)]), columns, starts.astype(np.int32))
    return csr_array(arrays, shape=(place + 1, place + 1)), arc[order].astype(np.int32)


def _quickest_first(pair: npt.NDArray[np.int64], data: Floats) -> npt.NDArray[np.int64]:
    """The order by pair, then by cost, else as it is. Few pairs come twice: only those are sorted by cost as well."""
    order = np.argsort(pair, kind="stable")
    again = pair[order[1:]] == pair[order[:-1]]
    parallel = np.flatnonzero(np.append(again, [False]) | np.append([False], again))
    some = order[parallel]
    order[parallel] = some[np.lexsort((some, data[some], pair[some]))]
    return order
