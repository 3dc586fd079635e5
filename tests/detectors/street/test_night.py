"""Day, night and the dusk between."""

import itertools
import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from detectors.config import CameraConfig, NightRules
from detectors.street.night import NightGate, sun_deg

TAIYUAN = CameraConfig(camera_id="wall-3", lon=112.55, lat=37.87)
NOWHERE = CameraConfig(camera_id="wall-3")
MARCH = datetime(2026, 3, 19, tzinfo=UTC)


def _ms(hour_utc: float) -> int:
    return round((MARCH + timedelta(hours=hour_utc)).timestamp() * 1000)


@pytest.mark.parametrize(("hour_utc", "night"), [(20, True), (4, False), (12.5, True), (8, False)])
def test_the_sun_over_the_site_says_night_whatever_the_lamps(hour_utc: float, night: bool) -> None:  # noqa: FBT001 - a column
    assert NightGate().observe(_ms(hour_utc), 120, TAIYUAN, NightRules()) is night


def test_the_sun_stands_as_the_almanac_says() -> None:
    assert sun_deg(_ms(4.6), 112.55, 37.87) == pytest.approx(51.5, abs=1.5)


def test_dusk_changes_day_to_night_once_though_the_light_flickers() -> None:
    gate, seen = NightGate(), []
    for second in range(0, 3 * 3600, 5):
        luminance = 60 + 30 * (-1) ** (second // 5)
        seen.append(gate.observe(_ms(9.5) + second * 1000, luminance, TAIYUAN, NightRules()))
    assert seen[0] is False
    assert seen[-1] is True
    assert sum(a != b for a, b in itertools.pairwise(seen)) == 1


def test_headlights_do_not_make_it_day_where_only_the_picture_tells() -> None:
    gate = NightGate()
    assert gate.observe(0, 20, NOWHERE, NightRules())
    assert all(gate.observe(1000 + 200 * k, 200, NOWHERE, NightRules()) for k in range(100))
    assert all(gate.observe(30_000 + 200 * k, 20, NOWHERE, NightRules()) for k in range(100))


def test_where_only_the_picture_tells_a_minute_of_light_makes_it_day() -> None:
    gate = NightGate()
    gate.observe(0, 20, NOWHERE, NightRules())
    seen = [gate.observe(1000 * k, 200, NOWHERE, NightRules()) for k in range(1, 90)]
    assert seen[-1] is False


def _nights(hours: float, luminance: Callable[[int], float], camera: CameraConfig = NOWHERE) -> list[bool]:
    """Night or day each second second, from midnight UTC."""
    gate, seconds = NightGate(), range(0, round(hours * 3600), 2)
    return [gate.observe(_ms(0) + 1000 * s, luminance(s), camera, NightRules()) for s in seconds]


@pytest.mark.parametrize("street", [25, 56])
def test_a_start_in_headlights_and_a_car_each_minute_leave_the_night_a_night(street: float) -> None:
    seen = _nights(8, lambda s: 120 if s % 50 < 4 else street)
    assert seen.count(False) < 5


def test_a_shadow_over_the_lens_as_it_starts_by_day_is_forgotten_within_minutes() -> None:
    seen = _nights(1, lambda s: 20 if s < 5 else 120)
    assert seen.count(True) < 60


def test_a_lorry_with_its_lamps_before_the_camera_for_five_minutes_is_no_day() -> None:
    assert all(_nights(3, lambda s: 150 if 3600 <= s < 3900 else 30))


@pytest.mark.parametrize("camera", [NOWHERE, TAIYUAN], ids=["picture", "sun"])
@pytest.mark.parametrize("clouds_s", [7, 130, 300])
def test_two_days_of_noise_headlights_and_clouds_change_day_and_night_twice_a_day(
    camera: CameraConfig, clouds_s: int
) -> None:
    noise, sun = random.Random(clouds_s), [sun_deg(_ms(minute / 60), 112.55, 37.87) for minute in range(48 * 60)]

    def luminance(s: int) -> float:
        cloud = 25 * math.sin(2 * math.pi * s / clouds_s)
        return 140 if s % 50 < 4 else max(0.0, min(120.0, 60 + 8 * sun[s // 60]) + cloud + noise.gauss(0, 15))

    seen = _nights(48, luminance, camera)
    assert sum(a != b for a, b in itertools.pairwise(seen)) == 4
    assert [seen[hour * 1800] for hour in (4, 18, 28, 42)] == [False, True, False, True]


def test_a_dim_twilight_is_judged_by_most_of_the_pictures() -> None:
    gate = NightGate()
    seen = [gate.observe(_ms(10) + 1000 * s, 120 if s % 50 < 4 else 20, TAIYUAN, NightRules()) for s in range(1800)]
    assert sun_deg(_ms(10.5), 112.55, 37.87) > 0
    assert seen[-1]


def test_where_nothing_tells_it_is_night() -> None:
    assert NightGate().observe(0, None, NOWHERE, NightRules())


def test_a_camera_may_be_told() -> None:
    always = CameraConfig(camera_id="garage", night="always", lon=112.55, lat=37.87)
    assert NightGate().observe(_ms(4), 200, always, NightRules())


def test_a_camera_with_a_schedule_keeps_to_it_whatever_sun_and_lamps_say() -> None:
    yard = CameraConfig(camera_id="yard", lon=112.55, lat=37.87, schedule=("12:00-13:00",))
    assert [NightGate().observe(_ms(hour), 200, yard, NightRules()) for hour in (4.5, 20)] == [True, False]
