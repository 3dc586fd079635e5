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

import networkx as nx  # type: ignore[import-untyped] # ships no types
import numpy as np

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


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--exact", type=int, default=20, help="incidents of each kind to compare with NetworkX")
    chosen = options.parse_args()
    if not PORTO.exists():
        _say(f"{PORTO} is not there: set PATROL_SHARED to the folder that holds data/roads")
        return
    _say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    roads = _loading()
    rng = np.random.default_rng(1)
    _speed(roads, rng)
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
    _say(f"load: from the cache to ready for cars {read_s + ready_s[0]:.2f} s, all kinds {read_s + sum(ready_s):.2f} s")
    return roads


def _speed(roads: Roads, rng: np.random.Generator) -> None:
    network = roads.network("car")
    scenes = [roads.scene("car", *place) for place in _places(roads, rng, 100)]
    _say(f"\nranking cars, {network.nodes} nodes, {len(network)} edges: median ms (p90) over 100 incidents")
    _say(f"{'units':>6}  {'times, to 300 s':>18}  {'times, to 600 s':>18}  {'positions to reasons':>22}")
    for n in (50, 200, 1000, 10_000):
        places = _places(roads, rng, n)
        units, stands = _cars(places), roads.stands("car", *np.array(places).T)
        near, far = (
            [_ms(roads.arrivals, "car", scene, stands, limit_s) for scene in scenes] for limit_s in (300.0, LIMIT_S)
        )
        whole = [_ms(rank, roads, units, *place) for place in _places(roads, rng, 100 if n <= 1000 else 10)]
        _say(f"{n:6}  {_spread(near):>18}  {_spread(far):>18}  {_spread(whole):>22}")


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
    """Against NetworkX: the same times, and how much longer it takes for one incident and 200 units."""
    _say(f"\nagainst NetworkX {nx.__version__}, {incidents} incidents x 200 units of each kind, to {LIMIT_S:.0f} s")
    for kind in KINDS:
        network, leg = roads.network(kind), np.zeros(1)
        graph = graph_of(network)
        units = network.snapper.nearest(*np.array(_places(roads, rng, 200)).T)
        ours_ms, theirs_ms, apart_s, compared = [], [], 0.0, 0
        for place in _places(roads, rng, incidents):
            goal = network.snapper.nearest(*np.array([place]).T)
            clock = _Clock()
            found = arrivals(network, search(network, goal, leg, LIMIT_S), units).travel_s
            ours_ms.append(clock.lap_s() * 1000)
            exact = np.array(exact_s(graph, network, units, goal, LIMIT_S))
            theirs_ms.append(clock.lap_s() * 1000)
            both = (exact < LIMIT_S - 1) | (found < LIMIT_S - 1)
            compared += int(both.sum())
            apart_s = max([apart_s, *np.abs(found[both] - exact[both]).tolist()])
        ratio = np.median(theirs_ms) / np.median(ours_ms)
        _say(f"{kind:>10}: {compared} times, at most {apart_s:.4f} s apart; NetworkX takes {ratio:.0f} x as long")


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
