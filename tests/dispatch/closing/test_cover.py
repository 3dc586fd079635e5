"""Who goes by which end: against every possible answer, and the cases that people ask about."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import inf

import hypothesis.strategies as st
from hypothesis import given, settings

from dispatch.closing.cover import NO_EXIT, Coming, Option, choose

WEST, EAST = 0, 1


def unit(name: str, *, west: float = inf, east: float = inf, slots: tuple[int, ...] = (1, 2)) -> Option:
    """A unit by its arrivals at the ends of a street that takes 20 s from end to middle; it may also come straight."""
    at_exit = {way: at_s for way, at_s in ((WEST, west), (EAST, east)) if at_s < inf}
    at_scene = {way: at_s + 20 for way, at_s in at_exit.items()}
    at_scene[NO_EXIT] = min(at_scene.values())
    return Option(
        unit_id=name,
        slots=frozenset(slots),
        at_scene_s=at_scene,
        at_exit_s={**at_exit, NO_EXIT: at_scene[NO_EXIT]},
    )


def test_the_nearest_takes_its_own_end_and_the_second_comes_round_to_the_other() -> None:
    both_from_the_west = [unit("a", west=30, east=95), unit("b", west=40, east=90)]
    choice = choose((1, 2), both_from_the_west)
    assert choice.exits == {"a": WEST, "b": EAST}
    assert (choice.first_s, choice.later_s, choice.held) == (50, 90, 2)


def test_the_nearest_is_not_sent_round_though_that_would_close_the_street_sooner() -> None:
    choice = choose((1, 2), [unit("a", west=30, east=40), unit("b", west=45, east=300)])
    assert choice.exits == {"a": WEST, "b": EAST}
    assert choice.first_s == 50


def test_a_guard_on_foot_makes_the_second_end_when_the_cars_are_all_on_one_side() -> None:
    cars = [unit(f"car-{number}", west=30 + number, east=200 + number) for number in range(5)]
    choice = choose((1, 2), [*cars, unit("guard", east=80)])
    assert choice.exits == {"car-0": WEST, "guard": EAST}


def test_who_comes_already_keeps_the_end_when_another_falls_away() -> None:
    coming = [Coming(option=unit("b", west=25, east=60), slot=2, exit=EAST)]
    choice = choose((1,), [unit("c", west=20, east=30)], coming)
    assert choice.exits == {"b": EAST, "c": WEST}


def test_who_comes_is_told_anew_only_where_that_holds_one_more_end_or_is_sooner_there() -> None:
    coming = [Coming(option=unit("b", west=60, east=60), slot=2, exit=EAST)]
    choice = choose((1,), [unit("c", east=10)], coming)
    assert choice.exits == {"b": WEST, "c": EAST}


def test_a_slot_that_nobody_fits_stays_empty_and_the_others_are_filled() -> None:
    choice = choose((1, 2), [unit("a", west=30, slots=(1,)), unit("b", west=20, slots=(1,))])
    assert choice.slots == {"b": 1}


def test_the_nearest_takes_the_slot_that_leaves_the_other_one_fillable() -> None:
    choice = choose((1, 2), [unit("near", west=10, slots=(1, 2)), unit("far", east=90, slots=(1,))])
    assert choice.slots == {"near": 2, "far": 1}


def test_with_nobody_free_nobody_is_chosen() -> None:
    choice = choose((1, 2), [])
    assert (choice.exits, choice.first_s, choice.held) == ({}, inf, 0)


def test_a_large_plan_is_filled_whole_and_the_slot_that_few_fit_first() -> None:
    seven = tuple(range(1, 8))
    free = [unit(f"u{number}", west=100.0 * number, east=900.0 - number, slots=seven) for number in seven]
    choice = choose((*seven, 8), [*free, unit("guard", west=50, east=700, slots=(*seven, 8))][::-1])
    assert len(choice.slots) == 8
    assert choice.slots["guard"] == 8
    assert (choice.first_s, choice.held) == (70, 2)


seconds = st.integers(1, 30).map(lambda tens: tens * 10.0)


@st.composite
def towns(draw: st.DrawFn) -> tuple[tuple[int, ...], list[Option], list[Coming]]:
    exits = draw(st.integers(1, 3))
    slots = tuple(range(1, draw(st.integers(1, 3)) + 1))
    options = []
    for number in range(draw(st.integers(0, 6))):
        fits = frozenset(draw(st.sets(st.sampled_from(slots), min_size=1)))
        leg_s = draw(st.sampled_from((0.0, 10.0, 30.0)))
        at_exit = {way: draw(seconds) for way in range(exits) if draw(st.booleans())}
        at_scene = {way: at_s + leg_s for way, at_s in at_exit.items()}
        straight = min(at_scene.values(), default=draw(seconds))
        options.append(
            Option(
                unit_id=f"u{number}",
                slots=fits,
                at_scene_s={**at_scene, NO_EXIT: straight},
                at_exit_s={**at_exit, NO_EXIT: straight},
            )
        )
    count = draw(st.integers(0, min(1, len(options), len(slots) - 1)))
    coming = [
        Coming(option=one, slot=slots[-1], exit=draw(st.sampled_from([*one.at_exit_s]))) for one in options[:count]
    ]
    return slots[: len(slots) - count], options[count:], coming


Answer = Sequence[tuple[Option, int, bool, bool]]
"""Of each unit: which, by which way, whether it is new, whether it was told anew."""


def every_answer(vacant: tuple[int, ...], free: Sequence[Option], coming: Sequence[Coming]) -> Iterator[Answer]:
    told = [[(one.option, way, False, way != one.exit) for way in one.option.at_exit_s] for one in coming]
    asked = [
        [None, *((one, way, True, False) for one in free if slot in one.slots for way in one.at_exit_s)]
        for slot in vacant
    ]
    for answer in product(*told, *asked):
        some = [move for move in answer if move is not None]
        if len({move[0].unit_id for move in some}) == len(some):
            yield some


def worth(answer: Answer) -> tuple[float, ...]:
    reached: Mapping[int, list[float]] = {way: [] for _, way, _, _ in answer if way != NO_EXIT}
    for one, way, _, _ in answer:
        if way != NO_EXIT:
            reached[way].append(one.at_exit_s[way])
    return (
        min((one.at_scene_s[way] for one, way, _, _ in answer), default=inf),
        -sum(new for _, _, new, _ in answer),
        -len(reached),
        sum(changed for _, _, _, changed in answer),
        max((min(times) for times in reached.values()), default=0.0),
        sum(one.at_exit_s[way] for one, way, _, _ in answer),
    )


@given(towns())
@settings(max_examples=300, deadline=None)
def test_no_answer_at_all_is_better_than_the_chosen_one(
    town: tuple[tuple[int, ...], list[Option], list[Coming]],
) -> None:
    vacant, free, coming = town
    choice = choose(vacant, free, coming)
    by_name = {one.unit_id: one for one in [*free, *(one.option for one in coming)]}
    comes = {one.option.unit_id: one.exit for one in coming}
    chosen = [
        (by_name[name], way, name not in comes, name in comes and comes[name] != way)
        for name, way in choice.exits.items()
    ]
    assert worth(chosen) == min(map(worth, every_answer(vacant, free, coming)))
    assert (choice.first_s, -choice.held, choice.later_s) == (worth(chosen)[0], worth(chosen)[2], worth(chosen)[4])


@given(towns())
@settings(max_examples=300, deadline=None)
def test_closing_never_makes_the_first_arrival_later_than_the_nearest_that_fits(
    town: tuple[tuple[int, ...], list[Option], list[Coming]],
) -> None:
    vacant, free, coming = town
    fitting = [one for one in free if one.slots & set(vacant)] + [one.option for one in coming]
    nearest_s = min((at_s for one in fitting for at_s in one.at_scene_s.values()), default=inf)
    assert choose(vacant, free, coming).first_s == nearest_s


@given(towns())
@settings(max_examples=100, deadline=None)
def test_nobody_is_chosen_twice_and_only_for_slots_that_fit(
    town: tuple[tuple[int, ...], list[Option], list[Coming]],
) -> None:
    vacant, free, coming = town
    choice = choose(vacant, free, coming)
    assert len(set(choice.slots.values())) == len(choice.slots) <= len(vacant)
    slots_of = {one.unit_id: one.slots for one in free}
    assert all(slot in slots_of[name] for name, slot in choice.slots.items())
