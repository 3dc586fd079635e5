"""The quickest way from one place on the roads to another, point by point with times.

Knows networks and the search; nothing of units.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dispatch.roads.geodesy import Floats, degrees_apart, distance_m
from dispatch.roads.graph import uncost
from dispatch.roads.network import Network
from dispatch.roads.search import AT_NODE_M, Field, stretch_s
from dispatch.roads.snap import Snaps


class Waypoint(NamedTuple):
    """A point of a route and when one is there, in seconds from its start."""

    lon: float
    lat: float
    t_s: float


class _Piece(NamedTuple):
    """A part of one edge, from share to share; backwards where `begin > end`."""

    edge: int
    begin: float
    end: float


def follow(network: Network, field: Field, start: Snaps) -> tuple[list[Waypoint], int]:
    """The way on the road from `start` (one place) to one of the places of `field`, and which; no points without a way.

    The last leg decides where to stop but is not in the times. The first point is the start, the last the place of the
    goal; times never fall.
    """
    goal = field.place
    pieces, place = _pieces(network, field, start)
    if not pieces:
        return [], place
    way = [Waypoint(float(start.lon[0]), float(start.lat[0]), 0.0)]
    for piece in pieces:
        way.extend(_walk(network, piece, way[-1].t_s))
    return [*way, Waypoint(float(goal.lon[place]), float(goal.lat[place]), way[-1].t_s)], place


def _pieces(network: Network, field: Field, start: Snaps) -> tuple[list[_Piece], int]:
    """The parts of edges in the order of travel, and the place of the goal that they lead to."""
    goal, last_leg_s = field.place, field.last_leg_s
    edge, along = int(start.edge[0]), float(start.along[0])
    ends = [_Piece(edge, along, 0.0), _Piece(edge, along, 1.0)]
    states = [int(_state_at_end(network, start, end)) for end in (0, 1)]
    left_s, _ = uncost(field.total[states])
    around_s = [_seconds(network, ends[i]) + left_s[i] for i in (0, 1)]
    direct_s, direct, place = _quickest(
        network,
        [(_Piece(edge, along, float(goal.along[i])), i) for i in np.flatnonzero(goal.edge == edge).tolist()],
        last_leg_s,
    )
    if direct_s <= min(around_s):
        return [direct] if np.isfinite(direct_s) else [], place
    first = int(np.argmin(around_s))
    between, state = _between(network, field, states[first])
    _, last, place = _quickest(network, _lasts(network, goal, state), last_leg_s)
    return [ends[first], *between, last], place


def _state_at_end(network: Network, start: Snaps, end: int) -> int:
    standing = np.abs(start.along - end) * network.length_m[start.edge] < AT_NODE_M
    return int(network.behind(start.edge, end, from_there=standing)[0])


def _lasts(network: Network, goal: Snaps, state: int) -> list[tuple[_Piece, int]]:
    """How one gets from a state to the places of the goal, and which each is."""
    lasts = []
    for i, (edge, along) in enumerate(zip(goal.edge.tolist(), goal.along.tolist(), strict=True)):
        for end in (0, 1):
            there = bool(abs(along - end) * network.length_m[edge] < AT_NODE_M)
            if state in network.ways.sources(2 * edge + end, to_its_begin=there):
                lasts.append((_Piece(edge, float(end), along), i))
    return lasts


def _quickest(network: Network, pieces: Sequence[tuple[_Piece, int]], last_leg_s: Floats) -> tuple[float, _Piece, int]:
    """(seconds with the last leg, piece, place of the goal); inf seconds where there is none."""
    timed = [(_seconds(network, piece) + float(last_leg_s[i]), piece, int(i)) for piece, i in pieces]
    return min(timed, default=(np.inf, _Piece(0, 0.0, 0.0), 0))


def _between(network: Network, field: Field, state: int) -> tuple[list[_Piece], int]:
    """The whole edges from a state on, and the state in which the goal's own edge is entered."""
    if field.towards is None:
        raise ValueError("the search kept no ways")
    pieces = []
    while (after := int(field.towards[state])) != network.place:
        edge, backward = divmod(network.arc_between(state, after), 2)
        pieces.append(_Piece(edge, float(backward), 1.0 - backward))
        state = after
    return pieces, state


def _seconds(network: Network, piece: _Piece) -> float:
    return float(stretch_s(network, np.array([piece.edge]), piece.begin, piece.end)[0])


def _walk(network: Network, piece: _Piece, from_s: float) -> list[Waypoint]:
    """The points after the piece's beginning, up to its end."""
    if piece.begin == piece.end:
        return []
    lon, lat = network.shape(piece.edge)
    share = _shares(lon, lat)
    low, high = sorted((piece.begin, piece.end))
    stops = np.concatenate([[low], share[(share > low) & (share < high)], [high]])
    if piece.begin > piece.end:
        stops = stops[::-1]
    east = lon[0] + degrees_apart(lon, lon[0])
    after_s = from_s + np.abs(stops - piece.begin) / (high - low) * _seconds(network, piece)
    points = zip(degrees_apart(np.interp(stops, share, east), 0.0), np.interp(stops, share, lat), after_s, strict=True)
    return [Waypoint(float(x), float(y), float(t)) for x, y, t in points][1:]


def _shares(lon: Floats, lat: Floats) -> Floats:
    """Of each point of a shape: the share of its length that lies before it."""
    run = np.concatenate([[0.0], np.cumsum(distance_m(lon[1:], lat[1:], lon[:-1], lat[:-1]))])
    return run / run[-1] if run[-1] > 0 else np.linspace(0.0, 1.0, len(run))
