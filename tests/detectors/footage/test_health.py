"""The health of a camera: states that last are said, once, and so is recovery."""

import numpy as np
import pytest

from detectors.config import HealthRules
from detectors.footage.capture import Image
from detectors.footage.health import HealthChange, Watchdog
from detectors.footage.light import shrink
from tests.detectors.paint import street

CLEAR = shrink(street(1))
DARK = shrink(street(1, luma=5, noise=2))
COVERED = shrink(street(1, noise=0) * 0 + 120)


def watched(*stretches: tuple[Image, float], difference: float = 1.0) -> list[HealthChange]:
    """What is said of a camera that shows each picture for some seconds, 5 a second."""
    dog, at_ms, said = Watchdog(HealthRules()), 0, []
    for picture, seconds in stretches:
        for _ in range(round(seconds * 5)):
            at_ms += 200
            said.append(dog.see(picture, difference, at_ms))
    return [each for each in said if each]


def states(changes: list[HealthChange]) -> list[tuple[str, str]]:
    return [(each.was, each.health) for each in changes]


def test_a_camera_that_sees_is_not_spoken_of() -> None:
    assert watched((CLEAR, 120)) == []


@pytest.mark.parametrize(("picture", "health"), [(DARK, "dark"), (COVERED, "covered")])
def test_a_camera_that_sees_nothing_is_named_within_half_a_minute_and_so_is_its_recovery(
    picture: Image, health: str
) -> None:
    said = watched((CLEAR, 10), (picture, 30), (CLEAR, 10))
    assert states(said) == [("ok", health), (health, "ok")]
    assert 10_000 < said[0].at_ms < 40_000
    assert said[0].detail


def test_a_hand_before_the_lens_for_a_moment_is_nothing() -> None:
    assert watched((CLEAR, 10), (COVERED, 4), (CLEAR, 10)) == []


def test_a_light_that_flickers_at_the_edge_of_darkness_does_not_flap() -> None:
    assert len(watched((CLEAR, 10), *[(DARK, 2), (CLEAR, 2)] * 30)) == 0


def test_the_very_same_picture_for_long_is_frozen() -> None:
    said = watched((CLEAR, 29), difference=0.0)
    assert states(said) == [("ok", "frozen")]


def test_a_quiet_street_is_not_frozen_while_its_sensor_rustles() -> None:
    assert watched((CLEAR, 120), difference=0.01) == []


def test_silence_is_offline_after_its_time_and_a_frame_ends_it() -> None:
    dog = Watchdog(HealthRules())
    assert dog.tick(0) is None
    assert dog.tick(9_000) is None
    away = dog.tick(11_000, "the camera does not answer")
    assert away is not None
    assert (away.was, away.health, away.detail) == ("ok", "offline", "the camera does not answer")
    assert dog.tick(60_000) is None
    back = dog.see(CLEAR, None, 61_000)
    assert back is not None
    assert (back.was, back.health) == ("offline", "ok")


def test_a_camera_that_comes_back_in_the_dark_is_dark() -> None:
    dog = Watchdog(HealthRules())
    dog.tick(0)
    dog.tick(11_000)
    back = dog.see(DARK, None, 12_000)
    assert back is not None
    assert (back.was, back.health) == ("offline", "dark")


def test_times_that_jump_back_freeze_nothing() -> None:
    dog = Watchdog(HealthRules())
    assert dog.see(CLEAR, 0.0, 100_000) is None
    assert dog.see(CLEAR, 0.0, 1_000) is None
    assert dog.see(CLEAR, 0.0, 5_000) is None


def test_a_picture_of_one_pixel_is_covered_and_breaks_nothing() -> None:
    assert states(watched((np.full((1, 1), 99, np.uint8), 20))) == [("ok", "covered")]
