"""The site's wall clock and the one time that all else goes by: shifts of a day as UTC, summer time or not.

The order of wall-clock times is kept: an hour that is skipped begins and ends as the clocks leap, of one that comes
twice the first counts. So shifts that meet on the wall clock meet in time, without a gap and without an overlap.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

_SECOND: Final = timedelta(seconds=1)


@lru_cache(maxsize=16_384)
def instant_ms(day: date, minute: int, zone: tzinfo) -> int:
    """The UTC epoch ms at which the wall clock of `zone` shows `minute` minutes after the midnight before `day`."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != wall:
        at = _leap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)
    return round(at.timestamp() * 1000)


def local_day(at_ms: int, zone: tzinfo) -> date:
    """The date on the wall."""
    return _local(at_ms, zone).date()


def local_minute(at_ms: int, zone: tzinfo) -> int:
    """The minute of the day on the wall."""
    local = _local(at_ms, zone)
    return local.hour * 60 + local.minute


def _local(at_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)


def _leap(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """When the clocks leap, between two instants of which one is before and one after."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
