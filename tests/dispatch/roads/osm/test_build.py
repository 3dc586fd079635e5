"""From ways to edges: where they are cut, what is thrown away."""

import numpy as np

from dispatch.config import UnitKind
from dispatch.roads.config import CLASSES, RoadsConfig
from dispatch.roads.osm.build import BACKWARD, FORWARD, EdgeTable, build_edges
from tests.dispatch.roads.towns import Town, crossing


def _line() -> Town:
    return Town().point("a", 0, 0).point("b", 100, 0).point("c", 200, 0).point("d", 300, 0)


def _edges(town: Town, kind: UnitKind) -> EdgeTable:
    return build_edges(town.ways(), kind, RoadsConfig().rules(kind))


def _points(edges: EdgeTable) -> list[int]:
    return [int(n) for n in np.diff(edges.shape_start)]


def test_ways_are_cut_where_they_meet() -> None:
    edges = _edges(crossing(), "car")
    assert (edges.nodes, len(edges)) == (5, 4)


def test_points_between_crossings_only_shape_an_edge() -> None:
    edges = _edges(_line().street("a b c d"), "car")
    assert (edges.nodes, len(edges), _points(edges)) == (2, 1, [4])


def test_two_ways_end_to_end_meet_at_a_node() -> None:
    edges = _edges(_line().street("a b").street("b c d"), "car")
    assert (edges.nodes, _points(edges)) == (3, [2, 3])


def test_ways_that_a_kind_cannot_use_do_not_cut_its_edges() -> None:
    town = _line().point("p", 100, 100).street("a b c").street("p b", "footway")
    assert len(_edges(town, "car")) == 1
    assert len(_edges(town, "foot")) == 3


def test_a_node_missing_at_the_border_ends_the_road_on_both_sides() -> None:
    edges = _edges(_line().street("a b gone c d"), "car")
    assert (edges.nodes, len(edges)) == (4, 2)


def test_a_way_of_which_one_node_is_left_is_no_road() -> None:
    assert len(_edges(_line().street("a gone"), "car")) == 0


def test_a_node_repeated_in_a_row_counts_once() -> None:
    edges = _edges(_line().street("a b b b c"), "car")
    assert (edges.nodes, _points(edges)) == (2, [3])


def test_a_closed_way_is_a_loop_on_one_node() -> None:
    edges = _edges(_line().point("e", 100, 100).street("a b e a"), "car")
    assert (edges.nodes, len(edges)) == (1, 1)
    assert edges.tail[0] == edges.head[0]


def test_a_way_that_crosses_itself_is_cut_there() -> None:
    town = _line().point("e", 200, 100).point("f", 100, -100)
    edges = _edges(town.street("a b c e b f"), "car")
    assert (edges.nodes, len(edges)) == (3, 3)


def test_parallel_ways_are_two_edges() -> None:
    edges = _edges(_line().point("p", 150, 50).street("b c").street("b p c"), "car")
    assert len(edges) == 2
    assert edges.tail.tolist() == [edges.tail[0]] * 2


def test_a_barrier_ends_the_road_on_both_of_its_sides() -> None:
    town = _line().point("g", 150, 0, {"barrier": "bollard"}).street("a b g c d")
    assert (_edges(town, "car").nodes, len(_edges(town, "car"))) == (4, 2)
    assert (_edges(town, "foot").nodes, len(_edges(town, "foot"))) == (2, 1)


def test_a_barrier_on_a_crossing_parts_all_its_arms() -> None:
    town = crossing().point("m", 200, 200, {"barrier": "block"})
    edges = _edges(town, "car")
    assert (edges.nodes, len(edges)) == (8, 4)


def test_a_barrier_at_the_end_of_a_way_parts_it_from_the_next() -> None:
    town = _line().point("b", 100, 0, {"barrier": "bollard"}).street("a b").street("b c")
    assert _edges(town, "car").nodes == 4


def test_direction_class_and_limit_go_with_the_edge() -> None:
    edges = _edges(_line().street("a b", "primary", oneway="-1", maxspeed="50").street("b c"), "car")
    assert edges.directions.tolist() == [BACKWARD, FORWARD | BACKWARD]
    assert [CLASSES[i] for i in edges.road_class] == ["primary", "residential"]
    assert edges.limit_kmh.tolist() == [50, 0]


def test_a_map_without_roads_has_no_edges() -> None:
    edges = _edges(Town(), "car")
    assert (edges.nodes, len(edges)) == (0, 0)
