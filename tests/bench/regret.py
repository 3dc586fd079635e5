"""What the desk's choices cost against hindsight: `python -m tests.bench.regret [--nights N]`.

Small nights on open ground, where every way is a straight line: several incidents fall within two minutes, each unit
serves one of them. Hindsight knows all of them from the start and tries every assignment: once for the least response,
once for the least lateness after the target, which is what the desk goes by first. Prints means and quantiles.
"""

import argparse
import sys
from collections.abc import Callable, Iterable
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
    options.add_argument("--nights", type=int, default=60)
    nights = options.parse_args().nights
    rng = np.random.default_rng(1)
    desks = {
        "as it is": DispatchConfig(),
        "as it is, with a target that all can keep": DispatchConfig(target_s=DIAGONAL_S),
        "nobody on the way is moved": DispatchConfig(joint=JointConfig(saves_s=1e6)),
    }
    regret_s: dict[str, list[float]] = {name: [] for name in desks}
    late_s: list[float] = []
    for _ in range(nights):
        units = [_somewhere(rng) for _ in range(UNITS)]
        calls = sorted((int(rng.integers(0, WITHIN_STEPS)), _somewhere(rng)) for _ in range(INCIDENTS))
        places = [place for _, place in calls]
        best_s, least_late_s = _hindsight(units, places, mean), _hindsight(units, places, _mean_late_s)
        for name, desk in desks.items():
            responses_s = _Small(units, calls, desk).responses_s()
            regret_s[name].append(mean(responses_s) - best_s)
            if name == "as it is":
                late_s.append(_mean_late_s(responses_s) - least_late_s)
    _say(f"{nights} nights of {INCIDENTS} incidents and {UNITS} units: mean response above the best in hindsight")
    for name, regret in regret_s.items():
        _say(f"{name}: {_told(regret)}")
    _say(f"lateness after {DispatchConfig().target_s:.0f} s above the least in hindsight: {_told(late_s)}")


def _told(regret: list[float]) -> str:
    p90_s = float(np.quantile(regret, 0.9))
    return f"mean {mean(regret):.1f} s, p90 {p90_s:.1f} s; none at all in {mean(r < 1 for r in regret):.0%}"


def _mean_late_s(responses_s: Iterable[float]) -> float:
    return mean(max(0.0, response_s - DispatchConfig().target_s) for response_s in responses_s)


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


def _hindsight(units: list[Point], calls: list[Point], cost: Callable[[list[float]], float]) -> float:
    """The least cost of the responses of all assignments, each unit setting out when its incident is raised."""
    pairs = permutations(units, len(calls))
    return min(
        cost([_apart_m(unit, call) / SPEED_MPS for unit, call in zip(some, calls, strict=True)]) for some in pairs
    )


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
