"""Day, night and the dusk between."""

import itertools
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


def test_where_nothing_tells_it_is_night() -> None:
    assert NightGate().observe(0, None, NOWHERE, NightRules())


def test_a_camera_may_be_told() -> None:
    always = CameraConfig(camera_id="garage", night="always", lon=112.55, lat=37.87)
    assert NightGate().observe(_ms(4), 200, always, NightRules())


def test_a_camera_with_a_schedule_keeps_to_it_whatever_sun_and_lamps_say() -> None:
    yard = CameraConfig(camera_id="yard", lon=112.55, lat=37.87, schedule=("12:00-13:00",))
    assert [NightGate().observe(_ms(hour), 200, yard, NightRules()) for hour in (4.5, 20)] == [True, False]
