"""How well the desk chooses: `python -m tests.bench.closing`. Both ends of real streets, and small nights in hindsight.

Needs porto.osm.pbf in `$PATROL_SHARED/data/roads`, by default `../shared/data/roads`, for the streets; the nights are
made up. Prints figures; every choice is compared with all possible ones.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, quantiles
from typing import Final, NamedTuple

import numpy as np

from dispatch.closing import Option, choose
from dispatch.closing.cover import NO_EXIT
from dispatch.closing.on_roads import RoadApproach
from dispatch.config import UnitKind
from dispatch.desk.sending.options import arrivals_of, option
from dispatch.model import Unit
from dispatch.ranking import Ranker
from dispatch.roads import Roads, load_roads
from streams.schema.quantities import Place
from tests.bench.rank import CITY, PORTO

UNITS: Final[Mapping[UnitKind, int]] = {"car": 120, "motorcycle": 30, "foot": 50}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--incidents", type=int, default=300)
    chosen = options.parse_args()
    if not PORTO.exists():
        _say(f"{PORTO} is not there: set PATROL_SHARED to the folder that holds data/roads")
        return
    with tempfile.TemporaryDirectory() as folder:
        roads = load_roads(PORTO, Path(folder))
    _closing(roads, np.random.default_rng(1), chosen.incidents)


def _closing(roads: Roads, rng: np.random.Generator, incidents: int) -> None:
    rank, approach = Ranker(roads), RoadApproach(roads)
    streets: list[_Street] = []
    while len(streets) < incidents:
        units = _units(roads, rng)
        lon, lat = roads.random_place("car", rng, CITY)
        street = _street(rank, approach, units, Place(lon=lon, lat=lat))
        streets += [street] if street else []
    _say(f"{incidents} streets with two ends or more, {sum(UNITS.values())} units: {UNITS}")
    _say(f"the pair is the best of all pairs: {mean(s.exact for s in streets):.1%}")
    _say(f"the nearest is still first: {mean(s.nearest_first for s in streets):.1%}")
    _say(f"the two nearest come by the same end: {mean(s.same_end for s in streets):.0%}")
    _say(f"both ends are held: {mean(s.held for s in streets):.1%}")
    later_s = [s.later_s for s in streets if s.held]
    _say(f"closed after: mean {mean(later_s):.0f} s, p90 {quantiles(later_s, n=10)[-1]:.0f} s")
    _say(f"of that for the nearest to stay first: {mean(s.price_s for s in streets if s.held):.1f} s")
    taken_ms = [s.taken_s * 1000 for s in streets]
    _say(f"ranking, ends and choice: median {np.median(taken_ms):.1f} ms, p99 {np.quantile(taken_ms, 0.99):.1f} ms")


class _Street(NamedTuple):
    """What came of one incident."""

    exact: bool
    nearest_first: bool
    same_end: bool
    held: bool
    later_s: float
    price_s: float
    taken_s: float


def _street(rank: Ranker, approach: RoadApproach, units: Sequence[Unit], place: Place) -> _Street | None:
    began = time.process_time()
    ranked_s = rank(units, place).eta_s
    ways = approach(units, place)
    if ways is None or len(ways.exits) < 2:
        return None
    eta_s = arrivals_of([unit.unit_id for unit in units], ranked_s, ways)
    free = [option(name, frozenset({1, 2}), at_s, ways) for name, at_s in eta_s.items()]
    choice = choose((1, 2), free)
    taken_s = time.process_time() - began
    return _Street(
        exact=(choice.first_s, -choice.held, choice.later_s) == _by_trying_all(free),
        nearest_first=choice.first_s == min(ranked_s.values()),
        same_end=len({_own_end(one) for one in sorted(free, key=lambda one: one.at_scene_s[NO_EXIT])[:2]}) == 1,
        held=choice.held > 1,
        later_s=choice.later_s,
        price_s=choice.later_s - _by_trying_all(free, nearest_first=False)[2],
        taken_s=taken_s,
    )


def _own_end(one: Option) -> int:
    return min((way for way in one.at_exit_s if way != NO_EXIT), key=lambda way: one.at_scene_s[way], default=NO_EXIT)


def _units(roads: Roads, rng: np.random.Generator) -> list[Unit]:
    places = {kind: roads.random_places(kind, rng, count, CITY) for kind, count in UNITS.items()}
    return [
        Unit(unit_id=f"{kind}-{number}", kind=kind, lon=lon, lat=lat, fix_age_s=float(rng.integers(0, 120)))
        for kind in UNITS
        for number, (lon, lat) in enumerate(places[kind])
    ]


def _by_trying_all(free: Sequence[Option], *, nearest_first: bool = True) -> tuple[float, int, float]:
    """(first arrival, ends held, the later of their arrivals) of the best of all pairs by all ways."""
    rows = [(n, way, one.at_scene_s[way], one.at_exit_s[way]) for n, one in enumerate(free) for way in one.at_exit_s]
    unit, way, scene_s, exit_s = np.array(rows).T
    first_s = np.minimum(scene_s[:, None], scene_s)
    holds = (way != NO_EXIT).astype(int)
    same_end = (way[:, None] == way) & (way != NO_EXIT)
    held = holds[:, None] + holds - same_end
    by_end = np.where(holds > 0, exit_s, 0.0)
    later_s = np.where(same_end, np.minimum(by_end[:, None], by_end), np.maximum(by_end[:, None], by_end))
    kept = unit[:, None] != unit
    if nearest_first:
        kept &= first_s == first_s[kept].min()
    kept &= held == held[kept].max()
    kept &= later_s == later_s[kept].min()
    return float(first_s[kept].min()), -int(held[kept].max()), float(later_s[kept].min())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
