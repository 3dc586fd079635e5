"""Units on their way to one place or several, by the roads of each kind: all placed at once, all timed at once.

Knows nothing of when they start and of what is said of them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import chain

import msgspec
import numpy as np

from dispatch.config import UnitKind
from dispatch.eta import positions
from dispatch.model import Unit
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import Floats
from dispatch.roads.osm.build import Bools
from dispatch.roads.scenes import Scene
from dispatch.roads.search import Arrivals
from dispatch.roads.snap import Ints
from dispatch.roads.stands import Stands
from streams.schema.incidents import ExcludedUnit


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question, as far as it can be answered without a search."""

    lon: float
    lat: float
    within_s: float | None
    units: Sequence[Unit]
    """Who may be timed; nobody where there is a problem."""
    scenes: Mapping[UnitKind, Scene]
    """Of the kinds of these units."""
    excluded: Sequence[ExcludedUnit]
    problem: str | None = None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The units of one kind that may be timed, each to the place of its own question, on the roads of that kind."""

    kind: UnitKind
    units: Sequence[Unit]
    number: Ints
    """int64 [n]: of the question of each unit."""
    numbers: Sequence[int]
    """Of the questions that ask for this kind."""
    scenes: Sequence[Scene]
    """Of each of these."""
    lon: Floats
    lat: Floats
    stands: Stands


def parties_of(roads: Roads, asked: Sequence[Asked]) -> list[Party]:
    """All who may be timed, by kind."""
    present = {unit.kind for one in asked for unit in one.units}
    return [_party(roads, kind, asked) for kind in KINDS if kind in present]


def _party(roads: Roads, kind: UnitKind, asked: Sequence[Asked]) -> Party:
    by_question = [[unit for unit in one.units if unit.kind == kind] for one in asked]
    units = list(chain.from_iterable(by_question))
    numbers = [number for number, some in enumerate(by_question) if some]
    lon, lat, heading_deg = positions(units)
    return Party(
        kind=kind,
        units=units,
        number=np.repeat(np.arange(len(asked)), [len(some) for some in by_question]),
        numbers=numbers,
        scenes=[asked[number].scenes[kind] for number in numbers],
        lon=lon,
        lat=lat,
        stands=roads.stands(kind, lon, lat, heading_deg),
    )


def search(roads: Roads, asked: Sequence[Asked], parties: Sequence[Party]) -> tuple[Sequence[float], list[Arrivals]]:
    """(how far was searched for each question, what was found): as near as is enough, to keep the usual case quick.

    Always as far as one of the steps, so that searches from one place are shared.
    """
    steps_s, enough = roads.config.search_s, roads.config.enough_units
    steps = [len(steps_s) if one.within_s is None else bisect_left(steps_s, one.within_s) + 1 for one in asked]
    wanted = np.array([len(one.units) if one.within_s is not None else min(enough, len(one.units)) for one in asked])
    times = [_nowhere(len(party.units)) for party in parties]
    limits_s, ahead = [0.0] * len(asked), np.ones(len(asked), dtype=bool)
    for step, limit_s in enumerate(steps_s):
        limits_s = [limit_s if more else before_s for more, before_s in zip(ahead.tolist(), limits_s, strict=True)]
        found = np.zeros(len(asked), dtype=np.int64)
        for i, party in enumerate(parties):
            times[i] = _times(roads, party, ahead, limit_s, times[i])
            found += np.bincount(party.number[np.isfinite(times[i].travel_s)], minlength=len(asked))
        ahead &= (found < wanted) & (np.array(steps) > step + 1)
        if not ahead.any():
            break
    return limits_s, times


def _nowhere(units: int) -> Arrivals:
    return Arrivals(travel_s=np.full(units, np.inf), distance_m=np.full(units, np.inf))


def _times(roads: Roads, party: Party, ahead: Bools, limit_s: float, known: Arrivals) -> Arrivals:
    """What it takes a party, searched to `limit_s` for the questions that are `ahead`, else as known."""
    rows = np.flatnonzero(ahead[party.number])
    if not len(rows):
        return known
    goal = np.searchsorted(party.numbers, party.number[rows])
    if len(rows) == len(party.units):
        return roads.arrivals_each(party.kind, party.scenes, goal, party.stands, limit_s)
    found = roads.arrivals_each(party.kind, party.scenes, goal, party.stands.of(rows), limit_s)
    known.travel_s[rows], known.distance_m[rows] = found.travel_s, found.distance_m
    return known
