"""The policies that are compared: the same desk and plans each time, each policy with one more of its abilities. Pure.

A unit that cannot be timed (busy, silent for too long) is left out by all of them, for the same reasons.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from typing_extensions import override

from dispatch.closing.on_roads import RoadApproach
from dispatch.config import DispatchConfig, UnitConfig
from dispatch.coverage import CoverageConfig, Posts
from dispatch.desk import Desk
from dispatch.eta import EtaConfig, why_not
from dispatch.joint.config import JointConfig
from dispatch.model import Rank, Ranking, Unit
from dispatch.ranking import Ranker
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import distance_m
from dispatch.simulation.names import Policy
from dispatch.simulation.night import Night
from dispatch.simulation.town import streets_of
from streams.schema.incidents import ExcludedUnit, RankedUnit
from streams.schema.quantities import Place

_ROAD: Final = EtaConfig(turnout_s=dict.fromkeys(KINDS, 0.0), fix_age_cost_s=((0.0, 0.0),))
"""Travel time from the last known place and nothing else."""
_NEVER: Final = JointConfig(saves_s=1e9)
"""Nobody on the way is sent elsewhere."""
_LINE_MPS: Final = 30.0 / 3.6
"""What an arrival is expected by where nobody asks the map; it decides nothing."""


class ByLine(Rank):
    """Whoever is nearest as the crow flies, whatever lies between."""

    @override
    def __call__(
        self, units: Sequence[Unit], place: Place, at_ms: int = 0, within_s: float | None = None, /
    ) -> Ranking:
        config = EtaConfig()
        verdicts = [(unit, why_not(unit, config)) for unit in units]
        ranked = [_by_line(unit, place) for unit, why in verdicts if why is None]
        return Ranking.told(
            sorted(ranked, key=lambda unit: (unit.straight_line_m, unit.unit_id)),
            (ExcludedUnit(unit_id=unit.unit_id, why=why) for unit, why in verdicts if why is not None),
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


class _Abilities(NamedTuple):
    """What a policy's desk can do."""

    eta: EtaConfig | None
    """None: it knows no roads."""
    closes: bool = False
    """It sends units to both ends of the street."""
    moves: bool = False
    """It sends units elsewhere that are on their way, where that pays."""
    posts: bool = False
    """It lets idle units wait where they reach most, in place of their patrols, as `patrol coverage --thefts` says."""


_ABILITIES: Final[Mapping[Policy, _Abilities]] = {
    "straight_line": _Abilities(None),
    "road": _Abilities(_ROAD),
    "fix_age": _Abilities(EtaConfig()),
    "closing": _Abilities(EtaConfig(), closes=True),
    "reassign": _Abilities(EtaConfig(), closes=True, moves=True),
    "full": _Abilities(EtaConfig(), closes=True, moves=True, posts=True),
}


def desk_of(policy: Policy, roads: Roads, units: Sequence[UnitConfig]) -> Desk:
    """The desk that decides by `policy`; that of `full` is the product's, with the product's defaults."""
    can = _ABILITIES[policy]
    config = DispatchConfig() if can.moves else DispatchConfig(joint=_NEVER)
    rank = ByLine() if can.eta is None else Ranker(roads, can.eta, {unit.kind for unit in units})
    return Desk(config, units, rank, approach=RoadApproach(roads, can.eta) if can.closes else None)


def posts_of(policy: Policy, roads: Roads, night: Night) -> Posts | None:
    """Where idle units may wait, and what they reach of the town's streets, most of all where thefts were before.

    None where they keep to their patrols.
    """
    if not _ABILITIES[policy].posts:
        return None
    pieces = streets_of(roads, night.town).expecting(night.past_thefts, CoverageConfig().thefts_share)
    return Posts(roads, pieces)
