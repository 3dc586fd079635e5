"""The oracle for travel times: NetworkX on the edges of a network, with the places hung into it."""

import networkx as nx  # type: ignore[import-untyped] # ships no types
import numpy as np

from dispatch.roads.network import Network
from dispatch.roads.snap import Snaps


def graph_of(network: Network) -> nx.MultiDiGraph:
    """Every edge of a network in every direction that is allowed, weighed with seconds."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(network.nodes))
    for edge in range(len(network)):
        tail, head = int(network.edges.tail[edge]), int(network.edges.head[edge])
        _link(graph, tail, head, float(network.forward_s[edge]))
        _link(graph, head, tail, float(network.backward_s[edge]))
    return graph


def exact_s(
    graph: nx.MultiDiGraph, network: Network, units: Snaps, goal: Snaps, limit_s: float = np.inf
) -> list[float]:
    """Seconds from each unit to the goal, inf beyond the limit. Leaves the graph as it was."""
    for i in range(len(units)):
        _hang_in(graph, network, units, i, f"unit {i}")
        for place in np.flatnonzero(goal.edge == units.edge[i]).tolist():
            gone = float(goal.along[place] - units.along[i])
            whole_s = network.forward_s if gone > 0 else network.backward_s
            _link(graph, f"unit {i}", "goal", _part(network, int(goal.edge[place]), abs(gone), whole_s))
    for place in range(len(goal)):
        _hang_in(graph, network, goal, place, "goal", towards=True)
    times = nx.single_source_dijkstra_path_length(
        nx.reverse_view(graph), "goal", weight="s", cutoff=None if np.isinf(limit_s) else limit_s
    )
    graph.remove_nodes_from(["goal", *(f"unit {i}" for i in range(len(units)))])
    return [times.get(f"unit {i}", np.inf) for i in range(len(units))]


def _hang_in(
    graph: nx.MultiDiGraph, network: Network, places: Snaps, i: int, name: str, *, towards: bool = False
) -> None:
    """Link a place with both ends of its edge: from it to them, or `towards` it from them."""
    edge, along = int(places.edge[i]), float(places.along[i])
    by_tail, by_head = (network.forward_s, network.backward_s) if towards else (network.backward_s, network.forward_s)
    ends = ((int(network.edges.tail[edge]), along, by_tail), (int(network.edges.head[edge]), 1 - along, by_head))
    graph.add_node(name)
    for node, share, whole_s in ends:
        time_s = _part(network, edge, share, whole_s)
        a, b = (node, name) if towards else (name, node)
        _link(graph, a, b, time_s)


def _part(network: Network, edge: int, share: float, whole_s: np.ndarray) -> float:
    """A place less than a centimetre away is the same place, whatever the direction."""
    return 0.0 if share * network.length_m[edge] < 0.01 else share * float(whole_s[edge])


def _link(graph: nx.MultiDiGraph, a: object, b: object, time_s: float) -> None:
    if np.isfinite(time_s):
        graph.add_edge(a, b, s=time_s)
