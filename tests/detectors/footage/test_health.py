"""The health of a camera: states that last are said, once, and so is recovery."""

from dataclasses import replace

import pytest

from detectors.config import HealthRules
from detectors.footage.health import HealthChange, Watchdog
from detectors.footage.signs import Signs
from detectors.footage.view import Drift

CLEAR = Signs(
    luma=80.0,
    detail=8.0,
    same_s=0.0,
    drift=Drift(lost=0.1),
    focus=1.0,
    clutter=0.0,
    rate_fps=5.0,
    clock_off_s=0.0,
)
DARK, COVERED = replace(CLEAR, luma=5.0), replace(CLEAR, detail=0.2, drift=None)


def watched(*stretches: tuple[Signs, float]) -> list[HealthChange]:
    """What is said of a camera that shows each of these for some seconds, 5 a second."""
    dog, at_ms, said = Watchdog(HealthRules()), 0, []
    for signs, seconds in stretches:
        for _ in range(round(seconds * 5)):
            at_ms += 200
            said.append(dog.see(signs, at_ms))
    return [each for each in said if each]


def states(changes: list[HealthChange]) -> list[tuple[str, str]]:
    return [(each.was, each.health) for each in changes]


def test_a_camera_that_sees_is_not_spoken_of() -> None:
    assert watched((CLEAR, 120), (replace(CLEAR, drift=None, focus=None, rate_fps=None), 120)) == []


@pytest.mark.parametrize(
    ("signs", "health"),
    [
        (DARK, "dark"),
        (COVERED, "covered"),
        (replace(CLEAR, same_s=25.0), "frozen"),
        (replace(CLEAR, drift=Drift(lost=0.8)), "moved"),
        (replace(CLEAR, drift=Drift(lost=0.5)), "covered"),
        (replace(CLEAR, drift=Drift(lost=0.5, bare=True)), "covered"),
        (replace(CLEAR, drift=Drift(lost=0.5, bare=True, other_light=True)), "covered"),
        (replace(CLEAR, drift=Drift(lost=0.95, other_light=True)), "covered"),
        (replace(CLEAR, focus=0.4), "defocused"),
        (replace(CLEAR, clutter=0.9), "flooded"),
        (replace(CLEAR, rate_fps=1.0), "slow"),
        (replace(CLEAR, clock_off_s=-3600.0), "clock_off"),
    ],
)
def test_each_state_is_named_within_half_a_minute_and_so_is_its_recovery(signs: Signs, health: str) -> None:
    said = watched((CLEAR, 10), (signs, 20), (CLEAR, 10))
    assert states(said) == [("ok", health), (health, "ok")]
    assert 10_000 < said[0].at_ms <= 30_000
    assert said[0].detail


def test_who_sees_nothing_is_not_told_of_snow() -> None:
    assert states(watched((replace(DARK, clutter=1.0, focus=0.1), 20))) == [("ok", "dark")]


def test_a_street_that_infrared_shows_otherwise_in_places_is_not_covered() -> None:
    assert watched((replace(CLEAR, drift=Drift(lost=0.7, other_light=True)), 60)) == []


def test_a_cover_at_the_edge_of_its_threshold_does_not_flap() -> None:
    more, less = replace(CLEAR, drift=Drift(lost=0.45)), replace(CLEAR, drift=Drift(lost=0.35))
    assert states(watched(*[(more, 20), (less, 20)] * 3)) == [("ok", "covered")]


def test_a_view_at_the_edge_between_moved_and_covered_is_said_all_the_same() -> None:
    more, less = replace(CLEAR, drift=Drift(lost=0.61)), replace(CLEAR, drift=Drift(lost=0.59))
    (said,) = watched((CLEAR, 10), *[(more, 1), (less, 1)] * 20)
    assert said.health in {"moved", "covered"}
    assert said.at_ms <= 20_000


def test_plain_ground_in_little_light_is_not_covered_and_fog_is() -> None:
    dusk, fog = (replace(CLEAR, detail=0.5, drift=Drift(lost=0.0, contrast=left)) for left in (0.9, 0.1))
    assert watched((CLEAR, 10), (dusk, 30)) == []
    assert states(watched((CLEAR, 10), (fog, 30))) == [("ok", "covered")]


def test_focus_at_the_edge_of_its_threshold_does_not_flap() -> None:
    said = watched(*[(replace(CLEAR, focus=0.6), 20), (replace(CLEAR, focus=0.7), 20)] * 3)
    assert states(said) == [("ok", "defocused")]


def test_a_hand_before_the_lens_for_a_moment_is_nothing() -> None:
    assert watched((CLEAR, 10), (COVERED, 4), (CLEAR, 10)) == []


def test_a_light_that_flickers_at_the_edge_of_darkness_does_not_flap() -> None:
    assert len(watched((CLEAR, 10), *[(DARK, 2), (CLEAR, 2)] * 30)) == 0


def test_silence_is_offline_after_its_time_and_a_frame_ends_it() -> None:
    dog = Watchdog(HealthRules())
    assert dog.tick(0) is None
    assert dog.tick(9_000) is None
    away = dog.tick(11_000, "the camera does not answer")
    assert away is not None
    assert (away.was, away.health, away.detail) == ("ok", "offline", "the camera does not answer")
    assert dog.tick(60_000) is None
    back = dog.see(CLEAR, 61_000)
    assert back is not None
    assert (back.was, back.health) == ("offline", "ok")


def test_a_camera_that_comes_back_in_the_dark_is_dark() -> None:
    dog = Watchdog(HealthRules())
    dog.tick(0)
    dog.tick(11_000)
    back = dog.see(DARK, 12_000)
    assert back is not None
    assert (back.was, back.health) == ("offline", "dark")


def test_times_that_jump_back_begin_a_state_anew() -> None:
    dog = Watchdog(HealthRules())
    assert [dog.see(DARK, at_ms) for at_ms in (100_000, 1_000, 5_000)] == [None] * 3
