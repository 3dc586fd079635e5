"""What is kept of people's size."""

import msgspec
import numpy as np
import pytest

from detectors.street.ruler import Gauge, Ruler
from detectors.street.vehicles import Vehicle

FRAME = (1920.0, 1080.0)


def _taught(horizon: float, looks: int = 400, ruler: Ruler | None = None) -> Ruler:
    ruler, rng = ruler or Ruler(), np.random.default_rng(1)
    for row in rng.uniform(500, 1000, looks):
        ruler.learn(float(row), 1.7 / 6 * float((row - horizon) * rng.lognormal(0, 0.05)), FRAME[0])
    return ruler


def _horizon(ruler: Ruler) -> float:
    mounting = Gauge(None, 1.7).mounting(ruler, [], FRAME)
    rows = FRAME[1] / 2 - mounting.ways.focal_px * np.tan(mounting.ways.tilt)
    return float(rows @ mounting.weight)


def test_the_horizon_is_learnt_from_people_at_several_rows() -> None:
    assert _horizon(_taught(200)) == pytest.approx(200, abs=60)


def test_a_turned_camera_is_learnt_anew() -> None:
    assert _horizon(_taught(350, 800, _taught(100, 800))) == pytest.approx(350, abs=60)


def test_what_was_learnt_survives_a_restart_and_stays_small() -> None:
    ruler = _taught(200, 5000)
    kept = msgspec.json.encode(ruler)
    assert len(kept) < 4000
    assert _horizon(msgspec.json.decode(kept, type=Ruler)) == _horizon(ruler)


def test_a_ruler_kept_by_an_older_version_begins_anew() -> None:
    older = b'{"n":120.5,"y":60000.0,"h":12000.0,"yy":3e7,"yh":6e6,"hh":1.2e6}'
    assert msgspec.json.decode(older, type=Ruler) == Ruler()


def test_cars_that_are_cut_or_stand_before_each_other_tell_nothing() -> None:
    whole, cut, before, behind = (
        (600, 500, 1000, 700),
        (0, 500, 300, 700),
        (1200, 500, 1600, 720),
        (1300, 430, 1700, 600),
    )
    boxes = np.array([whole, cut, before, behind], np.float32)
    assert Ruler().evidence(boxes, FRAME).cars.tolist() == [list(whole)]


def test_the_mounting_is_judged_anew_when_another_car_is_parked() -> None:
    gauge, ruler = Gauge(None, 1.7), Ruler()
    car = Vehicle(vehicle_id="car-1", box=(800, 500, 1200, 690), since_s=0, seen_s=0, track_id="c")
    first = gauge.mounting(ruler, [], FRAME)
    assert gauge.mounting(ruler, [], FRAME) is first
    assert gauge.mounting(ruler, [car], FRAME) is not first
