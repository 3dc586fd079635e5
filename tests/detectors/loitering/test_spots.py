"""What can be visited, and how far it is."""

import math

from detectors.config import CameraConfig, DetectionConfig
from detectors.loitering.spots import Spots
from detectors.street.ground import Ruler
from detectors.street.people import Person
from detectors.street.vehicles import Memory, Vehicle

STRIP = ((100.0, 380.0), (300.0, 380.0), (300.0, 420.0), (100.0, 420.0))


def _person(x: float) -> Person:
    return Person(
        key=1,
        track_ids=["a"],
        began_s=0,
        seen_s=0,
        box=(x - 30, 230, x + 30, 400),
        at_start=False,
        at_edge=False,
        height=170,
    )


def _spots(*, strips: bool) -> Spots:
    camera = CameraConfig(camera_id="wall-3", parking_strips=(STRIP,) if strips else ())
    return Spots(camera, DetectionConfig(), None)


def _memory() -> Memory:
    return Memory(vehicles=[Vehicle(vehicle_id="car-1", box=(120, 300, 280, 400), since_s=0, seen_s=60, track_id="c")])


def test_a_strip_stands_in_only_where_no_car_is_made_out() -> None:
    spots, metres = _spots(strips=True).near(60, [_person(200)], Memory(), Ruler(), 1920)
    assert [s.spot_id for s in spots] == ["strip-1"]
    assert metres.tolist() == [[0.0]]
    spots, metres = _spots(strips=True).near(60, [_person(200)], _memory(), Ruler(), 1920)
    assert [(s.spot_id, s.state) for s in spots] == [("car-1", "parked"), ("strip-1", "strip")]
    assert metres.tolist() == [[0.0, math.inf]]


def test_nobody_and_nothing_have_no_distances() -> None:
    assert _spots(strips=False).near(0, [], _memory(), Ruler(), 1920)[1].shape == (0, 1)
    assert _spots(strips=False).near(0, [_person(5)], Memory(), Ruler(), 1920)[1].shape == (1, 0)


def test_one_far_behind_a_car_is_not_at_it_once_the_ruler_is_known() -> None:
    ruler = Ruler()
    for k in range(400):
        row = 300 + 1.5 * k
        ruler.learn(row, 0.283 * (row - 200))
    far = Person(
        key=1, track_ids=["a"], began_s=0, seen_s=0, box=(190, 250, 210, 310), at_start=False, at_edge=False, height=60
    )
    assert _spots(strips=False).near(60, [far], _memory(), Ruler(), 1000)[1].tolist() == [[0.0]]
    assert _spots(strips=False).near(60, [far], _memory(), ruler, 1000)[1].tolist() == [[math.inf]]
