"""Near is metres on the ground, at the side where doors are, also where a camera has no ground points."""

import math
import random

import pytest

from tests.scenarios.street import night
from tests.scenarios.view import View
from tests.scenes.mounted_street import AWAY_M, HEIGHTS_M, Told, Where, mounted, of_any_height, stands


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
    street, rng = mounted(40, 3.0, seed=1, told="lens")
    assert stands("8 m behind", street, rng, first=False).alerts == []


@pytest.mark.parametrize("away_m", [15, 22, 30])
@pytest.mark.parametrize("camera_m", [3.0, 6.0])
def test_one_who_tries_car_after_car_far_from_the_camera_is_an_alert_by_the_third(camera_m: float, away_m: int) -> None:
    street, rng = night(jitter=1.5, missed=0.1).row(3), random.Random(away_m)
    street.view = View.of(60, camera_m, away_m)
    man = of_any_height(rng, street.person("a", at_s=12)).tries("car-1", "car-2", "car-3", s=5)
    third_s = man.end_s
    assert man.leaves().watch().at_s("alert") <= third_s + 1


@pytest.mark.parametrize("told", ["nothing", "ground"])
@pytest.mark.parametrize("camera_m", HEIGHTS_M)
def test_one_who_stands_upright_behind_a_car_that_hides_his_legs_is_an_alert_at_twenty_seconds(
    camera_m: float, told: Told
) -> None:
    street, rng = mounted(75, camera_m, seed=0, told=told)
    street.hidden = True
    alert = stands("far side", street, rng, first=True).alerts[0]
    assert (alert.observed_at_ms - alert.began_at_ms) / 1000 == pytest.approx(20, abs=2)


@pytest.mark.parametrize("told", ["nothing", "ground"])
@pytest.mark.parametrize("camera_m", HEIGHTS_M)
def test_one_who_stoops_there_works_in_his_car(camera_m: float, told: Told) -> None:
    street, _ = mounted(75, camera_m, seed=0, told=told)
    street.hidden = True
    car = street.actors[0].place[0]
    man = street.person("a", at_s=12, x=20, z=1.5).goes_to(car, 1.5).stands(3).stands(30, stoops=True).stands(4)
    assert man.goes_to(20, 1.5).watch().alerts == []


@pytest.mark.parametrize("camera_m", HEIGHTS_M)
def test_with_ground_points_one_who_tries_doors_on_the_side_that_hides_his_legs_is_an_alert_by_the_third(
    camera_m: float,
) -> None:
    street, _ = mounted(75, camera_m, seed=0, told="ground")
    street.actors.clear()
    street.row(3).hidden = True
    man = street.person("a", at_s=12, x=-20, z=1.5)
    for car in ("car-1", "car-2", "car-3"):
        man.goes_to(street.door_of(car), 1.5).stands(4)
    third_s = man.end_s
    assert man.goes_to(25, 1.5).watch().at_s("alert") <= third_s + 1


@pytest.mark.parametrize("tilt_deg", [55, 60, 70])
def test_seen_steeply_from_above_people_are_told_apart_where_there_are_ground_points(tilt_deg: int) -> None:
    said = {what: seen_from_above(tilt_deg, what) for what in ("tries", "stays", "passes", "waits", "loads")}
    assert said == {"tries": True, "stays": True, "passes": False, "waits": False, "loads": False}


def seen_from_above(tilt_deg: int, what: str) -> bool:
    """Whether it is an alert before a camera 10 m high that looks down on the row."""
    street = night(jitter=1.5, missed=0.1).row(3, spacing_m=5.3)
    street.view = View(1663, 10, 10 / math.tan(math.radians(tilt_deg)), math.radians(tilt_deg))
    street.camera("wall-3", ground_points=street.view.ground_points(4.0, 2.5))
    man = street.person("a", at_s=12, x=-15, z=-2.5)
    match what:
        case "tries":
            man.tries("car-1", "car-2", "car-3", s=5)
        case "stays":
            man.dwells("car-2", 26)
        case "waits":
            man.goes_to(0, -4).stands(60)
        case "loads":
            man.dwells("car-2", 3).stands(30, stoops=True).stands(5)
    return bool(man.goes_to(15, -1.4 if what == "passes" else -2.5).watch().alerts)


@pytest.mark.parametrize("where", ["4.5 m behind", "8 m behind"])
@pytest.mark.parametrize("camera_m", HEIGHTS_M)
@pytest.mark.parametrize("wide", AWAY_M)
def test_with_ground_points_nobody_behind_a_car_is_at_it(wide: int, camera_m: float, where: Where) -> None:
    street, rng = mounted(wide, camera_m, seed=1, told="ground")
    assert stands(where, street, rng, first=True).alerts == []


@pytest.mark.parametrize("where", ["near side", "far side"])
@pytest.mark.parametrize("camera_m", HEIGHTS_M[:4])
def test_with_ground_points_who_stays_at_either_side_is_an_alert(camera_m: float, where: Where) -> None:
    street, rng = mounted(53, camera_m, seed=1, told="ground")
    assert stands(where, street, rng, first=True).alerts
