"""The hours in which a camera counts as at night, as a site writes them: `22:00-06:00`, `fri,sat 20:00-07:00`.

Pure: knows no clock but the time that it is asked about.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = f"({'|'.join(_DAYS)})"
_TIME: Final = r"([01]\d|2[0-3]):[0-5]\d"

Hours = Annotated[
    str,
    msgspec.Meta(
        pattern=f"^({_DAY}(,{_DAY})* )?{_TIME}-({_TIME}|24:00)$",
        examples=["22:00-06:00", "20:00-24:00", "fri,sat 20:00-07:00"],
    ),
]
"""From one time of the day to another, the next day's where that is earlier; on the days on which it begins, or all."""


def in_hours(at_ms: int, schedule: Sequence[Hours], time_zone: str) -> bool:
    """Whether a moment lies in any of the hours, by the clocks of `time_zone` (`Asia/Shanghai`).

    Raises:
        ZoneInfoNotFoundError: there is no such time zone.
    """
    local = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(time_zone))
    return any(_covers(hours, local) for hours in schedule)


def _covers(hours: Hours, local: datetime) -> bool:
    days, _, times = hours.rpartition(" ")
    begin, end = times.split("-")
    now = local.strftime("%H:%M")
    if begin < end:
        return begin <= now < end and _on(days, local)
    return (now >= begin and _on(days, local)) or (now < end and _on(days, local - timedelta(days=1)))


def _on(days: str, local: datetime) -> bool:
    return not days or _DAYS[local.weekday()] in days.split(",")
