"""Points in polygons, also of those drawn outside the picture."""

import numpy as np
import pytest

from detectors.street.polygons import Polygons

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
OUTSIDE = ((-500.0, -500.0), (-400.0, -500.0), (-400.0, -400.0))
POINTS = np.array([[5.0, 5.0], [13.0, 14.0], [-450.0, -480.0]])


def test_points_are_in_the_polygons_they_are_in() -> None:
    assert Polygons([SQUARE, OUTSIDE]).contain(POINTS).tolist() == [[True, False], [False, False], [False, True]]


def test_the_distance_is_that_to_the_nearest_side_and_nothing_inside() -> None:
    assert Polygons([SQUARE]).distances(POINTS)[:2, 0].tolist() == [0, pytest.approx(5)]


def test_no_polygons_hold_nothing() -> None:
    assert Polygons([]).contain(POINTS).shape == (3, 0)


def test_a_row_counts_as_often_as_told_for_each_point() -> None:
    below = np.array([[5.0, 12.0], [5.0, 12.0], [14.0, 13.0]])
    assert Polygons([SQUARE]).distances(below, np.array([1.0, 3.0, 1.0]))[:, 0].tolist() == [2, 6, pytest.approx(5)]


def test_polygons_are_mapped_as_a_whole_or_not_at_all() -> None:
    wide = Polygons([SQUARE]).mapped(lambda points: points * 10)
    assert wide is not None
    assert wide.contain(np.array([[50.0, 50.0]])).tolist() == [[True]]
    assert Polygons([SQUARE, OUTSIDE]).mapped(lambda points: np.where(points < 0, np.nan, points)) is None
