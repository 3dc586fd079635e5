"""The ways out on made-up streets: ends, dead ends, yards; and who could hold each without passing the incident."""

from math import inf, isfinite

import pytest

from dispatch.closing.approach import Approaches
from dispatch.closing.exits import exits_of
from dispatch.closing.on_roads import RoadApproach
from dispatch.model import Unit
from streams.schema.quantities import Place
from tests.dispatch.roads.towns import Town, at


def ladder() -> Town:
    """Two long streets north and south, 400 m apart, three rungs between them; cars stand along the middle one."""
    town = Town()
    for number, east_m in enumerate((0, 400, 800)):
        town.point(f"s{number}", east_m, 0).point(f"n{number}", east_m, 400)
        town.street(f"s{number} n{number}", name=f"横街{number}")
    return town.street("s0 s1 s2", name="南街").street("n0 n1 n2", name="北街")


def unit(name: str, east_m: float, north_m: float, kind: str = "car") -> Unit:
    lon, lat = at(east_m, north_m)
    assert kind in {"car", "foot"}
    return Unit(unit_id=name, kind="car" if kind == "car" else "foot", lon=lon, lat=lat, fix_age_s=0)


def place(east_m: float, north_m: float) -> Place:
    lon, lat = at(east_m, north_m)
    return Place(lon=lon, lat=lat)


def approaches(town: Town, units: list[Unit], where: Place) -> Approaches:
    found = RoadApproach(town.roads())(units, where)
    assert found is not None
    return found


def test_a_street_has_two_ends_told_by_side_and_by_the_streets_that_meet_there() -> None:
    exits = exits_of(ladder().roads(), *at(400, 150))
    assert {(one.side, one.street) for one in exits} == {("south", "横街1 / 南街"), ("north", "横街1 / 北街")}


def test_whoever_is_south_comes_to_the_northern_end_only_by_the_way_round() -> None:
    found = approaches(ladder(), [unit("south", 400, 0)], place(400, 200))
    by_side = dict(zip([one.side for one in found.exits], found.at_exit_s["south"], strict=True))
    assert by_side["south"] == pytest.approx(15, abs=1)  # turnout alone
    assert by_side["north"] == pytest.approx(15 + 1_200 / (25 / 3.6), abs=2)


def test_a_unit_in_the_street_itself_holds_the_end_on_its_own_side() -> None:
    found = approaches(ladder(), [unit("inside", 400, 100, "foot")], place(400, 200))
    by_side = dict(zip([one.side for one in found.exits], found.at_exit_s["inside"], strict=True))
    assert by_side["south"] < 90 < by_side["north"]


def test_a_place_asked_for_again_has_the_same_ways_out() -> None:
    approach = RoadApproach(ladder().roads())
    times = [approach([unit("south", 400, 0)], place(400, north_m)) for north_m in (200, 100, 200)]
    assert times[0] == times[2] != times[1]


def test_a_dead_end_needs_nobody() -> None:
    town = Town().point("a", 0, 0).point("b", 300, 0).point("c", 150, 0).point("dead", 150, 200)
    (only,) = exits_of(town.street("a c b").street("c dead").roads(), *at(150, 100))
    assert only.side == "south"


def test_where_a_path_leads_on_a_dead_end_for_cars_is_a_way_out() -> None:
    town = Town().point("a", 0, 0).point("b", 300, 0).point("c", 150, 0).point("dead", 150, 200).point("wood", 150, 400)
    exits = exits_of(town.street("a c b").street("c dead").street("dead wood", "path").roads(), *at(150, 100))
    assert [one.side for one in exits] == ["south", "north"]


def test_a_yard_has_the_exits_that_its_paths_have() -> None:
    town = Town().point("sw", 0, 0).point("se", 200, 0).point("nw", 0, 200).point("ne", 200, 200)
    town.point("s", 100, 0).point("w", 0, 100).point("n", 100, 200).point("mid", 100, 100)
    town.street("sw s se").street("sw w nw").street("nw n ne").street("se ne")
    town.street("s mid", "service").street("w mid", "footway").street("n mid", "service")
    exits = exits_of(town.roads(), *at(100, 90))
    assert {one.side for one in exits} == {"south", "west", "north"}


def test_two_gates_side_by_side_are_held_from_one_post() -> None:
    town = Town().point("a", 0, 0).point("g1", 80, 0).point("g2", 100, 0).point("b", 200, 0).point("far", 90, 200)
    town.point("x", 0, 200).point("y", 200, 200).point("mid", 90, 80)
    town.street("a g1 g2 b").street("x far y").street("a x")
    town.street("g1 mid", "footway").street("g2 mid", "footway").street("mid far", "footway")
    assert len(exits_of(town.roads(), *at(90, 120))) == 2


def test_off_the_map_there_is_no_way_out_to_hold() -> None:
    assert RoadApproach(ladder().roads())([unit("a", 0, 0)], Place(lon=0, lat=0)) is None


def test_whoever_cannot_come_holds_nothing() -> None:
    town = ladder().point("i1", 5_000, 5_000).point("i2", 5_100, 5_000).street("i1 i2")
    found = approaches(town, [unit("island", 5_050, 5_000), unit("near", 0, 0)], place(400, 200))
    assert found.at_exit_s["island"] == (inf, inf)
    assert all(map(isfinite, found.at_exit_s["near"]))
