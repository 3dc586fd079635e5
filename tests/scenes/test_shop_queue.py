"""A queue beside parked cars is nothing, and no excuse for who tries them."""

import pytest

from tests.scenarios.street import DOOR_Z, Story, Street, night
from tests.scenarios.view import View
from tests.scenes.shop_queue import DOOR_X, LINE_Z, queue


def alerted(story: Story) -> set[str]:
    return {alert.track_ids[0] for alert in story.alerts}


def leaves_the_line(street: Street, *cars: str) -> Story:
    """He stands as the fourth in it for a quarter of a minute, and then tries cars."""
    man = street.person("a", at_s=52, x=9).goes_to(DOOR_X + 2.6, LINE_Z).stands(15)
    for car in cars:
        man.goes_to(man.legs[-1].to[0] + 1, -3).dwells(car, s=6)
    return man.goes_to(-25, -4).watch()


@pytest.mark.parametrize(("people", "served_s"), [(5, 20), (5, 30), (6, 12), (6, 20), (7, 30)])
def test_a_queue_beside_parked_cars_is_nothing_until_its_last_is_served(people: int, served_s: float) -> None:
    street = night(jitter=1).row(3)
    for k in range(people):
        waits = street.person(f"q{k}", at_s=8 + 0.7 * k, x=12).goes_to(2.5 + 0.9 * k, DOOR_Z)
        for before in reversed(range(k)):
            waits.stands(26 + served_s * (k - before) - waits.end_s).goes_to(2.5 + 0.9 * before, DOOR_Z, mps=0.7)
        waits.stands(served_s - 2).goes_to(-4, -4).leaves()
    assert street.watch().raised == []


def test_a_line_of_whom_one_or_the_other_is_missed_goes_on() -> None:
    street = night(missed=0.3).row(3)
    for k in range(4):
        street.person(f"q{k}", at_s=8 + 0.7 * k, x=12).goes_to(2.5 + 1.1 * k, DOOR_Z).stands(40).leaves()
    assert street.watch().raised == []


def test_one_who_leaves_the_line_and_tries_car_after_car_is_an_alert() -> None:
    street = queue(View.of(90, 6, 16), seed=1, people=3, every_s=12)
    street.car("car-3", 12)
    street.car("car-4", -10)
    assert "a" in alerted(leaves_the_line(street, "car-2", "car-3", "car-4"))


def test_one_who_tries_car_after_car_on_his_way_along_a_queue_is_an_alert() -> None:
    street = queue(View.of(90, 6, 16), seed=1, people=4, every_s=12)
    street.car("car-3", 12)
    story = street.person("a", at_s=70, x=20).tries("car-3", "car-2", "car-1", s=6).goes_to(-25, -4).watch()
    assert "a" in alerted(story)


def test_three_who_stand_at_three_cars_are_no_queue() -> None:
    street = night(jitter=1.5, missed=0.1).row(3)
    for k in range(3):
        street.person(f"m{k}", at_s=12 + 3 * k).dwells(f"car-{k + 1}", s=30).leaves()
    assert alerted(street.watch()) == {"m0", "m1", "m2"}
