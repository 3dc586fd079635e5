"""The way from one place to another: what a simulated unit drives along."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads.config import RoadsConfig
from dispatch.roads.geodesy import distance_m
from dispatch.roads.roads import Point, Roads
from dispatch.roads.route import Waypoint
from streams.schema.errors import DispatchError
from tests.dispatch.roads.towns import Town, at, crossing


def _length_m(way: list[Waypoint]) -> float:
    lon, lat = np.array([p.lon for p in way]), np.array([p.lat for p in way])
    return float(distance_m(lon[1:], lat[1:], lon[:-1], lat[:-1]).sum())


def _time_s(roads: Roads, start: Point, goal: Point) -> float:
    """By the search alone."""
    snaps = roads.network("car").snapper.nearest(np.array([start[0]]), np.array([start[1]]))
    return float(roads.arrivals("car", roads.scene("car", *goal), snaps, 3600.0).travel_s[0])


def test_a_route_turns_at_the_crossing() -> None:
    way = crossing().roads().route("car", at(100, 200), at(200, 300))
    assert [(w.lon, w.lat) for w in way[:3]] == [
        pytest.approx(at(x, y), abs=1e-6) for x, y in [(100, 200), (200, 200), (200, 300)]
    ]
    assert way[0].t_s == 0.0
    assert way[-1].t_s == pytest.approx(200 / 25 * 3.6, abs=0.1)


def test_a_route_on_one_street_does_not_go_to_its_end() -> None:
    way = crossing().roads().route("car", at(20, 203), at(120, 197))
    assert _length_m(way) == pytest.approx(100, abs=0.5)


def test_a_route_to_where_one_is_stays_there() -> None:
    way = crossing().roads().route("foot", at(100, 200), at(100, 200))
    assert len(way) == 2
    assert way[0] == way[1]
    assert way[1].t_s == 0.0


def test_a_route_goes_through_the_points_that_shape_a_street() -> None:
    town = Town().point("a", 0, 0).point("b", 100, 0).point("c", 100, 100).point("d", 300, 100)
    way = town.street("a b c d").roads().route("car", at(0, 0), at(300, 100))
    assert _length_m(way) == pytest.approx(400, abs=1)
    assert [w.t_s for w in way] == sorted(w.t_s for w in way)


def test_a_route_against_the_drawing_of_a_street_goes_backwards_over_its_points() -> None:
    town = Town().point("a", 0, 0).point("b", 100, 0).point("c", 100, 100)
    way = town.street("a b c").roads().route("car", at(100, 100), at(0, 0))
    assert [(w.lon, w.lat) for w in way[:3]] == [
        pytest.approx(at(x, y), abs=1e-6) for x, y in [(100, 100), (100, 0), (0, 0)]
    ]


def test_a_car_goes_round_what_a_guard_walks_through() -> None:
    town = Town().point("a", 0, 0).point("b", 0, 300).point("c", 100, 300).point("d", 100, 0)
    roads = town.street("a b c d").street("a d", "footway").roads()
    assert _length_m(roads.route("car", at(0, 10), at(100, 10))) == pytest.approx(680, abs=2)
    assert _length_m(roads.route("foot", at(0, 10), at(100, 10))) == pytest.approx(120, abs=2)


def test_where_there_is_no_way_the_error_names_both_ends() -> None:
    island = crossing().point("x", 0, 900).point("y", 400, 900).street("x y")
    with pytest.raises(DispatchError, match="no way by road for car from"):
        island.roads().route("car", at(0, 900), at(0, 200))


def test_a_route_from_outside_the_map_says_how_far_outside() -> None:
    with pytest.raises(DispatchError, match=r"outside the map: nearest road 5\.0 km"):
        crossing().roads().route("car", at(5400, 200), at(0, 200))


NAMES = [f"{row}{column}" for row in "abcd" for column in range(4)]


@st.composite
def _grids(draw: st.DrawFn) -> Roads:
    """Sixteen corners, some of their streets missing, some one-way, some quick."""
    town = Town()
    for i, name in enumerate(NAMES):
        town.point(name, (i % 4) * 200 + draw(st.integers(-40, 40)), (i // 4) * 200 + draw(st.integers(-40, 40)))
    links = [(i, i + 1) for i in range(16) if i % 4 < 3] + [(i, i + 4) for i in range(12)]
    for a, b in links:
        kind = draw(st.sampled_from(["", "yes", "-1", "no", "no", "no"]))
        if kind:
            town.street(f"{NAMES[a]} {NAMES[b]}", draw(st.sampled_from(["primary", "service"])), oneway=kind)
    return town.street("a0 a1").roads(RoadsConfig(island_m=0.0))


@settings(max_examples=150, deadline=None)
@given(roads=_grids(), ends=st.tuples(*[st.integers(0, 600)] * 4))
def test_a_route_takes_as_long_as_the_search_says_and_moves_along_streets(
    roads: Roads, ends: tuple[int, int, int, int]
) -> None:
    snapper = roads.network("car").snapper
    found = snapper.nearest(*np.array([at(*ends[:2]), at(*ends[2:])]).T)
    start, goal = [(float(lon), float(lat)) for lon, lat in zip(found.lon, found.lat, strict=True)]
    try:
        way = roads.route("car", start, goal)
    except DispatchError:
        assert _time_s(roads, start, goal) == np.inf
        return
    assert way[-1].t_s == pytest.approx(_time_s(roads, start, goal), abs=0.02)
    assert [(way[0].lon, way[0].lat), (way[-1].lon, way[-1].lat)] == [pytest.approx(p, abs=1e-6) for p in (start, goal)]
    assert all(a.t_s <= b.t_s for a, b in pairwise(way))
    middle = np.array([((a.lon + b.lon) / 2, (a.lat + b.lat) / 2) for a, b in pairwise(way)]).T
    assert snapper.nearest(*middle).off_m == pytest.approx(np.zeros(len(way) - 1), abs=0.1)
