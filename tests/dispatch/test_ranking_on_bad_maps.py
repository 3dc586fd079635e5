"""Maps in pieces, places that no road leads to and fixes that cannot be: everybody is ranked or told why not."""

import msgspec
import pytest

from dispatch.config import UnitKind
from dispatch.model import Ranking, Unit
from dispatch.ranking import rank
from tests.dispatch.roads.towns import Town, at, crossing


def _unit(unit_id: str, east_m: float, north_m: float, kind: UnitKind = "car") -> Unit:
    lon, lat = at(east_m, north_m)
    return Unit(unit_id=unit_id, kind=kind, lon=lon, lat=lat, fix_age_s=0.0)


def _ranked(town: Town, units: list[Unit], incident: tuple[float, float]) -> tuple[list[str], dict[str, str]]:
    found: Ranking = rank(town.roads(), units, *at(*incident))
    return [unit.unit_id for unit in found.ranking], {unit.unit_id: unit.why for unit in found.excluded}


def _islands() -> Town:
    """The crossing, and a street 2 km north of it to which nothing leads."""
    return crossing().point("x", 0, 2200).point("y", 400, 2200).street("x y")


def test_in_a_graph_in_pieces_each_incident_is_served_from_its_own_piece() -> None:
    units = [_unit("here", 0, 200), _unit("there", 0, 2200)]
    assert _ranked(_islands(), units, (200, 200)) == (["here"], {"there": "no way by road"})
    assert _ranked(_islands(), units, (200, 2200)) == (["there"], {"here": "no way by road"})


def test_an_incident_in_a_lake_is_walked_to_from_the_nearest_shore() -> None:
    lake = Town().point("a", 0, 0).point("b", 1000, 0).point("c", 1000, 800).point("d", 0, 800).street("a b c d a")
    assert _ranked(lake, [_unit("east", 1000, 300), _unit("west", 0, 300)], (700, 300))[0] == ["east", "west"]


def test_an_incident_far_out_on_a_lake_is_outside_the_map() -> None:
    order, why = _ranked(crossing(), [_unit("P1", 0, 200)], (3000, 200))
    assert order == []
    assert why["P1"].startswith("outside the map: nearest road 2.6 km")


def test_into_a_compound_without_a_gate_one_walks_from_the_street_and_the_guard_inside_is_first() -> None:
    compound = crossing().point("x", 50, 260).point("y", 150, 260).street("x y", "service")
    units = [_unit("squad", 0, 200), _unit("guard", 140, 260, "foot")]
    assert _ranked(compound, units, (100, 260)) == (["guard", "squad"], {})


def test_on_a_bridge_over_a_road_whoever_is_below_drives_round() -> None:
    """The bridge from west to east has no node where it crosses the road below."""
    town = Town().point("w", 0, 0).point("e", 400, 0).point("s", 200, -300).point("n", 200, 300).point("ne", 400, 300)
    town.street("w e", bridge="yes").street("s n").street("n ne").street("ne e")
    found = rank(town.roads(), [_unit("below", 200, -5), _unit("on-it", 20, 0)], *at(190, 0)).ranking
    assert [unit.unit_id for unit in found] == ["on-it", "below"]
    assert found[1].distance_m > 900


def test_edges_without_length_are_no_obstacle() -> None:
    town = Town().point("a", 0, 0).point("b", 200, 0).point("b2", 200, 0).point("c", 400, 0)
    assert _ranked(town.street("a b").street("b b2").street("b2 c"), [_unit("P1", 0, 0)], (390, 0))[0] == ["P1"]
    assert _ranked(town, [_unit("P1", 200, 0)], (200, 0))[0] == ["P1"]


def test_a_unit_100_m_off_the_road_is_ranked_and_one_600_m_off_is_not() -> None:
    order, why = _ranked(crossing(), [_unit("yard", 100, 300), _unit("field", 1000, 200)], (200, 200))
    assert order == ["yard"]
    assert why["field"].startswith("outside the map")


def test_a_frozen_phone_comes_after_everybody_whose_place_is_known_and_the_reason_says_so() -> None:
    frozen = msgspec.structs.replace(_unit("frozen", 190, 200), frozen_s=3600.0)
    found = rank(crossing().roads(), [frozen, _unit("live", 0, 200)], *at(200, 200)).ranking
    assert [unit.unit_id for unit in found] == ["live", "frozen"]
    assert "unchanged for 60 min" in found[1].reason


def test_the_decision_keeps_the_way_alone_and_the_worst_case() -> None:
    (ranked,) = rank(crossing().roads(), [_unit("P1", 0, 200)], *at(200, 200)).ranking
    assert ranked.travel_s == pytest.approx(200 / 25 * 3.6, abs=0.1)
    assert ranked.worst_s == pytest.approx(ranked.eta_s)


def test_turnout_at_base_is_told() -> None:
    at_base = msgspec.structs.replace(_unit("P1", 0, 200), state="at_base")
    (ranked,) = rank(crossing().roads(), [at_base], *at(200, 200)).ranking
    assert "turnout at base 70" in ranked.reason


def _street_and_tunnel(**below: str) -> Town:
    """A street from west to east; 3 m south of it a way below, which comes up 1 km in the west only."""
    town = Town().point("w", -1000, 0).point("a", 0, 0).point("e", 400, 0)
    town.point("below", 0, -3).point("end", 400, -3)
    return town.street("w a e").street("w below end", **below)


@pytest.mark.parametrize("below", [{"tunnel": "yes", "layer": "-1"}, {"location": "underground"}, {"level": "-1"}])
def test_no_phone_and_no_camera_is_under_the_street(below: dict[str, str]) -> None:
    roads = _street_and_tunnel(**below).roads()
    for kind in ("car", "foot"):
        (unit,) = rank(roads, [_unit("P1", 300, -2, kind)], *at(100, -3)).ranking
        assert unit.distance_m < 210


def test_whoever_is_beside_nothing_but_a_tunnel_is_in_it() -> None:
    town = Town().point("a", 0, 0).point("b", 400, 0).street("a b", tunnel="yes")
    assert _ranked(town, [_unit("P1", 300, 0)], (100, 0)) == (["P1"], {})


def _two_pavements() -> Town:
    """A street with a pavement of its own on each side, 10 m apart, joined at the far west end only."""
    town = Town().point("sw", 0, 0).point("se", 1000, 0).point("nw", 0, 10).point("ne", 1000, 10)
    return town.street("sw se", "footway").street("nw ne", "footway").street("sw nw", "footway")


def test_on_foot_the_other_pavement_is_no_way_round() -> None:
    (guard,) = rank(_two_pavements().roads(), [_unit("guard", 900, 1, "foot")], *at(800, 9)).ranking
    assert guard.distance_m < 120


def test_from_a_bridge_nobody_steps_down_onto_what_runs_below() -> None:
    town = Town().point("w", 0, 0).point("e", 1000, 0).point("w2", 0, 8).point("e2", 1000, 8)
    town.street("w e", "footway", bridge="yes").street("w2 e2", "footway").street("w w2", "footway")
    (guard,) = rank(town.roads(), [_unit("guard", 900, -1, "foot")], *at(800, 9)).ranking
    assert guard.distance_m > 1600


def test_a_car_does_not_step_over_to_the_other_carriageway() -> None:
    town = Town().point("a", 0, 0).point("b", 1000, 0).point("c", 1000, 12).point("d", 0, 12)
    town.street("a b", oneway="yes").street("b c").street("c d", oneway="yes").street("d a")
    (car,) = rank(town.roads(), [_unit("P1", 900, 0)], *at(800, 12)).ranking
    assert car.distance_m > 300
