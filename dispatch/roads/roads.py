"""The roads of an area for all unit kinds: where things are on them, how long it takes, which way, and what to draw.

Pure: `files` reads maps and caches.
"""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
import numpy as np

from dispatch.config import UnitKind
from dispatch.roads.build import E7, Bools, EdgeTable
from dispatch.roads.config import RoadsConfig
from dispatch.roads.geodesy import Floats
from dispatch.roads.network import Network
from dispatch.roads.route import Waypoint, follow
from dispatch.roads.search import Arrivals, arrivals, search
from dispatch.roads.snap import Snaps
from dispatch.roads.streets import ATTRIBUTION, Bbox, Detail, StreetTable, streets_geojson
from streams.schema.errors import DispatchError

Point = tuple[float, float]
"""(lon, lat), degrees."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Where an incident is on the roads of one unit kind, or how far from them."""

    places: Snaps
    """Where one may stop for it, the nearest first; empty where it is off these roads."""
    last_leg_s: Floats
    """float64 [places]: on foot from there."""
    nearest_m: float
    """To the nearest road; inf where this kind has none."""


class Roads:
    """One area's networks. Safe to share between threads."""

    attribution = ATTRIBUTION

    def __init__(self, tables: Mapping[UnitKind, EdgeTable], streets: StreetTable, config: RoadsConfig) -> None:
        """`tables` for every unit kind; a kind may have no edges."""
        self.config = config
        self._tables = tables
        self._timed = lru_cache(maxsize=None)(self._time)
        self._streets = streets
        self._drawn = lru_cache(maxsize=8)(self._draw)

    def network(self, kind: UnitKind) -> Network:
        """The network of one unit kind, made ready when it is first asked for (0.2 s for a city)."""
        return self._timed(kind)

    def _time(self, kind: UnitKind) -> Network:
        return Network(kind, self._tables[kind], self.config)

    @property
    def bbox(self) -> Bbox:
        """(west, south, east, north) of all streets, degrees."""
        lon, lat = self._streets.lon_e7 / E7, self._streets.lat_e7 / E7
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def scene(self, kind: UnitKind, lon: float, lat: float, nearest: Snaps | None = None) -> Scene:
        """An incident's place on the roads of `kind`; `nearest` where its one place there is known already.

        Where the nearest road is cut off from the main streets (a yard, an island), one may also stop on the nearest
        main street and walk, if that is no farther than `island_m`.
        """
        network = self.network(kind)
        if nearest is None:
            nearest = network.snapper.nearest(np.array([lon]), np.array([lat]))
        nearest_m = float(nearest.off_m[0])
        if nearest_m > self.config.incident_off_road_m:
            return Scene(places=nearest.where(np.zeros(0, dtype=np.int64)), last_leg_s=np.zeros(0), nearest_m=nearest_m)
        places = nearest
        if not network.from_main[nearest.edge[0]]:
            others = network.snapper.within(lon, lat, self.config.island_m)
            others = others.where(np.flatnonzero(network.from_main[others.edge])[:1])
            places = nearest.joined(others)
        return Scene(places=places, last_leg_s=places.off_m / (self.config.last_leg_kmh / 3.6), nearest_m=nearest_m)

    def arrivals(self, kind: UnitKind, scene: Scene, units: Snaps, limit_s: float) -> Arrivals:
        """Times from the places `units` to the incident at `scene`, legs off the road at both ends included.

        inf where a unit is farther than `limit_s` by road, has no way, or it or the incident is off these roads.
        """
        nobody = np.full(len(units), np.inf)
        near = np.flatnonzero(units.off_m <= self.config.unit_off_road_m)
        if not len(scene.places) or not len(near):
            return Arrivals(travel_s=nobody, distance_m=nobody)
        network, near_units = self.network(kind), units.where(near)
        field = search(network, scene.places, scene.last_leg_s, limit_s)
        on_road = arrivals(network, field, scene.places, scene.last_leg_s, near_units)
        speed_kmh = self.config.last_leg_kmh if kind == "foot" else self.config.first_leg_kmh
        travel_s, length_m = nobody.copy(), nobody.copy()
        found = on_road.travel_s <= limit_s
        near, near_units = near[found], near_units.where(found)
        travel_s[near] = on_road.travel_s[found] + near_units.off_m / (speed_kmh / 3.6)
        length_m[near] = on_road.distance_m[found] + near_units.off_m
        return Arrivals(travel_s=travel_s, distance_m=length_m)

    def reaches(self, kind: UnitKind, scene: Scene, units: Snaps) -> Bools:
        """Whether there is any way from each unit to the incident, however long; bool [n]."""
        if not len(scene.places) or not len(units):
            return np.zeros(len(units), dtype=bool)
        network = self.network(kind)
        open_to_all = network.from_main[scene.places.edge]
        leaves = network.to_main[units.edge]
        if open_to_all.any() and (leaves.all() or network.on_main[scene.places.edge].all()):
            return leaves
        return np.isfinite(self.arrivals(kind, scene, units, np.inf).travel_s)

    def route(self, kind: UnitKind, start: Point, goal: Point) -> list[Waypoint]:
        """The quickest way as points `(lon, lat, t_s)`, from the road at `start` to the road at `goal`.

        At least two points; `t_s` begins at 0 and never falls.

        Raises:
            DispatchError: `start` or `goal` is outside the map, or there is no way between them.
        """
        network = self.network(kind)
        ends = network.snapper.nearest(np.array([start[0], goal[0]]), np.array([start[1], goal[1]]))
        for point, off_m in zip((start, goal), ends.off_m, strict=True):
            if not off_m <= self.config.incident_off_road_m:
                raise DispatchError(f"{point} is {outside(float(off_m))}")
        first, last = ends.where(np.array([0])), ends.where(np.array([1]))
        field = search(network, last, np.zeros(1), np.inf, ways=True)
        way = follow(network, field, first, last)
        if way is None:
            raise DispatchError(f"no way by road for {kind} from {start} to {goal}")
        return way

    def random_place(self, kind: UnitKind, rng: np.random.Generator, within: Bbox | None = None) -> Point:
        """A point on a main street, every metre as likely as every other; in `within`, as far as an edge begins there.

        Raises:
            DispatchError: no street of `kind` begins there.
        """
        return self.random_places(kind, rng, 1, within)[0]

    def random_places(
        self, kind: UnitKind, rng: np.random.Generator, count: int, within: Bbox | None = None
    ) -> list[Point]:
        """`count` of them."""
        network = self.network(kind)
        weight = np.where(network.on_main, network.length_m, 0.0)
        if within is not None:
            at = network.edges.shape_start[:-1]
            inside = (network.lon[at] >= within[0]) & (network.lon[at] <= within[2])
            weight *= inside & (network.lat[at] >= within[1]) & (network.lat[at] <= within[3])
        if not weight.any():
            raise DispatchError(f"no street for {kind} in {within or 'this map'}")
        edges = rng.choice(len(network), size=count, p=weight / weight.sum())
        along = rng.random(count)
        return [network.snapper.place_on(int(edge), float(share)) for edge, share in zip(edges, along, strict=True)]

    def street_ends(self, lon: float, lat: float) -> tuple[Point, Point]:
        """Both ends of the street edge, for people on foot, on which the place lies."""
        network = self.network("foot")
        nearest = network.snapper.nearest(np.array([lon]), np.array([lat]))
        if not nearest.off_m[0] <= self.config.incident_off_road_m:
            raise DispatchError(outside(float(nearest.off_m[0])))
        edge = int(nearest.edge[0])
        return network.snapper.place_on(edge, 0.0), network.snapper.place_on(edge, 1.0)

    def streets_geojson(self, bbox: Bbox | None = None, detail: Detail = "all") -> bytes:
        """The streets as GeoJSON (see `streets`); the last few answers are kept."""
        return self._drawn(bbox, detail)

    def _draw(self, bbox: Bbox | None, detail: Detail) -> bytes:
        return streets_geojson(self._streets, detail, bbox)


def outside(nearest_m: float) -> str:
    """What to say of a place that is too far from every road."""
    if not np.isfinite(nearest_m):
        return "outside the map: no road at all"
    return f"outside the map: nearest road {nearest_m / 1000:.1f} km"
