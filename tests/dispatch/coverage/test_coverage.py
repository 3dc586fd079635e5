"""What is in reach in time, and where idle units would best wait."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.coverage import Coverage, CoverageConfig, cover, pieces_of
from dispatch.eta import EtaConfig
from dispatch.model import Unit
from dispatch.ranking import rank
from dispatch.roads import Roads
from streams.schema.errors import DispatchError
from tests.dispatch.roads.towns import Town, at
from tests.dispatch.simulation.nights import grid

PROMPT = EtaConfig(turnout_s={"car": 0.0, "foot": 0.0})
"""Everybody is off at once."""
NEAR = CoverageConfig(within_s=60.0)


def car(unit_id: str, east_m: float, north_m: float, **changes: object) -> Unit:
    lon, lat = at(east_m, north_m)
    known: dict[str, object] = {"kind": "car", "fix_age_s": 0.0, **changes}
    return Unit(unit_id=unit_id, lon=lon, lat=lat, **known)  # type: ignore[arg-type] # fields of a unit


def road(length_m: float, **tags: str) -> Roads:
    """One straight street from west to east, on which cars make 25 km/h."""
    return Town().point("a", 0, 0).point("b", length_m, 0).street("a b", **tags).roads()


def covered(roads: Roads, *units: Unit, config: CoverageConfig = NEAR) -> Coverage:
    return cover(roads, units, None, config, PROMPT)[0]


def test_what_is_in_reach_is_the_time_times_the_speed_in_both_directions() -> None:
    now = covered(road(5_000), car("one", 2_500, 0)).now
    assert now.km == pytest.approx(2 * 60 * 25 / 3600, abs=0.1)
    assert now.share == pytest.approx(now.km / 5, abs=1e-3)


def test_a_one_way_street_is_reached_ahead_only() -> None:
    assert covered(road(5_000, oneway="yes"), car("one", 2_500, 0)).now.km == pytest.approx(60 * 25 / 3600, abs=0.1)


def test_the_age_of_a_position_and_turnout_are_taken_from_the_time() -> None:
    fresh = cover(road(5_000), [car("one", 2_500, 0)], None, NEAR)[0].now.km
    stale = cover(road(5_000), [car("one", 2_500, 0, fix_age_s=60.0)], None, NEAR)[0].now.km
    assert fresh == pytest.approx(2 * (60 - 15) * 25 / 3600, abs=0.1)
    assert stale == pytest.approx(2 * (60 - 15 - 26) * 25 / 3600, abs=0.1)


def test_what_two_reach_counts_once() -> None:
    one, both = (covered(road(5_000), *(car(name, 2_500, 0) for name in names)) for names in ("a", "ab"))
    assert one.now == both.now


def test_two_at_one_place_are_told_to_part() -> None:
    answer = covered(road(5_000), car("a", 2_500, 0), car("b", 2_500, 0))
    assert answer.with_posts.km == pytest.approx(2 * answer.now.km, abs=0.2)
    assert [post.unit_id for post in answer.posts] == ["a", "b"]
    assert sum(post.only_km for post in answer.posts) == pytest.approx(answer.with_posts.km, abs=0.2)


def test_whoever_stands_best_already_is_left_in_peace() -> None:
    (post,) = covered(road(5_000), car("one", 2_500, 0)).posts
    assert not post.moves
    assert (post.lon, post.lat) == pytest.approx(at(2_500, 0), abs=1e-5)
    assert post.travel_s == 0


def test_nobody_is_sent_farther_than_is_reasonable() -> None:
    roads = road(20_000)
    (post,) = covered(roads, car("one", 0, 0), config=CoverageConfig(within_s=60, move_m=1_000, least_m=0)).posts
    assert post.moves
    assert post.travel_s <= 1_000 / (25 / 3.6)
    (post,) = covered(roads, car("one", 0, 0), config=CoverageConfig(within_s=60, move_s=30, least_m=0)).posts
    assert post.travel_s <= 30


def test_where_thefts_were_a_post_is_worth_more() -> None:
    thefts = [at(3_900 + n, 0) for n in range(20)]
    answer, _ = cover(road(5_000), [car("one", 2_500, 0)], thefts, NEAR, PROMPT)
    (post,) = answer.posts
    assert post.moves
    assert abs(post.lon - at(3_900, 0)[0]) < abs(at(500, 0)[0] - at(0, 0)[0])


def test_thefts_of_another_city_say_nothing() -> None:
    crews = [car("one", 2_500, 0)]
    told, untold = (cover(road(5_000), crews, thefts, NEAR)[0] for thefts in ([(-77.0, 38.9)], None))
    assert told == untold


def test_whoever_cannot_be_counted_on_is_named_with_the_reason() -> None:
    busy, lost, away = (
        car("busy", 0, 0, status="busy"),
        car("lost", 0, 0, fix_age_s=3_600.0),
        car("away", 0, 90_000),
    )
    answer = covered(road(5_000), busy, lost, away)
    assert [unit.unit_id for unit in answer.excluded] == ["away", "busy", "lost"]
    assert (answer.now.km, answer.posts) == (0, ())


def test_a_map_without_streets_for_cars_is_an_error() -> None:
    with pytest.raises(DispatchError, match="no street for cars"):
        covered(Town().point("a", 0, 0).point("b", 500, 0).street("a b", "footway").roads())


units = st.lists(
    st.tuples(st.integers(0, 2_000), st.integers(0, 2_000), st.sampled_from(["car", "foot"])), min_size=1, max_size=6
)


@settings(max_examples=15, deadline=None)
@given(units, st.sampled_from([60.0, 120.0, 180.0]))
def test_a_street_is_in_reach_just_when_the_ranking_says_that_somebody_comes_in_time(
    some: list[tuple[int, int, str]], within_s: float
) -> None:
    roads = grid()
    crews = [car(f"u{n}", east, north, kind=kind) for n, (east, north, kind) in enumerate(some)]
    _, streets = cover(roads, crews, None, CoverageConfig(within_s=within_s))
    for n in range(0, len(streets.pieces), 40):
        ranking = rank(roads, crews, *streets.pieces.lon_lat[n].tolist()).ranking
        soonest_s = ranking[0].eta_s if ranking else np.inf
        if abs(soonest_s - within_s) > 0.2:  # the ranking rounds
            assert streets.now[n] == (soonest_s <= within_s)


@settings(max_examples=10, deadline=None)
@given(units)
def test_posts_never_make_it_worse(some: list[tuple[int, int, str]]) -> None:
    crews = [car(f"u{n}", east, north, kind=kind) for n, (east, north, kind) in enumerate(some)]
    answer, _ = cover(grid(), crews, None, NEAR)
    assert answer.with_posts.km >= answer.now.km


def test_posts_of_two_are_nearly_as_good_as_the_best_of_all_pairs() -> None:
    roads, config = grid(), CoverageConfig(within_s=90.0, move_m=9_000.0)
    crews = [car("a", 0, 0), car("b", 250, 0)]
    places = [(east, north) for east in range(0, 2_001, 250) for north in range(0, 2_001, 250)]
    best_km = max(
        covered(roads, car("a", *one), car("b", *two), config=config).now.km
        for one, two in itertools.combinations(places[::3], 2)
    )
    assert covered(roads, *crews, config=config).with_posts.km >= 0.9 * best_km


def test_pieces_hold_the_whole_length_of_all_streets() -> None:
    pieces = pieces_of(road(5_030))
    assert pieces.length_m.sum() == pytest.approx(5_030, rel=1e-3)
    assert pieces.length_m.max() <= 100
