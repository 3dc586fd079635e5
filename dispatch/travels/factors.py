"""Which speeds the units really drive: by kind, road class and hour, from the fixes of their travels.

Each piece between two fixes is timed by the roads; what it took over what it should have taken is the factor, shrunk
to 1 while little was driven.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np

from dispatch.config import UnitKind
from dispatch.roads import Roads
from dispatch.roads.config import CLASSES
from dispatch.roads.search import arrivals, search
from dispatch.travels.legs import Travel
from streams.schema.positions import PositionFixed

PRIOR_S: Final = 600.0
"""Driving time that the default speed weighs as much as. Source: our own; two or three travels of three minutes."""
PIECE_S: Final = 60.0
"""Fixes farther apart in time say too little about the way between them."""
LEAST_S: Final = 2.0
"""Pieces that should take less are the wander of a phone."""
_FASTEST: Final = 3.0
"""Nobody drives so many times the expected speed: such a piece is a phone's error, onto another carriageway."""


class Factor(msgspec.Struct, frozen=True, kw_only=True):
    """How much longer than expected driving takes somewhere."""

    kind: UnitKind
    road_class: str
    hour: int | None
    """Of the day, 0–23; None: all hours."""
    pieces: int
    driven_s: float
    factor: float
    """Time taken over time expected, shrunk to 1; above 1 is slower."""
    kmh: float
    """The speed that follows from it."""


def factors(
    roads: Roads, travels: Sequence[Travel], kinds: Mapping[str, UnitKind], hour_of: Callable[[int], int]
) -> list[Factor]:
    """The factors of all that was driven, by kind, class and hour, and over all hours. `hour_of` reads a wall clock."""
    sums: dict[tuple[UnitKind, str, int | None], list[float]] = {}
    for travel in travels:
        kind = kinds.get(travel.unit_id)
        if kind is None:
            continue
        for before, after in pairwise(travel.fixes):
            piece = _piece(roads, kind, before, after)
            if piece is None:
                continue
            road_class, took_s, expected_s = piece
            for hour in (None, hour_of(before.fixed_at_ms)):
                total = sums.setdefault((kind, road_class, hour), [0.0, 0.0, 0.0])
                total[:] = total[0] + 1, total[1] + took_s, total[2] + expected_s
    order = sorted(sums, key=lambda key: (key[0], CLASSES.index(key[1]), -1 if key[2] is None else key[2]))
    return [_factor(roads, key, sums[key]) for key in order]


def _factor(roads: Roads, key: tuple[UnitKind, str, int | None], total: Sequence[float]) -> Factor:
    kind, road_class, hour = key
    pieces, took_s, expected_s = total
    factor = (took_s + PRIOR_S) / (expected_s + PRIOR_S)
    return Factor(
        kind=kind,
        road_class=road_class,
        hour=hour,
        pieces=int(pieces),
        driven_s=round(took_s, 1),
        factor=round(factor, 3),
        kmh=round(roads.config.speed_kmh(kind, road_class) / factor, 1),
    )


def _piece(
    roads: Roads, kind: UnitKind, before: PositionFixed, after: PositionFixed
) -> tuple[str, float, float] | None:
    """(class of the road at its beginning, seconds taken, seconds expected); None where it says nothing."""
    took_s = (after.fixed_at_ms - before.fixed_at_ms) / 1000
    if not 0 < took_s <= PIECE_S:
        return None
    network = roads.network(kind)
    lon, lat = np.array([[before.lon, after.lon], [before.lat, after.lat]])
    places = network.snapper.nearest(lon, lat)
    if (places.off_m > roads.config.carriageways_m).any():
        return None
    field = search(network, places.where(slice(1, None)), np.zeros(1), _FASTEST * took_s)
    expected_s = float(arrivals(network, field, places.where(slice(1))).travel_s[0])
    road_class = CLASSES[int(network.edges.road_class[places.edge[0]])]
    return (road_class, took_s, expected_s) if LEAST_S <= expected_s <= _FASTEST * took_s else None
