"""Where units stand on the roads of their kind, found once for every fix and not for every ranking.

Knows a network; nothing of incidents and of times.
"""

from functools import lru_cache
from threading import Lock
from typing import Final

import msgspec
import numpy as np

from dispatch.roads.config import RoadsConfig
from dispatch.roads.geodesy import Floats, degrees_apart
from dispatch.roads.network import Network
from dispatch.roads.osm.build import Bools, ranges
from dispatch.roads.search import Arrivals
from dispatch.roads.snap import Ints, Snaps

REMEMBERED: Final = 50_000
"""So many fixes are remembered, then all are forgotten and found again: some MB; five of each of 10,000 units."""
_WITH_IT_DEG: Final = 60.0
"""A heading this near to a street's own is along it; phones at walking pace wander by half of that."""
_UNKNOWN: Final = -1.0
_ROOM: Final = 1024
"""Room for so many places at first; doubled when it is full."""

_LATELY: Final = 16
"""So many answers are kept whole: one decision asks for the same thousand units again and again."""
_NUMBERS: Final = 3

Fix = bytes
"""Those of lon, lat and heading or `_UNKNOWN`, degrees: ten thousand tuples a ranking would set off the collector."""


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """Where n units stand on the roads of their kind: each at one place, some at others as well."""

    count: int
    places: Snaps
    """n of them, then the others."""
    owner: Ints
    """int64 [places]: whose each of them is."""

    def quickest(self, by_place: Arrivals) -> Arrivals:
        """Of each unit, from the better of its places."""
        if len(self.owner) == self.count:
            return by_place
        order = np.lexsort((by_place.distance_m, by_place.travel_s, self.owner))
        _, first = np.unique(self.owner[order], return_index=True)
        best = order[first]
        return Arrivals(travel_s=by_place.travel_s[best], distance_m=by_place.distance_m[best])

    def repeated(self, times: int) -> "Stands":
        """The same units so many times, one after the other."""
        before = self.count * np.arange(times)[:, None]
        rows, others = np.arange(len(self.owner)), slice(self.count, None)
        places = np.concatenate([np.tile(rows[: self.count], times), np.tile(rows[others], times)])
        owner = np.concatenate([np.arange(self.count * times), (self.owner[others] + before).ravel()])
        return Stands(count=self.count * times, places=self.places.where(places), owner=owner)

    def of(self, units: Ints) -> "Stands":
        """Some of the units, by rising index."""
        if len(self.owner) == self.count:
            return Stands(count=len(units), places=self.places.where(units), owner=np.arange(len(units)))
        chosen = np.flatnonzero(np.isin(self.owner, units))
        owner = np.searchsorted(units, self.owner[chosen])
        return Stands(count=len(units), places=self.places.where(chosen), owner=owner)


class _Growing:
    """Places one after the other, with room for more: to add a few does not copy the tens of thousands before them."""

    def __init__(self) -> None:
        self.places = Snaps.nowhere(np.zeros(_ROOM), np.zeros(_ROOM))
        self._count = 0

    def add(self, more: Snaps) -> None:
        while self._count + len(more) > len(self.places):
            self.places = self.places.joined(self.places)
        self.places.put(self._count, more)
        self._count += len(more)


