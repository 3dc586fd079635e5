"""How fast and how right the ranking is on a city of 60,000 junctions: `python -m tests.bench.rank [--exact N]`.

Needs porto.osm.pbf in `$PATROL_SHARED/data/roads`, by default `../shared/data/roads`. Prints figures and ratios; all
times are processor times of one thread.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import igraph  # type: ignore[import-untyped] # ships no types
import networkx as nx  # type: ignore[import-untyped] # ships no types
import numpy as np

from dispatch.columns import UnitColumns
from dispatch.model import Unit
from dispatch.ranking import rank
from dispatch.roads import KINDS, Roads, load_roads
from dispatch.roads.roads import Point
from dispatch.roads.search import arrivals, search
from tests.dispatch.roads.exact import exact_s, graph_of

PORTO = Path(os.environ.get("PATROL_SHARED", "../shared")) / "data/roads/porto.osm.pbf"
CITY = (-8.70, 41.10, -8.55, 41.20)
"""Porto and its neighbours: where a police force of 200 cars would be."""
LIMIT_S = 600.0
EXACT_S = 300.0
"""NetworkX is asked no farther, as it takes minutes as it is."""
RIGHT_S = 0.5
UNITS_M = 2000.0
"""Units of the exactness are this near, so that there are times to compare."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--exact", type=int, default=1000, help="incidents of each kind to compare with NetworkX")
    chosen = options.parse_args()
    if not PORTO.exists():
        _say(f"{PORTO} is not there: set PATROL_SHARED to the folder that holds data/roads")
        return
    _say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    roads = _loading()
    rng = np.random.default_rng(1)
    _speed(roads, rng)
    _against_igraph(roads, rng)
    _straight_line(roads, rng)
    _exactness(roads, rng, chosen.exact)


def _loading() -> Roads:
    with tempfile.TemporaryDirectory() as folder:
        clock = _Clock()
        load_roads(PORTO, Path(folder))
        built_s = clock.lap_s()
        roads = load_roads(PORTO, Path(folder))
        read_s = clock.lap_s()
        ready_s = []
        for kind in KINDS:
            roads.network(kind)
            ready_s.append(clock.lap_s())
        parts = ", ".join(f"{kind} {s:.2f}" for kind, s in zip(KINDS, ready_s, strict=True))
        _say(f"load: from the PBF {built_s:.2f} s, from the cache {read_s:.2f} s; then made ready: {parts} s")
        began = time.perf_counter()
        load_roads(PORTO, Path(folder)).make_ready(KINDS)
        wall_s = time.perf_counter() - began
    all_s = read_s + sum(ready_s)
    _say(f"load: from the cache to ready for cars {read_s + ready_s[0]:.2f} s, for all kinds {all_s:.2f} s,")
    _say(f"      which by the clock on the wall takes {wall_s:.2f} s, as they are made ready side by side")
    return roads


def _speed(roads: Roads, rng: np.random.Generator) -> None:
    network = roads.network("car")
    _say(f"\nranking cars, {network.nodes} nodes, {len(network)} edges: median ms (p90) over 100 incidents")
    heads = ("times, to 300 s", "times, to 600 s", "positions to order", "to all reasons")
    _say(f"{'units':>6}" + "".join(f"  {head:>18}" for head in heads))
    for n in (50, 200, 1000, 10_000):
        places = _places(roads, rng, n)
        units, stands = UnitColumns.of(_cars(places)), roads.stands("car", *np.array(places).T)
        rank(roads, units, *places[0])
        scenes = [roads.scene("car", *place) for place in _places(roads, rng, 100)]  # new ones, not searched before
        near, far = (
            [_ms(roads.arrivals, "car", scene, stands, limit_s) for scene in scenes] for limit_s in (300.0, LIMIT_S)
        )
        ranked, told = (
            [_ms(ask, roads, units, *place) for place in _places(roads, rng, 100 if n <= 1000 else 20)]
            for ask in (rank, _rank_and_tell)
        )
        _say(f"{n:6}" + "".join(f"  {_spread(times_ms):>18}" for times_ms in (near, far, ranked, told)))


def _rank_and_tell(roads: Roads, units: UnitColumns, lon: float, lat: float) -> object:
    ranking = rank(roads, units, lon, lat)
    return ranking.ranking, ranking.excluded


