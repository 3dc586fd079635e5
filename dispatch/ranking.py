"""Who can be there first, by road: every available unit timed, best first, and why each of the others was left out.

Pure: units, a place and roads in, an answer out.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from typing_extensions import override

from dispatch.config import UnitKind
from dispatch.eta import EtaConfig, eta, readiness, why_not
from dispatch.model import HourOf, Question, Rank, Ranking, Unit
from dispatch.parties import Asked, Party, parties_of, search
from dispatch.reasons import Timed, told
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import is_on_globe
from dispatch.roads.roads import outside
from dispatch.roads.scenes import Scene
from dispatch.roads.search import Arrivals
from streams.schema.incidents import ExcludedUnit
from streams.schema.quantities import Place


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
    timed = [_timed(party, arrived, config) for party, arrived in zip(parties, times, strict=True)]
    found: list[list[tuple[float, float, str]]] = [[] for _ in asked]
    for some in timed:
        rows = zip(some.party.number[some.rows].tolist(), some.eta_s, some.worst_s, some.rows.tolist(), strict=True)
        for number, eta_s, worst_s, row in rows:
            found[number].append((eta_s, worst_s, some.party.units[row].unit_id))
    return [
        Ranking(
            {name: eta_s for eta_s, _, name in sorted(found[number])},
            partial(told, roads, one, timed, number=number, limit_s=limits_s[number], config=config),
            one.problem,
        )
        for number, one in enumerate(asked)
    ]


def _timed(party: Party, arrived: Arrivals, config: EtaConfig) -> Timed:
    rows = np.flatnonzero(np.isfinite(arrived.travel_s))
    ready = readiness(party.kind, [party.units[row] for row in rows.tolist()], config)
    times = eta(
        party.kind,
        arrived.travel_s[rows],
        ready.fix_age_s,
        config,
        turnout_s=ready.turnout_s,
        age_share=ready.age_share,
    )
    return Timed(
        party=party,
        arrived=arrived,
        rows=rows,
        times=times,
        fix_age_s=ready.fix_age_s,
        eta_s=np.round(times.expected_s, 1).tolist(),
        worst_s=np.round(times.worst_s, 1).tolist(),
    )


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