class StandFinder:
    """Finds stands on one network and remembers them by fix. Safe to share between threads."""

    def __init__(self, network: Network, config: RoadsConfig) -> None:
        self._network = network
        self._config = config
        self._lock = Lock()
        self._lately = lru_cache(_LATELY)(self._find)
        self._forget()

    def find(self, lon: Floats, lat: Floats, heading_deg: Floats | None = None) -> Stands:
        """The stands of n positions (float64 [n], finite degrees; headings clockwise from north, NaN where unknown)."""
        told = np.full((len(lon), _NUMBERS), _UNKNOWN)
        told[:, 0], told[:, 1] = lon, lat
        if heading_deg is not None:
            np.copyto(told[:, 2], heading_deg, where=~np.isnan(heading_deg))
        return self._lately(told.tobytes())

    def _find(self, positions: bytes) -> Stands:
        told = np.frombuffer(positions).reshape(-1, _NUMBERS)
        fixes: list[Fix] = told.view(f"V{told.itemsize * _NUMBERS}").ravel().tolist()
        with self._lock:
            if len(self._row) > REMEMBERED:
                self._forget()
            known = list(map(self._row.get, fixes))
            if None in known:
                fresh = {fix: i for i, (fix, row) in enumerate(zip(fixes, known, strict=True)) if row is None}
                self._learn(list(fresh), *told[list(fresh.values())].T)
                known = list(map(self._row.get, fixes))
            rows = np.array(known, dtype=np.int64)
            places, owner = self._first.places.where(rows), np.arange(len(rows))
            begin, end = self._others_before[rows], self._others_before[rows + 1]
            others, _ = ranges(begin, end)
            if len(others):
                places = places.joined(self._others.places.where(others))
                owner = np.concatenate([owner, np.repeat(owner, end - begin)])
        return Stands(count=len(rows), places=places, owner=owner)

    def _forget(self) -> None:
        self._row: dict[Fix, int] = {}
        self._first, self._others = _Growing(), _Growing()
        self._others_before: Ints = np.zeros(_ROOM, dtype=np.int64)
        """How many of the others are of fixes before each, as far as fixes are known."""

    def _learn(self, fixes: list[Fix], lon: Floats, lat: Floats, heading_deg: Floats) -> None:
        first = self._network.snapper.nearest(lon, lat)
        if not self._config.steps_over(self._network.kind):
            first = self._headed(first, lon, lat, heading_deg)
        known = len(self._row)
        some = self._with_others(first).tolist()
        others = [self._others_of_one(first.where(slice(i, i + 1)), float(lon[i]), float(lat[i])) for i in some]
        counts = np.zeros(len(first), dtype=np.int64)
        counts[some] = [len(each) for each in others]
        for each in others:
            self._others.add(each)
        self._first.add(first)
        while known + len(first) >= len(self._others_before):
            self._others_before = np.concatenate([self._others_before, self._others_before])
        before = self._others_before[known : known + len(first) + 1]
        before[1:] = before[0] + np.cumsum(counts)
        self._row |= zip(fixes, range(known, known + len(fixes)), strict=True)

    def _headed(self, nearest: Snaps, lon: Floats, lat: Floats, heading_deg: Floats) -> Snaps:
        """A unit that moves against its one-way street is on the next carriageway that leads its way, if any does."""
        moving = np.flatnonzero((heading_deg >= 0) & (nearest.off_m <= self._config.unit_off_road_m))
        if not len(moving):
            return nearest
        against = moving[~self._leads(nearest.where(moving), heading_deg[moving])]
        for i in against.tolist():
            reach_m = float(nearest.off_m[i]) + self._config.carriageways_m
            around = self._network.snapper.within(float(lon[i]), float(lat[i]), reach_m)
            fits = np.flatnonzero(self._leads(around, np.full(len(around), heading_deg[i])))
            if len(fits):
                nearest = nearest.replaced(i, around.where(fits[:1]))
        return nearest

    def _leads(self, places: Snaps, heading_deg: Floats) -> Bools:
        """Whether one may drive in about this direction there."""
        off_deg = np.abs(degrees_apart(heading_deg, self._network.snapper.bearing_deg(places.edge, places.along)))
        ahead = np.isfinite(self._network.forward_s[places.edge]) & (off_deg <= _WITH_IT_DEG)
        back = np.isfinite(self._network.backward_s[places.edge]) & (off_deg >= 180 - _WITH_IT_DEG)
        return np.asarray(ahead | back, dtype=bool)

    def _with_others(self, first: Snaps) -> Ints:
        """Whose first place may not be the only one."""
        near = first.off_m <= self._config.unit_off_road_m
        alone = np.zeros(len(first), dtype=bool)
        alone[near] = ~self._network.to_main[first.edge[near]]
        return np.flatnonzero(near if self._config.steps_over(self._network.kind) else alone)

    def _others_of_one(self, first: Snaps, lon: float, lat: float) -> Snaps:
        """The ways that one steps over to, and the main street from a piece of road that leads nowhere."""
        beside = self._network.beside(first, lon, lat)
        if self._network.to_main[first.edge[0]] or self._network.to_main[beside.edge].any():
            return beside
        around = self._network.snapper.within(float(first.lon[0]), float(first.lat[0]), self._config.unit_island_m)
        main = around.where(np.flatnonzero(self._network.to_main[around.edge])[:1])
        return beside.joined(msgspec.structs.replace(main, off_m=main.off_m + first.off_m[0]))
