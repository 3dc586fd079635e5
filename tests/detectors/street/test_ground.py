"""Metres from pixels."""

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.config import CameraConfig, GroundPoint, LensConfig
from detectors.street.ground import METRES_PER_DEGREE, GroundMap, distances_m, place_of
from detectors.street.lens import Lens
from streams.schema.errors import ConfigError
from tests.scenarios.view import View

LON, LAT = 112.55, 37.87
_ACROSS = METRES_PER_DEGREE * math.cos(math.radians(LAT))


def _on_map(east: float, north: float) -> tuple[float, float]:
    return LON + east / _ACROSS, LAT + north / METRES_PER_DEGREE


def _in_picture(east: float, north: float) -> tuple[float, float]:
    """A camera 6 m up that looks north, horizon at row 200."""
    away = north + 12
    return 960 + 1000 * east / away, 200 + 1000 * 6 / away


def _points(*places: tuple[float, float]) -> tuple[GroundPoint, ...]:
    return tuple(
        GroundPoint(x_px=x, y_px=y, lon=lon, lat=lat)
        for east, north in places
        for (x, y), (lon, lat) in [(_in_picture(east, north), _on_map(east, north))]
    )


SQUARE = _points((-8, 0), (8, 0), (8, 20), (-8, 20))


@settings(deadline=None)  # shared cores
@given(st.floats(-8, 8), st.floats(0, 20))
def test_a_point_of_the_picture_is_found_on_the_map(east: float, north: float) -> None:
    place = GroundMap("gate", SQUARE).place(*_in_picture(east, north))
    assert place is not None
    lon, lat = _on_map(east, north)
    assert abs(place.lon - lon) * _ACROSS < 0.05
    assert abs(place.lat - lat) * METRES_PER_DEGREE < 0.05


def test_the_error_is_stated_and_grows_with_the_distance() -> None:
    ground = GroundMap("gate", SQUARE)
    near, far = ground.error_m(*_in_picture(0, 2)), ground.error_m(*_in_picture(0, 60))
    assert 0 < near < 1 < far


def test_a_fifth_point_that_does_not_fit_shows_in_the_residual() -> None:
    off = GroundPoint(x_px=960, y_px=500, lon=LON, lat=_on_map(0, 14)[1])
    assert GroundMap("gate", SQUARE).residual_m < 1e-6
    assert GroundMap("gate", (*SQUARE, off)).residual_m > 0.5


def test_above_the_horizon_there_is_no_place() -> None:
    assert GroundMap("gate", SQUARE).place(960, 100) is None


@pytest.mark.parametrize(
    "points",
    [
        _points((-8, 0), (0, 0), (4, 0), (8, 0)),
        _points((-8, 0), (0, 0), (8, 0), (0, 20)),
        _points((0, 0), (0, 0), (8, 0), (0, 20)),
        _points((-8, 0), (8, 0), (8, 20)),
    ],
    ids=["four on a line", "three on a line", "one twice", "only three"],
)
def test_points_that_make_no_map_are_refused_by_the_name_of_the_camera(points: tuple[GroundPoint, ...]) -> None:
    with pytest.raises(ConfigError, match=r"camera gate: ground_points"):
        GroundMap("gate", points)


@pytest.mark.parametrize(("one", "other"), [(0, 1), (1, 2), (2, 3), (3, 0)])
@pytest.mark.parametrize("more", [(), ((0.0, 10.0),)], ids=["four", "five"])
def test_two_points_that_are_swapped_are_asked_about(
    one: int, other: int, more: tuple[tuple[float, float], ...]
) -> None:
    points = [*SQUARE, *_points(*more)]
    a, b = points[one], points[other]
    points[one] = msgspec.structs.replace(a, x_px=b.x_px, y_px=b.y_px)
    points[other] = msgspec.structs.replace(b, x_px=a.x_px, y_px=a.y_px)
    with pytest.raises(ConfigError, match=r"camera gate: ground_points: .* swapped"):
        GroundMap("gate", tuple(points))


def test_a_point_beyond_the_picture_that_a_lens_shows_is_refused() -> None:
    lens = Lens("gate", LensConfig(k1=-0.1), (640, 360))
    with pytest.raises(ConfigError, match=r"camera gate: ground_points: .* lens"):
        GroundMap("gate", SQUARE, lens)


def test_without_a_map_a_metre_is_measured_by_the_height_of_the_person() -> None:
    feet, m_per_px = np.array([[250.0, 400.0], [150.0, 390.0]]), np.full(2, 0.01)
    boxes = np.array([[100, 300, 200, 400]], np.float32)
    assert distances_m(feet, m_per_px, boxes, None, np.full(2, 2.0)).tolist() == [[0.5], [0.0]]


def test_a_step_towards_the_camera_counts_for_longer_than_it_looks() -> None:
    boxes, feet = np.array([[100, 300, 200, 400]], np.float32), np.array([[150.0, 430.0], [230.0, 390.0]])
    assert distances_m(feet, np.full(2, 0.01), boxes, None, np.full(2, 2.0)).tolist() == [[0.6], [0.3]]


def test_with_a_map_the_distance_is_that_on_the_ground() -> None:
    ground = GroundMap("gate", SQUARE)
    left, bottom = _in_picture(-2, 4)
    right, _ = _in_picture(2, 4)
    top = _in_picture(0, 4)[1] - 160
    boxes = np.array([[left, top, right, bottom]], np.float32)
    feet = np.array([_in_picture(0, 3), _in_picture(3.5, 4)])
    beside, at_the_side = distances_m(feet, np.full(2, 0.017), boxes, ground, np.ones(2))[:, 0]
    assert beside == pytest.approx(1.0, abs=0.05)
    assert at_the_side == pytest.approx(1.5, abs=0.1)


def test_a_place_is_that_of_the_camera_when_there_are_no_points_and_none_when_nothing_is_known() -> None:
    known = CameraConfig(camera_id="gate", lon=LON, lat=LAT)
    place = place_of(known, None, 5, 5)
    assert place is not None
    assert (place.lon, place.lat, place.error_m) == (LON, LAT, 30)
    assert place_of(CameraConfig(camera_id="gate"), None, 5, 5) is None


@pytest.mark.parametrize("roll_deg", [0, 20, 40, 60, -50, 180])
def test_a_scale_is_of_ground_only_however_the_camera_is_rolled(roll_deg: int) -> None:
    view, roll = View.of(75, 3.0, 15), complex(math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg)))
    rolled = []
    for point in view.ground_points(9.0, 12.0)[:3] + view.ground_points(20.0, 300.0)[2:3]:
        turned = complex(point.x_px - 960, point.y_px - 540) * roll
        rolled.append(msgspec.structs.replace(point, x_px=turned.real + 960, y_px=turned.imag + 540))
    scale = GroundMap("gate", tuple(rolled)).scale()
    assert all(np.isfinite(column).all() for column in scale)
    assert (scale.across_m > 0).all()


@pytest.mark.parametrize(("camera_m", "away_m"), [(3.0, 15.0), (6.0, 20.0), (10.0, 8.0)])
def test_a_step_away_looks_shorter_by_how_low_the_camera_hangs(camera_m: float, away_m: float) -> None:
    view = View.of(75, camera_m, away_m)
    ground = GroundMap("gate", view.ground_points(6.0, 4.0))
    stretch = ground.stretch(np.array([view.project(0, 0, 0)]))
    assert stretch.tolist() == [pytest.approx(math.hypot(camera_m, away_m) / camera_m, rel=0.01)]
