"""Who could come to an incident, as the desk knows its units now. Asks nobody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from dispatch.desk.deadlines import askable_ms
from dispatch.desk.pen import Pen, Timed
from dispatch.desk.sending.asking import is_on_duty
from dispatch.desk.sights import unit_at
from dispatch.fixes import metres_between
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from dispatch.model import Question, Ranking, Told, Unit
from dispatch.roads.geodesy import distance_m
from streams.schema.incidents import ExcludedUnit, RankedUnit, ReleaseReason, UnitRecommended
from streams.schema.quantities import Place

_LONGEST: Final = 400
"""Characters of an error that are kept in a fact."""
_WHY: Final[Mapping[ReleaseReason, str]] = {
    "declined": "declined this incident",
    "accept_timeout": "did not answer",
    "called_off": "was called off",
    "reassigned": "was sent elsewhere",
    "incident_over": "was released",
    "off_duty": "went off duty",
}
_NOBODY: Final = Ranking.told(())


def recommend(pen: Pen, incident_id: str) -> None:
    """Rank everybody now and store the decision with all that it was based on."""
    store(pen, incident_id, ranked(pen, pen.incident(incident_id)))


def store(pen: Pen, incident_id: str, ranking: Ranking) -> None:
    """Write the decision down."""
    pen.say(UnitRecommended(**pen.about(incident_id), ranking=ranking.ranking, excluded=ranking.excluded))


def is_fresh(pen: Pen, incident: Incident) -> bool:
    """Whether the stored ranking is from just now."""
    age_ms = None if incident.ranked_ms is None else pen.now_ms - incident.ranked_ms
    return age_ms is not None and 0 <= age_ms <= pen.force.config.rerank_after_s * 1000


def may_be_asked(pen: Pen, incident: Incident, unit_id: str) -> bool:
    """Whether the unit is free, and free to be asked for this incident."""
    return (
        unit_id in pen.force.units
        and unit_id not in pen.state.booked
        and is_on_duty(pen, unit_id)
        and _why_not_again(pen, incident, unit_id) is None
    )


def ranked(pen: Pen, incident: Incident) -> Ranking:
    """Everybody who could come, best first, and why each of the others cannot."""
    as_things_stand = (incident.incident_id, len(pen.facts))
    if as_things_stand not in pen.rankings:
        pen.rankings[as_things_stand] = ranking = _ranked(pen, incident)
        pen.arrival_s.setdefault(incident.place, {}).update(ranking.eta_s)
    return pen.rankings[as_things_stand]


def _ranked(pen: Pen, incident: Incident) -> Ranking:
    sights = pen.force.sights
    asked = sorted(incident.units.keys() & sights.row.keys(), key=sights.row.__getitem__)
    barred = {name: why for name in asked if (why := _why_not_again(pen, incident, name)) is not None}
    excluded = tuple(ExcludedUnit(unit_id=name, why=why) for name, why in barred.items())
    others = np.delete(np.arange(len(sights.row)), [sights.row[name] for name in barred])
    units = pen.units.with_status(sights.statuses(pen.state)).some(others)
    if incident.place is None:
        nowhere = (ExcludedUnit(unit_id=name, why="the place of the incident is not known") for name in units.unit_id)
        return Ranking.told((), (*excluded, *nowhere))
    try:
        ranking = pen.force.rank(units, incident.place, pen.now_ms)
    except Exception as error:  # noqa: BLE001 - an alert reaches people even where the map fails; they are told why
        return Ranking.told((), (*_failed(units.unit_id, error), *excluded))

    def tell() -> Told:
        try:
            return ranking.ranking, (*ranking.excluded, *excluded)
        except Exception as error:  # noqa: BLE001 - as above
            return (), (*_failed(units.unit_id, error), *excluded)

    return Ranking(ranking.eta_s, tell, ranking.problem)


def _failed(names: Iterable[str], error: Exception) -> Iterator[ExcludedUnit]:
    return (ExcludedUnit(unit_id=name, why=f"ranking failed: {error!r}"[:_LONGEST]) for name in names)


class Way(NamedTuple):
    """Units on their way to an incident, were none of them taken; whoever needs longer may be left out."""

    incident: Incident
    names: Iterable[str]
    within_s: float | None = None
    first_only: bool = False
    """Whoever is later than the first may be left out, too."""


def arrivals(pen: Pen, incident: Incident, names: Iterable[str], within_s: float | None = None) -> Mapping[str, float]:
    """Unit → arrival at the incident, as `ranked_as_free`."""
    return arrivals_each(pen, [Way(incident, names, within_s)])[0]


def arrivals_each(pen: Pen, ways: Sequence[Way]) -> list[Mapping[str, float]]:
    """The same to several incidents at once. What this decision knows already, the roads are not asked again."""
    names = [_askable(pen, way) for way in ways]
    known = [pen.arrival_s.setdefault(way.incident.place, {}) for way in ways]
    unknown = [[name for name in some if name not in at_s] for some, at_s in zip(names, known, strict=True)]
    rankings = _ranked_each(pen, [way._replace(names=some) for way, some in zip(ways, unknown, strict=True)])
    for at_s, ranking in zip(known, rankings, strict=True):
        at_s.update(ranking.eta_s)
    return [{name: at_s[name] for name in some if name in at_s} for some, at_s in zip(names, known, strict=True)]


def ranked_as_free(pen: Pen, incident: Incident, names: Iterable[str]) -> tuple[RankedUnit, ...]:
    """These units, best first, as if none were taken; who cannot come, or not be asked, is left out."""
    return _ranked_each(pen, [Way(incident, names)])[0].ranking


def _ranked_each(pen: Pen, ways: Sequence[Way]) -> list[Ranking]:
    questions = [_question(pen, way) for way in ways]
    asked = [question for question in questions if question is not None]
    try:
        answers = iter(pen.force.rank.each(asked, pen.now_ms) if asked else ())
    except Exception:  # noqa: BLE001 - said by the ranking of those who are free
        return [_NOBODY for _ in ways]
    rankings = [_NOBODY if question is None else next(answers) for question in questions]
    for question, ranking in zip(questions, rankings, strict=True):
        if question is not None:
            _remember(pen, question.place, ranking.eta_s)
    return rankings


def _question(pen: Pen, way: Way) -> Question | None:
    """None where nobody can be asked for."""
    place, names = way.incident.place, _askable(pen, way)
    if not names or place is None:
        return None
    return Question([free_now(pen, name) for name in names], place, way.within_s, way.first_only)


def _askable(pen: Pen, way: Way) -> list[str]:
    """Those who could be asked, were none of them taken."""
    known = [name for name in way.names if name in pen.force.units and _why_not_again(pen, way.incident, name) is None]
    return [name for name in known if name in pen.state.booked or is_on_duty(pen, name)]


def _remember(pen: Pen, place: Place, eta_s: Mapping[str, float]) -> None:
    for name in eta_s.keys() & pen.state.booked.keys():
        unit = _ageless(free_now(pen, name))
        pen.force.timed[name] = Timed(unit=unit, place=place, at_ms=pen.now_ms, eta_s=eta_s[name])


def soonest_s(pen: Pen, incident: Incident, unit_id: str) -> float:
    """Before when a unit cannot be there, whatever the roads: quick to say, and never too late."""
    unit = free_now(pen, unit_id)
    if incident.place is None or unit.lon is None or unit.lat is None:
        return 0.0
    apart_m = metres_between(unit.lon, unit.lat, incident.place.lon, incident.place.lat)
    return apart_m * 3.6 / pen.force.config.fastest_kmh


def near_enough(pen: Pen, incident: Incident, names: Iterable[str], within_s: float) -> list[str]:
    """Those of these units that may be there `within_s`, whatever the roads: `soonest_s` of many."""
    place, row = incident.place, pen.force.sights.row
    if place is None:
        return [name for name in names if name in row]
    apart_m = distance_m(pen.units.lon, pen.units.lat, place.lon, place.lat)
    far = (apart_m * 3.6 / pen.force.config.fastest_kmh > within_s).tolist()  # whoever is nowhere is not far
    return [name for name in names if name in row and not far[row[name]]]


def latest_s(pen: Pen, incident: Incident, names: Iterable[str]) -> float:
    """By when the first of them is there, as far as is known without asking the roads again; inf where nothing is.

    Of a unit that has not told a new place since it was timed: its fix grows old by a second in a second, which costs
    at most that.
    """
    known = ((name, pen.force.timed.get(name)) for name in names if name in pen.force.units)
    return min(
        (
            timed.eta_s + (pen.now_ms - timed.at_ms) / 1000
            for name, timed in known
            if timed is not None
            and timed.place == incident.place
            and timed.at_ms <= pen.now_ms
            and timed.unit == _ageless(free_now(pen, name))
        ),
        default=inf,
    )


def _ageless(unit: Unit) -> Unit:
    return replace(unit, fix_age_s=None)


def free_now(pen: Pen, unit_id: str) -> Unit:
    """The same as if nobody had taken it; made once for a decision, which asks for it often."""
    known = pen.free.get(unit_id)
    if known is None:
        trail = pen.state.trails.get(unit_id)
        known = pen.free[unit_id] = unit_at(pen.force.units[unit_id], trail, pen.now_ms, pen.until_ms)
    return known


def _why_not_again(pen: Pen, incident: Incident, unit_id: str) -> str | None:
    leg: Leg | None = incident.units.get(unit_id)
    if leg is None or leg.state.books:
        return None
    askable = askable_ms(leg, pen.force.config)
    if askable is not None and askable <= pen.now_ms:
        return None
    return _WHY[leg.released] if leg.released else "was there already"
