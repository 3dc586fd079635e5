"""The ways out of where an incident is: both ends of its street, or the exits of the yard that it is in.

Knows the roads; nothing of units. A yard is what can be walked from the incident without setting foot on a street.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from dispatch.closing.approach import Exit
from dispatch.closing.sides import side
from dispatch.config import UnitKind
from dispatch.roads import Roads
from dispatch.roads.config import CLASSES
from dispatch.roads.geodesy import distance_m
from dispatch.roads.network import Network
from streams.schema.errors import DispatchError

Point = tuple[float, float]

_YARD: Final = frozenset(CLASSES.index(name) for name in CLASSES[CLASSES.index("service") :] if name != "road")
"""Classes of ways inside yards; everything wider is a street."""
YARD_M: Final = 250.0
"""A yard reaches no farther than this from the incident; a large compound is some 400 m across."""
MOST_EXITS: Final = 6
"""What has more ways out is an open space, which nobody closes: there the ends of the way itself are held."""
_MOST_NODES: Final = 4 * MOST_EXITS
ONE_POST_M: Final = 40.0
"""Exits this near each other are held from one post: one sees and is seen from one to the other at night."""
_SAME_ROAD_M: Final = 15.0
"""Where the street is at most this much farther than the path, the incident is on the street: a pavement's width."""
_TOUCHING_M: Final = 5.0
"""Ways that pass this near the end of a street lead on from it, on whatever network."""


def exits_of(roads: Roads, lon: float, lat: float) -> tuple[Exit, ...]:
    """The ways out, as seen from the incident; empty off the map, or where the only way ends on both sides."""
    kind = _kind(roads, lon, lat)
    try:
        points = _of_yard(roads.network("foot"), lon, lat) if kind == "foot" else []
        points = points or [end for end in dict.fromkeys(roads.ends(kind, lon, lat)) if _leads_on(roads, end)]
    except DispatchError:
        return ()
    return tuple(
        Exit(lon=at[0], lat=at[1], side=side(lon, lat, *at), street=roads.street_name(*at)) for at in _posts(points)
    )


def _kind(roads: Roads, lon: float, lat: float) -> UnitKind:
    """Whose way the incident is on: a street's, or a path's that no street runs beside."""
    street, path = (roads.network(kind).snapper.nearest_to(lon, lat) for kind in ("car", "foot"))
    on_street = street.off_m[0] <= path.off_m[0] + _SAME_ROAD_M
    if on_street and len(roads.network("car")) and int(roads.network("car").edges.road_class[street.edge[0]]) in _YARD:
        return "foot"
    return "car" if on_street else "foot"


def _of_yard(network: Network, lon: float, lat: float) -> list[Point]:
    """Where the yard's ways meet streets; empty where the incident is in none, or in one too large or too open."""
    first = int(network.snapper.nearest_to(lon, lat).edge[0])
    if first < 0 or int(network.edges.road_class[first]) not in _YARD:
        return []
    nearby = network.snapper.within(lon, lat, YARD_M).edge
    on_street: set[int] = set()
    inside: dict[int, list[int]] = {}
    for edge in nearby.tolist():
        for node in (int(network.edges.tail[edge]), int(network.edges.head[edge])):
            if int(network.edges.road_class[edge]) in _YARD:
                inside.setdefault(node, []).append(edge)
            else:
                on_street.add(node)
    exits: dict[int, Point] = {}
    seen, ahead = {first}, [first]
    while ahead and len(exits) <= _MOST_NODES:
        edge = ahead.pop()
        for node, share in ((int(network.edges.tail[edge]), 0.0), (int(network.edges.head[edge]), 1.0)):
            if node in on_street:
                exits[node] = network.snapper.place_on(edge, share)
                continue
            onward = [other for other in inside.get(node, ()) if other not in seen]
            seen.update(onward)
            ahead += onward
    posts = list(_posts([*exits.values()]))
    return posts if len(exits) <= _MOST_NODES and len(posts) <= MOST_EXITS else []


def _leads_on(roads: Roads, end: Point) -> bool:
    """Whether one can go on from the end of a street, if only on foot: a dead end needs nobody."""
    return any(len(roads.network(kind).snapper.within(*end, _TOUCHING_M)) > 1 for kind in ("car", "foot"))


def _posts(points: Sequence[Point]) -> Iterator[Point]:
    """The exits, of those near each other only the first."""
    kept: list[Point] = []
    for lon, lat in points:
        far = np.array(kept).reshape(-1, 2).T
        if not (distance_m(far[0], far[1], lon, lat) <= ONE_POST_M).any():
            kept.append((lon, lat))
            yield lon, lat
