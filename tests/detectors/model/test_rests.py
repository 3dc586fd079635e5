"""Motion that was looked at in vain rests for a moment."""

import numpy as np
import numpy.typing as npt

from detectors.model.crops import Look
from detectors.model.found import Found
from detectors.model.rests import Rests
from detectors.tracks import PERSON

TREE = (100, 100, 140, 160)
STREET = [Look(left=0, top=0, right=320, bottom=320, net_px=320)]
ELSEWHERE = [Look(left=400, top=0, right=720, bottom=320, net_px=320)]


def places(*boxes: tuple[int, int, int, int]) -> npt.NDArray[np.float32]:
    return np.asarray(boxes, np.float32).reshape(-1, 4)


def found(*boxes: tuple[int, int, int, int]) -> Found:
    count = len(boxes)
    return Found(classes=np.full(count, PERSON, np.int8), xyxy=places(*boxes), scores=np.full(count, 0.2, np.float32))


def test_a_tree_is_looked_at_again_only_after_a_moment() -> None:
    rests = Rests(0.5)
    rests.learn(places(TREE), STREET, found(), 1_000)
    assert len(rests.awake(places(TREE), 1_200)) == 0
    assert len(rests.awake(places(TREE), 1_400)) == 0
    assert len(rests.awake(places(TREE), 1_600)) == 1


def test_what_moves_beside_it_is_looked_at_at_once() -> None:
    rests = Rests(0.5)
    rests.learn(places(TREE), STREET, found(), 1_000)
    assert rests.awake(places(TREE, (200, 100, 220, 160)), 1_200).tolist() == [[200, 100, 220, 160]]


def test_where_anybody_was_found_however_weakly_nothing_rests() -> None:
    rests = Rests(0.5)
    rests.learn(places(TREE), STREET, found((130, 90, 160, 170)), 1_000)
    assert len(rests.awake(places(TREE), 1_200)) == 1


def test_what_no_look_showed_does_not_rest() -> None:
    rests = Rests(0.5)
    rests.learn(places(TREE), ELSEWHERE, found(), 1_000)
    assert len(rests.awake(places(TREE), 1_200)) == 1


def test_two_places_rest_each_for_its_own_time() -> None:
    rests, bush = Rests(0.5), (250, 200, 290, 260)
    rests.learn(places(TREE), STREET, found(), 1_000)
    rests.learn(places(bush), STREET, found(), 1_400)
    assert rests.awake(places(TREE, bush), 1_600).tolist() == [list(TREE)]


def test_a_clock_that_is_set_back_wakes_all() -> None:
    rests = Rests(0.5)
    rests.learn(places(TREE), STREET, found(), 1_000)
    assert len(rests.awake(places(TREE), 200)) == 1
