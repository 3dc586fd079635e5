"""What a ranking says of each unit: how its arrival comes about, or why it was left out. Times and orders nobody."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

import msgspec
import numpy as np

from dispatch.columns import STATES, STATUSES, UNKNOWN, UnitColumns
from dispatch.eta import Eta, EtaConfig, why_not
from dispatch.model import Told
from dispatch.parties import Asked, Crowd, Party
from dispatch.roads import Roads
from dispatch.roads.geodesy import Floats, distance_m
from dispatch.roads.roads import outside
from dispatch.roads.search import Arrivals
from dispatch.roads.snap import Ints
from streams.schema.incidents import ExcludedUnit, RankedUnit

NO_WAY: Final = "no way by road"
_TAKEN: Final = [None if status == "available" else status.replace("_", " ") for status in STATUSES]
"""What `why_not` says first; most are left out for it."""
_LATER: Final = ["" if state == "in_car" else f" {state.replace('_', ' ')}" for state in STATES]
"""States that make a unit later than usual are told."""


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """A party, and when those of it who were reached would be there."""

    party: Party
    arrived: Arrivals
    """Of the whole party."""
    rows: Ints
    """int64 [n]: who of it was reached."""
    unit_id: Sequence[str]
    """These, as all that follows."""
    times: Eta
    fix_age_s: Floats
    eta_s: Sequence[float]
    """To the tenth, as it is told."""
    worst_s: Sequence[float]


def told(
    roads: Roads, asked: Asked, crowd: Crowd, timed: Sequence[Timed], *, limit_s: float, config: EtaConfig
) -> Told:
    """All that there is to say in answer to a question that was searched to `limit_s`."""
    ranked = [unit for some in timed for unit in _ranked(some, asked, crowd.units, config)]
    ranked.sort(key=lambda unit: (unit.eta_s, _worst_s(unit), unit.unit_id))
    excluded = list(_not_timed(asked, crowd, config))
    if asked.problem is None and asked.within_s is None:
        for some in timed:
            excluded += _left_out(roads, crowd.units, some, asked.number, limit_s)
    return tuple(_with_comparison(ranked)), tuple(sorted(excluded, key=attrgetter("unit_id")))


def _not_timed(asked: Asked, crowd: Crowd, config: EtaConfig) -> Iterator[ExcludedUnit]:
    """Who cannot even be timed, and why: for itself, or for the place of the incident."""
    rows = np.flatnonzero(~crowd.may & (crowd.number == asked.number))
    for row, status in zip(rows.tolist(), crowd.units.status[rows].tolist(), strict=True):
        why = _TAKEN[status] or why_not(crowd.units[row], config) or asked.problem
        if why is not None:
            yield ExcludedUnit(unit_id=crowd.units.unit_id[row], why=why)


def _ranked(timed: Timed, asked: Asked, crowd: UnitColumns, config: EtaConfig) -> Iterator[RankedUnit]:
    party, chosen = timed.party, np.flatnonzero(timed.party.number[timed.rows] == asked.number)
    rows = timed.rows[chosen]
    lon, lat, travel_s = party.lon[rows], party.lat[rows], timed.arrived.travel_s[rows]
    columns = (
        np.maximum(timed.fix_age_s[chosen], 0.0),
        travel_s,
        timed.times.turnout_s[chosen],
        timed.times.expected_s[chosen],
        timed.times.worst_s[chosen],
        timed.times.fix_age_cost_s[chosen],
        timed.arrived.distance_m[rows],
        distance_m(lon, lat, asked.lon, asked.lat),
    )
    names = [timed.unit_id[n] for n in chosen.tolist()]
    exact = (crowd.state[party.rows[rows]], crowd.frozen_s[party.rows[rows]], lon, lat)
    exactly, rounded = [one.tolist() for one in exact], [np.round(one, 1).tolist() for one in columns]
    told = zip(names, *exactly, *rounded, strict=True)
    for unit_id, code, still_s, x, y, old_s, on_road_s, turnout, expected_s, worst_s, age_s, road_m, straight_m in told:
        frozen = f", unchanged for {still_s / 60:.0f} min" if still_s > config.frozen_s else ""
        state = _LATER[code] if code != UNKNOWN else ""
        yield RankedUnit(
            unit_id=unit_id,
            eta_s=expected_s,
            distance_m=road_m,
            straight_line_m=straight_m,
            fix_age_s=old_s,
            lon=x,
            lat=y,
            reason=f"{party.kind}: {expected_s:.0f} s = turnout{state} {turnout:.0f} + road {on_road_s:.0f}"
            f" ({road_m:.0f} m) + position {old_s:.0f} s old{frozen} {age_s:.0f}; at worst {worst_s:.0f} s",
            travel_s=on_road_s,
            worst_s=worst_s,
        )


def _left_out(roads: Roads, crowd: UnitColumns, timed: Timed, number: int, limit_s: float) -> list[ExcludedUnit]:
    """Who was not reached, and why."""
    party = timed.party
    units = np.flatnonzero(~np.isfinite(timed.arrived.travel_s) & (party.number == number))
    if not len(units):
        return []
    scene = party.scenes[party.numbers.index(number)]
    far = f"too far: more than {limit_s / 60:.0f} min by road"
    if not len(scene.places):
        far = f"{NO_WAY}: the incident is {scene.nearest_m:.0f} m from every road for a {party.kind}"
    reach = roads.reaches(party.kind, scene, party.stands.of(units)) | (len(scene.places) == 0)
    rows = zip(party.rows[units].tolist(), reach.tolist(), party.stands.places.off_m[units].tolist(), strict=True)
    most_m = roads.config.unit_off_road_m
    return [
        ExcludedUnit(unit_id=crowd.unit_id[i], why=outside(off_m) if off_m > most_m else far if has_way else NO_WAY)
        for i, has_way, off_m in rows
    ]


def _with_comparison(ranked: Sequence[RankedUnit]) -> Sequence[RankedUnit]:
    """The first is told from whoever is nearer as the crow flies, and from whoever is surer.

    People see the one on the map and wonder; of the other they may know better where it is.
    """
    if not ranked:
        return ranked
    first, nearest = ranked[0], min(ranked, key=lambda unit: (unit.straight_line_m, unit.unit_id))
    reason = first.reason
    if nearest.straight_line_m < first.straight_line_m:
        later_s = nearest.eta_s - first.eta_s
        reason += f"; {nearest.unit_id} is nearer in a straight line, but {later_s:.0f} s later"
    surest = min(ranked, key=lambda unit: (_worst_s(unit), unit.eta_s, unit.unit_id))
    if _worst_s(first) - _worst_s(surest) > surest.eta_s - first.eta_s:
        later_s, sooner_s = surest.eta_s - first.eta_s, _worst_s(first) - _worst_s(surest)
        reason += f"; {surest.unit_id} is surer: {later_s:.0f} s later, but {sooner_s:.0f} s sooner at worst"
    return [msgspec.structs.replace(first, reason=reason), *ranked[1:]]


def _worst_s(unit: RankedUnit) -> float:
    return unit.eta_s if unit.worst_s is None else unit.worst_s
