"""Turn restrictions: which edges must not follow each other. Knows relations and edges, nothing of searches.

https://wiki.openstreetmap.org/wiki/Relation:restriction, those over one node and those over ways.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.config import UnitKind
from dispatch.roads.config import Rules
from dispatch.roads.osm.access import Tags, turn_rule

Ints = npt.NDArray[np.int64]
Arrays = npt.NDArray[np.int32]
_PAIR: Final = 2
_LONGEST: Final = 16
"""A restriction over more arcs than a large roundabout has is a mistake of the map, and followed no farther."""
Path = tuple[int, ...]
"""Arcs one after the other: `2 * edge` is an edge forward, the next one the same backward."""


class Turn(NamedTuple):
    """A turn restriction as the map has it; ways are indices into the map's ways, `via` is an OSM node id."""

    from_way: int
    via: int
    to_way: int
    tags: Tags
    via_ways: frozenset[int] = frozenset()
    """The ways that lie between, where it is over ways; then `via` says nothing."""


class Ends(NamedTuple):
    """What tells the edges of one kind apart, by edge."""

    way: Ints
    tail: Ints
    """OSM node id."""
    head: Ints
    directions: npt.NDArray[np.uint8]
    """1 for forward, 2 for backward, or both."""


def forbidden_turns(turns: Sequence[Turn], kind: UnitKind, rules: Rules, edges: Ends) -> tuple[Arrays, Arrays]:
    """(int32 [pairs, 2], int32 [paths, longest] of three arcs or more, −1 behind the last): what must not be driven.

    A restriction that does not meet this kind's edges forbids nothing, and an "only" into what is closed anyhow does
    not either.
    """
    judged = [(turn, rule) for turn in turns if (rule := turn_rule(kind, turn.tags, rules)) is not None]
    over = np.isin(edges.way, [way for turn, _ in judged for way in turn.via_ways])
    vias = {turn.via for turn, _ in judged if not turn.via_ways} | {
        *edges.tail[over].tolist(),
        *edges.head[over].tolist(),
    }
    arcs = _arcs(edges, vias)
    paths = {path for turn, rule in judged for path in (_over_ways if turn.via_ways else _at_node)(turn, rule, arcs)}
    pairs = sorted(path for path in paths if len(path) == _PAIR)
    longer = sorted(path for path in paths if len(path) > _PAIR)
    longest = max(map(len, longer), default=_PAIR + 1)
    padded = [(*path, *[-1] * (longest - len(path))) for path in longer]
    return np.array(pairs, dtype=np.int32).reshape(-1, _PAIR), np.array(padded, dtype=np.int32).reshape(-1, longest)


class _Arcs(NamedTuple):
    """The arcs around some nodes, each with its way."""

    into: dict[int, list[tuple[int, int]]]
    """By node."""
    out_of: dict[int, list[tuple[int, int]]]
    end: dict[int, int]
    """By arc: the node at its end."""


def _arcs(edges: Ends, nodes: set[int]) -> _Arcs:
    arcs = _Arcs({}, {}, {})
    for edge in np.flatnonzero(np.isin(edges.tail, [*nodes]) | np.isin(edges.head, [*nodes])).tolist():
        tail, head, of_way = int(edges.tail[edge]), int(edges.head[edge]), int(edges.way[edge])
        for arc, begin, end, bit in ((2 * edge, tail, head, 1), (2 * edge + 1, head, tail, 2)):
            if edges.directions[edge] & bit:
                arcs.out_of.setdefault(begin, []).append((arc, of_way))
                arcs.into.setdefault(end, []).append((arc, of_way))
                arcs.end[arc] = end
    return arcs


def _at_node(turn: Turn, rule: str, arcs: _Arcs) -> Iterator[Path]:
    """Where a way goes on beyond the node, "no" forbids to turn into either side of it, but not to turn round on it."""
    out_of = arcs.out_of.get(turn.via, [])
    for arc, way in arcs.into.get(turn.via, []):
        if way != turn.from_way:
            continue
        around = arc ^ 1
        meant = {a for a, w in out_of if w == turn.to_way and (a == around) == (turn.from_way == turn.to_way)}
        if rule == "no":
            yield from ((arc, a) for a in meant)
        elif meant:
            yield from ((arc, a) for a, _ in out_of if a not in meant)


def _over_ways(turn: Turn, rule: str, arcs: _Arcs) -> Iterator[Path]:
    """To leave the way over the ways between is what "only" forbids, at whichever of their nodes."""
    whole = list(_whole(turn, arcs))
    if rule == "no":
        yield from whole
        return
    meant = {path[:n] for path in whole for n in range(2, len(path) + 1)}
    for begun in {path[:n] for path in whole for n in range(1, len(path))}:
        yield from ((*begun, a) for a, _ in arcs.out_of[arcs.end[begun[-1]]] if (*begun, a) not in meant)


def _whole(turn: Turn, arcs: _Arcs) -> Iterator[Path]:
    """From the one way over all of those between into the other, without turning round."""
    ahead: list[tuple[Path, frozenset[int]]] = [
        ((arc,), frozenset()) for some in arcs.into.values() for arc, way in some if way == turn.from_way
    ]
    while ahead:
        path, driven = ahead.pop()
        onward = [(a, w) for a, w in arcs.out_of.get(arcs.end[path[-1]], []) if a not in path and a ^ 1 not in path]
        last = [a for a, w in onward if w == turn.to_way] if driven == turn.via_ways else []
        yield from ((*path, a) for a in last)
        if not last and len(path) < _LONGEST - 1:
            ahead += [((*path, a), driven | {w}) for a, w in onward if w in turn.via_ways]
