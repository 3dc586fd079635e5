"""Whose posture is looked at, and whose skeleton is whose."""

import numpy as np

from detectors.model.subjects import postures, subjects
from detectors.rules import PostureRules
from detectors.street.skeleton import Skeletons
from detectors.tracks import PERSON, Tracks
from tests.detectors.street.test_skeleton import man

RULES = PostureRules()
SIZE = (640, 360)
CARS = {"car-1": np.asarray((330, 80, 600, 210), np.float32)}
MAN = (290, 15, 310, 175)
REACHING = man(elbow_l=(126, 56), wrist_l=(148, 72)) + np.asarray((200, 0, 0), np.float32)


def tracks(*boxes: tuple[int, int, int, int]) -> Tracks:
    return Tracks.of([f"p{k}" for k in range(1, len(boxes) + 1)], [PERSON] * len(boxes), boxes)


def test_only_people_at_a_car_and_large_enough_are_looked_at_the_tallest_first() -> None:
    small = (400, 100, 420, 100 + int(RULES.min_height_px) - 1)
    seen = tracks(MAN, (20, 10, 80, 200), small, (500, 10, 560, 200))
    at = {"p1": "car-1", "p3": "car-1", "p4": "car-1"}
    assert [each.track_id for each in subjects(seen, at, CARS, SIZE, RULES)] == ["p4", "p1"]


def test_a_few_are_looked_at_on_one_picture() -> None:
    crowd = tracks(*((20 * k, 0, 20 * k + 15, 200) for k in range(20)))
    assert len(subjects(crowd, dict.fromkeys(crowd.ids, "car-1"), CARS, SIZE, RULES)) == 3


def test_the_look_leaves_room_for_an_arm_and_stays_in_the_picture() -> None:
    (at_the_edge,) = subjects(tracks((0, 0, 60, 350)), {"p1": "car-1"}, CARS, SIZE, RULES)
    assert at_the_edge.look.box == (0, 0, 148, 360)


def test_a_car_that_is_gone_since_is_looked_for_no_more() -> None:
    assert subjects(tracks(MAN), {"p1": "car-9"}, CARS, SIZE, RULES) == ()


def test_a_posture_is_told_by_the_skeleton_in_his_place_and_not_by_his_neighbour_s() -> None:
    people = subjects(tracks(MAN), {"p1": "car-1"}, CARS, SIZE, RULES)
    look = people[0].look
    own = Skeletons(points=REACHING[None], boxes=np.asarray([MAN], np.float32)).moved(-look.left, -look.top)
    aside = own.moved(60, 0)
    (told,) = postures(people, [own], RULES)
    assert (told.track_id, told.gesture, told.height_px) == ("p1", "handle_try", 160)
    assert postures(people, [aside], RULES) == []
    assert postures(people, [Skeletons.none()], RULES) == []
