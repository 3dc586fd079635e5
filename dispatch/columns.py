"""Many units at once, as columns: to ask a thousand of them one by one takes longer than to search the roads.

Knows nothing of roads and of how a decision is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self, get_args, overload

import numpy as np
import numpy.typing as npt
from typing_extensions import override

from dispatch.config import KINDS
from dispatch.model import Unit, UnitState, UnitStatus

STATES: Final[tuple[UnitState, ...]] = get_args(UnitState)
STATUSES: Final[tuple[UnitStatus, ...]] = get_args(UnitStatus)
AVAILABLE: Final = STATUSES.index("available")
UNKNOWN: Final = -1

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
"""int8 [n]: places in `KINDS`, `STATES` or `STATUSES`; `UNKNOWN` for None."""


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitColumns(Sequence[Unit]):
    """N units, each as `Unit` has it; numbers are float64 [n], NaN for None."""

    unit_id: Sequence[str]
    kind: Codes
    lon: Floats
    lat: Floats
    fix_age_s: Floats
    placed: npt.NDArray[np.bool_]
    """bool [n]: whether `lon`, `lat` and `fix_age_s` were told at all."""
    status: Codes
    heading_deg: Floats
    moving: Codes
    """1 or 0."""
    state: Codes
    frozen_s: Floats

    @classmethod
    def of(cls, units: Sequence[Unit]) -> "UnitColumns":
        """These units as columns; themselves if they are so already."""
        if isinstance(units, UnitColumns):
            return units
        return cls(
            unit_id=[unit.unit_id for unit in units],
            kind=_codes([_KIND[unit.kind] for unit in units]),
            lon=_floats([unit.lon for unit in units]),
            lat=_floats([unit.lat for unit in units]),
            fix_age_s=_floats([unit.fix_age_s for unit in units]),
            placed=np.array([None not in (u.lon, u.lat, u.fix_age_s) for u in units], dtype=bool),
            status=_codes([_STATUS[unit.status] for unit in units]),
            heading_deg=_floats([unit.heading_deg for unit in units]),
            moving=_codes([UNKNOWN if unit.moving is None else unit.moving for unit in units]),
            state=_codes([_STATE[unit.state] for unit in units]),
            frozen_s=_floats([unit.frozen_s for unit in units]),
        )

    def some(self, rows: npt.NDArray[np.int64]) -> "UnitColumns":
        """Those in these rows."""
        return UnitColumns(
            unit_id=[self.unit_id[row] for row in rows.tolist()],
            kind=self.kind[rows],
            lon=self.lon[rows],
            lat=self.lat[rows],
            fix_age_s=self.fix_age_s[rows],
            placed=self.placed[rows],
            status=self.status[rows],
            heading_deg=self.heading_deg[rows],
            moving=self.moving[rows],
            state=self.state[rows],
            frozen_s=self.frozen_s[rows],
        )

    def with_status(self, status: Codes) -> Self:
        """The same in another status each."""
        return replace(self, status=status)

    def with_ages(self, fix_age_s: Floats) -> "UnitColumns":
        """A copy with fixes of these ages."""
        return replace(self.some(np.arange(len(self))), fix_age_s=fix_age_s)

    def put(self, row: int, unit: Unit) -> None:
        """Write a unit of the same id and kind over the one in a row."""
        self.placed[row] = None not in (unit.lon, unit.lat, unit.fix_age_s)
        self.lon[row], self.lat[row], self.fix_age_s[row] = unit.lon, unit.lat, unit.fix_age_s
        self.heading_deg[row], self.frozen_s[row] = unit.heading_deg, unit.frozen_s
        self.status[row], self.state[row] = _STATUS[unit.status], _STATE[unit.state]
        self.moving[row] = UNKNOWN if unit.moving is None else unit.moving

    @override
    def __len__(self) -> int:
        return len(self.unit_id)

    @overload
    def __getitem__(self, row: int) -> Unit: ...
    @overload
    def __getitem__(self, row: slice) -> "UnitColumns": ...
    @override
    def __getitem__(self, row: int | slice) -> "Unit | UnitColumns":
        if isinstance(row, slice):
            return self.some(np.arange(len(self))[row])
        placed = bool(self.placed[row])
        return Unit(
            unit_id=self.unit_id[row],
            kind=KINDS[self.kind[row]],
            lon=float(self.lon[row]) if placed else None,
            lat=float(self.lat[row]) if placed else None,
            fix_age_s=float(self.fix_age_s[row]) if placed else None,
            status=STATUSES[self.status[row]],
            heading_deg=None if np.isnan(self.heading_deg[row]) else float(self.heading_deg[row]),
            moving=None if self.moving[row] == UNKNOWN else bool(self.moving[row]),
            state=None if self.state[row] == UNKNOWN else STATES[self.state[row]],
            frozen_s=float(self.frozen_s[row]),
        )


_KIND: Final = {kind: code for code, kind in enumerate(KINDS)}
_STATUS: Final = {status: code for code, status in enumerate(STATUSES)}
_STATE: Final[Mapping[UnitState | None, int]] = {None: UNKNOWN, **{state: code for code, state in enumerate(STATES)}}


def _codes(column: Sequence[int]) -> Codes:
    return np.array(column, dtype=np.int8)


def _floats(column: Sequence[float | None]) -> Floats:
    return np.array(column, dtype=np.float64)
