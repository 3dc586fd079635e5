"""The policies that are compared: the same desk each time, with another way to rank the units. Pure.

A unit that cannot be timed (busy, silent for too long) is left out by all of them, for the same reasons.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
from typing_extensions import override

from dispatch.config import DispatchConfig, UnitConfig
from dispatch.desk import Desk
from dispatch.eta import EtaConfig, why_not
from dispatch.model import Rank, Ranking, Unit
from dispatch.ranking import Ranker
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import distance_m
from streams.schema.incidents import ExcludedUnit, RankedUnit
from streams.schema.quantities import Place

Policy = Literal["straight_line", "road", "full"]

_ROAD: Final = EtaConfig(turnout_s=dict.fromkeys(KINDS, 0.0), fix_age_cost_s=((0.0, 0.0),))
"""Travel time from the last known place and nothing else."""
_LINE_MPS: Final = 30.0 / 3.6
"""What an arrival is expected by where nobody asks the map; it decides nothing."""


class ByLine(Rank):
    """Whoever is nearest as the crow flies, whatever lies between."""

    @override
    def __call__(self, units: Sequence[Unit], place: Place, /) -> Ranking:
        config = EtaConfig()
        verdicts = [(unit, why_not(unit, config)) for unit in units]
        ranked = [_by_line(unit, place) for unit, why in verdicts if why is None]
        return Ranking(
            ranking=tuple(sorted(ranked, key=lambda unit: (unit.straight_line_m, unit.unit_id))),
            excluded=tuple(ExcludedUnit(unit_id=unit.unit_id, why=why) for unit, why in verdicts if why is not None),
        )


def _by_line(unit: Unit, place: Place) -> RankedUnit:
    lon, lat = float(unit.lon or 0.0), float(unit.lat or 0.0)
    line_m = float(distance_m(np.array(lon), np.array(lat), place.lon, place.lat))
    return RankedUnit(
        unit_id=unit.unit_id,
        eta_s=line_m / _LINE_MPS,
        distance_m=line_m,
        straight_line_m=line_m,
        fix_age_s=max(0.0, unit.fix_age_s or 0.0),
        lon=lon,
        lat=lat,
        reason=f"{unit.kind}: {line_m:.0f} m in a straight line",
    )


def _straight_line(_: Roads, units: Sequence[UnitConfig]) -> Desk:
    return Desk(DispatchConfig(), units, ByLine())


def _road(roads: Roads, units: Sequence[UnitConfig]) -> Desk:
    return Desk(DispatchConfig(), units, Ranker(roads, _ROAD, {unit.kind for unit in units}))


def _full(roads: Roads, units: Sequence[UnitConfig]) -> Desk:
    return Desk(DispatchConfig(), units, Ranker(roads, EtaConfig(), {unit.kind for unit in units}))


POLICIES: Final[Mapping[Policy, Callable[[Roads, Sequence[UnitConfig]], Desk]]] = {
    "straight_line": _straight_line,
    "road": _road,
    "full": _full,
}
