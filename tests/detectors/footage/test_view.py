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

LOST, MOVED = HealthRules().view_lost, HealthRules().view_moved
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


def upside_down(seed: int) -> Image:
    return place(seed)[::-1, ::-1].copy()


def known() -> View:
    """The view of the place, in colour."""
    view = View(match=LOST)
    for seed in range(10):
        view.compare(place(seed), shrink(place(seed)), learn=True)
    return view


def drift(changed: Callable[[Image], Image]) -> Drift:
    """Of the place so changed for some seconds, once the view is known."""
    view = known()
    found = [view.compare(each, shrink(each), learn=True) for each in (changed(place(50 + k)) for k in range(6))]
    assert found[-1] is not None
    return found[-1]


def shifted(picture: Image, right_px: int) -> Image:
    matrix = np.array([[1, 0, right_px], [0, 1, 0]], np.float32)
    size = picture.shape[1], picture.shape[0]
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def same(picture: Image) -> Image:
    return picture


def passed_by(picture: Image) -> Image:
    return with_people(picture, (250, 300))


def softened(picture: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1), np.uint8)


def darkened(picture: Image) -> Image:
    return (picture * 0.25).astype(np.uint8)


def shaken(picture: Image) -> Image:
    return shifted(picture, 6)


@pytest.mark.parametrize("changed", [same, passed_by, softened, darkened, shaken])
def test_the_same_place_shows_what_it_used_to_in_any_light(changed: Callable[[Image], Image]) -> None:
    assert drift(changed).lost < LOST


def aside(picture: Image) -> Image:
    return shifted(np.asarray(cv2.resize(picture, None, fx=1.3, fy=1.3), np.uint8)[40:400, 100:740], 90)


def turned(picture: Image) -> Image:
    matrix = cv2.getRotationMatrix2D((320, 180), 8, 1)
    return np.asarray(cv2.warpAffine(picture, matrix, (640, 360), borderMode=cv2.BORDER_REFLECT), np.uint8)


@pytest.mark.parametrize("changed", [aside, turned])
def test_a_camera_that_was_knocked_aside_or_turned_shows_something_else(changed: Callable[[Image], Image]) -> None:
    found = drift(changed)
    assert found.lost >= MOVED
    assert not found.bare


def grey_half(picture: Image) -> Image:
    cover = picture.copy()
    cover[:, :320] = np.random.default_rng(int(picture.sum())).integers(85, 95, (360, 320, 1))
    return cover


def black_half(picture: Image) -> Image:
    cover = picture.copy()
    cover[180:] = np.random.default_rng(int(picture.sum())).integers(0, 6, (180, 640, 1))
    return cover


def half_dark(picture: Image) -> Image:
    """The lamp over the left half went out."""
    out = picture.copy()
    out[:, :320] //= 20
    return out


@pytest.mark.parametrize("changed", [grey_half, black_half, half_dark])
def test_a_plain_cover_of_half_the_picture_leaves_its_parts_bare(changed: Callable[[Image], Image]) -> None:
    found = drift(changed)
    assert LOST <= found.lost < MOVED
    assert found.bare


def test_the_corners_that_an_infrared_lamp_leaves_dark_are_not_covered() -> None:
    def corners_dark(seed: int) -> Image:
        lit = infrared(seed)
        lit[:, :160] //= 20
        lit[:, 480:] //= 20
        return lit

    view = known()
    drifts = [view.compare(corners_dark(k), shrink(corners_dark(k)), learn=True) for k in range(20)]
    assert all(each and (each.lost < LOST or (each.other_light and not each.bare)) for each in drifts)


def test_a_white_cover_of_most_of_a_dim_place_leaves_it_one_in_colour() -> None:
    def dim(seed: int) -> Image:
        return (place(seed) * (0.4, 0.3, 0.25)).astype(np.uint8)

    def white(seed: int) -> Image:
        cover = dim(seed)
        cover[:, :400] = 235
        return cover

    view = View(match=LOST)
    for seed in range(10):
        view.compare(dim(seed), shrink(dim(seed)), learn=True)
    found = [view.compare(white(k), shrink(white(k)), learn=True) for k in range(6)][-1]
    assert found is not None
    assert found.lost >= LOST
    assert not found.other_light


