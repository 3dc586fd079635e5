"""People with a reason to be at parked cars, and groups without one, told on tracks. The numbers are of issue 3."""

import pytest

from detectors.lines import line
from detectors.tracks import BIKE, OBJECT
from tests.scenarios.street import DOOR_Z, START_MS, Actor, Story, night


def test_two_who_try_with_a_lookout_and_a_waiting_car_are_one_suspicion_with_roles() -> None:
    street = night().row(5)
    one = street.person("one", z=-3).tries("car-1", "car-3").goes_to(30, -3)
    street.person("two", at_s=0.5, z=-3.5).tries("car-2", "car-4").goes_to(30, -3)
    off = street.person("off", at_s=1, z=-5).goes_to(-1, -5.5)
    off.stands(one.end_s - off.end_s).leaves()
    street.car("waits", x=-30, z=-9, at_s=5).drives_to(-4, -9).stands(60)
    story = street.watch()
    assert story.alerts
    assert len(story.suspicions) == 1
    roles = {(member.role, member.track_ids) for member in story.alerts[-1].members}
    assert roles == {("doer", ("one",)), ("doer", ("two",)), ("lookout", ("off",)), ("waiting_car", ("waits",))}
    assert {"group", "lookout", "waiting_car"} <= {term.name for term in story.alerts[-1].terms}
    shown = next(iter(line(story.alerts[-1], START_MS)))["roles"]
    assert {"role": "lookout", "track_ids": ["off"]} in shown  # type: ignore[operator]  # a line holds any object


def test_two_who_are_missed_on_a_third_of_the_pictures_are_one_suspicion_as_soon_as_others() -> None:
    street = night(missed=0.3, jitter=1).row(5)
    street.seed = 7
    street.person("a", at_s=10).tries("car-1", "car-3")
    street.person("b", at_s=10.8).tries("car-2", "car-4").leaves()
    story = street.watch()
    assert [m.level for m in story.raised] == ["alert", "alert"]
    assert len(story.suspicions) == 1


def test_two_who_got_out_of_their_own_car_are_an_alert_when_they_have_tried_three_others_between_them() -> None:
    street = night().row(5)
    own = street.car("own", x=-30, z=-5).drives_to(-4, -5)
    own.stands(90)
    tries = []
    for name, side_m, cars in (("one", -0.9, ("car-1", "car-3")), ("two", 0.9, ("car-2", "car-4"))):
        man = street.person(name, at_s=12, x=-4 + side_m, z=-4.4).stands(1, stoops=True).goes_to(-4 + side_m, -3.5)
        man.stands(4)
        for car in cars:
            man.dwells(car, s=4)
            tries.append(man.end_s)
        man.leaves()
    story = street.watch()
    assert story.at_s("alert") <= sorted(tries)[2] + 1
    assert len(story.suspicions) == 1


def test_one_who_goes_from_car_to_car_alone_has_no_roles_and_a_passer_by_makes_no_group() -> None:
    street = night().row(5)
    street.person("a").tries("car-1", "car-2", "car-3").leaves()
    street.person("b", at_s=14, x=30).goes_to(-30, -4)
    assert [m.members for m in street.watch().alerts] == [()]


@pytest.mark.parametrize("side_m", [0.2, 0.6])
def test_an_owner_first_seen_beside_the_car_that_has_just_driven_up_got_out_of_it(side_m: float) -> None:
    street = night().row(1)
    car = street.car("own", x=-30).drives_to(8)
    owner = street.person("a", at_s=car.end_s + 3, x=8, z=-0.9 - side_m).stands(60).leaves()
    assert owner.watch().raised == []


def test_people_whose_tracks_begin_anew_all_at_once_did_not_get_out_of_the_cars_they_stand_at() -> None:
    street = night().row(5)
    for k, car in enumerate(("car-1", "car-3", "car-5")):
        street.person(f"a{k}", at_s=20, x=street.door_of(car), z=-0.5).stands(26).leaves()
    assert len(street.watch().alerts) == 3


