"""Units on their way to one place or several, by the roads of each kind: all placed at once, all timed at once.

Knows nothing of what is said of them.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from dispatch.columns import UnitColumns
from dispatch.config import KINDS, UnitKind
from dispatch.eta import EtaConfig, Readiness, eta, readiness
from dispatch.roads import Roads
from dispatch.roads.geodesy import Floats
from dispatch.roads.osm.build import Bools
from dispatch.roads.scenes import Scene
from dispatch.roads.search import Arrivals
from dispatch.roads.snap import Ints
from dispatch.roads.stands import Stands

_STEP_S: Final = 60.0
"""A search for those within a time goes to the next whole minute, so that whoever asks for a little more soon after
need not search again. Our choice."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A question, as far as it can be answered without a search."""

    number: int
    """Of several, from 0."""
    lon: float
    lat: float
    within_s: float | None
    first_only: bool
    scenes: Mapping[UnitKind, Scene]
    """Of the kinds of those who may be timed; of none where there is a problem."""
    problem: str | None = None


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """All units of several questions."""

    units: UnitColumns
    number: Ints
    """int64 [n]: of the question of each."""
    may: Bools
    """bool [n]: whether it may be timed for it."""


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The units of one kind that may be timed, each to the place of its own question, on the roads of that kind."""

    kind: UnitKind
    rows: Ints
    """int64 [n]: in the crowd."""
    number: Ints
    """int64 [n]: of the question of each unit."""
    numbers: Sequence[int]
    """Of the questions that ask for this kind."""
    scenes: Sequence[Scene]
    """Of each of these."""
    lon: Floats
    lat: Floats
    stands: Stands
    ready: Readiness
    """When each would start, and how well it is known from where."""


def parties_of(roads: Roads, asked: Sequence[Asked], crowd: Crowd, config: EtaConfig) -> list[Party]:
    """All who may be timed, by kind."""
    present = np.flatnonzero(np.bincount(crowd.units.kind[crowd.may])).tolist()
    return [_party(roads, asked, crowd, code, config) for code in present]


def _party(roads: Roads, asked: Sequence[Asked], crowd: Crowd, code: int, config: EtaConfig) -> Party:
    kind, rows = KINDS[code], np.flatnonzero(crowd.may & (crowd.units.kind == code))
    numbers = np.flatnonzero(np.bincount(crowd.number[rows])).tolist()
    lon, lat, heading_deg = (column[rows] for column in (crowd.units.lon, crowd.units.lat, crowd.units.heading_deg))
    return Party(
        kind=kind,
        rows=rows,
        number=crowd.number[rows],
        numbers=numbers,
        scenes=[asked[number].scenes[kind] for number in numbers],
        lon=lon,
        lat=lat,
        stands=roads.stands(kind, lon, lat, heading_deg),
        ready=Readiness(*(column[rows] for column in readiness(kind, crowd.units, config))),
    )


def search(
    roads: Roads, asked: Sequence[Asked], parties: Sequence[Party], config: EtaConfig
) -> tuple[Sequence[float], list[Arrivals]]:
    """(how far was searched for each question, what was found): as near as is enough, to keep the usual case quick.

    Where only those within a time are asked for, little farther than that; where only the first is, no farther than
    proves who that is.
    """
    steps_s, enough = roads.config.search_s, roads.config.enough_units
    most_s = np.array([steps_s[-1] if one.within_s is None else _shared_s(one.within_s) for one in asked])
    units = sum((np.bincount(party.number, minlength=len(asked)) for party in parties), np.zeros(len(asked), np.int64))
    first_only = np.flatnonzero([one.first_only for one in asked])
    near_only = np.array([one.within_s is not None for one in asked])
    wanted = np.where(near_only, units, np.minimum(enough, units))
    times = [_nowhere(len(party.rows)) for party in parties]
    limits_s, ahead = np.zeros(len(asked)), np.ones(len(asked), dtype=bool)
    for step_s in steps_s:
        limits_s[ahead] = np.minimum(step_s, most_s[ahead])
        found = np.zeros(len(asked), dtype=np.int64)
        for i, party in enumerate(parties):
            times[i] = _times(roads, party, ahead, limits_s, times[i])
            found += np.bincount(party.number[np.isfinite(times[i].travel_s)], minlength=len(asked))
        ahead &= (found < wanted) & (limits_s < most_s)
        if ahead[first_only].any():
            ahead[first_only] &= ~_is_first_known(parties, times, limits_s, config)[first_only]
        if not ahead.any():
            break
    return limits_s.tolist(), times


def _shared_s(within_s: float) -> float:
    """How far to search for those within a time."""
    return math.ceil(within_s / _STEP_S) * _STEP_S if within_s < math.inf else within_s


def _is_first_known(parties: Sequence[Party], times: Sequence[Arrivals], limits_s: Floats, config: EtaConfig) -> Bools:
    """Of each question, whether nobody that was not found within its limit could be there before one who was."""
    found_s, other_s = np.full(len(limits_s), np.inf), np.full(len(limits_s), np.inf)
    for party, arrived in zip(parties, times, strict=True):
        found = np.isfinite(arrived.travel_s)
        travel_s = np.where(found, arrived.travel_s, limits_s[party.number])
        turnout_s, fix_age_s, share = party.ready
        at_s = eta(party.kind, travel_s, fix_age_s, config, turnout_s=turnout_s, age_share=share).expected_s
        np.minimum.at(found_s, party.number[found], at_s[found])
        np.minimum.at(other_s, party.number[~found], at_s[~found])
    return np.asarray(found_s <= other_s, dtype=bool)


def _nowhere(units: int) -> Arrivals:
    return Arrivals(travel_s=np.full(units, np.inf), distance_m=np.full(units, np.inf))


def _times(roads: Roads, party: Party, ahead: Bools, limits_s: Floats, known: Arrivals) -> Arrivals:
    """What it takes a party, searched to the limits of the questions that are `ahead`, else as known."""
    rows = np.flatnonzero(ahead[party.number])
    if not len(rows):
        return known
    goal, to_s = np.searchsorted(party.numbers, party.number[rows]), limits_s[party.numbers].tolist()
    if len(rows) == len(party.rows):
        return roads.arrivals_each(party.kind, party.scenes, goal, party.stands, to_s)
    found = roads.arrivals_each(party.kind, party.scenes, goal, party.stands.of(rows), to_s)
    known.travel_s[rows], known.distance_m[rows] = found.travel_s, found.distance_m
    return known
