"""Who stands in line."""

import pytest

from detectors.loitering.queues import queued
from detectors.rules import GroundRules, OwnerRules
from detectors.street.person import Person, Step


def _standing(key: int, x: float, y: float, *, mps: float = 0.0) -> Person:
    person = Person(
        key=key,
        track_ids=[str(key)],
        began_s=0,
        seen_s=2,
        box=(x - 30, y - 170, x + 30, y),
        at_start=False,
        at_edge=False,
        height=170,
    )
    person.path.extend(Step(t, x - 100 * mps * (2 - t), y, 60, 170) for t in (0.0, 1.0, 2.0))
    return person


def _queued(*people: Person, were: tuple[int, ...] = ()) -> set[int]:
    return set(queued(people, OwnerRules(), GroundRules(), frozenset(were)))


def test_four_in_a_line_are_a_queue_and_a_fifth_far_off_is_not_in_it() -> None:
    line = [_standing(k, 100 + 80 * k, 400 + 10 * k) for k in range(4)]
    assert _queued(*line, _standing(9, 1500, 400)) == {0, 1, 2, 3}


def test_a_line_towards_the_camera_is_as_straight_though_it_looks_short() -> None:
    line = [_standing(k, 100 + x, 400 + 27 * k) for k, x in enumerate((0, 5, -5, 3))]
    assert _queued(*line) == {0, 1, 2, 3}


@pytest.mark.parametrize(
    "people",
    [
        [_standing(k, 100 + 80 * k, 400) for k in range(3)],
        [_standing(k, 100 + 80 * (k % 2), 400 + 60 * (k // 2)) for k in range(4)],
        [_standing(k, 100 + 80 * k, 400, mps=1.4) for k in range(4)],
        [],
    ],
    ids=["only three", "a group in a square", "four who walk in file", "nobody"],
)
def test_others_are_none(people: list[Person]) -> None:
    assert _queued(*people) == set()


def test_a_line_that_is_served_goes_on_until_one_is_left() -> None:
    last = [_standing(k, 100 + 80 * k, 400) for k in range(3)]
    assert _queued(*last, were=(0, 1, 2, 7)) == {0, 1, 2}
    assert _queued(*last[1:], were=(0, 1, 2)) == {1, 2}
    assert _queued(last[2], were=(0, 1, 2)) == set()


def test_those_of_a_line_who_have_parted_or_gather_about_something_are_in_none() -> None:
    assert _queued(_standing(0, 100, 400), _standing(1, 900, 400), were=(0, 1)) == set()
    corner = [_standing(0, 100, 400), _standing(1, 180, 400), _standing(2, 180, 320)]
    assert _queued(*corner, were=(0, 1, 2)) == set()
    assert _queued(_standing(0, 100, 400), _standing(8, 180, 400), _standing(9, 260, 400), were=(0,)) == set()
