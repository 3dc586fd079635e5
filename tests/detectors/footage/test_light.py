"""How much light is on a picture, bars left out."""

import numpy as np
import pytest

from detectors.footage.light import luminance, shrink
from tests.detectors.paint import street


def test_bars_above_and_below_do_not_darken_a_picture() -> None:
    picture = street(luma=80, noise=0)
    barred = np.vstack([picture * 0, picture, picture * 0])[240:840]
    assert luminance(shrink(barred)) == pytest.approx(luminance(shrink(picture)), abs=4)


def test_a_clock_burnt_into_the_bar_leaves_it_a_bar() -> None:
    picture = street(luma=80, noise=0)
    bar = np.zeros((60, 640, 3), np.uint8)
    bar[20:40, 200:330] = 255
    assert luminance(shrink(np.vstack([bar, picture]))) == pytest.approx(luminance(shrink(picture)), abs=4)


def test_a_dark_scene_is_no_bar() -> None:
    picture = np.zeros((360, 640, 3), np.uint8)
    picture[300:320, 100:200] = 200
    assert luminance(shrink(picture)) < 5


def test_a_black_picture_has_no_light() -> None:
    assert luminance(shrink(np.zeros((1080, 1920, 3), np.uint8))) == 0


@pytest.mark.parametrize("size", [(1920, 1080), (320, 240), (360, 640), (64, 48), (1, 1)])
def test_the_small_copy_is_at_most_a_hundred_high_and_as_light(size: tuple[int, int]) -> None:
    picture = np.full((size[1], size[0], 3), 77, np.uint8)
    small = shrink(picture)
    assert small.shape[0] <= 100
    assert small.ndim == 2
    assert abs(float(small.mean()) - 77) < 1
