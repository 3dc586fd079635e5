"""Who can be there first, by road: every available unit timed, best first, and why each of the others was left out.

Pure: units, a place and roads in, an answer out.
"""

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final

import msgspec
import numpy as np
from typing_extensions import override

from dispatch.config import UnitKind
from dispatch.eta import EtaConfig, eta, readiness, why_not
from dispatch.model import HourOf, Question, Rank, Ranking, Unit
from dispatch.parties import Asked, Party, parties_of, search
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import distance_m, is_on_globe
from dispatch.roads.roads import outside
from dispatch.roads.scenes import Scene
from dispatch.roads.search import Arrivals
from streams.schema.incidents import ExcludedUnit, RankedUnit
from streams.schema.quantities import Place

NO_WAY: Final = "no way by road"
_SAID: Final = frozenset({"on_foot", "at_base"})
"""States that make a unit later than usual, and are told."""


class Ranker(Rank):
    """The port `model.Rank` on the roads of an area."""

    def __init__(
        self,
        roads: Roads,
        config: EtaConfig | None = None,
        kinds: Iterable[UnitKind] = KINDS,
        *,
        hour_of: HourOf | None = None,
    ) -> None:
        """The networks of `kinds` are made ready at once, so that the first alarm of the night does not wait for it.

        Without `hour_of`, the hour of a time on the site's wall clock, all hours are alike.
        """
        self._roads = roads
        self._config = config or EtaConfig()
        self._hour_of = hour_of
        roads.make_ready(kinds)

    @override
    def __call__(
        self, units: Sequence[Unit], place: Place, at_ms: int = 0, within_s: float | None = None, /
    ) -> Ranking:
        (ranking,) = self.each([Question(units, place, within_s)], at_ms)
        return ranking

    @override
    def each(self, questions: Sequence[Question], at_ms: int = 0, /) -> Sequence[Ranking]:
        roads = self._roads.at_hour(self._hour_of(at_ms) if self._hour_of else None)
        return rank_each(roads, questions, self._config)


def rank(
    roads: Roads,
    units: Sequence[Unit],
    lon: float,
    lat: float,
    config: EtaConfig | None = None,
    *,
    within_s: float | None = None,
) -> Ranking:
    """Everybody who could come to `lon`, `lat`, best first by expected arrival, and everybody who could not, with why.

    Ties fall to the better worst case, then to the smaller unit id; the order of `units` changes nothing. Where another
    unit is a little later and much surer, the reason of the first says so.

    With `within_s`, all who are at most so far away by road are timed, and nothing is said of others; without it, the
    search goes as far as the first few are.

    Where the incident is off the map, all are excluded and `problem` says why.
    """
    (ranking,) = rank_each(roads, [Question(units, Place(lon=lon, lat=lat), within_s)], config or EtaConfig())
    return ranking


def rank_each(roads: Roads, questions: Sequence[Question], config: EtaConfig) -> list[Ranking]:
    """The answers of `rank` to several questions. All units are placed at once, and timed at once wherever they go."""
    asked = [_heard(roads, question, config) for question in questions]
    parties = parties_of(roads, asked)
    limits_s, times = search(roads, asked, parties)
    ranked: list[list[RankedUnit]] = [[] for _ in asked]
    for party, travel in zip(parties, times, strict=True):
        for number, unit in _ranked(party, travel, asked, config):
            ranked[number].append(unit)
    answers = []
    for number, (one, units) in enumerate(zip(asked, ranked, strict=True)):
        units.sort(key=lambda unit: (unit.eta_s, _worst_s(unit), unit.unit_id))
        excluded = list(one.excluded)
        if one.problem is None and one.within_s is None:
            for party, travel in zip(parties, times, strict=True):
                excluded += _left_out(roads, party, number, travel, limits_s[number])
        answers.append(Ranking(ranking=tuple(_with_comparison(units)), excluded=_by_id(excluded), problem=one.problem))
    return answers


