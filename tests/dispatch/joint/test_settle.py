"""Who goes where when several things happen at once: the cases that people ask about, and every possible answer."""

from collections.abc import Mapping, Sequence
from itertools import product
from math import inf

import hypothesis.strategies as st
from hypothesis import given, settings

from dispatch.joint.config import JointConfig
from dispatch.joint.settle import Need, pays, pays_until_s, settle
from streams.schema.plans import Grade

CONFIG = JointConfig()
WEIGHT = {"red": 1e4, "orange": 1e3, "yellow": 1e2, "blue": 1e1}


def need(
    name: str, arrival_s: Mapping[str, float], grade: Grade = "yellow", left_s: float = 170, coming: Sequence[str] = ()
) -> Need:
    return Need(incident_id=name, grade=grade, left_s=left_s, arrival_s=arrival_s, coming=frozenset(coming))


def test_a_change_pays_if_it_saves_half_a_minute_and_a_quarter_of_the_time() -> None:
    assert pays(100, 70, CONFIG)
    assert not pays(100, 71, CONFIG)
    assert pays(400, 300, CONFIG)
    assert not pays(400, 301, CONFIG)
    assert pays(inf, 5000, CONFIG)
    assert not pays(inf, inf, CONFIG)


@given(st.integers(0, 40_000), st.integers(0, 40_000))
def test_nothing_pays_that_is_later_than_the_latest_that_pays(without_tenths: int, with_tenths: int) -> None:
    without_s, with_s = without_tenths / 10, with_tenths / 10
    assert not pays(without_s, with_s, CONFIG) or with_s <= pays_until_s(without_s, CONFIG)


def test_two_incidents_share_two_units_so_that_neither_is_late() -> None:
    needs = [need("a", {"x": 60, "y": 80}), need("b", {"x": 70, "y": 400})]
    assert settle(needs, {}, {}, CONFIG) == {"a": "y", "b": "x"}


def test_the_graver_gets_the_only_unit() -> None:
    needs = [need("light", {"x": 20}, "blue"), need("grave", {"x": 100}, "red")]
    assert settle(needs, {}, {}, CONFIG) == {"grave": "x"}


def test_where_nobody_is_late_the_least_waiting_in_all_counts() -> None:
    needs = [need("a", {"x": 30, "y": 40}), need("b", {"x": 20, "y": 90})]
    assert settle(needs, {}, {}, CONFIG) == {"a": "y", "b": "x"}


def test_a_unit_on_its_way_is_moved_when_that_saves_enough_and_another_takes_its_place() -> None:
    needs = [need("new", {"x": 20, "y": 160}), need("old", {"x": 60, "y": 65}, coming=["x"])]
    assert settle(needs, {"x": "old"}, {"old": "yellow"}, CONFIG) == {"new": "x", "old": "y"}


def test_a_unit_on_its_way_stays_when_too_little_is_saved() -> None:
    needs = [need("new", {"x": 60, "y": 85}), need("old", {"x": 60, "y": 65}, coming=["x"])]
    assert settle(needs, {"x": "old"}, {"old": "yellow"}, CONFIG) == {"new": "y", "old": "x"}


def test_what_a_move_saves_is_asked_for_once_and_not_again_of_whoever_takes_its_place() -> None:
    needs = [need("new", {"x": 20, "y": 100}), need("old", {"x": 60, "y": 105}, coming=["x"])]
    assert settle(needs, {"x": "old"}, {"old": "yellow"}, CONFIG) == {"new": "x", "old": "y"}


def test_a_quarter_is_wanted_of_a_long_way() -> None:
    assert not pays(400, 350, CONFIG)
    assert pays(400, 300, CONFIG)
    assert not pays(60, 31, CONFIG)
    assert pays(inf, 500, CONFIG)


def test_nobody_is_taken_from_the_graver_for_the_lighter_however_much_it_saves() -> None:
    needs = [need("light", {"x": 10, "y": 900}, "blue"), need("grave", {"x": 60, "y": 61}, "red", coming=["x"])]
    assert settle(needs, {"x": "grave"}, {"grave": "red"}, CONFIG) == {"light": "y", "grave": "x"}


def test_the_graver_takes_from_the_lighter_even_where_that_leaves_it_with_nobody() -> None:
    needs = [need("grave", {"x": 100}, "red"), need("light", {"x": 10}, "blue", coming=["x"])]
    assert settle(needs, {"x": "light"}, {"light": "blue"}, CONFIG) == {"grave": "x"}


