"""What an incident leaves uncovered while units are on it, and which of the others had best wait where they were.

Pure: units and roads in, advice out. Moves nobody.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from dispatch.coverage.config import CoverageConfig
from dispatch.coverage.coverage import idle_units
from dispatch.coverage.pieces import Pieces, pieces_of
from dispatch.coverage.posts import Idle, Posts
from dispatch.eta import EtaConfig, why_not
from dispatch.model import Unit
from dispatch.roads import KINDS, Roads
from dispatch.roads.snap import Ints


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One idle unit that had best wait where a taken one was."""

    unit_id: str
    instead_of: str
    lon: float
    lat: float
    street: str
    """Empty where it has no name."""
    travel_s: float
    adds_km: float
    """The street that is reached in time again, less what nobody reaches where the unit is now."""


class Backfill(msgspec.Struct, frozen=True, kw_only=True):
    """Street that somebody reaches within the target: with everybody free, now, and after the moves."""

    within_s: float
    before_km: float
    now_km: float
    then_km: float
    moves: tuple[Move, ...]


class _Streets:
    """Who reaches what."""

    def __init__(self, pieces: Pieces, covers: Mapping[str, Ints]) -> None:
        self._length_m = pieces.length_m
        self.covers = dict(covers)
        self._crews = np.zeros(len(pieces), dtype=np.int64)
        for cover in covers.values():
            self._crews[cover] += 1

    @property
    def reached_m(self) -> float:
        return float(self._length_m[self._crews > 0].sum())

    def gain_m(self, unit_id: str, cover: Ints) -> float:
        """What is added if this unit reaches that instead."""
        without = self._crews.copy()
        without[self.covers[unit_id]] -= 1
        lost = self.covers[unit_id][without[self.covers[unit_id]] == 0]
        won = cover[without[cover] == 0]
        return float(self._length_m[won].sum() - self._length_m[lost].sum())

    def move(self, unit_id: str, cover: Ints) -> None:
        self._crews[self.covers[unit_id]] -= 1
        self.covers[unit_id] = cover
        self._crews[cover] += 1


def backfill(
    roads: Roads,
    free: Sequence[Unit],
    taken: Sequence[Unit],
    config: CoverageConfig | None = None,
    eta_config: EtaConfig | None = None,
) -> Backfill:
    """Who of the `free` had best wait where one of the `taken` was when it was asked; those as if they were free.

    One move after the other, the one that adds most first; one that adds less than `least_m` is not worth it.

    Raises:
        DispatchError: the map has no street for cars.
    """
    config, eta_config = config or CoverageConfig(), eta_config or EtaConfig()
    pieces = pieces_of(roads)
    posts = Posts(roads, pieces, config)
    idle, left = (_idle(units, config, eta_config) for units in (free, taken))
    streets = _Streets(pieces, _covers(posts, idle))
    before, now_m = _Streets(pieces, _covers(posts, (*idle, *left))), streets.reached_m
    moves: list[Move] = []
    while (move := _best(roads, posts, streets, _open(idle, left, moves), config)) is not None:
        moves.append(move)
    return Backfill(
        within_s=config.within_s,
        before_km=_km(before.reached_m),
        now_km=_km(now_m),
        then_km=_km(streets.reached_m),
        moves=tuple(moves),
    )


def _idle(units: Sequence[Unit], config: CoverageConfig, eta_config: EtaConfig) -> list[Idle]:
    timed = [unit for unit in units if why_not(unit, eta_config) is None]
    return [one for kind in KINDS for one in idle_units(kind, timed, config, eta_config)]


def _covers(posts: Posts, idle: Sequence[Idle]) -> dict[str, Ints]:
    return dict(zip((unit.unit_id for unit in idle), posts.reached(idle), strict=True))


def _open(idle: Sequence[Idle], left: Sequence[Idle], moves: Sequence[Move]) -> list[tuple[Idle, Idle]]:
    """Who could still go where."""
    gone, filled = {move.unit_id for move in moves}, {move.instead_of for move in moves}
    return [(one, place) for place in left if place.unit_id not in filled for one in idle if one.unit_id not in gone]


def _best(
    roads: Roads, posts: Posts, streets: _Streets, pairs: Sequence[tuple[Idle, Idle]], config: CoverageConfig
) -> Move | None:
    """The move that adds most, carried out; None where none is worth it."""
    rated = []
    for one, place in pairs:
        (cover,) = posts.reached([msgspec.structs.replace(one, at=place.at, here_s=one.there_s)])
        gain_m = streets.gain_m(one.unit_id, cover)
        if gain_m > config.least_m:
            rated.append((-gain_m, one.unit_id, place.unit_id, one, place, cover))
    for minus_m, _, _, one, place, cover in sorted(rated, key=lambda each: each[:3]):
        travel_s = posts.travel_s(one, place.at)
        if np.isfinite(travel_s):
            streets.move(one.unit_id, cover)
            return Move(
                unit_id=one.unit_id,
                instead_of=place.unit_id,
                lon=place.at[0],
                lat=place.at[1],
                street=roads.street_name(*place.at),
                travel_s=round(travel_s, 1),
                adds_km=_km(-minus_m),
            )
    return None


def _km(length_m: float) -> float:
    return round(length_m / 1000, 3)
