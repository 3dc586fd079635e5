"""How long everybody takes to one place: one search from the place outward, however many there are.

Knows networks and places on edges; nothing of units, turnout or the age of a fix.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
from scipy.sparse.csgraph import dijkstra

from dispatch.roads.geodesy import Floats
from dispatch.roads.graph import States, cost, uncost
from dispatch.roads.network import Network
from dispatch.roads.osm.build import Bools
from dispatch.roads.snap import Ints, Snaps

AT_NODE_M: Final = 0.01
"""Nearer to the end of an edge than this is at its node: free to turn into every other edge there."""


class Wall(NamedTuple):
    """A place on an edge that nobody passes, from whichever side. Its edge can be used up to it only."""

    edge: int
    along: float


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes each of n units to come, by road."""

    travel_s: Floats
    """float64 [n]; inf where the unit was not reached."""
    distance_m: Floats
    """float64 [n] along the way; inf where not reached."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one search: what it takes from every state of the network to a place."""

    place: Snaps
    """One or several points on the road at which one may stop for it."""
    last_leg_s: Floats
    """float64 [points]: on foot from there."""
    wall: Wall | None
    total: Floats
    """float64 [states + 1] of `cost`; inf where not reached. The last is the place itself."""
    towards: States | None
    """int32 [states + 1]: the next state on the way there, negative at the end; None when it was not asked for."""


def search(
    network: Network,
    place: Snaps,
    last_leg_s: Floats,
    limit_s: float,
    *,
    wall: Wall | None = None,
    ways: bool = False,
) -> Field:
    """Search from a place outward, against the direction of travel, to `limit_s`, which may be inf."""
    limit = float(cost(np.array([limit_s]), np.array([0.0]))[0]) if np.isfinite(limit_s) else np.inf
    entries = _entries(network, place, last_leg_s, wall)
    start = [network.place]
    towards = None
    with network.placed(*entries, closed=wall and wall.edge) as graph:
        if ways:
            total, towards = dijkstra(graph, indices=start, limit=limit, return_predecessors=True)
        else:
            total = dijkstra(graph, indices=start, limit=limit)
    towards = None if towards is None else towards[0]
    return Field(place=place, last_leg_s=last_leg_s, wall=wall, total=total[0], towards=towards)


def touched(network: Network, field: Field, edge: Ints) -> Bools:
    """Which edges the search came to at all: of ten thousand units, most are far from an incident."""
    at_tail, at_head = field.total[network.edges.tail[edge]], field.total[network.edges.head[edge]]
    there = np.isfinite(at_tail) | np.isfinite(at_head)
    for of_place in field.place.edge:
        there |= edge == of_place
    return np.asarray(there, dtype=bool)


def arrivals(network: Network, field: Field, units: Snaps) -> Arrivals:
    """What it takes each unit from its place on the road."""
    return arrivals_each(network, [field], np.zeros(len(units), dtype=np.int64), units)


def arrivals_each(network: Network, fields: Sequence[Field], goal: Ints, units: Snaps) -> Arrivals:
    """The same where each unit goes to a place of its own: that of the field whose number is in `goal` (int64 [n]).

    All fields were searched with the same wall.
    """
    edge, along, wall = units.edge, units.along, fields[0].wall
    length = network.length_m[edge]
    behind_tail = network.behind(edge, 0, from_there=along * length < AT_NODE_M)
    behind_head = network.behind(edge, 1, from_there=(1 - along) * length < AT_NODE_M)
    tail_s, tail_m = uncost(_total(fields, goal, behind_tail))
    head_s, head_m = uncost(_total(fields, goal, behind_head))
    back = stretch_s(network, edge, along, 0.0, wall) + tail_s
    ahead = stretch_s(network, edge, along, 1.0, wall) + head_s
    travel_s = np.minimum(back, ahead)
    distance_m = np.where(back <= ahead, along * length + tail_m, (1 - along) * length + head_m)
    for i in range(max(len(field.place) for field in fields)):
        some = [min(i, len(field.place) - 1) for field in fields]
        at_edge = np.array([field.place.edge[j] for field, j in zip(fields, some, strict=True)])[goal]
        at = np.array([field.place.along[j] for field, j in zip(fields, some, strict=True)])[goal]
        off_m = np.array([field.place.off_m[j] for field, j in zip(fields, some, strict=True)])[goal]
        last_leg_s = np.array([field.last_leg_s[j] for field, j in zip(fields, some, strict=True)])[goal]
        direct = stretch_s(network, edge, along, at, wall) + last_leg_s
        direct[edge != at_edge] = np.inf
        shorter = direct < travel_s
        travel_s = np.where(shorter, direct, travel_s)
        distance_m = np.where(shorter, np.abs(at - along) * length + off_m, distance_m)
    return Arrivals(travel_s=travel_s, distance_m=np.where(np.isfinite(travel_s), distance_m, np.inf))


def _total(fields: Sequence[Field], goal: Ints, state: States) -> Floats:
    """Of each state, what its own field says."""
    if len(fields) == 1:
        return fields[0].total[state]
    return np.array([fields[i].total[at] for i, at in zip(goal.tolist(), state.tolist(), strict=True)])


def stretch_s(
    network: Network, edge: Ints, begin: Floats | float, end: Floats | float, wall: Wall | None = None
) -> Floats:
    """The time on each edge from one share of its length to another: 0 for nothing, inf where that is not allowed."""
    gone = np.asarray(end - begin, dtype=np.float64)
    whole_s, share = np.where(gone >= 0, network.forward_s[edge], network.backward_s[edge]), np.abs(gone)
    time_s = np.zeros(whole_s.shape)
    np.multiply(whole_s, share, out=time_s, where=share * network.length_m[edge] >= AT_NODE_M)
    if wall is not None:
        between = (np.minimum(begin, end) < wall.along) & (wall.along < np.maximum(begin, end))
        time_s[(edge == wall.edge) & between] = np.inf
    return time_s


def _entries(network: Network, place: Snaps, last_leg_s: Floats, wall: Wall | None) -> tuple[States, Floats]:
    """The states from which one comes to the place, and the cost from each."""
    states, costs = [np.zeros(0, dtype=np.int32)], [np.zeros(0)]
    for end in (0, 1):
        share = np.abs(place.along - end)
        time_s = stretch_s(network, place.edge, float(end), place.along, wall) + last_leg_s
        length_m = share * network.length_m[place.edge]
        total = cost(time_s, length_m + place.off_m)
        for i in np.flatnonzero(np.isfinite(time_s)).tolist():
            arc = 2 * int(place.edge[i]) + end
            states.append(network.ways.sources(arc, to_its_begin=bool(length_m[i] < AT_NODE_M)))
            costs.append(np.full(len(states[-1]), total[i]))
    return np.concatenate(states), np.concatenate(costs)
