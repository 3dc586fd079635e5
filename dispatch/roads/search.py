"""How long everybody takes to one place: one search from the place outward, however many there are.

Knows networks and places on edges; nothing of units, turnout or the age of a fix.
"""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra

from dispatch.roads.geodesy import Floats
from dispatch.roads.network import Network, cost, uncost
from dispatch.roads.snap import Snaps

AT_NODE_M: Final = 0.01
"""Nearer to the end of an edge than this is at its node: free to turn into every other edge there."""


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes each of n units to come, by road."""

    travel_s: Floats
    """float64 [n]; inf where the unit was not reached."""
    distance_m: Floats
    """float64 [n] along the way; inf where not reached."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one search: what it takes from every node to the place."""

    total: Floats
    """float64 [nodes + 1] of `cost`; inf where not reached. The last is the place itself."""
    towards: npt.NDArray[np.int32] | None
    """int32 [nodes + 1]: the next node on the way there, negative at the end; None when it was not asked for."""


def search(network: Network, place: Snaps, last_leg_s: Floats, limit_s: float, *, ways: bool = False) -> Field:
    """Search from a place outward, against the direction of travel.

    `place` holds one or several points at which one may stop for it, `last_leg_s` the time from each on foot. Stops at
    `limit_s`, which may be inf.
    """
    limit = float(cost(np.array([limit_s]), np.array([0.0]))[0]) if np.isfinite(limit_s) else np.inf
    with network.placed(*_entries(network, place, last_leg_s)) as graph:
        if not ways:
            return Field(total=dijkstra(graph, indices=[network.nodes], limit=limit)[0], towards=None)
        total, towards = dijkstra(graph, indices=[network.nodes], limit=limit, return_predecessors=True)
    return Field(total=total[0], towards=towards[0])


def arrivals(network: Network, field: Field, place: Snaps, last_leg_s: Floats, units: Snaps) -> Arrivals:
    """What it takes each unit from its place on the road. `place` and `last_leg_s` as they were for the search."""
    edge, along = units.edge, units.along
    tail_s, tail_m = uncost(field.total[network.edges.tail[edge]])
    head_s, head_m = uncost(field.total[network.edges.head[edge]])
    length = network.length_m[edge]
    back = _part(network.backward_s[edge], along, length) + tail_s
    ahead = _part(network.forward_s[edge], 1 - along, length) + head_s
    travel_s = np.minimum(back, ahead)
    distance_m = np.where(back <= ahead, along * length + tail_m, (1 - along) * length + head_m)
    for i in range(len(place)):
        gone = place.along[i] - along
        times = np.where(gone >= 0, network.forward_s[edge], network.backward_s[edge])
        direct = _part(times, np.abs(gone), length) + last_leg_s[i]
        direct[edge != place.edge[i]] = np.inf
        shorter = direct < travel_s
        travel_s = np.where(shorter, direct, travel_s)
        distance_m = np.where(shorter, np.abs(gone) * length + place.off_m[i], distance_m)
    return Arrivals(travel_s=travel_s, distance_m=np.where(np.isfinite(travel_s), distance_m, np.inf))


def _entries(network: Network, place: Snaps, last_leg_s: Floats) -> tuple[npt.NDArray[np.int32], Floats]:
    """The nodes from which one comes to the place, and the cost from each."""
    edge, along, length = place.edge, place.along, network.length_m[place.edge]
    from_tail_s = _part(network.forward_s[edge], along, length) + last_leg_s
    from_head_s = _part(network.backward_s[edge], 1 - along, length) + last_leg_s
    time_s = np.concatenate([from_tail_s, from_head_s])
    length_m = np.concatenate([along * length + place.off_m, (1 - along) * length + place.off_m])
    node = np.concatenate([network.edges.tail[edge], network.edges.head[edge]])
    some = np.isfinite(time_s)
    return node[some], cost(time_s[some], length_m[some])


def _part(whole_s: Floats, share: Floats, length_m: Floats) -> Floats:
    """The time for a share of an edge: 0 for nothing, even where the edge may not be used that way."""
    with np.errstate(invalid="ignore"):
        return np.where(share * length_m < AT_NODE_M, 0.0, whole_s * share)