def _heard(roads: Roads, question: Question, config: EtaConfig) -> Asked:
    units, place, within_s = question
    whys = [why_not(unit, config) for unit in units]
    excluded = [ExcludedUnit(unit_id=u.unit_id, why=why) for u, why in zip(units, whys, strict=True) if why is not None]
    timed = [unit for unit, why in zip(units, whys, strict=True) if why is None]
    scenes, problem = dict[UnitKind, Scene](), "no valid place"
    if is_on_globe(place.lon, place.lat):
        scenes = {kind: roads.scene(kind, place.lon, place.lat) for kind in _kinds(timed)}
        problem = outside(min(scene.nearest_m for scene in scenes.values()))
    if any(len(scene.places) for scene in scenes.values()):
        return Asked(lon=place.lon, lat=place.lat, within_s=within_s, units=timed, scenes=scenes, excluded=excluded)
    excluded += [ExcludedUnit(unit_id=unit.unit_id, why=problem) for unit in timed]
    return Asked(
        lon=place.lon, lat=place.lat, within_s=within_s, units=(), scenes={}, excluded=excluded, problem=problem
    )


def _kinds(units: Sequence[Unit]) -> Sequence[UnitKind]:
    """Whose roads to look at. Where there is nobody, the roads on foot still tell whether the place is on the map."""
    present = {unit.kind for unit in units} or {"foot"}
    return [kind for kind in KINDS if kind in present]


def _by_id(excluded: Sequence[ExcludedUnit]) -> tuple[ExcludedUnit, ...]:
    return tuple(sorted(excluded, key=attrgetter("unit_id")))


def _ranked(
    party: Party, arrived: Arrivals, asked: Sequence[Asked], config: EtaConfig
) -> Iterator[tuple[int, RankedUnit]]:
    """(the number of the question, a unit that was timed for it)."""
    chosen = np.flatnonzero(np.isfinite(arrived.travel_s))
    units = [party.units[i] for i in chosen.tolist()]
    numbers = party.number[chosen]
    to_lon, to_lat = np.array([(one.lon, one.lat) for one in asked])[numbers].T
    turnout_s, fix_age_s, age_share = readiness(party.kind, units, config)
    times = eta(party.kind, arrived.travel_s[chosen], fix_age_s, config, turnout_s=turnout_s, age_share=age_share)
    columns = (
        np.maximum(fix_age_s, 0.0),
        arrived.travel_s[chosen],
        times.turnout_s,
        times.expected_s,
        times.worst_s,
        times.fix_age_cost_s,
        arrived.distance_m[chosen],
        distance_m(party.lon[chosen], party.lat[chosen], to_lon, to_lat),
    )
    places = zip(party.lon[chosen].tolist(), party.lat[chosen].tolist(), strict=True)
    rows = zip(numbers.tolist(), units, places, *(np.round(column, 1).tolist() for column in columns), strict=True)
    for number, unit, (lon, lat), old_s, on_road_s, turnout, expected_s, worst_s, age_s, road_m, straight_m in rows:
        frozen = f", unchanged for {unit.frozen_s / 60:.0f} min" if unit.frozen_s > config.frozen_s else ""
        state = f" {unit.state.replace('_', ' ')}" if unit.state in _SAID else ""
        yield (
            number,
            RankedUnit(
                unit_id=unit.unit_id,
                eta_s=expected_s,
                distance_m=road_m,
                straight_line_m=straight_m,
                fix_age_s=old_s,
                lon=lon,
                lat=lat,
                reason=f"{unit.kind}: {expected_s:.0f} s = turnout{state} {turnout:.0f} + road {on_road_s:.0f}"
                f" ({road_m:.0f} m) + position {old_s:.0f} s old{frozen} {age_s:.0f}; at worst {worst_s:.0f} s",
                travel_s=on_road_s,
                worst_s=worst_s,
            ),
        )


def _left_out(roads: Roads, party: Party, number: int, arrived: Arrivals, limit_s: float) -> list[ExcludedUnit]:
    """Of one question: who was not reached, and why."""
    units = np.flatnonzero(~np.isfinite(arrived.travel_s) & (party.number == number))
    if not len(units):
        return []
    scene = party.scenes[party.numbers.index(number)]
    far = f"too far: more than {limit_s / 60:.0f} min by road"
    if not len(scene.places):
        far = f"{NO_WAY}: the incident is {scene.nearest_m:.0f} m from every road for a {party.kind}"
    reach = roads.reaches(party.kind, scene, party.stands.of(units)) | (len(scene.places) == 0)
    rows = zip(units.tolist(), reach.tolist(), party.stands.places.off_m[units].tolist(), strict=True)
    most_m = roads.config.unit_off_road_m
    return [
        ExcludedUnit(
            unit_id=party.units[i].unit_id, why=outside(off_m) if off_m > most_m else far if has_way else NO_WAY
        )
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
