"""Where a district's units are by their trails, kept as columns that are filled in as fixes come.

Saves time and decides nothing: what it holds of a trail that is no longer the unit's is filled in anew.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from dispatch.columns import STATUSES, Codes, UnitColumns
from dispatch.config import UnitConfig
from dispatch.desk.state import State, Trail
from dispatch.fixes import heading_of, is_moving, state_of
from dispatch.model import Unit

_AVAILABLE, _BUSY, _OFF_DUTY = (STATUSES.index(status) for status in ("available", "busy", "off_duty"))
_NO_TRAIL: Final = -1


class Sights:
    """The units of a force in its order, each as if nobody had taken it."""

    def __init__(self, units: Mapping[str, UnitConfig]) -> None:
        self.row: Mapping[str, int] = {name: row for row, name in enumerate(units)}
        """Of each unit in the columns."""
        self._units = list(units.values())
        self._trails: list[Trail | None] = [None] * len(units)
        self._columns = UnitColumns.of([unit_at(unit, None, 0, 0) for unit in self._units])
        self._duty = np.array([_AVAILABLE if unit.on_duty else _OFF_DUTY for unit in self._units], dtype=np.int8)
        self._fixed_at_ms = np.full(len(units), _NO_TRAIL)
        self._newest_ms = np.full(len(units), _NO_TRAIL)
        """Before then, a unit is elsewhere than the columns say."""

    def see(self, unit_id: str, trail: Trail | None) -> None:
        """Take in where a unit's fixes say that it is."""
        row = self.row[unit_id]
        newest_ms = trail.newest.fixed_at_ms if trail else _NO_TRAIL
        fix = trail.believed(newest_ms) if trail else None
        self._trails[row] = trail
        self._newest_ms[row], self._fixed_at_ms[row] = newest_ms, fix.fixed_at_ms if fix else _NO_TRAIL
        self._columns.put(row, unit_at(self._units[row], trail, newest_ms, newest_ms))

    def now(self, state: State, now_ms: int, until_ms: int) -> UnitColumns:
        """All units as they are known now, by their fixes up to `until_ms`."""
        for name, seen in zip(self.row, tuple(self._trails), strict=True):
            if (trail := state.trails.get(name)) is not seen:
                self.see(name, trail)
        columns = self._columns.with_ages(np.maximum(0, now_ms - self._fixed_at_ms) / 1000)
        for row in np.flatnonzero(self._newest_ms > until_ms).tolist():
            columns.put(row, unit_at(self._units[row], self._trails[row], now_ms, until_ms))
        return columns

    def statuses(self, state: State) -> Codes:
        """Whether each is available, busy or off duty."""
        status = self._duty.copy()
        for name, duty in state.duty.items():
            if name in self.row:
                status[self.row[name]] = _AVAILABLE if duty.on else _OFF_DUTY
        status[[self.row[name] for name in state.booked if name in self.row]] = _BUSY
        return status


def unit_at(unit: UnitConfig, trail: Trail | None, now_ms: int, until_ms: int) -> Unit:
    """A unit as it is known now, by its fixes up to `until_ms`, as if nobody had taken it."""
    fix = trail.believed(until_ms) if trail else None
    if trail is None or fix is None:
        return Unit(unit_id=unit.unit_id, kind=unit.kind, lon=None, lat=None, fix_age_s=None)
    return Unit(
        unit_id=unit.unit_id,
        kind=unit.kind,
        lon=fix.lon,
        lat=fix.lat,
        fix_age_s=max(0, now_ms - fix.fixed_at_ms) / 1000,
        heading_deg=heading_of(fix),
        moving=is_moving(fix),
        state=state_of(unit, fix),
        frozen_s=max(0, trail.newest.fixed_at_ms - trail.still_since_ms) / 1000 if trail.still_since_ms else 0.0,
    )
