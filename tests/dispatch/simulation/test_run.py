"""Laws of a simulated night: nobody teleports, nobody is lost, chance is the same to every policy."""

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest

from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.names import POLICIES, Policy
from dispatch.simulation.streets import TrueStreets
from streams.schema.facts import Fact
from streams.schema.incidents import (
    AssignmentAccepted,
    AssignmentReleased,
    IncidentOpened,
    UnitAssigned,
    UnitCleared,
)
from streams.schema.message import Message
from tests.dispatch.roads.towns import METRES_PER_DEGREE
from tests.dispatch.simulation.nights import grid, lived, night, quiet

COMPARED: tuple[Policy, ...] = ("straight_line", "road", "full")
FASTEST_MPS = 60 / 3.6 * 1.1 * math.exp(3.5 * 0.2)
"""The quickest street of the grid, the keenest driver, the luckiest quarter."""


class Witness:
    """Hears all facts."""

    next_ms = None

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def step(self, _: int) -> Sequence[Message]:
        return ()

    def hear(self, fact: Fact) -> None:
        self.facts.append(fact)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_theft_of_a_calm_night_is_answered(policy: Policy) -> None:
    answers = lived(night(habits=quiet()), policy)
    assert len(answers) == 8
    assert all(answer.response_s is not None and answer.unit_id in answer.asked for answer in answers)


def test_the_same_night_under_the_same_policy_goes_the_same_way() -> None:
    assert lived(night(), "full") == lived(night(), "full")


def test_alerts_come_at_the_same_time_and_place_to_every_policy() -> None:
    seen = []
    for policy in COMPARED:
        witness = Witness()
        lived(night(3), policy, witness)
        opened = [fact for fact in witness.facts if isinstance(fact, IncidentOpened)]
        seen.append([(fact.incident_id, fact.observed_at_ms, fact.place) for fact in opened])
    assert all(one == seen[0] for one in seen)


def test_a_unit_takes_as_long_to_accept_whoever_sends_it() -> None:
    took: dict[tuple[str, str, int], set[int]] = {}
    for policy in COMPARED:
        witness = Witness()
        lived(night(3, habits=quiet()), policy, witness)
        asked: dict[tuple[str, str], list[int]] = {}
        for fact in witness.facts:
            if isinstance(fact, UnitAssigned):
                asked.setdefault((fact.incident_id, fact.unit_id), []).append(fact.recorded_at_ms)
            elif isinstance(fact, AssignmentAccepted):
                calls = asked[fact.incident_id, fact.unit_id]
                call = fact.incident_id, fact.unit_id, len(calls)
                took.setdefault(call, set()).add(fact.observed_at_ms - calls[-1])
    assert len(took) > 8
    assert all(len(times) == 1 for times in took.values())


def test_a_unit_that_nobody_sent_patrols_alike_in_every_world() -> None:
    drawn = night()
    stops = {name: (lambda trip, some=some: some[trip % len(some)]) for name, some in drawn.stops.items()}
    worlds = [
        Fleet(drawn.units, TrueStreets(grid(), 1), drawn.habits, now_ms=drawn.begins_ms, stops=stops) for _ in range(2)
    ]
    later_ms = drawn.begins_ms + 600_000
    at_once = worlds[0].step(later_ms)
    bit_by_bit = [said for ms in range(drawn.begins_ms, later_ms + 1, 7_000) for said in worlds[1].step(ms)]
    bit_by_bit += worlds[1].step(later_ms)
    assert sorted(map(msgspec.json.encode, at_once)) == sorted(map(msgspec.json.encode, bit_by_bit))
    assert worlds[0]["car-001"].at(later_ms) == worlds[1]["car-001"].at(later_ms)


def test_no_unit_moves_faster_than_its_street_allows() -> None:
    drawn = night(units=20)
    stops = {name: (lambda trip, some=some: some[trip % len(some)]) for name, some in drawn.stops.items()}
    fleet = Fleet(drawn.units, TrueStreets(grid(), 1), drawn.habits, now_ms=drawn.begins_ms, stops=stops)
    places: dict[str, list[tuple[float, float]]] = {}
    for second in range(900):
        now_ms = drawn.begins_ms + second * 1000
        fleet.step(now_ms)
        for unit in drawn.units:
            places.setdefault(unit.unit_id, []).append(fleet[unit.unit_id].at(now_ms))
    steps = [apart_m(one, two) for way in places.values() for one, two in pairwise(way)]
    assert max(steps) <= FASTEST_MPS
    assert sum(step > 0 for step in steps) > len(steps) / 4


def test_no_unit_is_in_two_places() -> None:
    witness = Witness()
    lived(night(units=6, incidents=20, gap_s=10.0), "full", witness)
    taken: dict[str, str] = {}
    for fact in witness.facts:
        if isinstance(fact, UnitAssigned):
            assert fact.unit_id not in taken
            taken[fact.unit_id] = fact.incident_id
        elif isinstance(fact, AssignmentReleased | UnitCleared):
            assert taken.pop(fact.unit_id) == fact.incident_id


def test_the_product_is_on_average_quicker_than_simpler_policies_over_several_nights() -> None:
    def mean_s(policy: Policy) -> float:
        times = [answer.response_s for seed in range(1, 6) for answer in lived(night(seed), policy)]
        known = [time_s for time_s in times if time_s is not None]
        assert len(known) == len(times)
        return sum(known) / len(known)

    assert mean_s("full") < min(mean_s("straight_line"), mean_s("road"))


def apart_m(one: tuple[float, float], two: tuple[float, float]) -> float:
    east = (two[0] - one[0]) * math.cos(math.radians(one[1]))
    return math.hypot(east, two[1] - one[1]) * METRES_PER_DEGREE
