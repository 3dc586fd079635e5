"""How far somebody gets along the roads in a given time: the stretches of every edge that can be reached.

For coverage (what can our units reach) and for rings (where can those be who fled). Knows networks, nothing of units.
"""

from typing import Final

import msgspec
import numpy as np

from dispatch.roads.geodesy import Floats
from dispatch.roads.graph import cost, uncost
from dispatch.roads.network import Network
from dispatch.roads.search import AT_NODE_M, stretch_s
from dispatch.roads.snap import Ints, Snaps

_TOUCHING: Final = 1e-9
"""Shares of an edge that are no farther apart are one: what is reached ahead and back from the same place."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Stretches of edges, m of them, sorted by edge; those of one edge do not touch."""

    edge: Ints
    """int64 [m]."""
    begin: Floats
    """float64 [m]: share of the edge's length."""
    end: Floats
    """float64 [m], above `begin`."""
    length_m: Floats
    """float64 [m]."""


def reach(network: Network, starts: Snaps, within_s: Floats) -> Reach:
    """What is reached from any of these places, from each within its own time (float64 [n], finite)."""
    some = within_s > 0
    starts, within_s = starts.where(some), within_s[some]
    if not len(starts):
        return _merged(network, np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    longest_s = float(within_s.max())
    edge, left_s = _left_s(network, starts, longest_s - within_s, longest_s)
    ahead, back = _share(left_s[:, 0], network.forward_s[edge]), _share(left_s[:, 1], network.backward_s[edge])
    first_ahead = _share(within_s, network.forward_s[starts.edge])
    first_back = _share(within_s, network.backward_s[starts.edge])
    return _merged(
        network,
        np.concatenate([edge, edge, starts.edge, starts.edge]),
        np.concatenate([np.zeros(len(edge)), 1 - back, starts.along, np.maximum(starts.along - first_back, 0.0)]),
        np.concatenate([ahead, np.ones(len(edge)), np.minimum(starts.along + first_ahead, 1.0), starts.along]),
    )


def _left_s(network: Network, starts: Snaps, begun_s: Floats, longest_s: float) -> tuple[Ints, Floats]:
    """(int64 [n] edges, float64 [n, 2]): what is left of `longest_s` at the tail to go on, and at the head to go back.

    Of the edges to which anybody comes; for whoever has most left.
    """
    states, times = [], []
    for end in (0, 1):
        share = np.abs(starts.along - end)
        at_end = share * network.length_m[starts.edge] < AT_NODE_M
        states.append(network.behind(starts.edge, end, from_there=at_end))
        times.append(stretch_s(network, starts.edge, starts.along, float(end)) + begun_s)
    state, time_s = np.concatenate(states), np.concatenate(times)
    some = time_s <= longest_s
    limit = float(cost(np.array([longest_s]), np.zeros(1))[0])
    total = network.outward(state[some], cost(time_s[some], np.zeros(int(some.sum()))), limit)
    at_ends = network.ways.at_begin(total).reshape(-1, 2)
    edge = np.flatnonzero(np.isfinite(at_ends).any(axis=1))
    return edge, longest_s - uncost(at_ends[edge])[0]


def _share(left_s: Floats, whole_s: Floats) -> Floats:
    """Of an edge: how much of it fits into the time that is left."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isfinite(whole_s), np.clip(left_s / np.maximum(whole_s, 1e-9), 0.0, 1.0), 0.0)


def _merged(network: Network, edge: Ints, begin: Floats, end: Floats) -> Reach:
    some = end > begin
    edge, begin, end = edge[some], begin[some], end[some]
    order = np.lexsort((begin, edge))
    edge, begin, end = edge[order], begin[order], end[order]
    # On one line with a gap after each edge, stretches that overlap are a run below the farthest end so far.
    farthest = np.maximum.accumulate(2.0 * edge + end)
    fresh = np.ones(len(edge), dtype=bool)
    fresh[1:] = (2.0 * edge + begin)[1:] > farthest[:-1] + _TOUCHING
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(edge)) - 1 if len(first) else first
    edge, begin, end = edge[first], begin[first], farthest[last] - 2.0 * edge[last]
    return Reach(edge=edge, begin=begin, end=end, length_m=(end - begin) * network.length_m[edge])
