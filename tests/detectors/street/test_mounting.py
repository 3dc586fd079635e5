"""How a camera hangs, judged by what it sees: before pinhole cameras of many kinds, with people of many sizes."""

import random

import numpy as np
import pytest

from detectors.street.mounting import Mounting
from detectors.street.ways import Evidence
from detectors.tracks import Box
from tests.scenarios.view import FRAME, View, box_of

LENSES = {40: 22.0, 53: 17.0, 75: 13.0, 95: 10.0}
"""How wide they see, degrees, and how far off a street they are put, m."""
HEIGHTS_M = (2.5, 3.0, 4.5, 6.0, 9.0)


def _judged(rng: random.Random, view: View, view_deg: float | None, walkers: int) -> tuple[Mounting, Box]:
    """By walkers at up to a dozen rows and one car, of which the box is the second."""
    rows, heights = [], []
    for _ in range(walkers):
        tall_m = rng.uniform(1.55, 1.9)
        for _ in range(3):
            _, top, _, foot = box_of(view, (0.5, tall_m, 0.3), 0, rng.uniform(-0.4, 1.0) * view.away_m)
            rows.append(foot + rng.gauss(0, 1.5))
            heights.append(rows[-1] - top + rng.gauss(0, 1.5))
    size_m = (rng.uniform(3.8, 4.9), rng.uniform(1.4, 1.9), rng.uniform(1.65, 1.9))
    car = box_of(view, size_m, rng.uniform(-2, 2), 0)
    seen = Evidence(np.array(rows), np.array(heights), np.ones(len(rows)), np.array([car], np.float32))
    x1, top, x2, bottom = car
    return Mounting.judged(seen, (float(FRAME[0]), float(FRAME[1])), view_deg, 1.7), (x1, top, x2, bottom)


@pytest.mark.parametrize("walkers", [0, 1, 6])
@pytest.mark.parametrize("camera_m", HEIGHTS_M)
@pytest.mark.parametrize("wide", LENSES)
def test_one_beside_a_car_on_its_far_side_is_never_taken_to_be_behind_it(
    wide: int, camera_m: float, walkers: int
) -> None:
    for seed in range(4):
        rng = random.Random(f"{seed} {wide} {camera_m}")
        view = View.of(wide, camera_m, LENSES[wide] * rng.uniform(0.85, 1.15), rng.uniform(0.5, 0.7))
        mounting, car = _judged(rng, view, None, walkers)
        _, head, _, foot = box_of(view, (0.5, rng.uniform(1.55, 1.9), 0.3), 0, 0.95 + rng.uniform(0.3, 0.9))
        behind = mounting.behind_m((head, foot), car, 1.7)
        assert mounting.share(behind > 2) < 0.7


@pytest.mark.parametrize("camera_m", HEIGHTS_M)
@pytest.mark.parametrize("wide", LENSES)
def test_after_some_walkers_the_distance_behind_is_one_that_is_deemed_likely(wide: int, camera_m: float) -> None:
    inside, not_more = 0, 0
    for seed in range(8):
        rng = random.Random(f"{seed} {wide} {camera_m}")
        view = View.of(wide, camera_m, LENSES[wide] * rng.uniform(0.85, 1.15), rng.uniform(0.5, 0.7))
        person = box_of(view, (0.5, rng.uniform(1.55, 1.9), 0.3), 0, 0.9 + 6)
        for told in (None, float(wide)):
            mounting, car = _judged(rng, view, told, walkers=6)
            behind = mounting.behind_m((person[1], person[3]), car, 1.7)
            not_more += mounting.share(behind < 9) > 0.1
            inside += told is not None and mounting.share(behind > 3) > 0.1
    assert not_more >= 15
    assert inside >= (7 if camera_m > 3 or wide > 40 else 4)  # seen flat, and far off: taken to be nearer


def test_a_lens_that_is_told_makes_it_surer() -> None:
    view = View.of(53, 4.5, 17)
    spread = []
    for told in (None, 53.0):
        mounting, car = _judged(random.Random(3), view, told, walkers=6)
        _, head, _, foot = box_of(view, (0.5, 1.7, 0.3), 0, 0.9 + 8)
        behind = mounting.behind_m((head, foot), car, 1.7)
        mean = float(behind @ mounting.weight)
        spread.append(float((behind - mean) ** 2 @ mounting.weight) ** 0.5)
    assert spread[1] < 0.6 * spread[0]


def test_whose_feet_are_hidden_is_where_his_head_is() -> None:
    view = View.of(53, 4.5, 17)
    mounting, car = _judged(random.Random(3), view, 53.0, walkers=6)
    _, head, _, _ = box_of(view, (0.5, 1.7, 0.3), 0, 0.9 + 0.6)
    behind = mounting.behind_m((head, head + 0.3 * (car[3] - car[1])), car, 1.7)
    assert mounting.share(behind > 2) < 0.5


@pytest.mark.parametrize("row", [-500.0, 0.0, 200.0, 1080.0, 3000.0])
def test_any_row_gives_numbers(row: float) -> None:
    mounting, car = _judged(random.Random(3), View(), None, walkers=2)
    assert 1 <= mounting.stretch(row) < 200
    assert np.isfinite(mounting.behind_m((row - 100, row), car, 1.7)).all()


def test_a_step_away_looks_shorter_by_the_angle_from_above() -> None:
    view = View.of(75, 6, 12)
    mounting, _ = _judged(random.Random(5), view, 75.0, walkers=6)
    _, there = view.project(0, 0, 0)
    truth = (12**2 + 6**2) ** 0.5 / 6
    assert mounting.stretch(there) == pytest.approx(truth, rel=0.15)
