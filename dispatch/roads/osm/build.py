"""From the ways of a map to the edges that one unit kind can use. Knows the tags' rules, no files and no speeds.

An edge runs between two graph nodes: places where usable ways meet or end. The points between keep its shape.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from dispatch.config import UnitKind
from dispatch.roads.config import Rules
from dispatch.roads.osm.access import Passage, Tags, is_barrier, passage
from dispatch.roads.osm.turns import Ends, Turn, forbidden_turns

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

E7: Final = 1e7
"""OpenStreetMap keeps degrees as whole numbers of 1e-7 (1 cm)."""
FORWARD: Final = 1
BACKWARD: Final = 2


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """The ways of a map as runs of nodes; a way is broken into several where a node is not in the file (a border)."""

    node: Ints
    """int64 [points]: OSM node ids."""
    lon_e7: Ints
    """int64 [points]."""
    lat_e7: Ints
    """int64 [points]."""
    run_start: Ints
    """int64 [runs + 1]: where each run begins in the points."""
    run_way: Ints
    """int64 [runs]: index into `tags`."""
    tags: Sequence[Tags]
    barriers: Mapping[int, Tags]
    """Tags of the nodes that carry a barrier."""
    turns: Sequence[Turn] = ()


class EdgeTable(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit kind can use, as arrays; this is what a cache keeps."""

    nodes: int
    tail: npt.NDArray[np.int32]
    """int32 [edges]: node at the start of the shape."""
    head: npt.NDArray[np.int32]
    """int32 [edges]: node at its end; a loop has `tail == head`."""
    directions: npt.NDArray[np.uint8]
    """uint8 [edges]: `FORWARD` | `BACKWARD`."""
    road_class: npt.NDArray[np.uint8]
    """uint8 [edges]: index into `config.CLASSES`."""
    limit_kmh: npt.NDArray[np.uint8]
    """uint8 [edges]: posted speed, 0 where none is."""
    level: npt.NDArray[np.int8]
    """int8 [edges]: −1 under the ground, 1 on a bridge, else 0."""
    shape_start: npt.NDArray[np.int32]
    """int32 [edges + 1]: where each edge's points begin; at least two each."""
    lon_e7: npt.NDArray[np.int32]
    """int32 [points]."""
    lat_e7: npt.NDArray[np.int32]
    """int32 [points]."""
    no_turn: npt.NDArray[np.int32]
    """int32 [turns, 2]: from which arc into which one must not turn. Arc `2 * edge` goes forward, the next one back."""
    no_path: npt.NDArray[np.int32]
    """int32 [paths, longest]: which arcs must not follow each other, three or more; −1 behind the last."""

    def __len__(self) -> int:
        return len(self.tail)


def build_edges(ways: Ways, kind: UnitKind, rules: Rules) -> EdgeTable:
    """The edges for `kind`, in the order of the map.

    Nodes repeated in a row count once; a barrier ends the road on both of its sides; a way that touches itself or
    another is cut there.
    """
    passages = _passages(ways.tags, kind, rules)
    node, point, start, way = _usable_runs(ways, passages, kind, rules)
    ids, at = np.unique(node, return_inverse=True)
    graph_node = np.bincount(at, minlength=len(ids)) > 1
    graph_node[at[start[:-1]]] = True
    graph_node[at[start[1:] - 1]] = True
    cut = np.flatnonzero(graph_node[at])
    run = np.searchsorted(start, cut, side="right") - 1
    along = run[1:] == run[:-1]
    first, last = cut[:-1][along], cut[1:][along]
    number = np.cumsum(graph_node) - 1
    rows = np.array([passages[i] or (0, 0, 0, 0, 0) for i in range(len(passages))], dtype=np.int64).reshape(-1, 5)
    of_way = way[run[:-1][along]]
    rows = rows[of_way]
    directions = (rows[:, 1] * FORWARD + rows[:, 2] * BACKWARD).astype(np.uint8)
    shape, shape_start = ranges(first, last + 1)
    edges = Ends(way=of_way, tail=node[first], head=node[last], directions=directions)
    no_turn, no_path = forbidden_turns(ways.turns, kind, rules, edges)
    return EdgeTable(
        nodes=int(graph_node.sum()),
        tail=number[at[first]].astype(np.int32),
        head=number[at[last]].astype(np.int32),
        directions=directions,
        road_class=rows[:, 0].astype(np.uint8),
        limit_kmh=rows[:, 3].astype(np.uint8),
        level=rows[:, 4].astype(np.int8),
        shape_start=shape_start.astype(np.int32),
        lon_e7=ways.lon_e7[point[shape]].astype(np.int32),
        lat_e7=ways.lat_e7[point[shape]].astype(np.int32),
        no_turn=no_turn,
        no_path=no_path,
    )


