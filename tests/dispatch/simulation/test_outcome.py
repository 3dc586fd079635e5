"""The figures of a night are exact, and count everybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.simulation.outcome import late_share, outcome
from dispatch.simulation.run import Answer
from streams.schema.quantities import Place


def answers(*times_s: float | None) -> list[Answer]:
    return [
        Answer(incident_id=str(n), place=Place(lon=0, lat=0), raised_ms=0, response_s=time_s)
        for n, time_s in enumerate(times_s)
    ]


def test_percentiles_are_of_those_where_somebody_came() -> None:
    result = outcome("road", answers(*range(1, 101), None), 101, 180.0)
    assert (result.response_s.p50, result.response_s.p90, result.response_s.p99) == (50, 90, 99)
    assert result.unserved == 1


def test_where_nobody_came_it_is_late() -> None:
    result = outcome("road", answers(100, 180, 181, None), 4, 180.0)
    assert result.within_target == 0.5
    assert late_share(result) == 0.5


def test_without_anybody_there_are_no_percentiles() -> None:
    result = outcome("road", answers(None), 1, 180.0)
    assert (result.response_s.p50, result.within_target, result.unserved) == (None, 0.0, 1)


def test_a_theft_that_no_desk_heard_of_is_unserved() -> None:
    assert outcome("road", answers(60), 3, 180.0).unserved == 2


@given(st.lists(st.one_of(st.none(), st.floats(min_value=0, max_value=3600)), min_size=1, max_size=50))
def test_every_incident_is_served_or_unserved(times_s: list[float | None]) -> None:
    result = outcome("road", answers(*times_s), len(times_s), 180.0)
    assert result.unserved == times_s.count(None)
    within = sum(time_s is not None and time_s <= 180 for time_s in times_s)
    assert result.within_target == pytest.approx(within / len(times_s), abs=1e-4)
