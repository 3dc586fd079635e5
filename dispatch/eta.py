"""When a unit will be there: turnout, the way, and what the age of its last fix makes of both.

Knows numbers of seconds; nothing of roads, and it chooses nobody.
"""

import math
from collections.abc import Mapping
from typing import Final

import msgspec
import numpy as np

from dispatch.config import UnitKind
from dispatch.model import Unit
from dispatch.roads.geodesy import Floats, is_on_globe
from streams.schema.errors import ConfigError
from streams.schema.quantities import Seconds

TURNOUT_S: Final[Mapping[UnitKind, float]] = {"car": 15.0, "motorcycle": 15.0, "bicycle": 10.0, "foot": 5.0}
"""From the call to moving, for patrols that are out on the street. Source: our own, until recorded turnouts say better;
NFPA 1710's 60–80 s are for crews in a station."""

FIX_AGE_COST_S: Final = ((0.0, 0.0), (60.0, 26.0), (120.0, 46.0), (300.0, 110.0), (1800.0, 402.0))
"""(age of the fix, how much later the mean arrival is): measured on patrols simulated in Porto, notes on dispatch."""


class EtaConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The thresholds of timing units."""

    turnout_s: Mapping[UnitKind, Seconds] = {}
    """Turnout by unit kind where it differs from `TURNOUT_S`."""
    fix_age_cost_s: tuple[tuple[Seconds, Seconds], ...] = FIX_AGE_COST_S
    """Straight lines between these, level after the last."""
    fix_oldest_s: Seconds = 600.0
    """A unit silent for longer is not timed: by then its place costs about as much as the whole three minutes."""
    fix_ahead_s: Seconds = 30.0
    """A fix from further in the future is not believed; phones synchronise to within seconds."""

    def __post_init__(self) -> None:
        ages = [age for age, _ in self.fix_age_cost_s]
        if not ages or ages != sorted(set(ages)):
            raise ConfigError("eta.fix_age_cost_s: must be (age, cost) pairs with rising ages")


class Eta(msgspec.Struct, frozen=True, kw_only=True):
    """When n units will be there, from now."""

    expected_s: Floats
    """float64 [n]: what the ranking goes by."""
    worst_s: Floats
    """float64 [n]: had the unit driven straight away ever since its last fix."""
    turnout_s: float
    fix_age_cost_s: Floats
    """float64 [n]: the share of `expected_s` that the age of the fix makes."""


def eta(kind: UnitKind, travel_s: Floats, fix_age_s: Floats, config: EtaConfig) -> Eta:
    """Arrival times of units of one kind, from their travel times (float64 [n]) and the ages of their fixes."""
    age_s = np.maximum(fix_age_s, 0.0)
    ages, costs = zip(*config.fix_age_cost_s, strict=True)
    turnout_s = config.turnout_s.get(kind, TURNOUT_S[kind])
    cost_s = np.interp(age_s, ages, costs)
    started_s = turnout_s + travel_s
    return Eta(
        expected_s=started_s + cost_s,
        worst_s=started_s + np.maximum(age_s, cost_s),
        turnout_s=turnout_s,
        fix_age_cost_s=cost_s,
    )


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
