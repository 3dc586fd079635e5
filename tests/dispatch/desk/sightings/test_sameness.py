"""Two tellings of one thing: by kind, time and place."""

import pytest
from msgspec.structs import replace

from dispatch.config import Sameness
from dispatch.desk.sightings.sameness import Telling, same_thing, worth_comparing
from streams.schema.quantities import Place

RULES = Sameness()
HERE = Place(lon=112.55, lat=37.87, error_m=2)
NORTH_20_M = Place(lon=112.55, lat=37.87 + 20 / 111_195, error_m=2)
NORTH_10_M = Place(lon=112.55, lat=37.87 + 10 / 111_195, error_m=2)
MAN = Telling(
    kind="loitering", place=HERE, began_ms=1_000_000, until_ms=1_060_000, vehicles=frozenset({("a", "car-1")})
)


def _same(other: Telling) -> bool:
    assert same_thing(MAN, other, RULES) == same_thing(other, MAN, RULES)
    if same_thing(MAN, other, RULES):
        assert all(worth_comparing(MAN, camera, [car], other.place, RULES) for camera, car in other.vehicles)
    return same_thing(MAN, other, RULES)


def test_another_camera_at_the_same_place_and_time_tells_the_same() -> None:
    assert _same(replace(MAN, place=NORTH_10_M, vehicles=frozenset({("b", "car-9")})))


def test_what_a_neighbour_calls_theft_is_what_a_camera_calls_loitering_and_a_fire_is_not() -> None:
    assert _same(replace(MAN, kind="theft"))
    assert not _same(replace(MAN, kind="fire"))


@pytest.mark.parametrize("place", [NORTH_20_M, None, replace(HERE, error_m=30)])
def test_elsewhere_unknown_or_unsure_places_join_nothing_unless_it_is_the_same_car(place: Place | None) -> None:
    assert not _same(replace(MAN, place=place, vehicles=frozenset({("b", "car-1")})))
    assert _same(replace(MAN, place=place))


def test_what_ended_more_than_two_minutes_before_is_another_thing() -> None:
    assert _same(replace(MAN, began_ms=1_170_000, until_ms=1_200_000))
    assert not _same(replace(MAN, began_ms=1_190_000, until_ms=1_200_000))


def test_what_is_at_other_cars_and_far_off_or_nowhere_is_not_worth_comparing() -> None:
    far = Place(lon=112.55, lat=37.87 + 50 / 111_195, error_m=2)
    near = [worth_comparing(MAN, "a", ["car-2"], place, RULES) for place in (NORTH_20_M, far, None)]
    assert near == [True, False, False]
    assert worth_comparing(MAN, "a", ["car-1"], far, RULES)
    assert not worth_comparing(MAN, "b", ["car-1"], far, RULES)
