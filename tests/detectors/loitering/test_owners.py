"""Signs that somebody came out of a car."""

import numpy as np
import pytest

from detectors.loitering.owners import Coming, Owners
from detectors.rules import OwnerRules
from detectors.street.person import Person
from detectors.street.vehicles import Vehicle

NEAR_M = 1.0


def _person(*, began_s: float = 50, at_start: bool = False, at_edge: bool = False) -> Person:
    return Person(
        key=1,
        track_ids=["a"],
        began_s=began_s,
        seen_s=50,
        box=(0, 0, 1, 1),
        at_start=at_start,
        at_edge=at_edge,
    )


def _car(*, since_s: float = 0, drove: float = 0) -> Vehicle:
    came_from = (-9 * drove, 0.0, 9 - 9 * drove, 9.0)
    return Vehicle(vehicle_id="car-1", box=(0, 0, 9, 9), since_s=since_s, seen_s=50, track_id="c", from_box=came_from)


def _coming(person: Person, car: Vehicle, metres: float = 0.0) -> Coming:
    owners = Owners(OwnerRules(), NEAR_M)
    owners.observe(50, [person], [car], np.array([[metres]]))
    return owners.of(person)


def test_one_first_seen_in_a_cars_box_came_out_of_it_and_nobody_waits_in_it_any_more() -> None:
    car = _car()
    assert _coming(_person(), car) == Coming(out_of=frozenset({"car-1"}))
    assert car.let_out


def test_a_car_that_drove_up_a_moment_ago_has_arrived_and_one_of_an_hour_ago_has_not() -> None:
    assert _coming(_person(), _car(since_s=40, drove=5)).arrived
    assert not _coming(_person(), _car(since_s=-3600, drove=5)).arrived


def test_one_who_is_low_at_first_and_then_stands_has_got_out() -> None:
    owners, person = Owners(OwnerRules(), NEAR_M), _person()
    person.began_px = 60
    owners.observe(50, [person], [_car()], np.zeros((1, 1)))
    assert not owners.of(person).got_out
    person.box = (0, 0, 30, 62)
    owners.observe(51, [person], [_car()], np.zeros((1, 1)))
    assert not owners.of(person).got_out
    person.box = (0, 0, 30, 100)
    owners.observe(52, [person], [_car()], np.zeros((1, 1)))
    assert owners.of(person).got_out


@pytest.mark.parametrize(
    ("person", "car", "metres"),
    [
        (_person(at_start=True), _car(), 0.0),
        (_person(at_edge=True), _car(), 0.0),
        (_person(began_s=20), _car(), 0.0),
        (_person(), _car(), 0.5),
        (_person(), _car(drove=5), 1.5),
        (_person(), _car(since_s=49.9), 0.0),
    ],
    ids=[
        "there at the start",
        "at the edge of the picture",
        "seen before",
        "beside it",
        "far from one that drove up",
        "still moving",
    ],
)
def test_nobody_else_came_out_of_it(person: Person, car: Vehicle, metres: float) -> None:
    assert _coming(person, car, metres) == Coming()


def test_one_first_seen_beside_a_car_that_has_just_driven_up_got_out_of_it() -> None:
    car = _car(since_s=40, drove=5)
    assert _coming(_person(), car, 0.8) == Coming(out_of=frozenset({"car-1"}), arrived=True)
    assert car.let_out


def test_one_first_seen_beside_a_parked_car_got_out_of_it_only_if_he_then_rises() -> None:
    owners, person, car = Owners(OwnerRules(), NEAR_M), _person(), _car()
    person.began_px = 60
    owners.observe(50, [person], [car], np.array([[0.5]]))
    assert owners.of(person) == Coming()
    assert not car.let_out
    person.box = (0, 0, 30, 100)
    owners.observe(52, [person], [car], np.array([[0.5]]))
    assert owners.of(person).got_out
    assert car.let_out


def test_people_who_are_new_all_over_the_picture_at_once_were_there_before() -> None:
    owners, people = Owners(OwnerRules(), NEAR_M), [_person() for _ in "abc"]
    for k, person in enumerate(people):
        person.key, person.box = k, (500.0 * k, 0, 500.0 * k + 1, 1)
    owners.observe(50, people, [_car()], np.array([[0.0], [90.0], [90.0]]))
    assert owners.of(people[0]) == Coming()


def test_one_first_seen_where_somebody_stood_already_is_a_second_track_of_him() -> None:
    owners, there, double = Owners(OwnerRules(), NEAR_M), _person(began_s=20), _person()
    double.key = 2
    owners.observe(50, [there, double], [_car()], np.zeros((2, 1)))
    assert owners.of(double) == Coming()


def test_a_second_track_of_one_who_got_out_or_who_gets_out_after_him_there_is_out_of_the_same_car() -> None:
    owners, owner, double = Owners(OwnerRules(), NEAR_M), _person(), _person()
    owners.observe(50, [owner], [_car()], np.zeros((1, 1)))
    double.key, double.track_ids, double.began_s = 2, ["b"], 51
    owners.observe(51, [owner, double], [_car()], np.zeros((2, 1)))
    assert owners.of(double) == owners.of(owner) != Coming()


def test_who_gets_out_an_arms_length_from_another_is_no_second_track_of_him() -> None:
    owners, there, second = Owners(OwnerRules(), NEAR_M), _person(began_s=20), _person()
    second.key, second.track_ids, second.height, second.box = 2, ["b"], 170, (60, 0, 61, 1)
    owners.observe(50, [there, second], [_car()], np.zeros((2, 1)))
    assert owners.of(second).out_of == {"car-1"}


def test_one_whose_track_was_taken_for_another_mans_and_comes_back_was_there_before() -> None:
    """Two walk one behind the other: where the first is missed for a picture, the second is taken for him."""
    owners, second, first, taxi = (
        Owners(OwnerRules(), NEAR_M),
        _person(began_s=20),
        _person(),
        _car(since_s=40, drove=5),
    )
    first.key, first.box = 2, (50, 0, 51, 1)
    second.track_ids, first.track_ids = ["a", "b"], ["a"]
    owners.observe(50, [second, first], [taxi], np.array([[9.0], [0.5]]))
    assert owners.of(first) == Coming()
    assert not taxi.let_out
