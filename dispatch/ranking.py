"""Who can be there first, by road: every available unit timed, best first, and why each of the others was left out.

Pure: units, a place and roads in, an answer out.
"""

from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
from msgspec.structs import replace
from typing_extensions import override

from dispatch.columns import UnitColumns
from dispatch.config import KINDS, UnitKind
from dispatch.eta import EtaConfig, can_be_timed, eta
from dispatch.model import HourOf, Question, Rank, Ranking, Unit
from dispatch.parties import Asked, Crowd, Party, parties_of, search
from dispatch.reasons import Timed, told
from dispatch.roads import Roads
from dispatch.roads.geodesy import is_on_globe
from dispatch.roads.roads import outside
from dispatch.roads.search import Arrivals
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
    asked, crowd = _heard(roads, questions, config)
    parties = parties_of(roads, asked, crowd, config)
    limits_s, times = search(roads, asked, parties, config)
    timed = [_timed(crowd, party, arrived, config) for party, arrived in zip(parties, times, strict=True)]
    found: list[list[tuple[float, float, str]]] = [[] for _ in asked]
    for some in timed:
        begin, units = 0, list(zip(some.eta_s, some.worst_s, some.unit_id, strict=True))  # one question after the other
        for number, count in enumerate(np.bincount(some.party.number[some.rows]).tolist()):
            found[number] += units[begin : (begin := begin + count)]
    return [
        Ranking(
            {name: eta_s for eta_s, _, name in sorted(found[one.number])},
            partial(told, roads, one, crowd, timed, limit_s=limits_s[one.number], config=config),
            one.problem,
        )
        for one in asked
    ]


def _timed(crowd: Crowd, party: Party, arrived: Arrivals, config: EtaConfig) -> Timed:
    rows = np.flatnonzero(np.isfinite(arrived.travel_s))
    turnout_s, fix_age_s, share = (column[rows] for column in party.ready)
    times = eta(party.kind, arrived.travel_s[rows], fix_age_s, config, turnout_s=turnout_s, age_share=share)
    return Timed(
        party=party,
        arrived=arrived,
        rows=rows,
        unit_id=[crowd.units.unit_id[row] for row in party.rows[rows].tolist()],
        times=times,
        fix_age_s=fix_age_s,
        eta_s=np.round(times.expected_s, 1).tolist(),
        worst_s=np.round(times.worst_s, 1).tolist(),
    )


def _heard(roads: Roads, questions: Sequence[Question], config: EtaConfig) -> tuple[list[Asked], Crowd]:
    single = len(questions) == 1
    units = UnitColumns.of(questions[0].units if single else [unit for one in questions for unit in one.units])
    number = np.repeat(np.arange(len(questions)), [len(question.units) for question in questions])
    may = can_be_timed(units, config)
    present = np.zeros((len(questions), len(KINDS)), dtype=bool)
    present[number[may], units.kind[may]] = True
    asked = [
        _asked(roads, n, question, [KINDS[code] for code in np.flatnonzero(kinds).tolist()])
        for n, (question, kinds) in enumerate(zip(questions, present, strict=True))
    ]
    there = np.array([one.problem is None for one in asked], dtype=bool)
    return asked, Crowd(units=units, number=number, may=may & there[number])


def _asked(roads: Roads, number: int, question: Question, kinds: Sequence[UnitKind]) -> Asked:
    """Where there is nobody, the roads on foot still tell whether the place is on the map."""
    _, place, within_s, first_only = question
    lon, lat = place.lon, place.lat
    asked = Asked(number=number, lon=lon, lat=lat, within_s=within_s, first_only=first_only, scenes={})
    if not is_on_globe(lon, lat):
        return replace(asked, problem="no valid place")
    scenes = {kind: roads.scene(kind, lon, lat) for kind in kinds or ("foot",)}
    if any(len(scene.places) for scene in scenes.values()):
        return replace(asked, scenes=scenes)
    return replace(asked, problem=outside(min(scene.nearest_m for scene in scenes.values())))
