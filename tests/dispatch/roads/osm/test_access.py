"""Who may use which way, and what stops whom."""

import pytest

from dispatch.config import UnitKind
from dispatch.roads.config import CLASSES, RoadsConfig, Rule, Rules
from dispatch.roads.osm.access import Passage, is_barrier, passage

BOTH = (True, True)
ALONG = (True, False)
AGAINST = (False, True)


def _rules(kind: UnitKind, *ignored: Rule) -> Rules:
    return RoadsConfig(ignored={kind: ignored}).rules(kind)


def _directions(kind: UnitKind, **tags: str) -> tuple[bool, bool] | None:
    found = passage(kind, {key.replace("__", ":"): value for key, value in tags.items()}, _rules(kind))
    return None if found is None else (found.forward, found.backward)


@pytest.mark.parametrize(
    ("kind", "highway", "expected"),
    [
        ("car", "residential", BOTH),
        ("car", "footway", None),
        ("car", "steps", None),
        ("car", "track", None),
        ("motorcycle", "track", BOTH),
        ("bicycle", "cycleway", BOTH),
        ("bicycle", "motorway", None),
        ("foot", "steps", BOTH),
        ("foot", "residential", BOTH),
        ("foot", "motorway", None),
        ("car", "proposed", None),
    ],
)
def test_each_kind_uses_the_classes_made_for_it(
    kind: UnitKind, highway: str, expected: tuple[bool, bool] | None
) -> None:
    assert _directions(kind, highway=highway) == expected


@pytest.mark.parametrize(
    ("oneway", "expected"),
    [("yes", ALONG), ("1", ALONG), ("true", ALONG), ("-1", AGAINST), ("no", BOTH), ("reversible", None)],
)
def test_cars_obey_one_ways_however_they_are_written(oneway: str, expected: tuple[bool, bool] | None) -> None:
    assert _directions("car", highway="residential", oneway=oneway) == expected


def test_people_on_foot_walk_against_one_ways() -> None:
    assert _directions("foot", highway="residential", oneway="yes") == BOTH


def test_a_bicycle_rides_against_a_one_way_only_where_it_may() -> None:
    assert _directions("bicycle", highway="residential", oneway="yes") == ALONG
    assert _directions("bicycle", highway="residential", oneway="yes", oneway__bicycle="no") == BOTH
    assert _directions("bicycle", highway="residential", oneway="yes", cycleway="opposite") == BOTH


def test_roundabouts_and_motorways_are_one_way_without_saying_so() -> None:
    assert _directions("car", highway="residential", junction="roundabout") == ALONG
    assert _directions("car", highway="motorway") == ALONG
    assert _directions("car", highway="motorway", oneway="no") == BOTH


def test_the_most_specific_access_key_wins() -> None:
    assert _directions("car", highway="service", access="private") is None
    assert _directions("car", highway="service", access="no", motor_vehicle="yes") == BOTH
    assert _directions("car", highway="service", access="yes", motorcar="no") is None
    assert _directions("foot", highway="service", access="no", foot="yes") == BOTH


def test_a_bicycle_is_pushed_on_a_pavement_and_ridden_where_that_is_allowed() -> None:
    pushed = passage("bicycle", {"highway": "footway"}, _rules("bicycle"))
    ridden = passage("bicycle", {"highway": "footway", "bicycle": "designated"}, _rules("bicycle"))
    assert pushed == Passage(CLASSES.index("footway"), forward=True, backward=True, limit_kmh=0)
    assert ridden == Passage(CLASSES.index("cycleway"), forward=True, backward=True, limit_kmh=0)


@pytest.mark.parametrize(
    ("posted", "limit_kmh"),
    [("50", 50), ("30 mph", 48), ("RO:urban", 0), ("signals", 0), ("", 0), ("-20", 0), ("99999999", 0), ("５０", 0)],
)
def test_a_posted_speed_is_read_when_it_is_a_plain_number(posted: str, limit_kmh: int) -> None:
    found = passage("car", {"highway": "primary", "maxspeed": posted}, _rules("car"))
    assert found is not None
    assert found.limit_kmh == limit_kmh


@pytest.mark.parametrize(
    ("kind", "tags", "stopped"),
    [
        ("car", {"barrier": "bollard"}, True),
        ("motorcycle", {"barrier": "bollard"}, True),
        ("bicycle", {"barrier": "bollard"}, False),
        ("foot", {"barrier": "bollard"}, False),
        ("car", {"barrier": "bollard", "bollard": "rising"}, False),
        ("car", {"barrier": "gate"}, False),
        ("car", {"barrier": "gate", "access": "private"}, True),
        ("car", {"barrier": "gate", "locked": "yes"}, True),
        ("foot", {"barrier": "gate", "locked": "yes"}, True),
        ("foot", {"barrier": "gate", "access": "no", "foot": "yes"}, False),
        ("foot", {"barrier": "wall"}, True),
        ("car", {"barrier": "bollard", "motor_vehicle": "yes"}, False),
    ],
)
def test_a_barrier_stops_whom_it_is_made_for(kind: UnitKind, tags: dict[str, str], *, stopped: bool) -> None:
    assert is_barrier(kind, tags, _rules(kind)) is stopped


@pytest.mark.parametrize(
    ("ignored", "tags", "opened"),
    [
        ("one_ways", {"highway": "residential", "oneway": "yes"}, BOTH),
        ("one_ways", {"highway": "trunk", "oneway": "yes"}, ALONG),
        ("access", {"highway": "service", "access": "private"}, BOTH),
        ("access", {"highway": "residential", "impassable": "yes"}, None),
        ("turns", {"highway": "service", "access": "private"}, None),
    ],
)
def test_a_car_on_call_passes_over_what_the_site_says(
    ignored: Rule, tags: dict[str, str], opened: tuple[bool, bool] | None
) -> None:
    found = passage("car", tags, _rules("car", ignored))
    assert (None if found is None else (found.forward, found.backward)) == opened


def test_gates_are_opened_for_a_car_on_call_and_walls_are_not() -> None:
    assert is_barrier("car", {"barrier": "gate", "access": "private"}, _rules("car"))
    assert not is_barrier("car", {"barrier": "gate", "access": "private"}, _rules("car", "gates"))
    assert is_barrier("car", {"barrier": "block"}, _rules("car", "gates"))


def test_a_speed_for_a_class_that_is_not_driven_opens_it() -> None:
    rules = RoadsConfig(speeds_kmh={"car": {"pedestrian": 10.0}}).rules("car")
    assert passage("car", {"highway": "pedestrian"}, rules) is not None
