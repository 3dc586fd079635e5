"""What arms and trunks tell: a hand at a door, a head at a window, and all that looks a little like it."""

import numpy as np
import pytest

from detectors.rules import PostureRules
from detectors.street.skeleton import Points, Skeletons, gestures_of

RULES = PostureRules()
CAR_AT_HIS_RIGHT = np.asarray((130, 80, 400, 210), np.float32)
CAR_AT_HIS_LEFT = np.asarray((-300, 80, 70, 210), np.float32)
CAR_BEHIND_HIM = np.asarray((0, 60, 300, 190), np.float32)
UPRIGHT: dict[str, tuple[float, float]] = {
    "nose": (104, 20), "eye_l": (105, 17), "eye_r": (103, 17), "ear_l": (102, 18), "ear_r": (98, 18),
    "shoulder_l": (106, 40), "shoulder_r": (94, 40), "elbow_l": (107, 62), "elbow_r": (93, 62),
    "wrist_l": (108, 84), "wrist_r": (92, 84), "hip_l": (104, 90), "hip_r": (96, 90),
    "knee_l": (104, 130), "knee_r": (96, 130), "ankle_l": (104, 170), "ankle_r": (96, 170),
}  # fmt: skip
"""Of a man 170 px tall who faces right, px, in the order of the data set; his trunk is 50."""
STOOPED = {name: (x + 30 * (y < 62) + 12 * (62 <= y < 90), y + 12 * (y < 62)) for name, (x, y) in UPRIGHT.items()}
"""Bent to the right at his hips."""


def man(**moved: tuple[float, float]) -> Points:
    return skeleton(UPRIGHT | moved)


def skeleton(where: dict[str, tuple[float, float]], sure: float = 0.9) -> Points:
    return np.asarray([(*where[name], sure) for name in UPRIGHT], np.float32)


def test_an_arm_held_out_to_a_car_is_a_hand_at_its_handle() -> None:
    reaching = man(elbow_l=(126, 56), wrist_l=(148, 72))
    assert gestures_of(reaching, CAR_AT_HIS_RIGHT, RULES) == {"handle_try": pytest.approx(0.9)}
    assert set(gestures_of(reaching, CAR_BEHIND_HIM, RULES)) == {"handle_try"}


def test_one_who_bends_to_a_window_looks_in() -> None:
    assert set(gestures_of(skeleton(STOOPED), CAR_AT_HIS_RIGHT, RULES)) == {"look_in"}


@pytest.mark.parametrize(
    "points",
    [
        man(),
        man(elbow_l=(118, 60), wrist_l=(110, 30)),
        man(elbow_l=(116, 61), wrist_l=(126, 81)),
        man(elbow_l=(116, 25), wrist_l=(126, 5)),
        man(elbow_l=(112, 58), wrist_l=(128, 66)),
    ],
    ids=["stands", "phones", "walks", "waves", "has his hand at his belt"],
)
def test_who_does_something_else_with_his_arms_tries_nothing(points: Points) -> None:
    assert gestures_of(points, CAR_AT_HIS_RIGHT, RULES) == {}


def test_what_is_done_away_from_the_car_is_not_done_to_it() -> None:
    assert gestures_of(man(elbow_l=(126, 56), wrist_l=(148, 72)), CAR_AT_HIS_LEFT, RULES) == {}
    assert gestures_of(skeleton(STOOPED), CAR_AT_HIS_LEFT, RULES) == {}


def test_one_who_crouches_at_a_tyre_looks_into_nothing() -> None:
    low = STOOPED | {"knee_l": (120, 95), "knee_r": (112, 95)}
    assert gestures_of(skeleton(low), CAR_AT_HIS_RIGHT, RULES) == {}


def test_one_whose_joints_are_unsure_or_hidden_tells_nothing() -> None:
    assert gestures_of(skeleton(STOOPED, sure=0.4), CAR_AT_HIS_RIGHT, RULES) == {}
    assert gestures_of(np.zeros((17, 3), np.float32), CAR_AT_HIS_RIGHT, RULES) == {}


def test_a_posture_mirrored_is_the_same_towards_a_car_on_the_other_side() -> None:
    for points in (man(elbow_l=(126, 56), wrist_l=(148, 72)), skeleton(STOOPED)):
        mirrored = points * np.asarray((-1, 1, 1), np.float32) + np.asarray((200, 0, 0), np.float32)
        assert (
            gestures_of(mirrored, CAR_AT_HIS_LEFT, RULES).keys() == gestures_of(points, CAR_AT_HIS_RIGHT, RULES).keys()
        )


def test_skeletons_seen_from_another_origin_keep_their_shape() -> None:
    one = Skeletons(points=man()[None], boxes=np.asarray([(90, 15, 110, 175)], np.float32))
    moved = one.moved(10, -5)
    assert np.allclose(moved.points[0, :, :2] - one.points[0, :, :2], (10, -5))
    assert np.allclose(moved.boxes - one.boxes, (10, -5, 10, -5))
    assert np.array_equal(moved.points[..., 2], one.points[..., 2])
