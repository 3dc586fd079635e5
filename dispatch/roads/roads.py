"""The roads of an area for all unit kinds: where things are on them, how long it takes, which way, and what to draw.

Pure: `files` reads maps and caches.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from typing import Final

import numpy as np

from dispatch.config import UnitKind
from dispatch.roads.config import RoadsConfig
from dispatch.roads.fields import Fields
from dispatch.roads.geodesy import Floats
from dispatch.roads.network import Network
from dispatch.roads.osm.build import E7, Bools, EdgeTable
from dispatch.roads.reach import Reach, reach
from dispatch.roads.route import Waypoint, follow
from dispatch.roads.scenes import Scene, scene_at
from dispatch.roads.search import Arrivals, Field, Wall, arrivals_each, search, touched
from dispatch.roads.snap import Ints, Snaps
from dispatch.roads.stands import StandFinder, Stands
from dispatch.roads.streets import ATTRIBUTION, Bbox, Detail, StreetNames, StreetTable, streets_geojson
from streams.schema.errors import DispatchError

Point = tuple[float, float]
"""(lon, lat), degrees."""

_SCENES: Final = 4096
"""Places of incidents, and ends of their streets, that are remembered, a kilobyte each: those of a bad night, on the
roads of each kind."""


class Roads:
    """One area's networks. Safe to share between threads."""

    attribution = ATTRIBUTION

    def __init__(
        self,
        tables: Mapping[UnitKind, EdgeTable],
        streets: StreetTable,
        config: RoadsConfig,
        *,
        like: "Roads | None" = None,
    ) -> None:
        """`tables` for every unit kind; a kind may have no edges. `like`: the same roads at other speeds."""
        self.config = config
        self._like = like
        self._at_hour = lru_cache(maxsize=24)(self._with_hour)
        self._tables = tables
        self._timed = lru_cache(maxsize=None)(self._time)
        self._finder = lru_cache(maxsize=None)(self._find)
        self._placed = lru_cache(maxsize=_SCENES)(self._scene)
        self._fields = Fields(self._search)
        self._streets = streets
        self._drawn = lru_cache(maxsize=8)(self._draw)

    def network(self, kind: UnitKind) -> Network:
        """The network of one unit kind, made ready when it is first asked for (0.1 s for a city)."""
        return self._timed(kind)

    def make_ready(self, kinds: Iterable[UnitKind], *, names: bool = False) -> None:
        """Makes the networks of `kinds` and the street names ready side by side: nobody waits for them later."""
        tasks: list[Callable[[], object]] = [partial(self.network, kind) for kind in kinds]
        tasks += [lambda: self._names] if names else []
        with ThreadPoolExecutor() as pool:
            for task in [pool.submit(task) for task in tasks]:
                task.result()

    def at_hour(self, hour: int | None) -> "Roads":
        """The same roads at the speeds of an hour of the day; None: of no hour in particular."""
        return self if hour is None else self._at_hour(hour)

    def _with_hour(self, hour: int) -> "Roads":
        config = self.config.at_hour(hour)
        return self if config is self.config else Roads(self._tables, self._streets, config, like=self)

    def _time(self, kind: UnitKind) -> Network:
        if self._like is not None:
            return self._like.network(kind).timed(self.config)
        return Network(kind, self._tables[kind], self.config)

    def _find(self, kind: UnitKind) -> StandFinder:
        return self._like._finder(kind) if self._like is not None else StandFinder(self.network(kind), self.config)  # noqa: SLF001 - of this class

    @property
    def bbox(self) -> Bbox:
        """(west, south, east, north) of all streets, degrees."""
        lon, lat = self._streets.lon_e7 / E7, self._streets.lat_e7 / E7
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def scene(self, kind: UnitKind, lon: float, lat: float) -> Scene:
        """An incident's place on the roads of `kind`.

        On foot or with a bicycle one may stop on any way within a step (`kerb_m`). Where none of these is reached from
        the main streets (a yard, an island), one may also stop on the nearest main street and walk, if that is no
        farther than `incident_island_m`.
        """
        return self._placed(kind, lon, lat)

    def stands(self, kind: UnitKind, lon: Floats, lat: Floats, heading_deg: Floats | None = None) -> Stands:
        """Where units at these positions (float64 [n], degrees) stand on the roads of `kind`; they are remembered.

        A unit with a heading (clockwise from north; NaN where it has none) is on a carriageway that leads its way, if
        there is one. One on a piece of road that leads nowhere may also cross over to a main street within
        `unit_island_m`.
        """
        return self._finder(kind).find(lon, lat, heading_deg)

    def _scene(self, kind: UnitKind, lon: float, lat: float) -> Scene:
        return scene_at(self.network(kind), self.config, lon, lat)

    def arrivals(
        self, kind: UnitKind, scene: Scene, units: Stands, limit_s: float, *, wall: Wall | None = None
    ) -> Arrivals:
        """Times of n units to the incident at `scene`, legs off the road at both ends included; nobody passes `wall`.

        inf where a unit is farther than `limit_s` by road, has no way, or it or the incident is off these roads.
        """
        return self.arrivals_each(kind, [scene], np.zeros(units.count, dtype=np.int64), units, [limit_s], wall=wall)

    def arrivals_each(
        self,
        kind: UnitKind,
        scenes: Sequence[Scene],
        goal: Ints,
        units: Stands,
        limits_s: Sequence[float],
        *,
        wall: Wall | None = None,
    ) -> Arrivals:
        """The same where each unit goes to the scene whose number is in `goal` (int64 [n]): quicker than one by one.

        To each scene (there are as many `limits_s`) no unit is found that needs longer than its limit.
        """
        travel_s, length_m = np.full(len(units.places), np.inf), np.full(len(units.places), np.inf)
        near = np.flatnonzero(units.places.off_m <= self.config.unit_off_road_m)
        on_map = np.array([len(scene.places) > 0 for scene in scenes], dtype=bool)
        if not on_map.all():
            near = near[on_map[goal[units.owner[near]]]]
        goal = goal[units.owner[near]]
        asked = np.flatnonzero(np.bincount(goal))
        goal = np.searchsorted(asked, goal)
        if len(asked):
            network = self.network(kind)
            fields = [self._fields.within(kind, scenes[i], limits_s[i], wall) for i in asked.tolist()]
            if len(fields) == 1:
                near = near[touched(network, fields[0], units.places.edge[near])]
            places = units.places.where(near)
            goal = goal[: len(near)]
            on_road = arrivals_each(network, fields, goal, places)
            found = on_road.travel_s <= np.array([limits_s[i] for i in asked.tolist()])[goal]
            travel_s[near[found]] = (on_road.travel_s + places.off_m / self._first_leg_mps(kind))[found]
            length_m[near[found]] = (on_road.distance_m + places.off_m)[found]
        return units.quickest(Arrivals(travel_s=travel_s, distance_m=length_m))

    def _search(self, kind: UnitKind, scene: Scene, limit_s: float, wall: Wall | None) -> Field:
        return search(self.network(kind), scene.places, scene.last_leg_s, limit_s, wall=wall)

    def arrivals_at(
        self, kind: UnitKind, targets: Sequence[Point], units: Stands, limit_s: float, *, past: Point | None = None
    ) -> Arrivals:
        """Times of n units to each of the targets, one search each; float64 [targets, n].

        With `past`, an incident's place, nobody passes it on the way: so units are told apart by the end of a street
        that they can close, see `ends`.
        """
        wall = None
        if past is not None:
            nearest = self.network(kind).snapper.nearest_to(*past)
            wall = Wall(int(nearest.edge[0]), float(nearest.along[0]))
        scenes = [self.scene(kind, *at) for at in targets]
        goal, limits_s = np.repeat(np.arange(len(targets)), units.count), [limit_s] * len(targets)
        found = self.arrivals_each(kind, scenes, goal, units.repeated(len(targets)), limits_s, wall=wall)
        shape = len(targets), units.count
        return Arrivals(travel_s=found.travel_s.reshape(shape), distance_m=found.distance_m.reshape(shape))

    def reach(self, kind: UnitKind, lon: Floats, lat: Floats, within_s: Floats) -> Reach:
        """The stretches of road reached from any of n positions (float64 [n]), from each within its own time.

        A position farther from the road than `unit_off_road_m` reaches nothing.
        """
        stands = self.stands(kind, lon, lat)
        left_s = within_s[stands.owner] - stands.places.off_m / self._first_leg_mps(kind)
        near = stands.places.off_m <= self.config.unit_off_road_m
        return reach(self.network(kind), stands.places.where(near), left_s[near])

    def reaches(self, kind: UnitKind, scene: Scene, units: Stands) -> Bools:
        """Whether there is any way from each unit to the incident, however long; bool [n]."""
        if not len(scene.places) or not len(units.places):
            return np.zeros(units.count, dtype=bool)
        network = self.network(kind)
        leaves = np.zeros(units.count, dtype=bool)
        leaves[units.owner[network.to_main[units.places.edge]]] = True
        into = network.from_main[scene.places.edge].any()
        if into and (leaves.all() or network.on_main[scene.places.edge].all()):
            return leaves
        return np.isfinite(self.arrivals(kind, scene, units, np.inf).travel_s)

    def route(self, kind: UnitKind, start: Point, goal: Point) -> list[Waypoint]:
        """The quickest way from `start` to `goal` as points `(lon, lat, t_s)`, as long as the ranking says.

        At least two points, the first at `start`, the last at `goal`: legs off the road are straight lines. `t_s`
        begins at 0 and never falls.

        Raises:
            DispatchError: `start` or `goal` is outside the map, or there is no way between them.
        """
        network, (lon, lat) = self.network(kind), (np.array([x]) for x in start)
        scene, stands = self.scene(kind, *goal), self.stands(kind, lon, lat)
        if not len(scene.places):
            raise DispatchError(f"{goal}: {outside(scene.nearest_m)}")
        if not stands.places.off_m[0] <= self.config.unit_off_road_m:
            raise DispatchError(f"{start}: {outside(float(stands.places.off_m[0]))}")
        for limit_s in (*self.config.search_s, np.inf):
            field = search(network, scene.places, scene.last_leg_s, limit_s, ways=True)
            ways = [self._way(network, field, stands.places.where(slice(i, i + 1))) for i in range(len(stands.places))]
            quickest = min(ways, key=lambda way: way[-1].t_s)
            if quickest[-1].t_s <= limit_s:
                break
        if not np.isfinite(quickest[-1].t_s):
            raise DispatchError(f"no way by road for {kind} from {start} to {goal}")
        return [Waypoint(*start, 0.0), *quickest[:-1], Waypoint(*goal, quickest[-1].t_s)]

    def _way(self, network: Network, field: Field, place: Snaps) -> list[Waypoint]:
        """From a place of a unit on the road to the incident; one point at inf if there is no way."""
        way, end = follow(network, field, place)
        if not way:
            return [Waypoint(0.0, 0.0, np.inf)]
        first_leg_s = float(place.off_m[0]) / self._first_leg_mps(network.kind)
        on_road = [Waypoint(lon, lat, first_leg_s + t_s) for lon, lat, t_s in way]
        return [*on_road, on_road[-1]._replace(t_s=on_road[-1].t_s + float(field.last_leg_s[end]))]

    def _first_leg_mps(self, kind: UnitKind) -> float:
        return (self.config.last_leg_kmh if kind == "foot" else self.config.first_leg_kmh) / 3.6

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
        lon, lat = network.snapper.places_on(edges, along)
        return list(zip(lon.tolist(), lat.tolist(), strict=True))

    def ends(self, kind: UnitKind, lon: float, lat: float) -> tuple[Point, Point]:
        """Both ends of the street edge, for units of `kind`, on which the place lies; one point twice for a loop.

        Raises:
            DispatchError: the place is outside the map.
        """
        network = self.network(kind)
        nearest = network.snapper.nearest_to(lon, lat)
        if not nearest.off_m[0] <= self.config.incident_off_road_m:
            raise DispatchError(outside(float(nearest.off_m[0])))
        edge = int(nearest.edge[0])
        return network.snapper.place_on(edge, 0.0), network.snapper.place_on(edge, 1.0)

    def street_name(self, lon: float, lat: float, within_m: float = 20.0) -> str:
        """What the streets at a place are called, nearest first, a crossing's both; empty where none has a name."""
        return self._names.at(lon, lat, within_m)

    @cached_property
    def _names(self) -> StreetNames:
        return self._like._names if self._like is not None else StreetNames(self._streets)  # noqa: SLF001 - of this class

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
