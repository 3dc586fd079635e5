"""The ways out of a place on the roads of an area, and when each unit would hold them: the port `Approach`.

Pure. Chooses nobody.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import msgspec
import numpy as np
from typing_extensions import override

from dispatch.closing.approach import Approach, Approaches, Exit
from dispatch.closing.exits import exits_of
from dispatch.columns import UNKNOWN, UnitColumns
from dispatch.config import KINDS, UnitKind
from dispatch.eta import TURNOUT_S, EtaConfig, Readiness, can_be_timed, eta, readiness
from dispatch.model import HourOf, Unit
from dispatch.roads import Roads
from dispatch.roads.geodesy import Floats
from dispatch.roads.snap import Ints
from dispatch.roads.stands import Stands
from streams.schema.quantities import Place

CLOSING_S: Final = (300.0, 600.0)
"""How far to search, by travel; the farther only where the first few at an exit are not certain by the nearer. Whoever
needs longer closes nothing any more: that is more than three times the stations' target."""
_FIRST: Final = 4
"""So many at each exit are enough for any plan that holds exits; most send two or three."""
_TELLING: Final[tuple[UnitKind, ...]] = ("car", "foot")
"""On whose roads ways out are looked for."""
_PLACES: Final = 256
"""Whose ways out are remembered, at all hours the same: the incidents of a bad hour."""


class RoadApproach(Approach):
    """Times units on the streets of `roads`, as the ranking does."""

    def __init__(self, roads: Roads, config: EtaConfig | None = None, *, hour_of: HourOf | None = None) -> None:
        """`hour_of` as for the `Ranker`. What tells the ways out is made ready at once, as there."""
        self._roads = roads
        roads.make_ready(_TELLING, names=True)
        self._exits = lru_cache(maxsize=_PLACES)(lambda lon, lat: exits_of(roads, lon, lat))
        self._config = config or EtaConfig()
        self._hour_of = hour_of

    @override
    def __call__(self, units: Sequence[Unit], place: Place, at_ms: int = 0, /) -> Approaches | None:
        roads = self._roads.at_hour(self._hour_of(at_ms) if self._hour_of else None)
        exits = self._exits(place.lon, place.lat)
        if not exits:
            return None
        every = UnitColumns.of(units)
        kinds = np.where(can_be_timed(every, self._config), every.kind, UNKNOWN)
        parties = [
            self._party(roads, KINDS[kind], every.some(np.flatnonzero(kinds == kind)), exits)
            for kind in np.unique(kinds[kinds != UNKNOWN]).tolist()
        ]
        for limit_s in CLOSING_S:
            times = [self._at_exit(roads, party, place, exits, limit_s) for party in parties]
            if self._proven(times, limit_s):
                break
        at_exit: dict[str, tuple[float, ...]] = {}
        at_scene: dict[str, tuple[float, ...]] = {}
        for party, exit_s in zip(parties, times, strict=True):
            leg_s = _legs_s(roads, party, place, np.flatnonzero(np.isfinite(exit_s).any(axis=0)))
            at_exit |= dict(zip(party.names, map(tuple, exit_s.tolist()), strict=True))
            at_scene |= dict(zip(party.names, map(tuple, (exit_s + leg_s).tolist()), strict=True))
        return Approaches(exits=exits, at_exit_s=at_exit, at_scene_s=at_scene)

    def _proven(self, times: Sequence[Floats], limit_s: float) -> bool:
        """Whether all are known, or who comes first to each exit: whoever was not found needs the limit and turnout."""
        if not times:
            return True
        soonest_s = limit_s + min(self._config.turnout_s.get(kind, TURNOUT_S[kind]) for kind in KINDS)
        exit_s = np.concatenate(times)
        return bool(((exit_s <= soonest_s).sum(axis=0) >= _FIRST).all()) or bool(np.isfinite(exit_s).all())

    def _party(self, roads: Roads, kind: UnitKind, units: UnitColumns, exits: Sequence[Exit]) -> "_Party":
        exit_lon, exit_lat = np.array([(one.lon, one.lat) for one in exits]).T
        all_lon, all_lat = np.concatenate([units.lon, exit_lon]), np.concatenate([units.lat, exit_lat])
        stands = roads.stands(kind, all_lon, all_lat, np.concatenate([units.heading_deg, np.full(len(exits), np.nan)]))
        return _Party(
            kind=kind,
            names=units.unit_id,
            readiness=readiness(kind, units, self._config),
            stands=stands.of(np.arange(len(units))),
            exit_stands=stands.of(np.arange(len(units), stands.count)),
        )

    def _at_exit(self, roads: Roads, party: "_Party", place: Place, exits: Sequence[Exit], limit_s: float) -> Floats:
        """Float64 [units, exits]: expected arrival at each exit."""
        points = [(one.lon, one.lat) for one in exits]
        travel_s = roads.arrivals_at(party.kind, points, party.stands, limit_s, past=(place.lon, place.lat)).travel_s
        turnout_s, fix_age_s, share = party.readiness
        times = eta(party.kind, travel_s, fix_age_s, self._config, turnout_s=turnout_s, age_share=share)
        return times.expected_s.T


class _Party(msgspec.Struct, frozen=True, kw_only=True):
    """The units of one kind that may be timed, and where they and the ends are on the roads of that kind."""

    kind: UnitKind
    names: Sequence[str]
    readiness: Readiness
    stands: Stands
    exit_stands: Stands
    """Of somebody at each end."""


def _legs_s(roads: Roads, party: _Party, place: Place, reached: Ints) -> Floats:
    """Float64 [exits]: from each end to the incident; of an end that nobody reached, maybe inf all the same."""
    scene = roads.scene(party.kind, place.lon, place.lat)
    for limit_s in CLOSING_S:  # most ends are near, and the ranking has just searched as far as the first
        legs_s = roads.arrivals(party.kind, scene, party.exit_stands, limit_s).travel_s
        if np.isfinite(legs_s[reached]).all():
            break
    return legs_s
