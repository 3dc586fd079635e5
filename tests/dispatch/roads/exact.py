"""The oracle for travel times: NetworkX on a graph whose nodes are directed edges, so that a turn is an edge of it."""

import networkx as nx  # type: ignore[import-untyped] # ships no types
import numpy as np

from dispatch.roads.network import Network
from dispatch.roads.snap import Snaps

AT_NODE_M = 0.01
"""A place less than a centimetre from a junction is at it, whatever the direction."""


def graph_of(network: Network) -> nx.DiGraph:
    """Nodes are ("arc", …, a), the beginning of an arc `a` with those driven before, and two for each junction.

    ("at", n) is to stand there, free to turn into every arc; ("came", n) to have come there, from wherever. What was
    driven before is told only from the first arc of a forbidden path on, and as far back as the longest.
    """
    graph = nx.DiGraph(driven={})
    leaving: dict[int, list[int]] = {}
    for arc in range(2 * len(network)):
        leaving.setdefault(_begin(network, arc), []).append(arc)
    for node in range(network.nodes):
        graph.add_edge(("at", node), ("came", node), s=0.0)
        for arc in leaving.get(node, []):
            graph.add_edge(("at", node), ("arc", arc), s=0.0)
    forbidden = _forbidden(network)
    firsts, told = {path[0] for path in forbidden if len(path) > 2}, max(map(len, forbidden), default=2) - 1
    ahead: list[tuple[int, ...]] = [(arc,) for arc in range(2 * len(network))]
    seen = set(ahead)
    while ahead:
        driven = ahead.pop()
        arc, end = driven[-1], _begin(network, driven[-1] ^ 1)
        graph.graph["driven"].setdefault(arc, []).append(driven)
        _link(graph, ("arc", *driven), ("came", end), _whole_s(network, arc))
        for after in leaving[end]:
            paths = [(*driven[n:], after) for n in range(len(driven) + 1)]
            if forbidden.isdisjoint(paths):
                onward = next(path for path in paths if len(path) == 1 or (len(path) <= told and path[0] in firsts))
                _link(graph, ("arc", *driven), ("arc", *onward), _whole_s(network, arc))
                ahead += [onward] if onward not in seen else []
                seen.add(onward)
    return graph


def _forbidden(network: Network) -> set[tuple[int, ...]]:
    paths = (tuple(arc for arc in path if arc >= 0) for path in network.edges.no_path.tolist())
    return {*(tuple(pair) for pair in network.edges.no_turn.tolist()), *paths}


def exact_s(graph: nx.DiGraph, network: Network, units: Snaps, goal: Snaps, limit_s: float = np.inf) -> list[float]:
    """Seconds from each unit to the goal, inf beyond the limit. Leaves the graph as it was."""
    for i in range(len(units)):
        edge, along = int(units.edge[i]), float(units.along[i])
        for arc, left in ((2 * edge, 1 - along), (2 * edge + 1, along)):
            _leave(graph, network, f"unit {i}", arc, left)
        for place in np.flatnonzero(goal.edge == edge).tolist():
            gone = float(goal.along[place]) - along
            _link(graph, f"unit {i}", "goal", _part_s(network, 2 * edge + (gone < 0), abs(gone)))
    for place in range(len(goal)):
        edge, along = int(goal.edge[place]), float(goal.along[place])
        for arc, share in ((2 * edge, along), (2 * edge + 1, 1 - along)):
            at_begin = share * network.length_m[edge] < AT_NODE_M
            whence = [("arc", *driven) for driven in graph.graph["driven"][arc]]
            for begin in [("came", _begin(network, arc))] if at_begin else whence:
                _link(graph, begin, "goal", _part_s(network, arc, share))
    graph.add_node("goal")
    times = nx.single_source_dijkstra_path_length(
        nx.reverse_view(graph), "goal", weight="s", cutoff=None if np.isinf(limit_s) else limit_s
    )
    graph.remove_nodes_from(["goal", *(f"unit {i}" for i in range(len(units)))])
    return [times.get(f"unit {i}", np.inf) for i in range(len(units))]


def _leave(graph: nx.DiGraph, network: Network, unit: str, arc: int, left: float) -> None:
    """From within an arc to whatever may follow it; from its end, when that is where the unit stands, to all there."""
    end = _begin(network, arc ^ 1)
    graph.add_node(unit)
    if left * network.length_m[arc // 2] < AT_NODE_M:
        graph.add_edge(unit, ("at", end), s=0.0)
        return
    for after in list(graph.successors(("arc", arc))) if ("arc", arc) in graph else []:
        if after != "goal":
            _link(graph, unit, after, _part_s(network, arc, left))


def _begin(network: Network, arc: int) -> int:
    return int((network.edges.head if arc % 2 else network.edges.tail)[arc // 2])


def _whole_s(network: Network, arc: int) -> float:
    return float((network.backward_s if arc % 2 else network.forward_s)[arc // 2])


def _part_s(network: Network, arc: int, share: float) -> float:
    return 0.0 if share * network.length_m[arc // 2] < AT_NODE_M else share * _whole_s(network, arc)


def _link(graph: nx.DiGraph, a: object, b: object, time_s: float) -> None:
    if np.isfinite(time_s):
        before = graph.edges[a, b]["s"] if graph.has_edge(a, b) else np.inf
        graph.add_edge(a, b, s=min(time_s, before))
