"""Cutting out of pictures that the test paints."""

import numpy as np

from deploy.demo.pixels.cutouts import box_at, cut_vehicle, cut_walker

GREY = np.full((120, 160, 3), 120, np.uint8)


def test_a_walker_is_opaque_where_he_is_and_clear_elsewhere() -> None:
    frame = GREY.copy()
    frame[40:90, 70:90] = 20
    cutout = cut_walker(frame, GREY, (68, 38, 92, 91))
    where_he_is = cutout.alpha[12:52, 12:24]
    assert where_he_is.min() > 0.95
    assert cutout.alpha[:, :3].max() < 0.05


def test_a_hole_in_clothes_of_the_colour_of_the_ground_is_filled() -> None:
    frame = GREY.copy()
    frame[40:90, 70:90] = 20
    frame[60:66, 77:83] = 120
    cutout = cut_walker(frame, GREY, (68, 38, 92, 91))
    assert cutout.alpha[29:32, 18:21].min() > 0.95


def test_somebody_else_in_the_box_is_left_out() -> None:
    frame = GREY.copy()
    frame[40:90, 70:90] = 20
    frame[40:52, 96:99] = 250
    cutout = cut_walker(frame, GREY, (68, 38, 98, 91))
    assert cutout.alpha[:, 36:].max() < 0.05


def test_an_empty_box_gives_nothing() -> None:
    assert cut_walker(GREY, GREY, (68, 38, 92, 91)).alpha.max() == 0


def test_a_vehicle_is_cut_along_its_outline_with_the_foot_below_its_middle() -> None:
    cutout = cut_vehicle(GREY, ((40.0, 40.0), (80.0, 40.0), (80.0, 70.0), (40.0, 70.0)))
    assert abs(float(cutout.alpha.sum()) - 40 * 30) < 80
    assert cutout.foot == (23.0, 33.0)


def test_a_box_between_two_known_ones_lies_straight_between() -> None:
    boxes = np.array([(10, 0, 0, 10, 20), (14, 4, 8, 14, 28)], np.float32)
    assert box_at(boxes, 12) == (2, 4, 12, 24)