def test_fog_takes_the_contrast_and_dusk_leaves_it() -> None:
    def fog(picture: Image) -> Image:
        return (picture * 0.2 + 90).astype(np.uint8)

    assert drift(fog).contrast < 0.4
    assert drift(darkened).contrast > 0.8


def test_who_walks_about_hides_no_part_for_good() -> None:
    view, feet = known(), iter(range(60, 600, 30))
    crowd = [with_people(place(20 + k), (x, 240), (640 - x, 300), (x, 350)) for k, x in enumerate(feet)]
    drifts = [view.compare(each, shrink(each), learn=True) for each in crowd]
    assert all(each is not None and each.lost < HealthRules().view_back for each in drifts)


def test_the_first_pictures_are_learnt_and_not_judged() -> None:
    view = View(match=LOST)
    assert all(view.compare(place(k), shrink(place(k)), learn=True) is None for k in range(8))
    assert view.compare(place(9), shrink(place(9)), learn=True) is not None


def test_a_switch_of_the_infrared_filter_fits_the_view_in_colour_and_is_learnt_as_its_own() -> None:
    view = known()
    drifts = [view.compare(infrared(k), shrink(infrared(k)), learn=True) for k in range(20)]
    assert all(each and each.lost < LOST and not each.other_light for each in drifts)


def test_a_cover_without_colour_is_told_from_a_turn_while_the_infrared_view_is_not_known() -> None:
    view = known()
    for k in range(10):
        before = view.compare(bag(k), shrink(bag(k)), learn=True)
    for k in range(20):
        dusk = view.compare(infrared(k), shrink(infrared(k)), learn=True)
    for k in range(10):
        after = view.compare(bag(k), shrink(bag(k)), learn=True)
    assert dusk is not None
    assert dusk.lost < LOST
    assert [each and (each.lost > LOST, each.bare, each.other_light) for each in (before, after)] == [
        (True, True, True),
        (True, True, False),
    ]


def looks_until_it_fits(view: View, pictures: list[Image]) -> int:
    """How many looks at some pictures, in turn, until they fit; the first four are seen as one with those before."""
    smalls = [shrink(each) for each in pictures]
    for look in range(700):
        found = view.compare(pictures[look % len(pictures)], smalls[look % len(smalls)], learn=True)
        if look >= 4 and found is not None and found.lost < LOST:
            return look
    return 700


def little(picture: Image) -> Image:
    return np.asarray(cv2.resize(picture, (160, 90)), np.uint8)


def seen(picture: Callable[[int], Image]) -> list[Image]:
    return [little(picture(seed)) for seed in range(3)]


def seen_large(picture: Callable[[int], Image]) -> list[Image]:
    return [picture(seed) for seed in range(3)]


@pytest.mark.parametrize("strange", [bag, upside_down], ids=["grey bag", "turned"])
def test_what_fits_no_view_is_one_after_ten_minutes_and_the_old_one_stays(strange: Callable[[int], Image]) -> None:
    view = View(match=LOST)
    assert looks_until_it_fits(view, seen(place)) == 8
    assert 600 <= looks_until_it_fits(view, seen(strange)) < 605
    assert looks_until_it_fits(view, seen(place)) == 4
    assert looks_until_it_fits(view, seen(strange)) == 4


def test_a_plain_cover_is_never_taken_for_the_view_and_the_view_is_known_when_it_is_gone() -> None:
    view, plain = known(), np.full((360, 640, 3), 90, np.uint8)
    covered = [view.compare(plain, shrink(plain), learn=True) for _ in range(1500)]
    assert all(each is not None and each.lost > 0.9 and each.bare for each in covered[4:])
    assert looks_until_it_fits(view, seen_large(place)) == 4


def test_what_is_not_to_be_learnt_from_is_not() -> None:
    view = View(match=LOST)
    assert all(view.compare(place(k), shrink(place(k)), learn=False) is None for k in range(20))
