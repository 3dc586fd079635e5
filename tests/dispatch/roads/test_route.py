"""The way from one place to another: what a simulated unit drives along."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads.config import RoadsConfig
from dispatch.roads.roads import Point, Roads
from dispatch.roads.route import Waypoint
from streams.schema.errors import DispatchError
from tests.dispatch.roads.towns import Town, at, crossing


def _time_s(roads: Roads, start: Point, goal: Point) -> float:
    """By the search alone."""
    stands = roads.stands("car", np.array([start[0]]), np.array([start[1]]))
    return float(roads.arrivals("car", roads.scene("car", *goal), stands, np.inf).travel_s[0])


def _is_along(way: list[Waypoint], *places_m: tuple[float, float]) -> bool:
    """Whether a route goes over these points, and over no others but repeats (to 10 cm)."""
    points = [way[0]]
    for point in way[1:]:
        if not np.allclose(point[:2], points[-1][:2], rtol=0, atol=1e-6):
            points.append(point)
    wanted = [at(*place) for place in places_m]
    return len(points) == len(wanted) and np.allclose([p[:2] for p in points], wanted, rtol=0, atol=1e-6)


def test_a_route_turns_at_the_crossing() -> None:
    way = crossing().roads().route("car", at(100, 200), at(200, 300))
    assert _is_along(way, (100, 200), (200, 200), (200, 300))
    assert way[0].t_s == 0.0
    assert way[-1].t_s == pytest.approx(200 / 25 * 3.6, abs=0.1)


def test_a_route_on_one_street_does_not_go_to_its_end() -> None:
    assert _is_along(crossing().roads().route("car", at(20, 200), at(120, 200)), (20, 200), (120, 200))


def test_a_route_begins_and_ends_off_the_road_where_unit_and_incident_are() -> None:
    way = crossing().roads().route("car", at(20, 230), at(120, 150))
    assert _is_along(way, (20, 230), (20, 200), (120, 200), (120, 150))
    assert way[-1].t_s == pytest.approx((30 / 10 + 100 / 25 + 50 / 5) * 3.6, abs=0.2)


def test_a_route_to_where_one_is_stays_there() -> None:
    way = crossing().roads().route("foot", at(100, 200), at(100, 200))
    assert _is_along(way, (100, 200))
    assert len(way) >= 2
    assert way[-1].t_s == pytest.approx(0.0, abs=0.1)


def test_a_route_goes_through_the_points_that_shape_a_street() -> None:
    town = Town().point("a", 0, 0).point("b", 100, 0).point("c", 100, 100).point("d", 300, 100)
    way = town.street("a b c d").roads().route("car", at(0, 0), at(300, 100))
    assert _is_along(way, (0, 0), (100, 0), (100, 100), (300, 100))


def test_a_route_against_the_drawing_of_a_street_goes_backwards_over_its_points() -> None:
    town = Town().point("a", 0, 0).point("b", 100, 0).point("c", 100, 100)
    assert _is_along(town.street("a b c").roads().route("car", at(100, 100), at(0, 0)), (100, 100), (100, 0), (0, 0))


def test_a_car_goes_round_what_a_guard_walks_through() -> None:
    town = Town().point("a", 0, 0).point("b", 0, 300).point("c", 100, 300).point("d", 100, 0)
    roads = town.street("a b c d").street("a d", "footway").roads()
    assert _is_along(roads.route("car", at(0, 10), at(100, 10)), (0, 10), (0, 300), (100, 300), (100, 10))
    assert _is_along(roads.route("foot", at(0, 10), at(100, 10)), (0, 10), (0, 0), (100, 0), (100, 10))


def test_a_route_into_a_yard_without_a_gate_stops_on_the_street() -> None:
    yard = crossing().point("x", 50, 260).point("y", 150, 260).street("x y", "service").roads()
    assert _is_along(yard.route("car", at(0, 200), at(100, 260)), (0, 200), (100, 200), (100, 260))


def test_a_route_out_of_a_gap_in_the_map_crosses_it() -> None:
    gap = crossing().point("x", 50, 230).point("y", 150, 230).street("x y", "service").roads()
    assert _is_along(gap.route("car", at(100, 230), at(0, 200)), (100, 230), (100, 200), (0, 200))


def test_where_there_is_no_way_the_error_names_both_ends() -> None:
    island = crossing().point("x", 0, 900).point("y", 400, 900).street("x y")
    with pytest.raises(DispatchError, match="no way by road for car from"):
        island.roads().route("car", at(0, 900), at(0, 200))


@pytest.mark.parametrize(("start", "goal"), [((5400, 200), (0, 200)), ((0, 200), (5400, 200))])
def test_a_route_from_or_to_outside_the_map_says_how_far_outside(
    start: tuple[float, float], goal: tuple[float, float]
) -> None:
    with pytest.raises(DispatchError, match=r"outside the map: nearest road 5\.0 km"):
        crossing().roads().route("car", at(*start), at(*goal))


NAMES = [f"{row}{column}" for row in "abcd" for column in range(4)]


@st.composite
def _grids(draw: st.DrawFn, *, cross_gaps: bool) -> Roads:
    """Sixteen corners, some of their streets missing, some one-way, some quick."""
    town = Town()
    for i, name in enumerate(NAMES):
        town.point(name, (i % 4) * 200 + draw(st.integers(-40, 40)), (i // 4) * 200 + draw(st.integers(-40, 40)))
    links = [(i, i + 1) for i in range(16) if i % 4 < 3] + [(i, i + 4) for i in range(12)]
    streets: list[str] = []
    for a, b in links:
        kind = draw(st.sampled_from(["", "yes", "-1", "no", "no", "no"]))
        if kind:
            town.street(f"{NAMES[a]} {NAMES[b]}", draw(st.sampled_from(["primary", "service"])), oneway=kind)
            streets.append(f"{NAMES[a]} {NAMES[b]}")
    for come, go in draw(st.lists(st.tuples(*[st.integers(0, max(len(streets) - 1, 0))] * 2), max_size=12)):
        via = set(streets[come].split()) & set(streets[go].split()) if streets else set()
        if via:
            town.turn(come, min(via), go, draw(st.sampled_from(["no_left_turn", "no_u_turn", "only_straight_on"])))
    gaps = RoadsConfig(unit_island_m=200.0) if cross_gaps else RoadsConfig(unit_island_m=0.0, incident_island_m=0.0)
    return town.street("a0 a1").roads(gaps)


ENDS = st.tuples(*[st.integers(-50, 650)] * 4)


@settings(max_examples=100, deadline=None)
@given(roads=_grids(cross_gaps=True), ends=ENDS)
def test_a_route_takes_as_long_as_the_ranking_says(roads: Roads, ends: tuple[int, int, int, int]) -> None:
    start, goal = at(*ends[:2]), at(*ends[2:])
    try:
        way = roads.route("car", start, goal)
    except DispatchError:
        assert _time_s(roads, start, goal) == np.inf
        return
    assert way[-1].t_s == pytest.approx(_time_s(roads, start, goal), abs=0.02)
    assert (way[0][:2], way[-1][:2]) == (start, goal)
    assert all(a.t_s <= b.t_s for a, b in pairwise(way))


@settings(max_examples=100, deadline=None)
@given(roads=_grids(cross_gaps=False), ends=ENDS)
def test_between_its_ends_a_route_keeps_to_the_streets(roads: Roads, ends: tuple[int, int, int, int]) -> None:
    try:
        on_road = roads.route("car", at(*ends[:2]), at(*ends[2:]))[1:-1]
    except DispatchError:
        return
    middle = np.array([((a.lon + b.lon) / 2, (a.lat + b.lat) / 2) for a, b in pairwise(on_road)]).T
    assert roads.network("car").snapper.nearest(*middle).off_m == pytest.approx(0, abs=0.1)
