"""Who waits in line beside parked cars is no suspect; who uses the line as an excuse is one."""

import pytest

from tests.scenarios.street import Story, Street, View, night
from tests.scenes.shop_queue import DOOR_X, LINE_Z, queue

VIEWS = {
    "a wall": View.of(75, 4.5, 14),
    "low": View.of(60, 3, 14),
    "high and wide": View.of(90, 6, 10),
    "far": View.of(53, 6, 20),
}


def alerted(story: Story) -> set[str]:
    return {alert.track_ids[0] for alert in story.alerts}


@pytest.mark.parametrize("every_s", [22, 35], ids=["it grows", "it is short now and then"])
@pytest.mark.parametrize("name", list(VIEWS))
def test_a_queue_that_forms_slowly_beside_parked_cars_is_no_alert(name: str, every_s: float) -> None:
    street = queue(VIEWS[name], seed=len(name), people=9, every_s=every_s, jitter=2, missed=0.2)
    assert street.watch().alerts == []


def leaves_the_line(street: Street, *cars: str) -> Story:
    """He stands as the fourth in it for a quarter of a minute, and then tries cars."""
    man = street.person("a", at_s=52, x=9).goes_to(DOOR_X + 2.6, LINE_Z).stands(15)
    for car in cars:
        man.goes_to(man.legs[-1].to[0] + 1, -3).dwells(car, s=6)
    return man.goes_to(-25, -4).watch()


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
