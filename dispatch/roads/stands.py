"""Where units stand on the roads of their kind, found once for every fix and not for every ranking.

Knows a network; nothing of incidents and of times.
"""

from threading import Lock
from typing import Final

import msgspec
import numpy as np

from dispatch.roads.config import RoadsConfig
from dispatch.roads.geodesy import Floats, degrees_apart
from dispatch.roads.network import Network
from dispatch.roads.osm.build import Bools
from dispatch.roads.search import Arrivals
from dispatch.roads.snap import Ints, Snaps

REMEMBERED: Final = 50_000
"""So many fixes are remembered, then all are forgotten and found again: some MB; five of each of 10,000 units."""
_WITH_IT_DEG: Final = 60.0
"""A heading this near to a street's own is along it; phones at walking pace wander by half of that."""
_UNKNOWN: Final = -1.0

Fix = tuple[float, float, float]
"""(lon, lat, heading or `_UNKNOWN`), degrees."""


class Stands(msgspec.Struct, frozen=True, kw_only=True):
    """Where n units stand on the roads of their kind: each at one place, some at a second one as well."""

    count: int
    places: Snaps
    """n of them, then the second ones."""
    owner: Ints
    """int64 [places]: whose each of them is."""

    def quickest(self, by_place: Arrivals) -> Arrivals:
        """Of each unit, from the better of its places."""
        travel_s, distance_m = by_place.travel_s[: self.count], by_place.distance_m[: self.count]
        for place in range(self.count, len(self.owner)):
            if by_place.travel_s[place] < travel_s[self.owner[place]]:
                travel_s[self.owner[place]] = by_place.travel_s[place]
                distance_m[self.owner[place]] = by_place.distance_m[place]
        return Arrivals(travel_s=travel_s, distance_m=distance_m)

    def of(self, units: Ints) -> "Stands":
        """Some of the units, by rising index."""
        chosen = np.flatnonzero(np.isin(self.owner, units))
        owner = np.searchsorted(units, self.owner[chosen])
        return Stands(count=len(units), places=self.places.where(chosen), owner=owner)


class StandFinder:
    """Finds stands on one network and remembers them by fix. Safe to share between threads."""

    def __init__(self, network: Network, config: RoadsConfig) -> None:
        self._network = network
        self._config = config
        self._lock = Lock()
        self._forget()

    def find(self, lon: Floats, lat: Floats, heading_deg: Floats | None = None) -> Stands:
        """The stands of n positions (float64 [n], finite degrees; headings clockwise from north, NaN where unknown)."""
        headings = np.full(len(lon), _UNKNOWN) if heading_deg is None else np.nan_to_num(heading_deg, nan=_UNKNOWN)
        fixes: list[Fix] = list(zip(lon.tolist(), lat.tolist(), headings.tolist(), strict=True))
        with self._lock:
            if len(self._row) > REMEMBERED:
                self._forget()
            fresh = list(dict.fromkeys(fix for fix in fixes if fix not in self._row))
            if fresh:
                self._learn(fresh)
            rows = np.array([self._row[fix] for fix in fixes], dtype=np.int64)
            first, second = self._first.where(rows), self._second.where(rows)
        owner = np.flatnonzero(second.edge >= 0)
        places = first.joined(second.where(owner)) if len(owner) else first
        return Stands(count=len(rows), places=places, owner=np.concatenate([np.arange(len(rows)), owner]))

    def _forget(self) -> None:
        self._row: dict[Fix, int] = {}
        self._first = self._second = Snaps.nowhere(np.zeros(0), np.zeros(0))

    def _learn(self, fixes: list[Fix]) -> None:
        lon, lat, heading_deg = np.array(fixes).T
        first = self._headed(self._network.snapper.nearest(lon, lat), lon, lat, heading_deg)
        self._first, self._second = self._first.joined(first), self._second.joined(self._ways_over(first))
        self._row |= zip(fixes, range(len(self._row), len(self._row) + len(fixes)), strict=True)

    def _headed(self, nearest: Snaps, lon: Floats, lat: Floats, heading_deg: Floats) -> Snaps:
        """A unit that moves against its one-way street is on the next carriageway that leads its way, if any does."""
        moving = np.flatnonzero((heading_deg >= 0) & (nearest.off_m <= self._config.unit_off_road_m))
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

    def _ways_over(self, places: Snaps) -> Snaps:
        """The main street to which one crosses over from a piece of road that leads nowhere; nowhere where none is."""
        over = Snaps.nowhere(places.lon, places.lat)
        near = np.flatnonzero(places.off_m <= self._config.unit_off_road_m)
        for i in near[~self._network.to_main[places.edge[near]]].tolist():
            at = float(places.lon[i]), float(places.lat[i])
            around = self._network.snapper.within(*at, self._config.unit_island_m)
            main = np.flatnonzero(self._network.to_main[around.edge])[:1]
            if len(main):
                found = around.where(main)
                over = over.replaced(i, msgspec.structs.replace(found, off_m=found.off_m + places.off_m[i]))
        return over
