"""Times from everybody to one place, against NetworkX."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads.config import CLASSES, RoadsConfig
from dispatch.roads.network import Network
from dispatch.roads.osm.build import BACKWARD, FORWARD, EdgeTable
from dispatch.roads.search import Arrivals, arrivals, search
from dispatch.roads.snap import Snaps
from tests.dispatch.roads.exact import exact_s, graph_of
from tests.dispatch.roads.towns import at

NODES = 7
SHARES = st.sampled_from([0.0, 1.0, 0.5]) | st.floats(0, 1)


class Edge(NamedTuple):
    tail: int
    head: int
    directions: int
    road_class: str


EDGES = st.lists(
    st.builds(
        Edge,
        st.integers(0, NODES - 1),
        st.integers(0, NODES - 1),
        st.sampled_from([FORWARD, BACKWARD, FORWARD | BACKWARD]),
        st.sampled_from(["primary", "residential", "service"]),
    ),
    min_size=1,
    max_size=14,
)


def _network(
    edges: list[Edge],
    points: list[tuple[float, float]],
    no_turn: Sequence[tuple[int, int]] = (),
    no_path: Sequence[tuple[int, ...]] = (),
) -> Network:
    """Straight edges between points in metres; a loop goes out to a point beside its node and back."""
    longest = max(map(len, no_path), default=3)
    shapes = [
        [points[e.tail], points[e.head]]
        if e.tail != e.head
        else [points[e.tail], (points[e.tail][0] + 50, points[e.tail][1]), points[e.tail]]
        for e in edges
    ]
    places = np.array([at(*point) for shape in shapes for point in shape])
    table = EdgeTable(
        nodes=NODES,
        tail=np.array([e.tail for e in edges], dtype=np.int32),
        head=np.array([e.head for e in edges], dtype=np.int32),
        directions=np.array([e.directions for e in edges], dtype=np.uint8),
        road_class=np.array([CLASSES.index(e.road_class) for e in edges], dtype=np.uint8),
        limit_kmh=np.zeros(len(edges), dtype=np.uint8),
        level=np.zeros(len(edges), dtype=np.int8),
        shape_start=np.concatenate([[0], np.cumsum([len(shape) for shape in shapes])]).astype(np.int32),
        lon_e7=np.rint(places[:, 0] * 1e7).astype(np.int32),
        lat_e7=np.rint(places[:, 1] * 1e7).astype(np.int32),
        no_turn=np.array(no_turn, dtype=np.int32).reshape(-1, 2),
        no_path=np.array([(*p, *[-1] * (longest - len(p))) for p in no_path], dtype=np.int32).reshape(-1, longest),
    )
    return Network("car", table, RoadsConfig())


def _turns(edges: list[Edge], pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the pairs of arcs that meet at a node."""
    ends = [end for edge in edges for end in ((edge.tail, edge.head), (edge.head, edge.tail))]
    return sorted({(a, b) for a, b in pairs if ends[a][1] == ends[b][0]})


def _paths(draw: st.DataObject, edges: list[Edge]) -> list[tuple[int, ...]]:
    """Walks over three or four arcs, each from where the last one ends."""
    ends = [end for edge in edges for end in ((edge.tail, edge.head), (edge.head, edge.tail))]
    paths = []
    for _ in range(draw.draw(st.integers(0, 30))):
        path = [draw.draw(st.integers(0, len(ends) - 1))]
        for _ in range(draw.draw(st.integers(2, 3))):
            path.append(draw.draw(st.sampled_from([a for a in range(len(ends)) if ends[a][0] == ends[path[-1]][1]])))
        paths.append(tuple(path))
    return paths


def _on(places: list[tuple[int, float]]) -> Snaps:
    n = len(places)
    edge, along = np.array([e for e, _ in places]), np.array([a for _, a in places])
    return Snaps(edge=edge, along=along, off_m=np.zeros(n), lon=np.zeros(n), lat=np.zeros(n))


def _arrivals(network: Network, units: Snaps, goal: Snaps, limit_s: float = np.inf) -> Arrivals:
    leg = np.zeros(1)
    return arrivals(network, search(network, goal, leg, limit_s), units)