def test_a_delivery_rider_who_waits_by_the_scooter_he_came_on_raises_nothing() -> None:
    street = night().row(3)
    street.car("scooter", x=-30, z=-2.2, kind=BIKE).goes_to(0, -2.2, mps=4).stands(90)
    rider = street.person("a", x=-30, z=-2.1).goes_to(0, -2.1, mps=4).goes_to(0.3, DOOR_Z).stands(60).leaves()
    assert rider.watch().raised == []
    assert night().row(3).person("a").goes_to(0.3, DOOR_Z).stands(60).leaves().watch().alerts


def _walks_a_dog(man: Actor, *stops: float) -> Actor:
    dog = man.street.car("dog", x=man.place[0] + 0.8, z=DOOR_Z, at_s=man.at_s, kind=OBJECT)
    for x in stops:
        man.goes_to(x, DOOR_Z - 0.4, mps=1).stands(3)
        dog.goes_to(x + 0.8, DOOR_Z, mps=1).stands(3)
    dog.goes_to(30.8, -4, mps=1)
    return man.goes_to(30, -4, mps=1)


def test_one_whose_dog_stops_at_every_car_raises_nothing() -> None:
    man = night().row(5).person("a", x=-18, z=DOOR_Z - 0.4)
    assert _walks_a_dog(man, -12, -6, 0, 6, 12).watch().raised == []


@pytest.mark.parametrize("metres", [2.5, 4.0])
@pytest.mark.parametrize("people", [1, 2])
def test_smoking_phoning_or_talking_some_metres_off_the_doors_is_no_alert(metres: float, people: int) -> None:
    street = night(jitter=1).row(5)
    for k in range(people):
        street.person(f"a{k}").goes_to(0.7 * k, -0.9 - metres).stands(120).leaves()
    assert street.watch().alerts == []


def test_one_who_crosses_the_street_between_two_parked_cars_raises_nothing() -> None:
    assert night().row(4).person("a", z=-8).goes_to(0, -5).goes_to(0, 8).leaves().watch().raised == []


def test_joggers_and_a_group_that_walks_by_raise_nothing() -> None:
    street = night().row(7)
    for k in range(4):
        street.person(f"g{k}", at_s=k / 2, z=DOOR_Z - 0.5 * k).goes_to(30, DOOR_Z - 0.5 * k, mps=1.1)
        street.person(f"j{k}", at_s=10 + k, x=30, z=DOOR_Z).goes_to(-30, DOOR_Z, mps=3)
    assert street.watch().raised == []


def test_a_row_of_parked_electric_bicycles_is_tried_one_after_the_other() -> None:
    street = night().camera("shed", bikes_count=True)
    for k in range(5):
        street.car(f"bike-{k}", x=3.0 * k - 6, kind=BIKE)
    man = street.person("a")
    for k in range(4):
        man.goes_to(3.0 * k - 6, -0.8).stands(5)
    assert [m.level for m in man.leaves().watch().raised] == ["watch", "alert"]


def test_an_owner_who_gets_out_scrapes_ice_and_waits_for_a_passenger_is_no_alert() -> None:
    man = night().row(3).person("a", at_s=12, x=0, z=-0.5).stands(1, stoops=True)
    story = man.goes_to(0.5, DOOR_Z, mps=0.8).stands(20, stoops=True).stands(90).leaves().watch()
    assert story.alerts == []


def test_a_delivery_rider_who_waits_beside_his_own_scooter_is_no_alert_where_bicycles_do_not_count() -> None:
    street = night().row(3)
    street.car("scooter", x=0, z=-5, at_s=0, kind=3)
    assert street.person("a", at_s=12).goes_to(0, -5.6).stands(60).leaves().watch().raised == []


def test_a_rider_who_comes_back_to_the_wheel_of_his_scooter_close_to_a_car_is_no_alert_and_who_is_past_it_is() -> None:
    def stands_at(x: float) -> Story:
        street = night().row(1)
        street.car("scooter", x=0, z=DOOR_Z, kind=BIKE)
        return street.person("a", at_s=10).goes_to(x, DOOR_Z).stands(40).leaves().watch()

    assert stands_at(0.8).alerts == []
    assert len(stands_at(2.0).alerts) == 1