def test_of_two_alike_the_one_that_waits_longer_is_served_first() -> None:
    needs = [need("new", {"x": 50}, left_s=170), need("old", {"x": 60}, left_s=-300)]
    assert settle(needs, {}, {}, CONFIG) == {"old": "x"}


def test_of_two_alike_the_one_that_has_a_unit_keeps_it() -> None:
    needs = [need("new", {"x": 10}), need("old", {"x": 60}, coming=["x"])]
    assert settle(needs, {"x": "old"}, {"old": "yellow"}, CONFIG) == {"old": "x"}


def test_somebody_who_comes_free_next_door_takes_over_from_one_far_away() -> None:
    needs = [need("a", {"far": 200, "next-door": 20}, coming=["far"])]
    assert settle(needs, {"far": "a"}, {"a": "yellow"}, CONFIG) == {"a": "next-door"}


def test_without_anybody_nobody_goes_anywhere() -> None:
    assert settle([need("a", {})], {}, {}, CONFIG) == {}


@st.composite
def nights(draw: st.DrawFn) -> tuple[list[Need], dict[str, str], dict[str, Grade]]:
    units = [f"u{n}" for n in range(draw(st.integers(0, 4)))]
    names = [f"i{n}" for n in range(draw(st.integers(1, 3)))]
    grades: dict[str, Grade] = {name: draw(st.sampled_from(("red", "orange", "yellow", "blue"))) for name in names}
    holders = {unit: draw(st.sampled_from(names)) for unit in units if draw(st.booleans())}
    needs = []
    for name in names:
        arrivals = {unit: float(draw(st.integers(1, 40)) * 10) for unit in units if draw(st.integers(0, 4))}
        coming = [unit for unit, at in holders.items() if at == name and unit in arrivals]
        needs.append(need(name, arrivals, grades[name], draw(st.sampled_from((-50.0, 60.0, 170.0))), coming))
    return needs, holders, grades


def allowed(one: Need, unit: str, holders: Mapping[str, str], grades: Mapping[str, Grade]) -> bool:
    if unit in one.coming or unit not in holders:
        return True
    rank = ("red", "orange", "yellow", "blue").index
    return rank(grades[holders[unit]]) >= rank(one.grade) and pays(one.without_s(holders), one.arrival_s[unit], CONFIG)


def worth(answer: Mapping[str, str], needs: Sequence[Need], holders: Mapping[str, str]) -> float:
    total = 0.0
    for one in needs:
        unit = answer.get(one.incident_id)
        if unit is None:
            total += WEIGHT[one.grade] * (3600 - 2 * one.left_s) * (2 if one.coming else 1)
            continue
        at_s = one.arrival_s[unit]
        moved = unit not in one.coming and unit in holders
        total += WEIGHT[one.grade] * max(0.0, at_s - max(0.0, one.left_s)) + at_s + 30 * moved
    return total


@given(nights())
@settings(max_examples=300, deadline=None)
def test_no_other_assignment_is_better_and_none_moves_anybody_for_little(
    night: tuple[list[Need], dict[str, str], dict[str, Grade]],
) -> None:
    needs, holders, grades = night
    chosen = settle(needs, holders, grades, CONFIG)
    ways = [[None, *(u for u in one.arrival_s if allowed(one, u, holders, grades))] for one in needs]
    every, legal = [], []
    for units in product(*ways):
        some = [unit for unit in units if unit is not None]
        if len(set(some)) == len(some):
            answer = {one.incident_id: unit for one, unit in zip(needs, units, strict=True) if unit}
            every.append(worth(answer, needs, holders))
            legal += [every[-1]] if sensible(answer, needs, holders) else []
    assert all(allowed(one, chosen[one.incident_id], holders, grades) for one in needs if one.incident_id in chosen)
    assert len(set(chosen.values())) == len(chosen)
    assert sensible(chosen, needs, holders)
    if min(every) == min(legal):
        assert worth(chosen, needs, holders) == min(legal)


def sensible(answer: Mapping[str, str], needs: Sequence[Need], holders: Mapping[str, str]) -> bool:
    """Nobody on the way is replaced for little, unless somebody on the way there is taken away."""
    return not any(
        (unit := answer.get(one.incident_id)) is not None
        and one.coming
        and unit not in one.coming
        and not one.coming & set(answer.values())
        and not pays(one.without_s(holders), one.arrival_s[unit], CONFIG)
        for one in needs
    )
