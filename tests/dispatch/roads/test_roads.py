"""Incidents, units and random places on the roads of a made-up town."""

import numpy as np
import pytest

from dispatch.config import KINDS, UnitKind
from dispatch.roads.config import RoadsConfig
from dispatch.roads.roads import Roads
from dispatch.roads.stands import Stands
from streams.schema.errors import ConfigError, DispatchError
from tests.dispatch.roads.towns import Town, at, crossing


def _unit(roads: Roads, place: tuple[float, float]) -> Stands:
    lon, lat = at(*place)
    return roads.stands("car", np.array([lon]), np.array([lat]))


def _travel_s(town: Town, unit: tuple[float, float], incident: tuple[float, float]) -> float:
    roads = town.roads()
    scene = roads.scene("car", *at(*incident))
    return float(roads.arrivals("car", scene, _unit(roads, unit), 3600.0).travel_s[0])


def test_people_walk_the_last_metres_to_an_incident_off_the_road() -> None:
    on_road, off_road = (_travel_s(crossing(), (0, 200), (100, y)) for y in (200, 250))
    assert off_road - on_road == pytest.approx(50 / (5 / 3.6), abs=0.1)


def test_a_unit_off_the_road_takes_time_to_reach_it() -> None:
    on_road, off_road = (_travel_s(crossing(), (0, y), (100, 200)) for y in (200, 300))
    assert off_road - on_road == pytest.approx(100 / (10 / 3.6), abs=0.1)


def test_an_incident_far_from_every_road_has_no_place_and_tells_how_far() -> None:
    scene = crossing().roads().scene("car", *at(5500, 200))
    assert len(scene.places) == 0
    assert scene.nearest_m == pytest.approx(5100, rel=0.01)


def _courtyard() -> Town:
    """A yard 60 m north of a street, with no drive that leads out of it."""
    return crossing().point("x", 50, 260).point("y", 150, 260).street("x y", "service")


def test_an_incident_in_a_yard_without_a_gate_is_walked_to_from_the_street() -> None:
    assert _travel_s(_courtyard(), (0, 200), (100, 260)) == pytest.approx(100 / (25 / 3.6) + 60 / (5 / 3.6), abs=0.5)


def test_a_unit_inside_the_yard_is_there_at_once() -> None:
    assert _travel_s(_courtyard(), (60, 260), (100, 260)) == pytest.approx(40 / (15 / 3.6), abs=0.5)


def test_a_unit_inside_the_yard_does_not_get_out_of_it() -> None:
    assert _travel_s(_courtyard(), (60, 260), (0, 200)) == np.inf


def test_a_unit_on_a_gap_in_the_map_crosses_it() -> None:
    gap = crossing().point("x", 50, 230).point("y", 150, 230).street("x y", "service")
    assert _travel_s(gap, (100, 230), (0, 200)) == pytest.approx(100 / (25 / 3.6) + 30 / (10 / 3.6), abs=0.5)


def test_an_incident_on_a_far_island_is_walked_to_by_nobody() -> None:
    island = crossing().point("x", 0, 900).point("y", 400, 900).street("x y")
    assert _travel_s(island, (0, 200), (100, 900)) == np.inf


def test_a_street_that_only_leads_out_is_walked_into() -> None:
    one_way = crossing().point("x", 200, 300).point("t", 260, 200)
    town = one_way.point("q", 260, 290).street("q t", oneway="yes").street("t e")
    assert _travel_s(town, (0, 200), (260, 250)) < np.inf


def _reaches(town: Town, unit: tuple[float, float], incident: tuple[float, float]) -> bool:
    roads = town.roads()
    return bool(roads.reaches("car", roads.scene("car", *at(*incident)), _unit(roads, unit))[0])


def test_a_way_is_known_to_exist_however_long_it_is() -> None:
    far = crossing().point("z", 90_000, 200).street("e z", "service")
    assert _reaches(far, (89_999, 200), (0, 200))
    assert not _reaches(_courtyard(), (100, 260), (0, 200))
    assert _reaches(_courtyard(), (60, 260), (100, 260))


def test_random_places_lie_on_main_streets_by_length() -> None:
    roads = _courtyard().roads()
    rng = np.random.default_rng(7)
    places = np.array([roads.random_place("car", rng) for _ in range(400)]).T
    found = roads.network("car").snapper.nearest(*places)
    assert float(found.off_m.max()) < 0.1
    share = np.bincount(found.edge, minlength=5) / 400
    assert share[:4] == pytest.approx([0.25] * 4, abs=0.08)
    assert share[4] == 0.0


