"""The learnt view of a camera: darkness, blur and passers-by leave it what it was; turning the camera does not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from detectors.config import HealthRules
from detectors.footage.capture import Image
from detectors.footage.light import shrink
from detectors.footage.view import Drift, View
from tests.detectors.paint import street, with_cars, with_people

MATCH = HealthRules().view_match
CARS = ((60, 150, 180, 230), (300, 180, 460, 260), (500, 160, 600, 220))


def place(seed: int) -> Image:
    return with_cars(street(seed), *CARS)


def infrared(seed: int) -> Image:
    luma = cv2.cvtColor(place(seed), cv2.COLOR_BGR2GRAY)
    return np.repeat((luma * 0.6 + 30).astype(np.uint8)[:, :, None], 3, axis=2)


def bag(seed: int) -> Image:
    """Something grey and soft right before the lens."""
    folds = np.random.default_rng(3).normal(90, 25, (6, 8))
    cloth = cv2.resize(folds, (640, 360), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(seed).normal(0, 3, cloth.shape)
    return np.repeat(np.clip(cloth + noise, 0, 255).astype(np.uint8)[:, :, None], 3, axis=2)


def half_hidden(seed: int) -> Image:
    """A board before most of the lens."""
    picture = place(seed)
    picture[:, :448] = 60
    return picture


def upside_down(seed: int) -> Image:
    return place(seed)[::-1, ::-1].copy()


def known() -> View:
    """The view of the place, in colour."""
    view = View(match=MATCH)
    for seed in range(10):
        view.compare(place(seed), shrink(place(seed)), learn=True)
    return view


def drift(picture: Image) -> Drift:
    """Of a picture, once the view is known."""
    view = known()
    found = view.compare(picture, shrink(picture), learn=True)
    assert found is not None
    return found


def shifted(picture: Image, right_px: int) -> Image:
    matrix = np.array([[1, 0, right_px], [0, 1, 0]], np.float32)
    size = picture.shape[1], picture.shape[0]
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def test_the_same_place_fits_where_it_was() -> None:
    assert drift(place(99)).here > 0.8


def test_a_person_a_blur_and_a_quarter_of_the_light_change_no_view() -> None:
    for changed in (
        with_people(place(3), (250, 300)),
        np.asarray(cv2.GaussianBlur(place(3), (0, 0), 3), np.uint8),
        (place(3) * 0.25).astype(np.uint8),
    ):
        found = drift(changed)
        assert found.here > 0.5
        assert found.there < 1.4 * found.here


def test_a_camera_that_was_knocked_aside_says_by_how_much() -> None:
    found = drift(shifted(place(3), 64))
    assert found.there > 1.4 * found.here
    assert abs(found.shift[0] - 0.1) < 0.02


def test_another_place_fits_nowhere() -> None:
    other = np.asarray(cv2.rotate(place(3), cv2.ROTATE_180), np.uint8)[:, ::-1].copy()
    assert drift(np.asarray(cv2.resize(other[:, 100:400], (640, 360)), np.uint8)).here < 0.28


def test_the_first_pictures_are_learnt_and_not_judged() -> None:
    view = View(match=MATCH)
    assert all(view.compare(place(k), shrink(place(k)), learn=True) is None for k in range(8))
    assert view.compare(place(9), shrink(place(9)), learn=True) is not None


def test_a_switch_of_the_infrared_filter_fits_the_view_in_colour_and_is_learnt_as_its_own() -> None:
    view = known()
    drifts = [view.compare(infrared(k), shrink(infrared(k)), learn=True) for k in range(20)]
    assert all(each and each.here > 0.5 and not each.other_light for each in drifts)


def test_a_cover_without_colour_is_told_from_a_turn_while_the_infrared_view_is_not_known() -> None:
    view = known()
    before = view.compare(bag(1), shrink(bag(1)), learn=True)
    for k in range(10):
        view.compare(bag(2 + k), shrink(bag(2 + k)), learn=True)
    for k in range(10):
        dusk = view.compare(infrared(k), shrink(infrared(k)), learn=True)
        assert dusk is not None
        assert dusk.here > 0.5
    after = view.compare(bag(2), shrink(bag(2)), learn=True)
    assert [each and each.other_light for each in (before, after)] == [True, False]


def looks_until_it_fits(view: View, pictures: list[Image]) -> int:
    """How many looks at some pictures, in turn, until they fit."""
    smalls = [shrink(each) for each in pictures]
    for look in range(700):
        found = view.compare(pictures[look % len(pictures)], smalls[look % len(smalls)], learn=True)
        if found is not None and found.here >= MATCH:
            return look
    return 700


def little(picture: Image) -> Image:
    return np.asarray(cv2.resize(picture, (160, 90)), np.uint8)


def seen(picture: Callable[[int], Image]) -> list[Image]:
    return [little(picture(seed)) for seed in range(3)]


@pytest.mark.parametrize("strange", [half_hidden, bag, upside_down], ids=["half hidden", "grey bag", "turned"])
def test_what_fits_no_view_is_one_after_ten_minutes_and_the_old_one_stays(strange: Callable[[int], Image]) -> None:
    view = View(match=MATCH)
    assert looks_until_it_fits(view, seen(place)) == 8
    assert looks_until_it_fits(view, seen(strange)) == 600
    assert looks_until_it_fits(view, seen(place)) == 0
    assert looks_until_it_fits(view, seen(strange)) == 0


def test_what_is_not_to_be_learnt_from_is_not() -> None:
    view = View(match=MATCH)
    assert all(view.compare(place(k), shrink(place(k)), learn=False) is None for k in range(20))
