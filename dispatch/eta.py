"""When a unit will be there: turnout, the way, and what the age of its last fix makes of both.

Knows numbers of seconds; nothing of roads, and it chooses nobody.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from dispatch.columns import AVAILABLE, STATES, UnitColumns
from dispatch.config import UnitKind
from dispatch.model import Unit
from dispatch.roads.geodesy import Floats, is_on_globe
from streams.schema.errors import ConfigError
from streams.schema.quantities import Seconds

TURNOUT_S: Final[Mapping[UnitKind, float]] = {"car": 15.0, "motorcycle": 15.0, "bicycle": 10.0, "foot": 5.0}
"""From the call to moving, for patrols that are out on the street. Source: our own, until recorded turnouts say better;
NFPA 1710's 60–80 s are for crews in a station."""

_VEHICLES: Final = frozenset({"car", "motorcycle"})

FIX_AGE_COST_S: Final = ((0.0, 0.0), (60.0, 26.0), (120.0, 46.0), (300.0, 110.0), (1800.0, 402.0))
"""(age of the fix, how much later the mean arrival is): measured on patrols simulated in Porto, notes on dispatch."""


class EtaConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The thresholds of timing units."""

    turnout_s: Mapping[UnitKind, Seconds] = {}
    """Turnout by unit kind where it differs from `TURNOUT_S`, for units out on patrol."""
    turnout_on_foot_s: Seconds = 45.0
    """Of a crew that left its vehicle: back to it and in. Source: our own, until recorded turnouts say better."""
    turnout_at_base_s: Seconds = 70.0
    """Of whoever is at base. Source: NFPA 1710, 60–80 s."""
    standing_age_share: float = 0.5
    """Of a fix at which the unit stood, the age costs so much of what it costs on the move. Source: our own."""
    frozen_s: Seconds = 1800.0
    """A phone that tells the very same place for longer has lost its receiver: its fix counts as that old. Source: our
    own; a receiver at rest wanders by metres within minutes."""
    fix_age_cost_s: tuple[tuple[Seconds, Seconds], ...] = FIX_AGE_COST_S
    """Straight lines between these, level after the last."""
    fix_oldest_s: Seconds = 600.0
    """A unit silent for longer is not timed: by then its place costs about as much as the whole three minutes."""
    fix_ahead_s: Seconds = 30.0
    """A fix from further in the future is not believed; phones synchronise to within seconds."""

    def __post_init__(self) -> None:
        ages = [age for age, _ in self.fix_age_cost_s]
        if not 0 <= self.standing_age_share <= 1:
            raise ConfigError("eta.standing_age_share: must be a share from 0 to 1")
        if not ages or ages != sorted(set(ages)):
            raise ConfigError("eta.fix_age_cost_s: must be (age, cost) pairs with rising ages")


class Eta(msgspec.Struct, frozen=True, kw_only=True):
    """When n units will be there, from now."""

    expected_s: Floats
    """float64 [n]: what the ranking goes by."""
    worst_s: Floats
    """float64 [n]: had the unit driven straight away ever since its last fix."""
    turnout_s: Floats
    """float64 [n]."""
    fix_age_cost_s: Floats
    """float64 [n]: the share of `expected_s` that the age of the fix makes."""


class Readiness(NamedTuple):
    """How soon n units would be on their way, and how well it is known from where."""

    turnout_s: Floats
    """float64 [n]."""
    fix_age_s: Floats
    """float64 [n]: of the fixes, those of frozen phones from when they froze."""
    age_share: Floats
    """float64 [n]: how much of the usual cost of its age each fix has."""


def readiness(kind: UnitKind, units: Sequence[Unit], config: EtaConfig) -> Readiness:
    """How ready units of one kind are, all of which can be timed."""
    street_s = config.turnout_s.get(kind, TURNOUT_S[kind])
    left_s = config.turnout_on_foot_s if kind in _VEHICLES else street_s
    by_state = {"in_car": street_s, "on_foot": left_s, "at_base": config.turnout_at_base_s}
    columns = UnitColumns.of(units)
    return Readiness(
        turnout_s=np.array([*(by_state[state] for state in STATES), street_s])[columns.state],
        fix_age_s=np.where(columns.frozen_s > config.frozen_s, columns.frozen_s, columns.fix_age_s),
        age_share=np.where(columns.moving == 0, config.standing_age_share, 1.0),
    )


def eta(
    kind: UnitKind,
    travel_s: Floats,
    fix_age_s: Floats,
    config: EtaConfig,
    *,
    turnout_s: Floats | None = None,
    age_share: Floats | float = 1.0,
) -> Eta:
    """Arrival times of units of one kind, from their travel times (float64 [n]) and the ages of their fixes.

    `turnout_s` and `age_share` as in `readiness`; left out, the units are on patrol and on the move.
    """
    age_s = np.maximum(fix_age_s, 0.0)
    ages, costs = zip(*config.fix_age_cost_s, strict=True)
    if turnout_s is None:
        turnout_s = np.full(len(travel_s), config.turnout_s.get(kind, TURNOUT_S[kind]))
    cost_s = np.interp(age_s, ages, costs) * age_share
    started_s = turnout_s + travel_s
    return Eta(
        expected_s=started_s + cost_s,
        worst_s=started_s + np.maximum(age_s, cost_s),
        turnout_s=turnout_s,
        fix_age_cost_s=cost_s,
    )


def can_be_timed(units: Sequence[Unit], config: EtaConfig) -> npt.NDArray[np.bool_]:
    """Bool [n]: whether each unit can be timed; `why_not` says why it cannot."""
    columns = UnitColumns.of(units)
    right = (np.abs(columns.lon) <= 180) & (np.abs(columns.lat) <= 90)  # noqa: PLR2004 - degrees
    fresh = (-config.fix_ahead_s <= columns.fix_age_s) & (columns.fix_age_s <= config.fix_oldest_s)
    return np.asarray((columns.status == AVAILABLE) & columns.placed & right & fresh, dtype=bool)


def why_not(unit: Unit, config: EtaConfig) -> str | None:
    """Why this unit cannot even be timed; None if it can."""
    if unit.status != "available":
        return unit.status.replace("_", " ")
    if unit.lon is None or unit.lat is None or unit.fix_age_s is None:
        return "no position yet"
    if not is_on_globe(unit.lon, unit.lat) or math.isnan(unit.fix_age_s):
        return "no valid position"
    if unit.fix_age_s < -config.fix_ahead_s:
        return f"fix from the future: {-unit.fix_age_s:.0f} s ahead"
    if unit.fix_age_s > config.fix_oldest_s:
        return f"fix too old: {unit.fix_age_s:.0f} s, the limit is {config.fix_oldest_s:.0f} s"
    return None
