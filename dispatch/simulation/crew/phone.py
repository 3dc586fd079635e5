"""A simulated crew's phone: tells where it is every few seconds, a little off, and falls asleep at times. Pure."""

import math
from typing import Final

from dispatch.config import UnitConfig
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.journey import Point
from streams.schema.positions import PositionFixed

DEGREE_M: Final = 111_195.0
"""Metres of one degree of latitude, mean earth radius."""
_SPELL_MS: Final = 1_200_000
"""Whether it falls asleep is drawn for each 20 minutes."""


class Phone:
    """The phone of one unit. `fix` is to be asked at `next_ms`."""

    def __init__(self, unit: UnitConfig, habits: Habits, now_ms: int) -> None:
        self._unit, self._habits = unit, habits
        self._last: tuple[int, Point] | None = None
        self._spell, self._sleep_ms = -1, (0, 0)
        self.next_ms = now_ms + round(habits.chance(unit.unit_id, "stagger") * habits.fix_every_s * 1000)

    def fix(self, here: Point, *, in_hand: bool) -> list[PositionFixed]:
        """The fix that is due, taken `here`; none while it sleeps, which it never does `in_hand`."""
        at_ms = self.next_ms
        self.next_ms = at_ms + round(self._habits.fix_every_s * 1000)
        if not in_hand and self._sleeps(at_ms):
            return []
        gone_m, heading_deg = _moved(self._last[1], here) if self._last else (None, None)
        east_m, north_m, accuracy_m = self._habits.wander(self._unit.unit_id, at_ms)
        fix = PositionFixed(
            district=self._unit.district,
            unit_id=self._unit.unit_id,
            lon=here[0] + east_m / (DEGREE_M * math.cos(math.radians(here[1]))),
            lat=here[1] + north_m / DEGREE_M,
            fixed_at_ms=at_ms,
            accuracy_m=round(accuracy_m, 1),
            speed_mps=gone_m / (at_ms - self._last[0]) * 1000 if self._last and gone_m is not None else None,
            heading_deg=heading_deg,
        )
        self._last = (at_ms, here)
        return [fix]

    def _sleeps(self, at_ms: int) -> bool:
        if not self._habits.silent_share:
            return False
        if at_ms // _SPELL_MS != self._spell:
            self._spell = at_ms // _SPELL_MS
            self._sleep_ms = self._sleep()
        return self._sleep_ms[0] <= at_ms < self._sleep_ms[1]

    def _sleep(self) -> tuple[int, int]:
        """Since when and until when it sleeps in this spell."""
        facts, habits = (self._unit.unit_id, self._spell), self._habits
        if habits.chance(*facts, "sleeps") >= habits.silent_share:
            return 0, 0
        since_ms = round((self._spell + habits.chance(*facts, "falls asleep")) * _SPELL_MS)
        return since_ms, since_ms + round(habits.between(habits.silent_s, *facts, "asleep") * 1000)


def metres(start: Point, end: Point) -> float:
    """Distance on the ground over some kilometres."""
    return math.hypot(*_east_north(start, end))


def _moved(start: Point, end: Point) -> tuple[float, float]:
    """(metres, degrees clockwise from north)."""
    east_m, north_m = _east_north(start, end)
    return math.hypot(east_m, north_m), math.degrees(math.atan2(east_m, north_m)) % 360


def _east_north(start: Point, end: Point) -> tuple[float, float]:
    east = (end[0] - start[0]) * math.cos(math.radians(start[1]))
    return east * DEGREE_M, (end[1] - start[1]) * DEGREE_M
