"""The quickest way from one place on the roads to another, point by point with times.

Knows networks and the search; nothing of units.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dispatch.roads.geodesy import Floats, degrees_apart, distance_m
from dispatch.roads.network import Network, uncost
from dispatch.roads.search import Field, stretch_s
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
    ends = _ends(network, edge)
    left_s, _ = uncost(field.total[[node for node, _ in ends]])
    around_s = [_seconds(network, _Piece(edge, along, end)) + left_s[i] for i, (_, end) in enumerate(ends)]
    direct_s, direct, place = _quickest(
        network,
        [(_Piece(edge, along, float(goal.along[i])), i) for i in np.flatnonzero(goal.edge == edge).tolist()],
        last_leg_s,
    )
    if direct_s <= min(around_s):
        return [direct] if np.isfinite(direct_s) else [], place
    node, end = ends[int(np.argmin(around_s))]
    between, node = _between(network, field, node)
    lasts = [
        (_Piece(int(goal.edge[i]), share, float(goal.along[i])), i)
        for i in range(len(goal))
        for at, share in _ends(network, int(goal.edge[i]))
        if at == node
    ]
    _, last, place = _quickest(network, lasts, last_leg_s)
    return [_Piece(edge, along, end), *between, last], place


def _ends(network: Network, edge: int) -> tuple[tuple[int, float], tuple[int, float]]:
    """(node, share of the edge) of both ends."""
    return (int(network.edges.tail[edge]), 0.0), (int(network.edges.head[edge]), 1.0)


def _quickest(network: Network, pieces: Sequence[tuple[_Piece, int]], last_leg_s: Floats) -> tuple[float, _Piece, int]:
    """(seconds with the last leg, piece, place of the goal); inf seconds where there is none."""
    timed = [(_seconds(network, piece) + float(last_leg_s[i]), piece, int(i)) for piece, i in pieces]
    return min(timed, default=(np.inf, _Piece(0, 0.0, 0.0), 0))


def _between(network: Network, field: Field, node: int) -> tuple[list[_Piece], int]:
    """The whole edges from `node` on, and the node at which the goal's own edge begins."""
    if field.towards is None:
        raise ValueError("the search kept no ways")
    pieces = []
    while (after := int(field.towards[node])) != network.nodes:
        edge = network.edge_between(node, after)
        forward = network.edges.tail[edge] == node
        pieces.append(_Piece(edge, 0.0, 1.0) if forward else _Piece(edge, 1.0, 0.0))
        node = after
    return pieces, node


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