def test_the_same_seed_gives_the_same_random_places() -> None:
    roads = crossing().roads()
    one, other = ([roads.random_place("foot", np.random.default_rng(3)) for _ in range(3)] for _ in range(2))
    assert one == other


def test_no_random_place_where_there_is_no_street() -> None:
    with pytest.raises(DispatchError, match="no street for car"):
        crossing().roads().random_place("car", np.random.default_rng(1), within=(0.0, 0.0, 1.0, 1.0))


def test_a_street_has_two_ends() -> None:
    west, middle = crossing().roads().ends("car", *at(90, 210))
    assert west == pytest.approx(at(0, 200), abs=1e-6)
    assert middle == pytest.approx(at(200, 200), abs=1e-6)


def _block() -> Town:
    """A block of four streets of 200 m; the incident will be in the middle of the southern one, from `a` to `b`."""
    town = Town().point("a", 0, 0).point("b", 200, 0).point("c", 200, 200).point("d", 0, 200)
    return town.street("a b").street("b c").street("c d").street("d a")


def _metres_to_ends(town: Town, kind: UnitKind, unit: tuple[float, float]) -> list[float]:
    roads, incident = town.roads(), at(100, 0)
    stands = roads.stands(kind, *(np.array([x]) for x in at(*unit)))
    found = roads.arrivals_at(kind, roads.ends("car", *incident), stands, np.inf, past=incident)
    return [float(metres) for metres in found.distance_m[:, 0]]


def test_each_end_of_a_street_is_reached_without_passing_the_incident() -> None:
    assert _metres_to_ends(_block(), "car", (50, 0)) == pytest.approx([50, 650], abs=1)
    assert _metres_to_ends(_block(), "car", (200, 50)) == pytest.approx([550, 50], abs=1)


def test_the_ends_of_a_street_hold_for_kinds_that_know_more_crossings_there() -> None:
    town = Town().point("a", 0, 0).point("x", 80, 0).point("y", 80, 60).point("b", 200, 0).street("a x b")
    assert _metres_to_ends(town.street("x y", "footway"), "foot", (80, 10)) == pytest.approx([90, np.inf], abs=1)


def test_where_a_second_street_joins_both_ends_it_is_taken_round_the_incident() -> None:
    town = _block().point("s", 100, -30).street("a s b")
    assert _metres_to_ends(town, "car", (20, 0)) == pytest.approx([20, 20 + 2 * np.hypot(100, 30)], abs=1)


def test_reach_goes_both_ways_from_a_unit_and_round_the_corners() -> None:
    roads = crossing().roads()
    lon, lat = (np.array([x]) for x in at(100, 200))
    found = roads.reach("car", lon, lat, np.array([150 / (25 / 3.6)]))
    assert found.length_m == pytest.approx([200, 50, 50, 50], abs=0.5)


def test_reach_counts_what_two_units_reach_once() -> None:
    roads = crossing().roads()
    lon, lat = (np.array(x) for x in zip(at(50, 200), at(150, 200), strict=True))
    found = roads.reach("car", lon, lat, np.array([80, 30]) / (25 / 3.6))
    assert found.edge.tolist() == [0]
    assert found.length_m == pytest.approx([180], abs=0.5)


def test_reach_follows_one_way_streets() -> None:
    roads = Town().point("a", 0, 0).point("b", 400, 0).street("a b", oneway="yes").roads()
    lon, lat = (np.array([x]) for x in at(100, 0))
    found = roads.reach("car", lon, lat, np.array([100 / (25 / 3.6)]))
    assert (found.begin[0], found.end[0]) == pytest.approx((0.25, 0.5), abs=0.01)


def test_whoever_has_no_time_or_is_off_the_map_reaches_nothing() -> None:
    roads = crossing().roads()
    for place, within_s in ((at(100, 200), 0.0), (at(5500, 200), 100.0)):
        lon, lat = (np.array([x]) for x in place)
        assert len(roads.reach("car", lon, lat, np.array([within_s])).edge) == 0