@settings(max_examples=300, deadline=None)  # shared cores
@given(data=st.data(), edges=EDGES)
def test_every_time_is_the_shortest_there_is(data: st.DataObject, edges: list[Edge]) -> None:
    metre = st.integers(0, 3000).map(float)
    points = data.draw(st.lists(st.tuples(metre, metre), min_size=NODES, max_size=NODES))
    arc = st.integers(0, 2 * len(edges) - 1)
    turns = _turns(edges, data.draw(st.lists(st.tuples(arc, arc), max_size=20)))
    network = _network(edges, points, turns, _paths(data, edges))
    place = st.tuples(st.integers(0, len(edges) - 1), SHARES)
    units = _on(data.draw(st.lists(place, min_size=1, max_size=6)))
    goal = _on([data.draw(place)])
    found = _arrivals(network, units, goal)
    # NetworkX sums exact times, the search sums tenths of a millisecond.
    assert found.travel_s == pytest.approx(exact_s(graph_of(network), network, units, goal), abs=0.01)
    assert (np.isfinite(found.distance_m) == np.isfinite(found.travel_s)).all()


def _street(directions: int) -> Network:
    """One street of 1 km, 25 km/h: 144 s."""
    return _network([Edge(0, 1, directions, "residential")], [(0, 0), (1000, 0), *[(5000, 5000)] * (NODES - 2)])


def test_on_one_edge_the_way_is_straight_ahead() -> None:
    found = _arrivals(_street(FORWARD | BACKWARD), _on([(0, 0.25), (0, 0.75)]), _on([(0, 0.5)]))
    assert found.travel_s == pytest.approx([36, 36], abs=0.1)
    assert found.distance_m == pytest.approx([250, 250], abs=1)


def test_on_a_one_way_street_nobody_turns_round() -> None:
    found = _arrivals(_street(FORWARD), _on([(0, 0.25), (0, 0.75)]), _on([(0, 0.5)]))
    assert found.travel_s == pytest.approx([36, np.inf], abs=0.1)


def test_a_unit_past_the_place_on_a_one_way_drives_round_the_block() -> None:
    block = [Edge(0, 1, FORWARD, "residential"), Edge(1, 0, FORWARD, "residential")]
    network = _network(block, [(0, 0), (1000, 0), *[(5000, 5000)] * (NODES - 2)])
    found = _arrivals(network, _on([(0, 0.75)]), _on([(0, 0.5)]))
    assert found.distance_m == pytest.approx([1750], abs=2)


def test_a_unit_at_a_node_may_turn_into_every_street_there() -> None:
    star = [Edge(0, 1, FORWARD, "residential"), Edge(0, 2, FORWARD, "residential")]
    network = _network(star, [(0, 0), (1000, 0), (0, 500), *[(5000, 5000)] * (NODES - 3)])
    assert _arrivals(network, _on([(0, 0.0)]), _on([(1, 1.0)])).distance_m == pytest.approx([500], abs=1)


def test_a_forbidden_turn_is_driven_round_and_a_unit_at_the_crossing_may_take_it() -> None:
    edges = [Edge(0, 1, FORWARD, "residential"), Edge(1, 2, FORWARD, "residential"), Edge(1, 3, 3, "residential")]
    points = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (150.0, 0.0), *[(9e3, 9e3)] * (NODES - 4)]
    units, goal = _on([(0, 0.0), (0, 1.0)]), _on([(1, 0.5)])
    assert _arrivals(_network(edges, points), units, goal).distance_m == pytest.approx([150, 50], abs=1)
    limited = _network(edges, points, no_turn=[(0, 2)])
    assert _arrivals(limited, units, goal).distance_m == pytest.approx([250, 50], abs=1)


def test_whoever_is_beyond_the_limit_is_not_reached() -> None:
    chain = [Edge(0, 1, FORWARD | BACKWARD, "residential"), Edge(1, 2, FORWARD | BACKWARD, "residential")]
    network = _network(chain, [(0, 0), (1000, 0), (2000, 0), *[(9000, 9000)] * (NODES - 3)])
    units, goal = _on([(0, 0.5), (1, 0.9)]), _on([(0, 0.0)])
    assert np.isfinite(_arrivals(network, units, goal, limit_s=150.0).travel_s).tolist() == [True, True]
    assert np.isfinite(_arrivals(network, units, goal, limit_s=100.0).travel_s).tolist() == [True, False]


def test_searches_leave_nothing_behind_in_the_graph() -> None:
    network = _street(FORWARD | BACKWARD)
    units = _on([(0, 0.0)])
    first = _arrivals(network, units, _on([(0, 0.9)])).travel_s
    _arrivals(network, units, _on([(0, 0.1)]))
    assert _arrivals(network, units, _on([(0, 0.9)])).travel_s == pytest.approx(first)
