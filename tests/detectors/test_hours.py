"""The hours of a camera's schedule, by its site's clock."""

from datetime import UTC, datetime

import msgspec
import pytest

from detectors.config import CameraConfig
from detectors.hours import in_hours


def at(day: int, hour: int, minute: int = 0) -> int:
    """March 2026 in UTC; the 19th is a Thursday."""
    return round(datetime(2026, 3, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("at_ms", "within"),
    [(at(19, 14), True), (at(19, 13, 59), False), (at(19, 21, 59), True), (at(19, 22), False), (at(19, 4), False)],
)
def test_hours_over_midnight_are_of_the_sites_clock(at_ms: int, within: bool) -> None:  # noqa: FBT001 - a column
    assert in_hours(at_ms, ("22:00-06:00",), "Asia/Shanghai") is within


def test_hours_may_last_to_the_end_of_the_day() -> None:
    camera = msgspec.convert({"camera_id": "c", "schedule": ["20:00-24:00"]}, CameraConfig)
    evening = [(at(19, 19, 59), False), (at(19, 20), True), (at(19, 23, 59), True), (at(20, 0), False)]
    assert [in_hours(at_ms, camera.schedule, "UTC") for at_ms, _ in evening] == [within for _, within in evening]
    assert in_hours(at(20, 0), ("thu 00:00-24:00",), "UTC") is False


def test_hours_of_a_weekday_begin_on_it_and_end_on_the_next() -> None:
    friday_night = ("fri 22:00-06:00",)
    assert in_hours(at(20, 23), friday_night, "UTC")
    assert in_hours(at(21, 5), friday_night, "UTC")
    assert not in_hours(at(20, 5), friday_night, "UTC")
    assert not in_hours(at(21, 23), friday_night, "UTC")


def test_several_hours_add_up() -> None:
    assert [in_hours(at(19, hour), ("06:00-08:00", "18:00-20:00"), "UTC") for hour in (7, 12, 19)] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("wrong", ["22-6", "24:00-06:00", "22:00-06:60", "someday 22:00-06:00", "22:00"])
def test_what_are_no_hours_are_refused(wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="schedule"):
        msgspec.convert({"camera_id": "c", "schedule": [wrong]}, CameraConfig)
