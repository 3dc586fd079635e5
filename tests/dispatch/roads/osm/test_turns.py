"""Turn restrictions of a map: whom they hold for, and the ways round them."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.config import UnitKind
from dispatch.roads import Roads, RoadsConfig, load_roads
from tests.dispatch.roads.towns import Town, at, crossing


def _crossing() -> Town:
    """Streets west and east (0), south and north (1); a block in the north-west leads round to the north."""
    town = Town().point("w", 0, 200).point("m", 200, 200).point("e", 400, 200).point("s", 200, 0).point("n", 200, 400)
    return town.street("w m").street("m n").street("m e").street("s m").point("nw", 0, 400).street("w nw n")


def _metres(roads: Roads, kind: UnitKind = "car") -> float:
    """From the west to a place north of the crossing; turning left there is the short way."""
    stands = roads.stands(kind, *(np.array([x]) for x in at(100, 200)))
    return float(roads.arrivals(kind, roads.scene(kind, *at(200, 250)), stands, np.inf).distance_m[0])


SHORT = pytest.approx(150, abs=1)
ROUND = pytest.approx(100 + 200 + 200 + 150, abs=1)
TURNED = pytest.approx(100 + 2 * 200 + 50, abs=1)


def test_a_forbidden_left_turn_is_driven_round() -> None:
    assert _metres(_crossing().roads()) == SHORT
    assert _metres(_crossing().turn(0, "m", 1).roads()) == TURNED


def test_with_u_turns_forbidden_too_it_goes_round_the_block() -> None:
    town = _crossing().turn(0, "m", 1).turn(2, "e", 2, "no_u_turn").turn(3, "s", 3, "no_u_turn")
    assert _metres(town.roads()) == ROUND


def test_only_straight_on_forbids_every_other_turn() -> None:
    assert _metres(_crossing().turn(0, "m", 2, "only_straight_on").roads()) == TURNED
    assert _metres(_crossing().turn(0, "m", 1, "only_left_turn").roads()) == SHORT


def test_an_only_into_a_closed_street_closes_nothing() -> None:
    town = _crossing().point("x", 250, 250).street("m x", "footway").turn(0, "m", 5, "only_left_turn")
    assert _metres(town.roads()) == SHORT


def test_people_on_foot_turn_as_they_like_unless_it_is_said_for_them() -> None:
    assert _metres(_crossing().turn(0, "m", 1).roads(), "foot") == SHORT
    town = _crossing().turn(0, "m", 1, "", **{"restriction:bicycle": "no_left_turn"})
    assert _metres(town.roads(), "bicycle") == TURNED
    assert _metres(town.roads(), "car") == SHORT


def test_whom_a_restriction_excepts_turns() -> None:
    town = _crossing().turn(0, "m", 1, **{"except": "psv;bicycle"})
    assert _metres(town.roads(), "bicycle") == SHORT
    assert _metres(town.roads(), "car") == TURNED


def test_units_on_call_pass_over_what_the_site_says() -> None:
    on_call = RoadsConfig(ignored={"car": ("turns",)})
    assert _metres(_crossing().turn(0, "m", 1).roads(on_call)) == SHORT


def test_a_way_that_goes_on_beyond_the_node_forbids_the_turn_to_both_sides_but_not_the_u_turn() -> None:
    town = crossing().turn(0, "m", 1)
    pairs = town.roads().network("car").edges.no_turn
    assert len(pairs) == 4
    assert not (pairs[:, 0] == pairs[:, 1] ^ 1).any()


def _two_carriageways() -> Town:
    """A street eastward (0, 1) and one westward (2, 3) 20 m north of it, joined in the middle and at the eastern end.

    The way in the middle (4) leads north only; a lane of 100 m (5) leads off it.
    """
    town = Town().point("a", 0, 0).point("b", 200, 0).point("c", 400, 0).point("l", 300, 10)
    town.point("d", 400, 20).point("e", 200, 20).point("f", 0, 20).point("m", 200, 10)
    town.street("a b", oneway="yes").street("b c", oneway="yes").street("d e", oneway="yes").street("e f", oneway="yes")
    return town.street("b m e", oneway="yes").street("m l").street("c d")


IN_THE_LANE = pytest.approx(100 + 10 + 2 * 100 + 10 + 100 + 2, abs=1)


def _metres_back(roads: Roads, start: tuple[float, float], goal: tuple[float, float], kind: UnitKind = "car") -> float:
    stands = roads.stands(kind, *(np.array([x]) for x in at(*start)))
    return float(roads.arrivals(kind, roads.scene(kind, *at(*goal)), stands, np.inf).distance_m[0])


def test_who_may_not_turn_round_over_a_way_turns_round_elsewhere() -> None:
    town = _two_carriageways()
    assert _metres_back(town.roads(), (100, -1), (100, 21)) == pytest.approx(100 + 20 + 100 + 2, abs=1)
    barred = town.turn(0, (4,), 3, "no_u_turn")
    assert _metres_back(barred.roads(), (100, -1), (100, 21)) == IN_THE_LANE


def test_whoever_comes_otherwise_or_goes_elsewhere_uses_the_way_between() -> None:
    roads = _two_carriageways().turn(0, (4,), 3, "no_u_turn").roads()
    assert _metres_back(roads, (100, -1), (250, 10)) == pytest.approx(100 + 10 + 50 + 1, abs=1)  # into the lane
    assert _metres_back(roads, (100, -1), (200, 15)) == pytest.approx(
        100 + 15 + 1, abs=1
    )  # to a place on the way itself
    assert _metres_back(roads, (250, 10), (100, 21)) == pytest.approx(50 + 10 + 100 + 1, abs=1)  # out of the lane


def test_whom_a_restriction_over_a_way_excepts_turns_round() -> None:
    roads = _two_carriageways().turn(0, (4,), 3, "no_u_turn", **{"except": "bicycle"}).roads()
    assert _metres_back(roads, (100, -1), (100, 21), "bicycle") == pytest.approx(100 + 20 + 100 + 2, abs=1)


def test_an_only_over_a_way_keeps_everybody_on_it() -> None:
    roads = _two_carriageways().turn(0, (4,), 3, "only_u_turn").roads()
    assert _metres_back(roads, (100, -1), (100, 21)) == pytest.approx(100 + 20 + 100 + 2, abs=1)
    for lane_or_ahead in ((250, 10), (300, -1)):
        assert _metres_back(roads, (100, -1), lane_or_ahead) == np.inf


def test_restrictions_over_ways_come_from_a_file(tmp_path: Path) -> None:
    pbf = _two_carriageways().turn(0, (4,), 3, "no_u_turn").write(tmp_path / "town.osm.pbf")
    for roads in (load_roads(pbf, tmp_path), load_roads(pbf, tmp_path)):
        assert _metres_back(roads, (100, -1), (100, 21)) == IN_THE_LANE


def test_restrictions_come_from_a_file_and_from_its_cache(tmp_path: Path) -> None:
    pbf = _crossing().turn(0, "m", 1).write(tmp_path / "town.osm.pbf")
    assert _metres(load_roads(pbf, tmp_path)) == TURNED
    assert _metres(load_roads(pbf, tmp_path)) == TURNED


def test_other_rules_are_another_entry_of_the_cache(tmp_path: Path) -> None:
    pbf = _crossing().turn(0, "m", 1).write(tmp_path / "town.osm.pbf")
    assert _metres(load_roads(pbf, tmp_path)) == TURNED
    assert _metres(load_roads(pbf, tmp_path, RoadsConfig(ignored={"car": ("turns",)}))) == SHORT
