"""Where something on a route is at a time."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulation.crew.journey import Journey, standing

WAY = ((25.0, 60.0, 0.0), (25.001, 60.0, 5.0), (25.001, 60.0, 5.0), (25.001, 60.001, 15.0))


def test_before_it_begins_one_is_at_the_start_and_after_it_at_the_end() -> None:
    journey = Journey(way=WAY, began_ms=1000)
    assert journey.at(0) == (25.0, 60.0)
    assert journey.at(60_000) == (25.001, 60.001)


def test_half_the_pace_takes_twice_as_long() -> None:
    assert Journey(way=WAY, began_ms=1000, pace=0.5).ends_ms == 31_000


def test_half_way_in_time_is_half_way_on_the_road() -> None:
    assert Journey(way=WAY, began_ms=0).at(10_000) == (25.001, 60.0005)


def test_who_stands_is_where_he_stands() -> None:
    assert standing((25.0, 60.0), 5000).at(9000) == (25.0, 60.0)


@given(at_ms=st.integers(min_value=-10_000, max_value=100_000), pace=st.floats(min_value=0.1, max_value=3))
def test_nobody_leaves_the_road(at_ms: int, pace: float) -> None:
    lon, lat = Journey(way=WAY, began_ms=0, pace=pace).at(at_ms)
    assert 25.0 <= lon <= 25.001
    assert 60.0 <= lat <= 60.001