def test_roads_made_ready_side_by_side_are_those_made_one_by_one() -> None:
    ready, roads = crossing().roads(), crossing().roads()
    ready.make_ready(KINDS, names=True)
    assert [ready.network(kind).length_m.tolist() for kind in KINDS] == [
        roads.network(kind).length_m.tolist() for kind in KINDS
    ]
    assert ready.street_name(*at(200, 200)) == roads.street_name(*at(200, 200)) == "长风街"


def test_a_kind_without_any_road_reaches_nothing() -> None:
    roads = Town().point("a", 0, 0).point("b", 100, 0).street("a b", "footway").roads()
    scene = roads.scene("car", *at(50, 0))
    assert (len(scene.places), scene.nearest_m) == (0, np.inf)
    assert len(roads.scene("foot", *at(50, 0)).places) == 1


def test_speeds_of_a_site_replace_the_defaults() -> None:
    slow = RoadsConfig(speeds_kmh={"car": {"residential": 10.0}})
    assert crossing().roads(slow).route("car", at(0, 200), at(100, 200))[-1].t_s == pytest.approx(36, abs=0.1)


def test_a_posted_limit_below_the_usual_speed_is_kept() -> None:
    town = Town().point("a", 0, 0).point("b", 1000, 0).street("a b", "primary", maxspeed="30")
    assert town.roads().route("car", at(0, 0), at(1000, 0))[-1].t_s == pytest.approx(120, abs=0.5)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"speeds_kmh": {"car": {"boulevard": 30.0}}}, "speeds_kmh.car.boulevard"),
        ({"speeds_kmh": {"car": {"primary": 0.0}}}, "speeds_kmh.car.primary"),
        ({"speeds_by_hour_kmh": {"car": {"primary": {"24": 40.0}}}}, "speeds_by_hour_kmh.car.primary.24"),
        ({"speeds_by_hour_kmh": {"car": {"primary": {"04": -1.0}}}}, "speeds_by_hour_kmh.car.primary.04"),
        ({"speeds_by_hour_kmh": {"car": {"steps": {"04": 5.0}}}}, "speeds_by_hour_kmh.car.steps"),
        ({"last_leg_kmh": float("nan")}, "last_leg_kmh"),
        ({"first_leg_kmh": -1.0}, "first_leg_kmh"),
        ({"search_s": ()}, "search_s"),
        ({"search_s": (600.0, 300.0)}, "search_s"),
        ({"search_s": (1e9,)}, "search_s"),
    ],
)
def test_settings_that_cannot_be_are_named(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(ConfigError, match=field):
        RoadsConfig(**wrong)  # type: ignore[arg-type] # wrong on purpose


def _dual_carriageway() -> Town:
    """Two one-way streets 12 m apart, the southern one to the east, joined at both ends."""
    town = Town().point("a", 0, 0).point("b", 1000, 0).point("c", 1000, 12).point("d", 0, 12)
    return town.street("a b", oneway="yes").street("b c").street("c d", oneway="yes").street("d a")


@pytest.mark.parametrize(
    ("north_m", "heading_deg", "street"), [(1, 90, 0), (1, 270, 2), (9, 95, 0), (9, 265, 2), (1, float("nan"), 0)]
)
def test_a_moving_unit_is_on_the_carriageway_that_leads_its_way(
    north_m: float, heading_deg: float, street: int
) -> None:
    lon, lat = (np.array([x]) for x in at(500, north_m))
    stands = _dual_carriageway().roads().stands("car", lon, lat, np.array([heading_deg]))
    assert stands.places.edge.tolist() == [street]


def test_a_heading_that_fits_no_street_leaves_a_unit_on_the_nearest() -> None:
    lon, lat = (np.array([x]) for x in at(500, 1))
    roads = _dual_carriageway().roads()
    assert roads.stands("car", lon, lat, np.array([0.0])).places.edge.tolist() == [0]
    assert roads.stands("car", lon, lat, np.array([270.0])).places.edge.tolist() == [2]


def test_units_that_were_placed_before_stand_where_they_stood() -> None:
    roads, fresh = _courtyard().roads(), _courtyard().roads()
    rng = np.random.default_rng(5)
    lon, lat = np.array([at(*place) for place in rng.uniform(0, 400, (30, 2))]).T
    roads.stands("car", lon[:20], lat[:20])
    again, once = roads.stands("car", lon, lat), fresh.stands("car", lon, lat)
    assert (again.places.edge == once.places.edge).all()
    assert (again.places.off_m == once.places.off_m).all()
    assert (again.owner == once.owner).all()
