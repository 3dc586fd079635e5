"""Who goes, and by which way each: the nearest stays first, then as many ways out as can be are held, and early.

Exact for the few units of a plan. Knows numbers of seconds; nothing of roads, incidents and rules.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import inf
from typing import Final

import msgspec

NO_EXIT: Final = -1
"""Straight to the incident, holding no way out."""
TOGETHER: Final = 3
"""So many units are chosen together, those who are told another way among them: for four with six exits to choose from
there are a hundred thousand answers."""
_Key = tuple[float, int, int, int, float, float]
_WORST: Final[_Key] = (inf, 0, 0, 0, inf, inf)


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One unit that could go."""

    unit_id: str
    slots: frozenset[int]
    """Which of the plan's units it could be."""
    at_scene_s: Mapping[int, float]
    """By way in (an exit's number, or `NO_EXIT`): arrival at the incident."""
    at_exit_s: Mapping[int, float]
    """By way in: arrival at that exit; for `NO_EXIT`, at the incident."""


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is on it already and may be told another way in."""

    option: Option
    slot: int
    exit: int


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to go where."""

    exits: Mapping[str, int]
    """Unit → way in, of those that are asked and those that come already."""
    slots: Mapping[str, int]
    """Unit → which of the plan's units it is; only of those to be asked."""
    first_s: float
    """The first arrival at the incident; inf with nobody."""
    later_s: float
    """The arrival that closes the last of the exits that are held; 0 where none is."""
    held: int
    """How many exits are held."""


def choose(vacant: Sequence[int], free: Sequence[Option], coming: Sequence[Coming] = ()) -> Choice:
    """The best way to fill the `vacant` slots from those who are `free`, given who is `coming`.

    In this order: the first arrival at the incident as early as can be; most slots filled; most exits held; fewest of
    those who come told anew; the latest arrival at a held exit as early as can be; least waiting in all. Ties fall to
    the smaller unit ids. Nobody is chosen twice.

    Of more than `TOGETHER` units these are the best for the slots that fewest fit, then for the next with those
    settled, and not of all answers that there are.
    """
    order = sorted(vacant, key=lambda slot: (sum(slot in one.slots for one in free), slot))
    asked: dict[str, _Move] = {}
    settled = list(coming)
    for first in range(0, max(1, len(order)), TOGETHER):
        key, moves = _best(order[first : first + TOGETHER], [one for one in free if one.unit_id not in asked], settled)
        asked |= {move.unit_id: move for move in moves if move.is_new}
        settled = [_settled(move) for move in moves]
    return Choice(
        exits={move.unit_id: move.exit for move in moves},
        slots={name: move.slot for name, move in asked.items()},
        first_s=key[0],
        later_s=key[4] if moves else 0.0,
        held=-key[2],
    )


def _best(vacant: Sequence[int], free: Sequence[Option], coming: Sequence[Coming]) -> tuple[_Key, tuple["_Move", ...]]:
    movable = max(0, TOGETHER - len(vacant))
    told = [list(_told_anew(one)) for one in coming[:movable]]
    told += [[move for move in _told_anew(one) if not move.is_changed] for one in coming[movable:]]
    limited = [_worth_trying(slot, free, len(vacant)) for slot in vacant]
    best: tuple[_Key, tuple[_Move, ...]] = (_WORST, ())
    for those in product(*told):
        for asked in _filled(limited):
            moves = (*those, *asked)
            key = _key(moves)
            if key < best[0] or (key == best[0] and _names(moves) < _names(best[1])):
                best = (key, moves)
    return best


def _settled(move: "_Move") -> Coming:
    """As one who comes and is told no other way."""
    only = Option(
        unit_id=move.unit_id,
        slots=frozenset(),
        at_scene_s={move.exit: move.at_scene_s},
        at_exit_s={move.exit: move.at_exit_s},
    )
    return Coming(option=only, slot=move.slot, exit=move.exit)


class _Move(msgspec.Struct, frozen=True, kw_only=True):
    """One unit by one way in."""

    unit_id: str
    slot: int
    exit: int
    at_scene_s: float
    at_exit_s: float
    is_new: bool
    is_changed: bool = False


def _worth_trying(slot: int, free: Sequence[Option], slots: int) -> Sequence[_Move]:
    """By each way in, the few units that can be part of the best answer.

    With one unit settled as the first, each slot and exit need only their best `slots` units: if a worse one is used,
    one of the better is idle and can take its place, which makes no arrival later.
    """
    moves = [
        _Move(unit_id=one.unit_id, slot=slot, exit=way, at_scene_s=scene_s, at_exit_s=one.at_exit_s[way], is_new=True)
        for one in free
        if slot in one.slots
        for way, scene_s in one.at_scene_s.items()
    ]
    kept: dict[tuple[str, int], _Move] = {}
    for way in {move.exit for move in moves}:
        through = [move for move in moves if move.exit == way]
        for few in (
            heapq.nsmallest(slots, through, key=lambda move: (move.at_exit_s, move.at_scene_s, move.unit_id)),
            heapq.nsmallest(slots, through, key=lambda move: (move.at_scene_s, move.at_exit_s, move.unit_id)),
        ):
            kept.update({(move.unit_id, move.exit): move for move in few})
    return list(kept.values())


def _filled(limited: Sequence[Sequence[_Move]], least: int = 0) -> Iterator[tuple[_Move, ...]]:
    """All ways to fill the slots, any of which may stay empty; of slots that the same units fit, each way once."""
    if not limited:
        yield ()
        return
    moves, rest = limited[0], limited[1:]
    alike = bool(rest) and _fitting(moves) == _fitting(rest[0])
    yield from _filled(rest, len(moves) if alike else 0)
    for number in range(least, len(moves)):
        move = moves[number]
        for more in _filled(rest, number + 1 if alike else 0):
            if all(other.unit_id != move.unit_id for other in more):
                yield (move, *more)


def _fitting(moves: Sequence[_Move]) -> Sequence[tuple[str, int]]:
    return [(move.unit_id, move.exit) for move in moves]


def _told_anew(one: Coming) -> Iterator[_Move]:
    for way, scene_s in one.option.at_scene_s.items():
        yield _Move(
            unit_id=one.option.unit_id,
            slot=one.slot,
            exit=way,
            at_scene_s=scene_s,
            at_exit_s=one.option.at_exit_s[way],
            is_new=False,
            is_changed=way != one.exit,
        )


def _key(moves: Sequence[_Move]) -> _Key:
    """What makes one answer better than another: smaller is better."""
    at_exit: dict[int, float] = {}
    for move in moves:
        at_exit[move.exit] = min(move.at_exit_s, at_exit.get(move.exit, inf))
    held = [at_s for way, at_s in at_exit.items() if way != NO_EXIT and at_s < inf]
    return (
        min((move.at_scene_s for move in moves), default=inf),
        -sum(move.is_new for move in moves),
        -len(held),
        sum(move.is_changed for move in moves),
        max(held, default=0.0),
        sum(move.at_exit_s for move in moves),
    )


def _names(moves: Sequence[_Move]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((move.unit_id, move.exit) for move in moves))
