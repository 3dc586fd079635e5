"""Hints from posture: what is sure enough, of people large enough."""

from detectors.rules import PostureRules
from detectors.street.postures import Gesture, Posture, trusted

RULES = PostureRules()


def _posture(gesture: Gesture = "handle_try", confidence: float = 0.9, height_px: float = 200) -> Posture:
    return Posture(track_id="a", gesture=gesture, confidence=confidence, height_px=height_px)


def test_both_gestures_of_one_person_are_kept_under_his_id() -> None:
    assert trusted([_posture(), _posture("look_in")], RULES) == {"a": {"handle_try", "look_in"}}


def test_an_unsure_posture_and_one_of_a_small_person_say_nothing() -> None:
    unsure = _posture(confidence=RULES.min_confidence - 0.01)
    small = _posture(height_px=RULES.min_height_px - 1)
    assert trusted([unsure, small], RULES) == {}
