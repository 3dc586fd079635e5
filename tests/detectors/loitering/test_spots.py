"""What can be visited, and how far it is."""

import math

import pytest

from detectors.config import CameraConfig, DetectionConfig
from detectors.loitering.spots import Spots
from detectors.street.person import Person, Step
from detectors.street.ruler import Ruler
from detectors.street.vehicles import Memory, Vehicle

FRAME = (1920.0, 1080.0)
STRIP = ((100.0, 380.0), (300.0, 380.0), (300.0, 420.0), (100.0, 420.0))


def _person(x: float, top: float = 230, bottom: float = 400, *, aspect: float = 0.36) -> Person:
    half, tall = aspect / 2 * (bottom - top), bottom - top
    person = Person(
        key=1,
        track_ids=["a"],
        began_s=0,
        seen_s=0,
        box=(x - half, top, x + half, bottom),
        at_start=False,
        at_edge=False,
        height=tall,
    )
    person.path.append(Step(0, x, bottom, 2 * half, tall))
    return person


def _spots(*, strips: bool) -> Spots:
    camera = CameraConfig(camera_id="wall-3", parking_strips=(STRIP,) if strips else ())
    return Spots(camera, DetectionConfig(), None)


def _memory() -> Memory:
    return Memory(vehicles=[Vehicle(vehicle_id="car-1", box=(120, 300, 280, 400), since_s=0, seen_s=60, track_id="c")])


def test_a_strip_stands_in_only_where_no_car_is_made_out() -> None:
    spots, metres, _ = _spots(strips=True).near(60, [_person(200)], Memory(), Ruler(), FRAME)
    assert [s.spot_id for s in spots] == ["strip-1"]
    assert metres.tolist() == [[0.0]]
    spots, metres, _ = _spots(strips=True).near(60, [_person(200)], _memory(), Ruler(), FRAME)
    assert [(s.spot_id, s.state) for s in spots] == [("car-1", "parked"), ("strip-1", "strip")]
    assert metres.tolist() == [[0.0, math.inf]]


def test_who_leans_over_is_as_near_to_a_strip_as_his_feet_may_be() -> None:
    people = [_person(560), _person(560, aspect=1.5)]
    upright, leaning = _spots(strips=True).near(60, people, Memory(), Ruler(), FRAME)[1][:, 0]
    assert (upright, leaning) == pytest.approx((2.6 - 0.8, 2.6 - 0.8 - 0.85))


def test_nobody_and_nothing_have_no_distances() -> None:
    assert _spots(strips=False).near(0, [], _memory(), Ruler(), FRAME)[1].shape == (0, 1)
    assert _spots(strips=False).near(0, [_person(5)], Memory(), Ruler(), FRAME)[1].shape == (1, 0)


def test_one_far_behind_a_car_is_not_at_it_as_soon_as_that_is_sure() -> None:
    ruler = Ruler()
    for k in range(60):  # a camera 6 m up, its horizon at row 200
        row = 300 + 10 * k
        ruler.learn(row, 0.283 * (row - 200), 1920)
    memory = Memory(
        vehicles=[Vehicle(vehicle_id="car-1", box=(700, 380, 1150, 600), since_s=0, seen_s=60, track_id="c")]
    )
    far, beside = _person(900, 359, 425), _person(900, 441, 575)
    assert _spots(strips=False).near(60, [far], memory, ruler, FRAME)[1].tolist() == [[math.inf]]
    assert _spots(strips=False).near(60, [beside], memory, ruler, FRAME)[1].tolist() == [[0.0]]
