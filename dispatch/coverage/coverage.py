"""How much of the streets the units reach within the target, where each idle one would best wait, and what that adds.

Pure: units and roads in, an answer out. Times units as the ranking does.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
import numpy as np

from dispatch.config import UnitKind
from dispatch.coverage.config import CoverageConfig
from dispatch.coverage.pieces import Pieces, pieces_of
from dispatch.coverage.posts import Idle, Point, Posts
from dispatch.eta import TURNOUT_S, EtaConfig, eta, readiness, why_not
from dispatch.model import Unit
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import Floats
from dispatch.roads.osm.build import Bools
from dispatch.roads.roads import outside
from dispatch.roads.snap import Ints
from streams.schema.incidents import ExcludedUnit


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """The street that somebody reaches in time."""

    km: float
    share: float


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Where one idle unit would best wait."""

    unit_id: str
    lon: float
    lat: float
    street: str
    """Empty where it has no name."""
    moves: bool
    """Whether that is elsewhere than where it is."""
    travel_s: float
    only_km: float
    """The street that nobody but this unit then reaches in time."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What is in reach now, and what would be with every idle unit at its post."""

    within_s: float
    street_km: float
    now: Reached
    with_posts: Reached
    posts: tuple[Post, ...]
    excluded: tuple[ExcludedUnit, ...]
    """Units that cannot be counted on, and why."""


class Streets(msgspec.Struct, frozen=True, kw_only=True):
    """The same street by street, to be drawn."""

    pieces: Pieces
    now: Bools
    """bool [pieces]."""
    with_posts: Bools
    """bool [pieces]."""


def cover(
    roads: Roads,
    units: Sequence[Unit],
    thefts: Sequence[Point] | None = None,
    config: CoverageConfig | None = None,
    eta_config: EtaConfig | None = None,
) -> tuple[Coverage, Streets]:
    """The coverage of all streets that a car can use. Posts are chosen where `thefts` were, as far as these are known.

    Raises:
        DispatchError: the map has none.
    """
    config, eta_config = config or CoverageConfig(), eta_config or EtaConfig()
    verdicts = {unit.unit_id: _why_not(roads, unit, eta_config) for unit in units}
    counted = [unit for unit in units if verdicts[unit.unit_id] is None]
    idle = [one for kind in KINDS for one in idle_units(kind, counted, config, eta_config)]
    pieces = pieces_of(roads)
    if thefts:
        pieces = pieces.expecting(np.array(thefts), config.thefts_share)
    posts = Posts(roads, pieces, config)
    chosen = posts.best(idle)
    then = posts.reached([_at_post(unit, chosen) for unit in idle])
    streets = Streets(pieces=pieces, now=_any(pieces, posts.reached(idle)), with_posts=_any(pieces, then))
    answer = Coverage(
        within_s=config.within_s,
        street_km=_km(pieces.length_m),
        now=_reached(pieces, streets.now),
        with_posts=_reached(pieces, streets.with_posts),
        posts=tuple(_posts(roads, posts, pieces, list(zip(idle, then, strict=True)), chosen)),
        excluded=tuple(ExcludedUnit(unit_id=name, why=why) for name, why in sorted(verdicts.items()) if why),
    )
    return answer, streets


def idle_units(kind: UnitKind, units: Sequence[Unit], config: CoverageConfig, eta_config: EtaConfig) -> list[Idle]:
    """Those of a kind, all of which can be timed, with what of the target is left to them for the way."""
    some = [unit for unit in units if unit.kind == kind]
    turnout_s, fix_age_s, age_share = readiness(kind, some, eta_config)
    start = eta(kind, np.zeros(len(some)), fix_age_s, eta_config, turnout_s=turnout_s, age_share=age_share)
    there_s = config.within_s - eta_config.turnout_s.get(kind, TURNOUT_S[kind])
    return [
        Idle(
            unit_id=unit.unit_id,
            kind=kind,
            at=(float(unit.lon or 0.0), float(unit.lat or 0.0)),
            here_s=config.within_s - expected_s,
            there_s=there_s,
        )
        for unit, expected_s in zip(some, start.expected_s.tolist(), strict=True)
    ]


def _why_not(roads: Roads, unit: Unit, config: EtaConfig) -> str | None:
    why = why_not(unit, config)
    if why is not None:
        return why
    stand = roads.stands(unit.kind, np.array([unit.lon]), np.array([unit.lat]))
    off_m = float(stand.places.off_m[0])
    return outside(off_m) if off_m > roads.config.unit_off_road_m else None


def _at_post(unit: Idle, chosen: Mapping[str, Point]) -> Idle:
    if unit.unit_id not in chosen:
        return unit
    return msgspec.structs.replace(unit, at=chosen[unit.unit_id], here_s=unit.there_s)


def _posts(
    roads: Roads, posts: Posts, pieces: Pieces, reached: Sequence[tuple[Idle, Ints]], chosen: Mapping[str, Point]
) -> Iterator[Post]:
    crews = np.zeros(len(pieces), dtype=np.int64)
    for _, some in reached:
        crews[some] += 1
    for unit, some in reached:
        moves = unit.unit_id in chosen
        lon, lat = chosen.get(unit.unit_id, unit.at)
        yield Post(
            unit_id=unit.unit_id,
            lon=round(lon, 6),
            lat=round(lat, 6),
            street=roads.street_name(lon, lat),
            moves=moves,
            travel_s=round(posts.travel_s(unit, (lon, lat)), 1) if moves else 0.0,
            only_km=_km(pieces.length_m[some[crews[some] == 1]]),
        )


def _any(pieces: Pieces, by_unit: Sequence[Ints]) -> Bools:
    some = np.zeros(len(pieces), dtype=bool)
    for reached in by_unit:
        some[reached] = True
    return some


def _reached(pieces: Pieces, some: Bools) -> Reached:
    m = pieces.length_m[some]
    return Reached(km=_km(m), share=round(float(m.sum() / pieces.length_m.sum()), 4))


def _km(length_m: Floats) -> float:
    return round(float(length_m.sum()) / 1000, 3)
