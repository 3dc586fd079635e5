"""Where parked cars stand on the ground, by their boxes, and how near people are to them."""

import numpy as np
import pytest

from detectors.config import CameraConfig
from detectors.street.footprint import Footprints
from detectors.street.ground import GroundMap, ground_map
from detectors.street.mounting import Mounting
from detectors.street.ways import Evidence
from tests.scenarios.view import FRAME, View, box_of

CAR_M = (4.4, 1.5, 1.8)
LORRY_M = (9.0, 3.2, 2.5)
BOXED_M = 0.3


def told(view: View) -> tuple[GroundMap, Mounting]:
    """What a camera with ground points knows."""
    camera = CameraConfig(camera_id="wall-3", frame_size=FRAME, ground_points=view.ground_points(4.0, 3.0))
    ground = ground_map(camera)
    assert ground is not None
    seen = Evidence(np.empty(0), np.empty(0), np.empty(0), np.empty((0, 4), np.float32), ground.scale())
    return ground, Mounting.judged(seen, (float(FRAME[0]), float(FRAME[1])), None, 1.7)


def metres(view: View, cars: list[tuple[float, ...]], z: float, *, x: float = 0.0, whole: bool = True) -> float:
    """From who stands at (x, z) to the nearest of these boxes, all of which reach to BOXED_M of him."""
    ground, mounting = told(view)
    footprints = Footprints(ground, np.array(cars, np.float32), mounting)
    feet = np.array([view.project(x, 0, z)])
    return float(footprints.metres(feet, np.array([whole]), np.full((1, len(cars)), BOXED_M)).min())


def row(view: View, size_m: tuple[float, float, float] = CAR_M, *, end_on: bool = False) -> list[tuple[float, ...]]:
    spacing_m = 2.7 if end_on else 6.0
    return [box_of(view, size_m, k * spacing_m, 0, end_on=end_on) for k in (-1, 0, 1)]


@pytest.mark.parametrize("turned_deg", [-60, -45, -30, 0, 30, 45, 60])
@pytest.mark.parametrize("camera_m", [3.5, 6.0, 9.0])
def test_from_a_row_nose_to_tail_it_is_metres_on_the_ground_however_it_is_turned(
    camera_m: float, turned_deg: int
) -> None:
    view = View.of(60, camera_m, 15, turned_deg=turned_deg)
    assert metres(view, row(view), -0.9 - 2.0) == pytest.approx(2.0, abs=0.5)
    assert metres(view, row(view), -0.9 - 0.5) < 1.0


@pytest.mark.parametrize("turned_deg", [-30, 0, 30])
def test_from_bays_it_is_metres_on_the_ground_too(turned_deg: int) -> None:
    view = View.of(60, 6.0, 15, turned_deg=turned_deg)
    assert metres(view, row(view, end_on=True), -2.2 - 2.0) == pytest.approx(2.0, abs=0.6)
    assert metres(view, row(view, end_on=True), -2.2 - 0.5) < 1.0


@pytest.mark.parametrize("turned_deg", [-60, -30, 0, 30, 60])
@pytest.mark.parametrize("camera_m", [3.5, 9.0])
def test_who_is_at_a_single_car_is_at_it_however_it_is_turned(camera_m: float, turned_deg: int) -> None:
    view = View.of(60, camera_m, 15, turned_deg=turned_deg)
    for x in (-1.5, 0.0, 1.5):
        assert metres(view, [box_of(view, CAR_M, 0, 0)], -0.9 - 0.5, x=x) < 1.0


def test_what_is_no_car_reaches_as_far_as_its_box() -> None:
    view = View.of(60, 6.0, 15, turned_deg=45)
    assert metres(view, [box_of(view, LORRY_M, 0, 0)], -3.0) == BOXED_M


def test_whose_feet_are_not_seen_is_as_near_as_boxes_say() -> None:
    view = View.of(60, 6.0, 15, turned_deg=45)
    assert metres(view, row(view), -2.9, whole=False) == BOXED_M


def test_a_box_over_the_horizon_is_no_car_on_the_ground() -> None:
    view = View.of(60, 6.0, 15)
    assert metres(view, [(900.0, -900.0, 1000.0, -800.0)], -2.9) == BOXED_M
