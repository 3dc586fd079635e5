"""Near is metres on the ground where cars stand aslant, too, before cameras with ground points."""

import math
from typing import get_args

import pytest

from tests.scenarios.street import Street, night
from tests.scenarios.view import View
from tests.scenes.aslant_street import Cars, aslant, stands_off

ASLANT_DEG = (-45, 45)


def _row(turned_deg: int) -> tuple[Street, float]:
    """Three cars nose to tail, and at which x the end of the street lies that is farther from the camera."""
    street = night(jitter=1.5).row(3)
    street.view = View.of(60, 6.0, 16, turned_deg=turned_deg)
    street.camera("wall-3", ground_points=street.view.ground_points(4.0, 3.0))
    return street, math.copysign(12, turned_deg)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("metres", [2.0, 3.0])
def test_who_waits_two_or_three_metres_before_a_row_seen_aslant_is_no_alert(metres: float, seed: int) -> None:
    street, rng = aslant(45, "nose to tail", seed, told=True)
    assert stands_off(metres, street, rng).alerts == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("cars", get_args(Cars))
def test_who_stays_at_a_car_seen_aslant_is_an_alert(cars: Cars, seed: int) -> None:
    street, rng = aslant(45, cars, seed, told=True)
    assert stands_off(0.5, street, rng).alerts


@pytest.mark.parametrize("turned_deg", ASLANT_DEG)
def test_who_stops_two_metres_before_each_car_of_a_row_seen_aslant_is_nothing(turned_deg: int) -> None:
    street, far = _row(turned_deg)
    man = street.person("a", at_s=12, x=far, z=-2.9)
    for x in (6, 0, -6) if far > 0 else (-6, 0, 6):
        man.goes_to(x, -2.9).stands(4)
    assert man.goes_to(far, -4).watch().raised == []


@pytest.mark.parametrize("turned_deg", ASLANT_DEG)
def test_who_tries_the_doors_of_a_row_seen_aslant_is_an_alert_at_the_third(turned_deg: int) -> None:
    street, far = _row(turned_deg)
    cars = ("car-1", "car-2", "car-3")
    man = street.person("a", at_s=12, x=far, z=-2.5).tries(*(reversed(cars) if far > 0 else cars), s=5)
    third_s = man.end_s
    assert man.goes_to(far, -3).watch().at_s("alert") <= third_s + 1