def _passages(tags: Sequence[Tags], kind: UnitKind, rules: Rules) -> list[Passage | None]:
    """One per way. Most ways share their tags with many others, so each set of tags is judged once."""
    judged: dict[frozenset[tuple[str, str]], Passage | None] = {}
    found = []
    for way_tags in tags:
        key = frozenset(way_tags.items())
        if key not in judged:
            judged[key] = passage(kind, way_tags, rules)
        found.append(judged[key])
    return found


def _usable_runs(
    ways: Ways, passages: Sequence[Passage | None], kind: UnitKind, rules: Rules
) -> tuple[Ints, Ints, Ints, Ints]:
    """(node, index into the points of `ways`, start of each run, way of each run), every run of two points or more."""
    usable = np.array([p is not None for p in passages], dtype=bool)
    of_run = usable[ways.run_way] if len(passages) else np.zeros(0, dtype=bool)
    point, start = ranges(ways.run_start[:-1][of_run], ways.run_start[1:][of_run])
    way = ways.run_way[of_run]
    node = ways.node[point]
    run = np.repeat(np.arange(len(way)), np.diff(start))
    fresh = np.ones(len(node), dtype=bool)
    fresh[1:] = (node[1:] != node[:-1]) | (run[1:] != run[:-1])
    node, point, run = node[fresh], point[fresh], run[fresh]
    closed = np.array([n for n, tags in ways.barriers.items() if is_barrier(kind, tags, rules)], dtype=np.int64)
    node, point, run, way = _split_at(node, point, run, way, np.isin(node, closed))
    long_enough = np.bincount(run, minlength=len(way))[run] > 1
    node, point, run = node[long_enough], point[long_enough], run[long_enough]
    begins = np.flatnonzero(np.diff(run, prepend=-1))
    return node, point, np.append(begins, len(node)), way[run[begins]]


def _split_at(node: Ints, point: Ints, run: Ints, way: Ints, closed: Bools) -> tuple[Ints, Ints, Ints, Ints]:
    """Runs cut at closed points. Both sides keep the point, as nodes of their own that nothing else shares."""
    inner = np.zeros(len(node), dtype=bool)
    inner[1:-1] = closed[1:-1] & (run[1:-1] == run[:-2]) & (run[1:-1] == run[2:])
    copy = np.repeat(np.arange(len(node)), np.where(inner, 2, 1))
    second = np.zeros(len(copy), dtype=bool)
    second[1:] = copy[1:] == copy[:-1]
    node, point, old_run, shut = node[copy], point[copy], run[copy], closed[copy]
    own = np.flatnonzero(shut)
    lowest = int(node.min(initial=0))
    node[own] = lowest - 1 - np.arange(len(own))
    begins = second.copy()
    begins[:1] = True
    begins[1:] |= old_run[1:] != old_run[:-1]
    new_run = np.cumsum(begins) - 1
    return node, point, new_run, way[old_run[begins]]


def ranges(first: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """All indices of many ranges one after the other, and where each range begins among them (one more at the end)."""
    size = stop - first
    start = np.concatenate([[0], np.cumsum(size)])
    return np.arange(start[-1]) + np.repeat(first - start[:-1], size), start
