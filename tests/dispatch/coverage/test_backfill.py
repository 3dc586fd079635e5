"""Who had best wait elsewhere while others are on an incident: what is lost, what a move brings back, and its price."""

from dispatch.coverage import CoverageConfig, cover
from dispatch.coverage.backfill import backfill
from tests.dispatch.coverage.test_coverage import NEAR, PROMPT, car
from tests.dispatch.roads.towns import Town

LONG = (
    Town()
    .point("w", 0, 0)
    .point("m", 3000, 0)
    .point("e", 6000, 0)
    .street("w m", "primary", name="West Street")
    .street("m e", "primary", name="East Street")
    .roads()
)
"""A street of 6 km; in a minute a car makes 1,083 m of it."""


def test_the_gap_is_told_and_whoever_is_doubled_fills_it() -> None:
    free, taken = [car("a", 1000, 0), car("b", 1100, 0)], [car("c", 5000, 0)]
    advice = backfill(LONG, free, taken, NEAR, PROMPT)
    assert round(advice.before_km - advice.now_km) == 2
    (move,) = advice.moves
    assert (move.unit_id, move.instead_of, move.street) == ("a", "c", "East Street")
    assert advice.then_km > advice.now_km + 1.8
    assert move.adds_km == round(advice.then_km - advice.now_km, 3)


def test_the_street_in_reach_is_what_coverage_says_it_is() -> None:
    free, taken = [car("a", 1000, 0)], [car("c", 5000, 0)]
    advice = backfill(LONG, free, taken, NEAR, PROMPT)
    now, all_free = (cover(LONG, units, None, NEAR, PROMPT)[0].now.km for units in (free, [*free, *taken]))
    assert (advice.now_km, advice.before_km) == (now, all_free)


def test_nobody_is_moved_who_would_leave_as_large_a_gap() -> None:
    advice = backfill(LONG, [car("a", 1200, 0)], [car("c", 5000, 0)], NEAR, PROMPT)
    assert advice.moves == ()
    assert advice.then_km == advice.now_km


def test_nobody_is_moved_farther_than_is_worth_it() -> None:
    near_only = CoverageConfig(within_s=60.0, move_s=120.0)
    assert backfill(LONG, [car("a", 1000, 0), car("b", 1000, 0)], [car("c", 5000, 0)], near_only, PROMPT).moves == ()


def test_of_two_taken_each_place_is_filled_once_and_each_unit_moves_once() -> None:
    free = [car(name, 3000, 0) for name in ("a", "b", "c")]
    taken = [car("x", 1000, 0), car("y", 5000, 0)]
    moves = backfill(LONG, free, taken, NEAR, PROMPT).moves
    assert sorted(move.instead_of for move in moves) == ["x", "y"]
    assert len({move.unit_id for move in moves}) == 2


def test_without_anybody_there_is_nothing_to_advise() -> None:
    nobody = backfill(LONG, [], [], NEAR, PROMPT)
    assert (nobody.before_km, nobody.moves) == (0, ())
    alone = backfill(LONG, [], [car("c", 5000, 0), car("d", 5000, 0, fix_age_s=None)], NEAR, PROMPT)
    assert alone.now_km == 0
    assert alone.before_km > 2
