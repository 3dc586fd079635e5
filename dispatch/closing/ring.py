"""Where those who fled can be by now: every stretch of road that they can have reached, and the ring it ends at.

Pure; knows neither units nor the time.
"""

from typing import Final, Literal

import numpy as np

from dispatch.config import UnitKind
from dispatch.roads import Roads
from dispatch.roads.geodesy import distance_m
from dispatch.roads.network import Network

By = Literal["foot", "wheels"]
Point = tuple[float, float]

_NETWORK: Final[dict[By, UnitKind]] = {"foot": "foot", "wheels": "motorcycle"}
RUNS: Final = 2.4
"""Who flees on foot runs 12 km/h where roads count 5 km/h of walking; on wheels roads' own speeds hold. Our choice."""
LONGEST_S: Final = 900.0
"""After this long the ring is the whole town, and no help."""
_WHOLE: Final = 1e-6


def ring(roads: Roads, by: By, place: Point, since_s: float) -> dict[str, object]:
    """GeoJSON (RFC 7946): what is reached in `since_s` as one MultiLineString, its outer ends as one MultiPoint.

    At the ends of dead ends nobody is missed, so these are no ends of it. Both are empty off the roads, and at 0 s.
    """
    kind = _NETWORK[by]
    within_s = np.array([min(max(since_s, 0.0), LONGEST_S) * (RUNS if by == "foot" else 1.0)])
    reached = roads.reach(kind, np.array([place[0]]), np.array([place[1]]), within_s)
    network = roads.network(kind)
    lines, ends = [], []
    for edge, begin, end in zip(reached.edge.tolist(), reached.begin.tolist(), reached.end.tolist(), strict=True):
        lines.append(_line(network, edge, begin, end))
        ends += [lines[-1][0]] if begin > _WHOLE else []
        ends += [lines[-1][-1]] if end < 1 - _WHOLE else []
    return {
        "type": "FeatureCollection",
        "features": [_feature("MultiLineString", lines, "reached", by), _feature("MultiPoint", ends, "ring", by)],
    }


def _line(network: Network, edge: int, begin: float, end: float) -> list[Point]:
    """The points of a stretch of an edge."""
    lon, lat = network.shape(edge)
    along_m = np.concatenate([[0.0], np.cumsum(distance_m(lon[1:], lat[1:], lon[:-1], lat[:-1]))])
    share = along_m / max(float(along_m[-1]), 1e-9)
    inner = (share > begin) & (share < end)
    first, last = network.snapper.place_on(edge, begin), network.snapper.place_on(edge, end)
    points = [first, *zip(lon[inner].tolist(), lat[inner].tolist(), strict=True), last]
    return [(round(x, 6), round(y, 6)) for x, y in points]


def _feature(shape: str, coordinates: list[list[Point]] | list[Point], what: str, by: By) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {"what": what, "by": by},
        "geometry": {"type": shape, "coordinates": coordinates},
    }
