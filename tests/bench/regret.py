"""What the desk's choices cost against hindsight: `python -m tests.bench.regret [--nights N]`.

Small nights on open ground, where every way is a straight line: several incidents fall within two minutes, each unit
serves one of them. Hindsight knows all of them from the start and tries every assignment. Like the desk it goes by the
least lateness after the target first, then by the least response; and, to compare, by the least response alone, which
lets some come late so that others come sooner. Prints means and quantiles, and what of the mean chance may make.
"""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import permutations
from math import hypot
from statistics import mean

import numpy as np

from dispatch.config import DispatchConfig
from dispatch.joint.config import JointConfig
from dispatch.life.assignment import Assignment
from streams.schema import commands as asked
from streams.schema.quantities import Place
from tests.dispatch.gate_street import DEGREE_LAT_M, GATE, north
from tests.dispatch.worlds import Night

UNITS, INCIDENTS = 6, 4
SIDE_M = 3_000.0
SPEED_MPS = 10.0
DIAGONAL_S = hypot(SIDE_M, SIDE_M) / SPEED_MPS
STEP_S = 5
WITHIN_STEPS = 24
"""Incidents fall in the first two minutes, which is as long as most ways take."""
_DEGREE_LON_M = DEGREE_LAT_M * float(np.cos(np.radians(GATE.lat)))

Point = tuple[float, float]
"""Metres east and north of the gate."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--nights", type=int, default=400)
    nights = options.parse_args().nights
    rng = np.random.default_rng(1)
    desks = {
        "as it is": DispatchConfig(),
        "as it is, with a target that all can keep": DispatchConfig(target_s=DIAGONAL_S),
        "nobody on the way is moved": DispatchConfig(joint=JointConfig(saves_s=1e6)),
    }
    kinds = ("response", "lateness", "response, against a hindsight that minds no lateness")
    regret_s = {(name, kind): list[float]() for name in desks for kind in kinds}
    for _ in range(nights):
        units = [_somewhere(rng) for _ in range(UNITS)]
        calls = sorted((int(rng.integers(0, WITHIN_STEPS)), _somewhere(rng)) for _ in range(INCIDENTS))
        places = [place for _, place in calls]
        for name, desk in desks.items():
            late_s, response_s = _costs_s(_Small(units, calls, desk).responses_s(), desk.target_s)
            hindsight = _hindsight(units, places, desk.target_s)
            least_late_s, best_s = min(hindsight)
            against_s = (best_s, least_late_s, min(response_s for _, response_s in hindsight))
            for kind, mine_s, theirs_s in zip(kinds, (response_s, late_s, response_s), against_s, strict=True):
                regret_s[name, kind].append(mine_s - theirs_s)
    _say(f"{nights} nights of {INCIDENTS} incidents and {UNITS} units: means of a night, above the best in hindsight")
    for (name, kind), regret in regret_s.items():
        _say(f"{name}: {kind}: {_told(regret)}")


def _told(regret: list[float]) -> str:
    p90_s, error_s = float(np.quantile(regret, 0.9)), float(np.std(regret) / np.sqrt(len(regret)))
    none = mean(r < 1 for r in regret)
    return f"mean {mean(regret):.1f} ± {error_s:.1f} s, p90 {p90_s:.1f} s; none at all in {none:.0%}"


def _costs_s(responses_s: Iterable[float], target_s: float) -> tuple[float, float]:
    """(mean lateness after the target, mean response), lateness to the millisecond, as sums in another order differ."""
    times_s = tuple(responses_s)
    return round(mean(max(0.0, time_s - target_s) for time_s in times_s), 3), mean(times_s)


@dataclass
class _Small:
    """One night, driven to its end; units say yes at once and drive straight."""

    units: list[Point]
    calls: list[tuple[int, Point]]
    config: DispatchConfig = field(default_factory=DispatchConfig)

    def responses_s(self) -> list[float]:
        """From each alert to the first unit there."""
        town = Night(self.config)
        at = {f"u{number}": place for number, place in enumerate(self.units)}
        for name in at:
            town.unit(name)
        places: dict[str, Point] = {}
        raised: dict[str, float] = {}
        taken_s: dict[str, float] = {}
        step = 0
        while len(taken_s) < len(self.calls):
            for name, place in at.items():
                town.fix(name, place[1], east_m=place[0])
            for number, (begins, place) in enumerate(self.calls):
                if begins == step:
                    name = town.alert(f"call {number}", place=_on_map(place), vehicles=(f"car {number}",))
                    places[name], raised[name] = place, step * STEP_S
                    town.ask(asked.ConfirmIncident, "operator:li", incident_id=name)
            _accept_all(town)
            for unit, name in tuple(town.state.booked.items()):
                way_m = _apart_m(at[unit], places[name])
                if name not in taken_s and way_m <= SPEED_MPS * STEP_S:
                    taken_s[name] = step * STEP_S + way_m / SPEED_MPS - raised[name]
                    town.ask(asked.ReportArrival, f"unit:{unit}", incident_id=name, unit_id=unit)
                at[unit] = _towards(at[unit], places[name])
            town.after(STEP_S)
            step += 1
        return list(taken_s.values())


def _accept_all(town: Night) -> None:
    for name, incident in tuple(town.state.incidents.items()):
        for leg in incident.booked:
            if leg.state is Assignment.OFFERED:
                town.ask(asked.AcceptAssignment, f"unit:{leg.unit_id}", incident_id=name, unit_id=leg.unit_id)


def _hindsight(units: list[Point], calls: list[Point], target_s: float) -> list[tuple[float, float]]:
    """The costs of all assignments, each unit setting out when its incident is raised."""
    return [
        _costs_s((_apart_m(unit, call) / SPEED_MPS for unit, call in zip(some, calls, strict=True)), target_s)
        for some in permutations(units, len(calls))
    ]


def _towards(at: Point, goal: Point) -> Point:
    way_m = _apart_m(at, goal)
    share = min(1.0, SPEED_MPS * STEP_S / way_m) if way_m else 0.0
    return at[0] + (goal[0] - at[0]) * share, at[1] + (goal[1] - at[1]) * share


def _apart_m(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _on_map(place: Point) -> Place:
    return Place(lon=GATE.lon + place[0] / _DEGREE_LON_M, lat=north(place[1]).lat)


def _somewhere(rng: np.random.Generator) -> Point:
    east_m, north_m = rng.uniform(-SIDE_M / 2, SIDE_M / 2, size=2)
    return float(east_m), float(north_m)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
