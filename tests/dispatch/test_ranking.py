"""Who is sent first, and why the others are not."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.config import UnitKind
from dispatch.eta import EtaConfig
from dispatch.model import Question, Rank, Ranking, Told, Unit, UnitStatus
from dispatch.ranking import Ranker, rank
from dispatch.roads.config import RoadsConfig
from dispatch.roads.roads import Roads
from streams.schema.quantities import Place
from tests.dispatch.roads.towns import Town, at, crossing

ROADS = crossing().point("x", 0, 2000).point("y", 400, 2000).street("x y").roads()


def _unit(
    unit_id: str,
    east_m: float,
    north_m: float,
    kind: UnitKind = "car",
    *,
    fix_age_s: float = 0.0,
    status: UnitStatus = "available",
) -> Unit:
    lon, lat = at(east_m, north_m)
    return Unit(unit_id=unit_id, kind=kind, lon=lon, lat=lat, fix_age_s=fix_age_s, status=status)


def _order(units: list[Unit], incident: tuple[float, float] = (200, 200), roads: Roads = ROADS) -> list[str]:
    return [unit.unit_id for unit in rank(roads, units, *at(*incident)).ranking]


def _why(units: list[Unit], incident: tuple[float, float] = (200, 200), roads: Roads = ROADS) -> dict[str, str]:
    return {unit.unit_id: unit.why for unit in rank(roads, units, *at(*incident)).excluded}


def test_the_unit_that_is_there_first_comes_first() -> None:
    assert _order([_unit("far", 0, 200), _unit("near", 150, 200)]) == ["near", "far"]


def test_nearest_is_by_road_and_not_by_line() -> None:
    river = Town().point("a", 0, 0).point("b", 0, 900).point("c", 80, 900).point("d", 80, 0).point("e", 600, 0)
    roads = river.street("a b c d e").roads()
    found = rank(roads, [_unit("over-the-river", 0, 10), _unit("on-this-side", 500, 0)], *at(80, 10)).ranking
    assert [unit.unit_id for unit in found] == ["on-this-side", "over-the-river"]
    assert found[0].straight_line_m > found[1].straight_line_m
    assert "over-the-river is nearer in a straight line, but" in found[0].reason


def test_each_kind_moves_at_its_own_speed_on_its_own_roads() -> None:
    assert _order([_unit("guard", 100, 200, "foot"), _unit("car", 0, 200), _unit("bike", 50, 200, "bicycle")]) == [
        "car",
        "bike",
        "guard",
    ]


def test_a_guard_round_the_corner_is_before_a_car_far_away() -> None:
    assert _order([_unit("guard", 190, 200, "foot"), _unit("car", 0, 200)])[0] == "guard"


def test_an_old_fix_costs_the_place() -> None:
    assert _order([_unit("stale", 150, 200, fix_age_s=120.0), _unit("fresh", 0, 200)]) == ["fresh", "stale"]


def test_a_surer_unit_that_is_hardly_later_is_named_with_the_first() -> None:
    found = rank(ROADS, [_unit("away", 190, 200, fix_age_s=60.0), _unit("sure", 0, 200)], *at(200, 200)).ranking
    assert [unit.unit_id for unit in found] == ["away", "sure"]
    assert found[0].reason.endswith("; sure is surer: 1 s later, but 33 s sooner at worst")
    assert "surer" not in found[1].reason


def test_of_two_expected_at_once_the_surer_comes_first() -> None:
    config = EtaConfig(fix_age_cost_s=((0.0, 0.0),))
    units = [_unit("a", 100, 200, fix_age_s=60.0), _unit("b", 100, 200)]
    lon, lat = at(200, 200)
    assert [unit.unit_id for unit in rank(ROADS, units, lon, lat, config).ranking] == ["b", "a"]


def test_the_reason_tells_the_parts_of_the_time() -> None:
    (first,) = rank(ROADS, [_unit("P1", 0, 200, fix_age_s=60.0)], *at(200, 200)).ranking
    assert first.reason == "car: 70 s = turnout 15 + road 29 (200 m) + position 60 s old 26; at worst 104 s"
    assert first.eta_s == pytest.approx(69.8, abs=0.1)
    assert first.fix_age_s == 60.0


def test_everybody_left_out_is_told_why() -> None:
    units = [
        _unit("busy", 200, 200, status="busy"),
        _unit("home", 200, 200, status="off_duty"),
        _unit("silent", 200, 200, fix_age_s=900.0),
        _unit("island", 100, 2000),
        _unit("away", 6000, 200),
        Unit(unit_id="lost", kind="car", lon=float("nan"), lat=0.0, fix_age_s=0.0),
    ]
    assert _why(units) == {
        "busy": "busy",
        "home": "off duty",
        "silent": "fix too old: 900 s, the limit is 600 s",
        "island": "no way by road",
        "away": "outside the map: nearest road 5.6 km",
        "lost": "no valid position",
    }


def test_a_unit_beyond_the_search_is_too_far_and_not_without_a_way() -> None:
    far = crossing().point("z", 20_000, 200).street("e z", "service")
    roads = far.roads(RoadsConfig(search_s=(600.0,)))
    assert _why([_unit("far", 19_000, 200)], (0, 200), roads) == {"far": "too far: more than 10 min by road"}


def test_the_search_goes_farther_until_enough_have_been_found() -> None:
    far = crossing().point("z", 20_000, 200).street("e z", "service")
    units = [_unit("near", 0, 200), _unit("far", 9_000, 200)]
    assert _order(units, (0, 200), far.roads(RoadsConfig(enough_units=1))) == ["near"]
    assert _order(units, (0, 200), far.roads(RoadsConfig(enough_units=2))) == ["near", "far"]


def test_where_only_near_ones_count_all_of_them_are_found_and_nothing_is_said_of_others() -> None:
    roads = crossing().point("z", 20_000, 200).street("e z", "service").roads(RoadsConfig(enough_units=1))
    units = [_unit("near", 0, 200), _unit("next", 6_000, 200), _unit("far", 19_000, 200)]

    def names(within_s: float | None) -> list[str]:
        found = rank(roads, units, *at(200, 200), within_s=within_s)
        return [*(unit.unit_id for unit in found.ranking), *(unit.unit_id for unit in found.excluded)]

    assert names(60.0) == ["near"]
    assert names(1_400.0) == ["near", "next"]
    assert names(None) == ["near", "far", "next"]


def test_a_car_whose_roads_do_not_come_near_the_incident_is_told_how_far_they_are() -> None:
    park = crossing().point("p", 200, 1500).point("q", 200, 2600).street("n p q", "path")
    found = rank(park.roads(), [_unit("car", 0, 200), _unit("guard", 200, 2000, "foot")], *at(200, 2500))
    assert [unit.unit_id for unit in found.ranking] == ["guard"]
    assert [unit.why for unit in found.excluded] == ["no way by road: the incident is 2100 m from every road for a car"]


def test_an_incident_outside_the_map_is_a_problem_that_is_said_of_everybody() -> None:
    found = rank(ROADS, [_unit("P1", 0, 200), _unit("P2", 0, 200, status="busy")], *at(5500, 200))
    assert found.problem == "outside the map: nearest road 5.1 km"
    assert {unit.unit_id: unit.why for unit in found.excluded} == {"P1": found.problem, "P2": "busy"}


def test_an_incident_without_a_place_on_the_globe_is_a_problem() -> None:
    assert rank(ROADS, [_unit("P1", 0, 200)], float("nan"), 37.8).problem == "no valid place"


def test_no_units_at_all_is_an_empty_ranking_and_no_problem() -> None:
    found = rank(ROADS, [], *at(200, 200))
    assert (found.ranking, found.excluded, found.problem) == ((), (), None)


def test_units_at_one_place_are_ranked_by_their_names() -> None:
    assert _order([_unit(name, 100, 200) for name in ("c", "a", "b")]) == ["a", "b", "c"]


def test_the_ranker_is_the_port_of_the_desk() -> None:
    lon, lat = at(200, 200)
    port: Rank = Ranker(ROADS)
    units = [_unit("P1", 0, 200)]
    assert port(units, Place(lon=lon, lat=lat), 0) == rank(ROADS, units, lon, lat)


def test_units_are_timed_by_the_speeds_of_the_hour() -> None:
    lon, lat = at(200, 200)
    by_hour = RoadsConfig(speeds_by_hour_kmh={"car": {"residential": {"04": 50.0, "07": 5.0}}})
    roads = crossing().roads(by_hour)
    ranker = Ranker(roads, hour_of=lambda at_ms: at_ms // 3_600_000)
    travel_s = [
        ranker([_unit("P1", 0, 200)], Place(lon=lon, lat=lat), hour * 3_600_000).ranking[0].travel_s
        for hour in (3, 4, 7)
    ]
    assert travel_s == [28.8, 14.4, 144.0]


PLACES = st.tuples(st.integers(-800, 6000), st.integers(-800, 2600))
UNITS = st.lists(
    st.builds(
        lambda place, kind, age_s, status: ("", place, kind, age_s, status),
        PLACES,
        st.sampled_from(["car", "motorcycle", "bicycle", "foot"]),
        st.sampled_from([0.0, 30.0, 700.0, -60.0, float("nan")]),
        st.sampled_from(["available", "available", "busy", "off_duty"]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(drawn=UNITS, incident=PLACES, order=st.randoms(use_true_random=False))
def test_everybody_is_ranked_or_excluded_once_and_the_order_asked_in_does_not_matter(
    drawn: list[tuple[str, tuple[int, int], UnitKind, float, UnitStatus]], incident: tuple[int, int], order: object
) -> None:
    units = [
        _unit(f"u{i:02}", *place, kind, fix_age_s=age_s, status=status)
        for i, (_, place, kind, age_s, status) in enumerate(drawn)
    ]
    found = rank(ROADS, units, *at(*incident))
    names = [unit.unit_id for unit in found.ranking] + [unit.unit_id for unit in found.excluded]
    assert sorted(names) == [unit.unit_id for unit in units]
    assert [unit.eta_s for unit in found.ranking] == sorted(unit.eta_s for unit in found.ranking)
    assert all(unit.why for unit in found.excluded)
    shuffled = list(units)
    order.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis' random
    assert rank(ROADS, shuffled, *at(*incident)) == found
    assert list(found.eta_s.items()) == [(unit.unit_id, unit.eta_s) for unit in found.ranking]
    told = msgspec.json.decode(msgspec.json.encode((found.ranking, found.excluded)), type=Told)
    assert Ranking.told(*told).ranking == found.ranking


@settings(max_examples=100, deadline=None)
@given(asked=st.lists(st.tuples(UNITS, PLACES, st.sampled_from([None, 0.0, 200.0, 1000.0, float("inf")])), max_size=5))
def test_several_questions_at_once_are_answered_as_if_each_were_asked_alone(
    asked: list[tuple[list[tuple[str, tuple[int, int], UnitKind, float, UnitStatus]], tuple[int, int], float | None]],
) -> None:
    questions = []
    for drawn, place, within_s in asked:
        units = [
            _unit(f"u{i:02}", *stands, kind, fix_age_s=age_s, status=status)
            for i, (_, stands, kind, age_s, status) in enumerate(drawn)
        ]
        lon, lat = at(*place)
        questions.append(Question(units, Place(lon=lon, lat=lat), within_s))
    ranker = Ranker(ROADS)
    alone = [ranker(question.units, question.place, 0, question.within_s) for question in questions]
    assert ranker.each(questions, 0) == alone


@settings(max_examples=100, deadline=None)
@given(drawn=UNITS, incident=PLACES, within_s=st.sampled_from([None, 200.0, float("inf")]))
def test_whoever_is_asked_for_as_the_first_is_found_though_the_search_ends_sooner(
    drawn: list[tuple[str, tuple[int, int], UnitKind, float, UnitStatus]],
    incident: tuple[int, int],
    within_s: float | None,
) -> None:
    units = [_unit(f"u{i:02}", *place, kind, fix_age_s=age_s) for i, (_, place, kind, age_s, _) in enumerate(drawn)]
    lon, lat = at(*incident)
    ranker = Ranker(crossing().point("x", 0, 2000).street("c x").roads(RoadsConfig(search_s=(5.0, 40.0, 3600.0))))
    every, first = ranker.each([Question(units, Place(lon=lon, lat=lat), within_s, only) for only in (False, True)])
    assert list(first.eta_s.items())[:1] == list(every.eta_s.items())[:1]
    assert first.eta_s.items() <= every.eta_s.items()
