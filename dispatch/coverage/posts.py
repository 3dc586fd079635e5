"""Where idle units would best wait: each in turn where it adds the most street to what the others reach.

Nobody is moved for nothing, so what is reached never shrinks. Knows pieces of street; not why a unit is idle.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache

import msgspec
import numpy as np
from scipy.spatial import cKDTree

from dispatch.config import UnitKind
from dispatch.coverage.config import CoverageConfig
from dispatch.coverage.pieces import OnKind, Pieces, metres
from dispatch.roads import Roads
from dispatch.roads.snap import Ints

Point = tuple[float, float]
"""(lon, lat), degrees."""


class Idle(msgspec.Struct, frozen=True, kw_only=True):
    """One unit that waits for a call."""

    unit_id: str
    kind: UnitKind
    at: Point
    here_s: float
    """What is left of the target where it is, after turnout and for the age of its fix."""
    there_s: float
    """The same once it waits at a post."""


class Posts:
    """The places of an area where units may wait, and what they reach from there; the latter is remembered."""

    def __init__(self, roads: Roads, pieces: Pieces, config: CoverageConfig | None = None) -> None:
        self._roads, self._pieces, self._config = roads, pieces, config or CoverageConfig()
        self._on = lru_cache(maxsize=None)(self._on_kind)
        self._reach = lru_cache(maxsize=50_000)(self._reached)
        self._time = lru_cache(maxsize=50_000)(self._travel_s)

    def reached(self, idle: Sequence[Idle]) -> list[Ints]:
        """The pieces that each unit reaches from where it is."""
        return [self._reach(unit.kind, unit.at, unit.here_s) for unit in idle]

    def best(self, idle: Sequence[Idle], rounds: int = 3) -> dict[str, Point]:
        """Unit → where it should go, of those that should; each is thought of up to `rounds` times, in this order."""
        covers = dict(zip((unit.unit_id for unit in idle), self.reached(idle), strict=True))
        crews = np.zeros(len(self._pieces), dtype=np.int64)
        for cover in covers.values():
            crews[cover] += 1
        posts: dict[str, Point] = {}
        for _ in range(rounds):
            moved = [unit for unit in idle if self._move(unit, covers, crews, posts)]
            if not moved:
                break
        return posts

    def travel_s(self, unit: Idle, post: Point) -> float:
        """How long it takes the unit to its post by road; inf where there is no way within `move_s`."""
        return self._time(unit.kind, unit.at, post)

    def _move(self, unit: Idle, covers: dict[str, Ints], crews: Ints, posts: dict[str, Point]) -> bool:
        """Give one unit its best place, seen from where it really is; whether that is another than before."""
        crews[covers[unit.unit_id]] -= 1
        added_m = self._pieces.worth_m * np.power(self._config.missing_share, crews)
        least_m = float(added_m[covers[unit.unit_id]].sum()) + self._config.least_m
        options = self._options(unit)
        gains_m = [float(added_m[self._reach(unit.kind, at, unit.there_s)].sum()) for at in options]
        better = (n for n in np.argsort(gains_m)[::-1].tolist() if gains_m[n] > least_m)
        chosen = next((options[n] for n in better if self.travel_s(unit, options[n]) < np.inf), None)
        if chosen is not None:
            posts[unit.unit_id] = chosen
            covers[unit.unit_id] = self._reach(unit.kind, chosen, unit.there_s)
        crews[covers[unit.unit_id]] += 1
        return chosen is not None

    def _options(self, unit: Idle) -> list[Point]:
        here = metres(np.array([unit.at]), self._pieces.lon_lat)[0]
        near = self._tree.query_ball_point(here, self._config.move_m, return_sorted=True)
        return [self._places[n] for n in near]

    @cached_property
    def _places(self) -> list[Point]:
        """Of every square of streets the piece nearest to the middle of them."""
        xy = self._pieces.metres()
        _, square = np.unique(np.floor(xy / self._config.apart_m).astype(np.int64), axis=0, return_inverse=True)
        count = np.bincount(square)
        middle = np.column_stack([np.bincount(square, weights=axis) / count for axis in xy.T])
        order = np.lexsort((np.hypot(*(xy - middle[square]).T), square))
        first = order[np.searchsorted(square[order], np.arange(len(count)))]
        return [(lon, lat) for lon, lat in self._pieces.lon_lat[first].tolist()]

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(metres(np.array(self._places), self._pieces.lon_lat))

    def _on_kind(self, kind: UnitKind) -> OnKind:
        return OnKind(self._roads, kind, self._pieces)

    def _reached(self, kind: UnitKind, at: Point, left_s: float) -> Ints:
        return self._on(kind).reached(np.array([at[0]]), np.array([at[1]]), np.array([left_s]))

    def _travel_s(self, kind: UnitKind, start: Point, goal: Point) -> float:
        stand = self._roads.stands(kind, np.array([start[0]]), np.array([start[1]]))
        return float(self._roads.arrivals_at(kind, [goal], stand, self._config.move_s).travel_s[0, 0])
