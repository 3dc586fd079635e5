"""The streets as they really are in a simulated night: the map's, but every quarter has a pace that no map knows.

The truth that a ranking is measured against: nothing that the desk believes enters it. Pure.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from dispatch.config import UnitKind
from dispatch.roads import Roads
from dispatch.simulation.crew.journey import Point

_QUARTER_DEG: Final = 0.003
"""Some 300 m: traffic lights, parked lorries and road works make one quarter slow and the next one quick."""
_UNEVENNESS: Final = 0.2
"""Standard deviation of the logarithm of a quarter's pace. Source: our own; some 20 % up or down."""
_NOISES: Final = 4096


class TrueStreets:
    """Ways with the times that they take. Ways are remembered: patrols go the same ones all night."""

    def __init__(self, roads: Roads, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self._roads = roads
        self._pace = np.exp(rng.normal(0.0, _UNEVENNESS, _NOISES))
        self.route = lru_cache(maxsize=20_000)(self._route)

    def random_place(self, kind: UnitKind, rng: np.random.Generator) -> Point:
        """A point on a street of this kind."""
        return self._roads.random_place(kind, rng)

    def _route(self, kind: UnitKind, start: Point, goal: Point) -> Sequence[tuple[float, float, float]]:
        """The way that the map calls the quickest, as `(lon, lat, t_s)`; DispatchError where there is none."""
        way = np.array(self._roads.route(kind, start, goal))
        middle = np.floor((way[1:, :2] + way[:-1, :2]) / 2 / _QUARTER_DEG).astype(np.int64)
        quarter = (middle[:, 0] * 73_856_093 ^ middle[:, 1] * 19_349_663) % _NOISES
        really_s = np.concatenate([[0.0], np.cumsum(np.diff(way[:, 2]) / self._pace[quarter])])
        return [(lon, lat, t_s) for (lon, lat, _), t_s in zip(way.tolist(), really_s.tolist(), strict=True)]
