"""The quickest way from one place on the roads to another, point by point with times.

Knows networks and the search; nothing of units.
"""

from typing import NamedTuple

import numpy as np

from dispatch.roads.geodesy import Floats, degrees_apart, distance_m
from dispatch.roads.network import Network, uncost
from dispatch.roads.search import AT_NODE_M, Field
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


def follow(network: Network, field: Field, start: Snaps, goal: Snaps) -> list[Waypoint] | None:
    """The way from `start` to `goal` (one place each), on the field of a search from `goal`; None where there is none.

    The first point is the start, the last the goal, both on the road; times never fall.
    """
    pieces = _pieces(network, field, start, goal)
    if pieces is None:
        return None
    way = [Waypoint(float(start.lon[0]), float(start.lat[0]), 0.0)]
    for piece in pieces:
        way.extend(_walk(network, piece, way[-1].t_s))
    return [*way, Waypoint(float(goal.lon[0]), float(goal.lat[0]), way[-1].t_s)]


def _pieces(network: Network, field: Field, start: Snaps, goal: Snaps) -> list[_Piece] | None:
    """The parts of edges in the order of travel."""
    edge, along = int(start.edge[0]), float(start.along[0])
    goal_edge, goal_along = int(goal.edge[0]), float(goal.along[0])
    ends = ((int(network.edges.tail[edge]), 0.0), (int(network.edges.head[edge]), 1.0))
    left_s, _ = uncost(field.total[[node for node, _ in ends]])
    around_s = [_seconds(network, _Piece(edge, along, end)) + left_s[i] for i, (_, end) in enumerate(ends)]
    direct = _Piece(edge, along, goal_along)
    if edge == goal_edge and _seconds(network, direct) <= min(around_s) and np.isfinite(_seconds(network, direct)):
        return [direct]
    if not np.isfinite(min(around_s)):
        return None
    node, end = ends[int(np.argmin(around_s))]
    between, node = _between(network, field, node)
    goal_ends = ((int(network.edges.tail[goal_edge]), 0.0), (int(network.edges.head[goal_edge]), 1.0))
    lasts = [_Piece(goal_edge, share, goal_along) for at, share in goal_ends if at == node]
    return [_Piece(edge, along, end), *between, min(lasts, key=lambda piece: _seconds(network, piece))]


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
    share = abs(piece.end - piece.begin)
    if share * network.length_m[piece.edge] < AT_NODE_M:
        return 0.0
    whole_s = network.forward_s if piece.begin < piece.end else network.backward_s
    return float(whole_s[piece.edge] * share)


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
