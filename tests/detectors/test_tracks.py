"""Shapes of tracks and what is left of a bad frame."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.tracks import CAR, PERSON, Tracks, areas, ious, overlaps, shares_of

_NUMBERS = st.floats(allow_nan=True, allow_infinity=True, width=32)


def test_rows_with_nan_or_without_area_are_left_out_and_the_others_stay_in_order() -> None:
    boxes: list[list[float]] = [[0, 0, 5, 5], [math.nan, 0, 1, 1], [5, 0, 4, 9], [0, 5, 9, 5], [1, 1, 3, 3]]
    kept = Tracks.of(["a", "b", "c", "d", "e"], [PERSON] * 5, boxes).usable()
    assert kept.ids == ("a", "e")


def test_of_two_boxes_of_one_id_the_surer_one_stays() -> None:
    kept = Tracks.of(["a", "a"], [PERSON] * 2, [[0, 0, 5, 5], [9, 9, 12, 12]], [0.3, 0.8]).usable()
    assert kept.boxes.tolist() == [[9, 9, 12, 12]]


def test_a_car_and_a_person_may_have_the_same_id() -> None:
    assert len(Tracks.of(["1", "1"], [PERSON, CAR], [[0, 0, 5, 5], [9, 9, 12, 12]]).usable()) == 2


def test_fields_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="equal lengths"):
        Tracks.of(["a", "b"], [PERSON], [[0, 0, 1, 1]])


@settings(deadline=None)  # shared cores
@given(st.lists(st.tuples(st.sampled_from("ab"), _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS), max_size=8))
def test_whatever_comes_what_is_usable_has_area_and_one_box_per_id(
    rows: list[tuple[str, float, float, float, float]],
) -> None:
    kept = Tracks.of([r[0] for r in rows], [PERSON] * len(rows), [r[1:] for r in rows]).usable()
    assert np.isfinite(kept.boxes).all()
    assert (kept.boxes[:, 2] > kept.boxes[:, 0]).all()
    assert len(set(kept.ids)) == len(kept)


def test_boxes_that_touch_share_nothing_and_a_box_shares_all_of_itself() -> None:
    boxes = np.array([[0, 0, 2, 2], [2, 0, 4, 2]], np.float32)
    assert overlaps(boxes, boxes).tolist() == [[4, 0], [0, 4]]
    assert areas(boxes).tolist() == [4, 4]


def test_two_boxes_are_as_alike_as_what_they_share_is_of_both_together() -> None:
    boxes = np.array([[0, 0, 2, 2], [0, 0, 4, 2], [9, 9, 9, 9]], np.float32)
    assert ious(boxes, boxes).tolist() == [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 0]]


def test_a_box_lies_in_another_by_the_share_of_its_own_area_and_one_without_area_in_none() -> None:
    boxes = np.array([[0, 0, 4, 2], [0, 0, 1, 2], [1, 1, 1, 1]], np.float32)
    assert shares_of(boxes, boxes[:1]).tolist() == [[1], [1], [0]]
    assert shares_of(boxes, boxes[1:2]).tolist() == [[0.25], [1], [0]]