def _against_igraph(roads: Roads, rng: np.random.Generator) -> None:
    """Times from all units to one incident: our whole search against igraph's Dijkstra between the nearest nodes."""
    network = roads.network("car")
    links, weights = [], []
    for begin, end, time_s in (
        (network.edges.tail, network.edges.head, network.forward_s),
        (network.edges.head, network.edges.tail, network.backward_s),
    ):
        some = np.isfinite(time_s)
        links += list(zip(begin[some].tolist(), end[some].tolist(), strict=True))
        weights += time_s[some].tolist()
    graph = igraph.Graph(n=network.nodes, edges=links, directed=True)
    _say(f"\nigraph {igraph.__version__}, the same cars and incidents, no turn restrictions; ours to {LIMIT_S:.0f} s")
    for n in (50, 200, 1000, 10_000):
        stands = roads.stands("car", *np.array(_places(roads, rng, n)).T)
        goals = [roads.scene("car", *place) for place in _places(roads, rng, 20)]
        ours = [_ms(roads.arrivals, "car", goal, stands, LIMIT_S) for goal in goals]
        nodes = np.unique(network.edges.tail[stands.places.edge]).tolist()
        theirs = [
            _ms(graph.distances, int(network.edges.tail[goal.places.edge[0]]), nodes, weights, "in") for goal in goals
        ]
        ratio = np.median(theirs) / np.median(ours)
        _say(f"{n:6}: ours {_spread(ours)} ms, igraph {_spread(theirs)} ms: {ratio:.1f} x as long")


def _straight_line(roads: Roads, rng: np.random.Generator) -> None:
    """How often the unit that is nearest in a straight line is not the one that is there first."""
    _say("\nnearest by straight line against by road, 400 incidents each, cars, fresh fixes; late is after 180 s")
    for n in (12, 50, 200):
        wrong, late_line, late_road, lost_s = 0, 0, 0, []
        units = _cars(_places(roads, rng, n))
        for place in _places(roads, rng, 400):
            found = rank(roads, units, *place)
            first = found.ranking[0]
            by_line = min(found.ranking, key=lambda unit: unit.straight_line_m)
            wrong += by_line is not first
            lost_s.append(by_line.eta_s - first.eta_s)
            late_line += by_line.eta_s > 180
            late_road += first.eta_s > 180
        _say(
            f"{n:5} units: the line picks another unit in {wrong / 4:.0f} %, {np.mean(lost_s):.0f} s later in the mean,"
            f" {np.percentile(lost_s, 90):.0f} s at p90; late: line {late_line / 4:.0f} %, road {late_road / 4:.0f} %"
        )


def _exactness(roads: Roads, rng: np.random.Generator, incidents: int) -> None:
    """Against NetworkX, turn by turn: the same times, and how much longer it takes for one incident and 20 units."""
    _say(f"\nagainst NetworkX {nx.__version__}, {incidents} incidents x 20 units of each kind, to {EXACT_S:.0f} s")
    for kind in KINDS:
        network, leg = roads.network(kind), np.zeros(1)
        graph = graph_of(network)
        ours_ms, theirs_ms, apart_s = [], [], np.zeros(0)
        for place in roads.random_places(kind, rng, incidents, CITY):
            goal = network.snapper.nearest(*np.array([place]).T)
            units = network.snapper.nearest(*_around(rng, place, 20))
            clock = _Clock()
            found = arrivals(network, search(network, goal, leg, EXACT_S), units).travel_s
            ours_ms.append(clock.lap_s() * 1000)
            exact = np.array(exact_s(graph, network, units, goal, EXACT_S))
            theirs_ms.append(clock.lap_s() * 1000)
            both = (exact < EXACT_S - 1) | (found < EXACT_S - 1)
            apart_s = np.append(apart_s, np.abs(found[both] - exact[both]))
        ratio = np.median(theirs_ms) / np.median(ours_ms)
        right = 100 * np.mean(apart_s <= RIGHT_S)
        _say(
            f"{kind:>10}: {len(apart_s)} times, {right:.2f} % within {RIGHT_S} s, at most {apart_s.max():.4f} s apart,"
            f" {len(network.edges.no_turn)} forbidden turns; NetworkX takes {ratio:.0f} x as long"
        )


def _around(rng: np.random.Generator, place: Point, n: int) -> np.ndarray:
    """float64 [2, n]: lon and lat of points within `UNITS_M` of a place, more of them near to it."""
    off_m, angle = UNITS_M * rng.random(n), 2 * np.pi * rng.random(n)
    degree_m = 111_195.0
    east = off_m * np.cos(angle) / (degree_m * np.cos(np.radians(place[1])))
    return np.array([place[0] + east, place[1] + off_m * np.sin(angle) / degree_m])


class _Clock:
    """Time of the processor and not of the wall, as machines that run benches are seldom idle."""

    def __init__(self) -> None:
        self._since = time.process_time()

    def lap_s(self) -> float:
        since, self._since = self._since, time.process_time()
        return self._since - since


def _ms(function: Callable[..., object], *arguments: object) -> float:
    clock = _Clock()
    function(*arguments)
    return clock.lap_s() * 1000


def _spread(times_ms: list[float]) -> str:
    return f"{np.median(times_ms):.2f} ({np.percentile(times_ms, 90):.2f})"


def _places(roads: Roads, rng: np.random.Generator, n: int) -> list[Point]:
    return roads.random_places("car", rng, n, CITY)


def _cars(places: list[Point]) -> list[Unit]:
    return [Unit(unit_id=f"u{i}", kind="car", lon=x, lat=y, fix_age_s=0.0) for i, (x, y) in enumerate(places)]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
