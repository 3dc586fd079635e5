"""Near is metres on the ground, at the side where doors are, also where a camera has no ground points."""

import random

import pytest

from tests.scenarios.street import night
from tests.scenarios.view import View
from tests.scenes.mounted_street import AWAY_M, HEIGHTS_M, Where, mounted, of_any_height, stands


@pytest.mark.parametrize("first", [True, False], ids=["first ever seen", "after six others"])
@pytest.mark.parametrize(("wide", "camera_m"), [(53, 4.5), (75, 3.0), (75, 4.5), (75, 9.0), (95, 3.0), (95, 6.0)])
def test_one_who_waits_eight_metres_behind_a_parked_car_is_no_alert(wide: int, camera_m: float, *, first: bool) -> None:
    street, rng = mounted(wide, camera_m, seed=1)
    assert stands("8 m behind", street, rng, first=first).alerts == []


@pytest.mark.parametrize(("wide", "camera_m"), [(53, 4.5), (75, 2.5), (75, 4.5), (75, 9.0), (95, 2.5), (95, 6.0)])
def test_one_who_waits_three_metres_before_a_parked_car_is_no_alert(wide: int, camera_m: float) -> None:
    street, rng = mounted(wide, camera_m, seed=1)
    assert stands("3 m before", street, rng, first=True).alerts == []


@pytest.mark.parametrize("where", ["near side", "far side"])
@pytest.mark.parametrize("camera_m", HEIGHTS_M[:4])
@pytest.mark.parametrize("wide", list(AWAY_M)[:3])
def test_one_who_stays_at_a_car_on_either_side_is_an_alert_at_twenty_seconds(
    wide: int, camera_m: float, where: Where
) -> None:
    street, rng = mounted(wide, camera_m, seed=2)
    alert = stands(where, street, rng, first=False).alerts[0]
    assert (alert.observed_at_ms - alert.began_at_ms) / 1000 == pytest.approx(20, abs=2)


def test_told_how_wide_it_sees_a_camera_knows_better_who_is_behind() -> None:
    street, rng = mounted(40, 3.0, seed=1, told=True)
    assert stands("8 m behind", street, rng, first=False).alerts == []


@pytest.mark.parametrize("away_m", [15, 22, 30])
@pytest.mark.parametrize("camera_m", [3.0, 6.0])
def test_one_who_tries_car_after_car_far_from_the_camera_is_an_alert_by_the_third(camera_m: float, away_m: int) -> None:
    street, rng = night(jitter=1.5, missed=0.1).row(3), random.Random(away_m)
    street.view = View.of(60, camera_m, away_m)
    man = of_any_height(rng, street.person("a", at_s=12)).tries("car-1", "car-2", "car-3", s=5)
    third_s = man.end_s
    assert man.leaves().watch().at_s("alert") <= third_s + 1
