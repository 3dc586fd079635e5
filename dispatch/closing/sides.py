"""From which side: the compass as people say it. Knows degrees only."""

import math
from typing import Final, get_args

from streams.schema.plans import Side

_SIDES: Final[tuple[Side, ...]] = get_args(Side)
"""Clockwise from north."""


def side(lon: float, lat: float, to_lon: float, to_lat: float) -> Side:
    """On which side of `lon`, `lat` the other point lies; north where they are one."""
    east = ((to_lon - lon + 180) % 360 - 180) * math.cos(math.radians((lat + to_lat) / 2))
    bearing = math.atan2(east, to_lat - lat)
    return _SIDES[round(bearing / (math.tau / len(_SIDES))) % len(_SIDES)]
