"""Made-up towns for tests: points by name in metres from a corner, ways between them, as arrays or as a PBF file."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import osmium

from dispatch.config import KINDS
from dispatch.roads.config import RoadsConfig
from dispatch.roads.osm.access import Tags
from dispatch.roads.osm.build import Ways, build_edges
from dispatch.roads.osm.turns import Turn
from dispatch.roads.roads import Roads
from dispatch.roads.streets import build_streets

CORNER = (112.5, 37.8)
METRES_PER_DEGREE = float(np.radians(1.0)) * 6_371_008.8


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """(lon, lat) of a point in metres from the corner."""
    lat = CORNER[1] + north_m / METRES_PER_DEGREE
    return CORNER[0] + east_m / float(METRES_PER_DEGREE * np.cos(np.radians(CORNER[1]))), lat


class Town:
    """Grows by `point` and `street`; a street may name a point that is not there, as at the border of an extract."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._points: dict[str, tuple[float, float]] = {}
        self._point_tags: dict[str, Tags] = {}
        self._streets: list[tuple[list[str], dict[str, str]]] = []
        self._turns: list[tuple[int, str | tuple[int, ...], int, dict[str, str]]] = []

    def point(self, name: str, east_m: float, north_m: float, tags: Mapping[str, str] | None = None) -> "Town":
        self._id(name)
        self._points[name] = at(east_m, north_m)
        if tags:
            self._point_tags[name] = tags
        return self

    def street(self, points: str, highway: str = "residential", **tags: str) -> "Town":
        """`points` are names with spaces between; in the keys of `tags`, two underscores stand for a colon."""
        colons = {key.replace("__", ":"): value for key, value in tags.items()}
        self._streets.append((points.split(), {"highway": highway, **colons}))
        return self

    def turn(
        self, come: int, via: str | tuple[int, ...], go: int, restriction: str = "no_left_turn", **tags: str
    ) -> "Town":
        """A restriction from one street over a point, or over streets, to another; streets by their number."""
        self._turns.append((come, via, go, {"restriction": restriction, **tags}))
        return self

    def ways(self) -> Ways:
        node, start, way = [], [0], []
        for number, (points, _) in enumerate(self._streets):
            for run in _runs([name if name in self._points else None for name in points]):
                node += run
                start.append(len(node))
                way.append(number)
        places = np.array([self._points[name] for name in node], dtype=np.float64).reshape(-1, 2)
        return Ways(
            node=np.array([self._id(name) for name in node], dtype=np.int64),
            lon_e7=np.rint(places[:, 0] * 1e7).astype(np.int64),
            lat_e7=np.rint(places[:, 1] * 1e7).astype(np.int64),
            run_start=np.array(start, dtype=np.int64),
            run_way=np.array(way, dtype=np.int64),
            tags=[tags for _, tags in self._streets],
            barriers={self._id(name): tags for name, tags in self._point_tags.items() if "barrier" in tags},
            turns=[
                Turn(one, self._id(via), other, tags)
                if isinstance(via, str)
                else Turn(one, 0, other, tags, frozenset(via))
                for one, via, other, tags in self._turns
            ],
        )

    def roads(self, config: RoadsConfig | None = None) -> Roads:
        ways = self.ways()
        streets = build_streets(ways, [tags.get("name", "") for _, tags in self._streets])
        config = config or RoadsConfig()
        return Roads({kind: build_edges(ways, kind, config.rules(kind)) for kind in KINDS}, streets, config)

    def write(self, path: Path) -> Path:
        """The town as an OpenStreetMap PBF."""
        path.unlink(missing_ok=True)
        with osmium.SimpleWriter(str(path)) as writer:
            for name, place in self._points.items():
                tags = self._point_tags.get(name, {})
                writer.add_node(osmium.osm.mutable.Node(id=self._id(name), location=place, tags=dict(tags)))
            for number, (points, tags) in enumerate(self._streets):
                nodes = [self._id(name) for name in points]
                writer.add_way(osmium.osm.mutable.Way(id=number + 1, nodes=nodes, tags=tags))
            for number, (come, via, go, rule) in enumerate(self._turns):
                over = [("n", self._id(via), "via")] if isinstance(via, str) else [("w", n + 1, "via") for n in via]
                members = [("w", come + 1, "from"), *over, ("w", go + 1, "to")]
                relation = osmium.osm.mutable.Relation(
                    id=number + 1, members=members, tags={"type": "restriction", **rule}
                )
                writer.add_relation(relation)
        return path

    def _id(self, name: str) -> int:
        return self._ids.setdefault(name, len(self._ids) + 1)


def _runs(names: list[str | None]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for name in names:
        if name is None:
            runs.append([])
        else:
            runs[-1].append(name)
    return [run for run in runs if run]


def crossing() -> Town:
    """Two streets of 400 m that cross in the middle `m`; west `w`, east `e`, south `s`, north `n`."""
    town = Town().point("w", 0, 200).point("m", 200, 200).point("e", 400, 200).point("s", 200, 0).point("n", 200, 400)
    return town.street("w m e", name="长风街").street("s m n")
