"""The map to draw: street lines with class and name as GeoJSON, small enough to send to a browser that has no internet.

Knows nothing of routing. Map data © OpenStreetMap contributors (ODbL): whoever shows it must say so.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from dispatch.roads.config import CLASSES
from dispatch.roads.geodesy import EARTH_M, Floats
from dispatch.roads.osm.build import E7, Ways
from dispatch.roads.snap import Snapper

ATTRIBUTION: Final = "© OpenStreetMap contributors"
Detail = Literal["major", "streets", "all"]
Bbox = tuple[float, float, float, float]
"""(west, south, east, north), degrees."""

_LAST: Final[Mapping[Detail, str]] = {"major": "tertiary_link", "streets": "road", "all": CLASSES[-1]}
_SHOWN_M: Final = 2.0
"""Points that bend a line by less are left out: half a pixel at the closest zoom of the console."""


class StreetTable(msgspec.Struct, frozen=True, kw_only=True):
    """All street lines of a map, thinned out."""

    start: npt.NDArray[np.int32]
    """int32 [lines + 1]: where each line's points begin."""
    lon_e7: npt.NDArray[np.int32]
    """int32 [points]."""
    lat_e7: npt.NDArray[np.int32]
    """int32 [points]."""
    road_class: npt.NDArray[np.uint8]
    """uint8 [lines]: index into `CLASSES`."""
    name: npt.NDArray[np.int32]
    """int32 [lines]: index into `names`; −1 for a street without a name."""
    names: Sequence[str]


class StreetNames:
    """What streets are called, by place."""

    def __init__(self, streets: StreetTable) -> None:
        self._streets = streets
        self._lines = Snapper(streets.lon_e7 / E7, streets.lat_e7 / E7, streets.start)

    def at(self, lon: float, lat: float, within_m: float) -> str:
        """The names of the streets that pass this near, nearest first, two at most; empty where none has one."""
        number = self._streets.name[self._lines.within(lon, lat, within_m).edge]
        names = dict.fromkeys(self._streets.names[n] for n in number.tolist() if n >= 0)
        return " / ".join([*names][:2])


def build_streets(ways: Ways, names: Sequence[str]) -> StreetTable:
    """The lines of `ways`; `names` by way, empty where it has none."""
    number = {name: i for i, name in enumerate(sorted({n for n in names if n}))}
    kept, start, classes, labels = [], [0], [], []
    for run, way in enumerate(ways.run_way):
        road_class = ways.tags[way].get("highway", "")
        first, stop = int(ways.run_start[run]), int(ways.run_start[run + 1])
        if road_class not in CLASSES or stop - first < 2:  # noqa: PLR2004 - a line has two points
            continue
        points = first + _thinned(ways.lon_e7[first:stop] / E7, ways.lat_e7[first:stop] / E7)
        kept.append(points)
        start.append(start[-1] + len(points))
        classes.append(CLASSES.index(road_class))
        labels.append(number.get(names[way], -1))
    points = np.concatenate(kept) if kept else np.zeros(0, dtype=np.int64)
    return StreetTable(
        start=np.array(start, dtype=np.int32),
        lon_e7=ways.lon_e7[points].astype(np.int32),
        lat_e7=ways.lat_e7[points].astype(np.int32),
        road_class=np.array(classes, dtype=np.uint8),
        name=np.array(labels, dtype=np.int32),
        names=tuple(number),
    )


def streets_geojson(streets: StreetTable, detail: Detail, bbox: Bbox | None) -> bytes:
    """A FeatureCollection (RFC 7946), one MultiLineString for each class and name, the widest roads last (on top).

    `class` is OSM's word, `name` is left out where there is none. Lines that touch `bbox` come whole.
    """
    lines: dict[tuple[int, int], list[list[list[float]]]] = {}
    chosen = streets.road_class <= CLASSES.index(_LAST[detail])
    lon, lat = np.round(streets.lon_e7 / E7, 6), np.round(streets.lat_e7 / E7, 6)
    if bbox is not None:
        chosen &= _touching(streets.start, lon, lat, bbox)
    for i in np.flatnonzero(chosen):
        part = slice(streets.start[i], streets.start[i + 1])
        key = (-int(streets.road_class[i]), int(streets.name[i]))
        lines.setdefault(key, []).append(np.column_stack([lon[part], lat[part]]).tolist())
    features = [
        _feature(-road_class, name, streets.names, lines[road_class, name]) for road_class, name in sorted(lines)
    ]
    collection = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(road_class: int, name: int, names: Sequence[str], lines: list[list[list[float]]]) -> dict[str, object]:
    properties = {"class": CLASSES[road_class]} | ({"name": names[name]} if name >= 0 else {})
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _touching(start: npt.NDArray[np.int32], lon: Floats, lat: Floats, bbox: Bbox) -> npt.NDArray[np.bool_]:
    """Whether the frame of each line meets `bbox`."""
    if len(start) == 1:
        return np.zeros(0, dtype=bool)
    west, south, east, north = bbox
    low, high = np.minimum.reduceat, np.maximum.reduceat
    across = (high(lon, start[:-1]) >= west) & (low(lon, start[:-1]) <= east)
    return np.asarray(across & (high(lat, start[:-1]) >= south) & (low(lat, start[:-1]) <= north), dtype=bool)


def _thinned(lon: Floats, lat: Floats) -> npt.NDArray[np.int64]:
    """Indices of the points that a line needs to stay within `_SHOWN_M` (Douglas–Peucker), ends included."""
    scale = np.radians(1.0) * EARTH_M
    x, y = (lon - lon[0]) * scale * np.cos(np.radians(lat[0])), (lat - lat[0]) * scale
    keep = np.zeros(len(x), dtype=bool)
    keep[[0, -1]] = True
    open_parts = [(0, len(x) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:  # noqa: PLR2004 - no point lies between
            continue
        off = _off_line(x[first : last + 1], y[first : last + 1])
        worst = first + int(np.argmax(off))
        if off[worst - first] > _SHOWN_M:
            keep[worst] = True
            open_parts += [(first, worst), (worst, last)]
    return np.flatnonzero(keep)


def _off_line(x: Floats, y: Floats) -> Floats:
    """Metres of each point from the line through the first and the last; from the first where these are one."""
    dx, dy = x[-1] - x[0], y[-1] - y[0]
    size = np.hypot(dx, dy)
    if size == 0:
        return np.asarray(np.hypot(x - x[0], y - y[0]))
    return np.asarray(np.abs((x - x[0]) * dy - (y - y[0]) * dx) / size)
