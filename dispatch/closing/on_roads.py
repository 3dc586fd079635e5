"""The ways out of a place on the roads of an area, and when each unit would hold them: the port `Approach`.

Pure. Chooses nobody.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from typing_extensions import override

from dispatch.closing.approach import Approach, Approaches, Exit
from dispatch.closing.exits import exits_of
from dispatch.config import UnitKind
from dispatch.eta import EtaConfig, eta, why_not
from dispatch.model import Unit
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import Floats
from streams.schema.quantities import Place

CLOSING_S: Final = 900.0
"""Whoever needs longer to an end by road closes nothing any more: five times the stations' target."""


class RoadApproach(Approach):
    """Times units on the streets of `roads`, as the ranking does."""

    def __init__(self, roads: Roads, config: EtaConfig | None = None) -> None:
        self._roads = roads
        self._config = config or EtaConfig()

    @override
    def __call__(self, units: Sequence[Unit], place: Place, /) -> Approaches | None:
        exits = exits_of(self._roads, place.lon, place.lat)
        if not exits:
            return None
        timed = [unit for unit in units if why_not(unit, self._config) is None]
        at_exit: dict[str, tuple[float, ...]] = {}
        at_scene: dict[str, tuple[float, ...]] = {}
        for kind in KINDS:
            party = [unit for unit in timed if unit.kind == kind]
            if party:
                exit_s, leg_s = self._times(kind, party, place, exits)
                at_exit |= {unit.unit_id: tuple(row) for unit, row in zip(party, exit_s.tolist(), strict=True)}
                at_scene |= {
                    unit.unit_id: tuple(row) for unit, row in zip(party, (exit_s + leg_s).tolist(), strict=True)
                }
        return Approaches(exits=exits, at_exit_s=at_exit, at_scene_s=at_scene)

    def _times(
        self, kind: UnitKind, party: Sequence[Unit], place: Place, exits: Sequence[Exit]
    ) -> tuple[Floats, Floats]:
        """(float64 [units, exits] expected arrival at each exit, float64 [exits] from there to the incident)."""
        rows = [(unit.lon, unit.lat, unit.fix_age_s) for unit in party]
        lon, lat, fix_age_s = np.array(rows, dtype=np.float64).reshape(-1, 3).T
        scene, stands = self._roads.placed(kind, (place.lon, place.lat), lon, lat)
        points = [(one.lon, one.lat) for one in exits]
        found = self._roads.arrivals_at(kind, points, stands, CLOSING_S, past=(place.lon, place.lat))
        times = [eta(kind, arrived.travel_s, fix_age_s, self._config).expected_s for arrived in found]
        exit_lon, exit_lat = np.array(points).T
        from_exits = self._roads.stands(kind, exit_lon, exit_lat)
        legs = self._roads.arrivals(kind, scene, from_exits, CLOSING_S).travel_s
        return np.stack(times, axis=1), legs
