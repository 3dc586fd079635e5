"""The learnt view of a camera: darkness, blur and passers-by leave it what it was; turning the camera does not."""

import cv2
import numpy as np

from detectors.footage.capture import Image
from detectors.footage.light import shrink
from detectors.footage.view import Drift, View
from tests.detectors.paint import street, with_cars, with_people

CARS = ((60, 150, 180, 230), (300, 180, 460, 260), (500, 160, 600, 220))


def place(seed: int) -> Image:
    return with_cars(street(seed), *CARS)


def drift(picture: Image) -> Drift:
    """Of a picture, once the view is known."""
    view = View()
    for seed in range(10):
        view.compare(place(seed), shrink(place(seed)), learn=True)
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


def test_the_first_pictures_are_learnt_and_not_judged_also_when_the_infrared_filter_switches() -> None:
    view = View()
    grey = np.repeat(street(1)[:, :, :1], 3, axis=2)
    assert all(view.compare(place(k), shrink(place(k)), learn=True) is None for k in range(8))
    assert view.compare(place(9), shrink(place(9)), learn=True) is not None
    assert view.compare(grey, shrink(grey), learn=True) is None


def test_what_is_not_to_be_learnt_from_is_not() -> None:
    view = View()
    assert all(view.compare(place(k), shrink(place(k)), learn=False) is None for k in range(20))
