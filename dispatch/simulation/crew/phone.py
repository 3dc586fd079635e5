"""A simulated crew's phone: tells where it is every few seconds, a little off, and falls asleep at times. Pure."""

import math
from typing import Final

from dispatch.config import UnitConfig
from dispatch.fixes import metres_between
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
        speed_mps, heading_deg = self._motion(at_ms, here)
        east_m, north_m, accuracy_m = self._habits.wander(self._unit.unit_id, at_ms)
        fix = PositionFixed(
            district=self._unit.district,
            unit_id=self._unit.unit_id,
            lon=here[0] + east_m / (DEGREE_M * math.cos(math.radians(here[1]))),
            lat=here[1] + north_m / DEGREE_M,
            fixed_at_ms=at_ms,
            accuracy_m=round(accuracy_m, 1),
            speed_mps=speed_mps,
            heading_deg=heading_deg,
        )
        self._last = (at_ms, here)
        return [fix]

    def _motion(self, at_ms: int, here: Point) -> tuple[float | None, float | None]:
        """Metres a second and degrees clockwise from north since the last fix; the first fix knows neither."""
        if self._last is None:
            return None, None
        before_ms, (lon, lat) = self._last
        east, north = (here[0] - lon) * math.cos(math.radians(lat)), here[1] - lat
        speed_mps = metres_between(lon, lat, *here) / (at_ms - before_ms) * 1000
        return speed_mps, math.degrees(math.atan2(east, north)) % 360

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
