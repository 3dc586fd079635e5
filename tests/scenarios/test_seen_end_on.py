"""A row of cars that leads away from the camera, and strips drawn on the ground: steps away look short there."""

import math

import pytest

from tests.scenarios.street import Street, night
from tests.scenarios.view import View

LOW = View(focal_px=1200, camera_m=3.5, away_m=14.0, tilt=math.radians(10))
HIGH = View(focal_px=1300, camera_m=6.0, away_m=12.0, tilt=math.radians(20))
STRIP_M = ((-8, -1), (8, -1), (8, 1), (-8, 1))


CAMERAS = pytest.mark.parametrize(
    ("view", "told"),
    [(HIGH, False), (HIGH, True), (LOW, True)],
    ids=["high", "high, with ground points", "low, with them"],
)


def lane(view: View, *, told: bool) -> Street:
    street = night(jitter=1.0).side_street(5)
    street.view = view
    return street.camera("wall-3", ground_points=view.ground_points(4.0, 8.0)) if told else street


@CAMERAS
@pytest.mark.parametrize(("z", "to_z"), [(-4, 40), (40, -4)], ids=["away", "towards the camera"])
@pytest.mark.parametrize("mps", [1.2, 1.4])
def test_who_walks_along_a_row_that_leads_away_is_nothing(
    mps: float, z: float, to_z: float, view: View, *, told: bool
) -> None:
    man = lane(view, told=told).person("a", at_s=12, x=-1.5, z=z)
    assert man.goes_to(-1.5, to_z, mps=mps).watch().raised == []


@CAMERAS
def test_who_tries_the_doors_of_a_row_that_leads_away_is_an_alert_at_the_third(view: View, *, told: bool) -> None:
    man = lane(view, told=told).person("a", at_s=12, x=-1.5, z=-4)
    for k in range(3):
        man.goes_to(-1.4, 2 + 5.5 * k).stands(4)
    third_s = man.end_s
    assert man.goes_to(-1.5, 40).watch().at_s("alert") <= third_s + 1


@pytest.mark.parametrize("told", [False, True], ids=["nothing told", "ground points"])
@pytest.mark.parametrize(("metres", "alerts"), [(0.3, True), (4.0, False), (5.0, False)])
def test_near_a_strip_is_metres_on_the_ground_too(metres: float, *, alerts: bool, told: bool) -> None:
    street = night(jitter=1.0)
    street.view = View(focal_px=900, camera_m=3.5, away_m=16.0, tilt=math.radians(8))
    street.camera("wall-3", parking_strips=(tuple(street.view.project(x, 0, z) for x, z in STRIP_M),))
    if told:
        street.camera("wall-3", ground_points=street.view.ground_points(6.0, 4.0))
    for k in range(2):
        street.person(f"p{k}", at_s=12, x=-12, z=-1 - metres).goes_to(0.8 * k, -1 - metres).stands(40)
    assert bool(street.watch().alerts) is alerts
