"""What a unit's fixes say besides where it is: whether it moves, whether its crew is on foot, whether its phone lies.

Pure; knows nothing of roads.
"""

import math
from collections.abc import Sequence
from typing import Final

from dispatch.config import UnitConfig
from dispatch.model import UnitState
from streams.schema.positions import PositionFixed

MOVING_MPS: Final = 0.7
"""Slower is standing: phones at rest report up to some tenths of a metre a second."""
WALKING_MPS: Final = 2.5
"""Faster is not walked."""
ROUND_MPS: Final = 1.4
"""So fast a guard walks on his round."""
BASE_M: Final = 50.0
"""So near is at base: a yard and the usual error of a phone between houses."""
JUMP_MPS: Final = 70.0
"""Nobody drives 250 km/h through a city: a fix that says so is wrong, or the one before it was."""
JUMP_M: Final = 500.0
"""What is less than a jump: two fixes of one second are far apart by their error alone."""
_DEGREE_M: Final = math.radians(1) * 6_371_008.8  # mean radius of the WGS-84 ellipsoid, IUGG


def is_moving(fix: PositionFixed) -> bool | None:
    """Whether the unit moved at its fix; None where the fix does not say."""
    return None if fix.speed_mps is None else fix.speed_mps >= MOVING_MPS


def heading_of(fix: PositionFixed) -> float | None:
    """Where it moves to; None for one that stands, whose heading is chance."""
    return fix.heading_deg if is_moving(fix) else None


def state_of(unit: UnitConfig, fix: PositionFixed) -> UnitState:
    """How soon it can start. A crew that moves at walking pace has left its vehicle."""
    if unit.base is not None and metres_between(fix.lon, fix.lat, *unit.base) <= BASE_M:
        return "at_base"
    if unit.kind == "foot" or (fix.speed_mps is not None and MOVING_MPS <= fix.speed_mps <= WALKING_MPS):
        return "on_foot"
    return "in_car"


def without_jump(fixes: Sequence[PositionFixed]) -> PositionFixed | None:
    """Where the unit is, by its fixes in the order of their times: the last, unless it is where nobody could get to.

    A jump is believed once a second fix confirms it.
    """
    if len(fixes) > 1 and _is_jump(fixes[-2], fixes[-1]):
        return fixes[-2]
    return fixes[-1] if fixes else None


def metres_between(lon: float, lat: float, to_lon: float, to_lat: float) -> float:
    """Distance on the ground, equirectangular: within 0.1 % for some 100 km, away from the poles."""
    east = (to_lon - lon + 180) % 360 - 180
    return _DEGREE_M * math.hypot(east * math.cos(math.radians((lat + to_lat) / 2)), to_lat - lat)


def _is_jump(before: PositionFixed, after: PositionFixed) -> bool:
    apart_m = metres_between(before.lon, before.lat, after.lon, after.lat)
    return apart_m > max(JUMP_M, JUMP_MPS * (after.fixed_at_ms - before.fixed_at_ms) / 1000)
