"""Exact figures: what counts, what does not, and percentiles by nearest rank."""

import math
from collections.abc import Sequence

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dispatch.life.status import Status
from dispatch.records.figures import Case, figures, percentile
from streams.schema.commands import Finding


def case(
    response_s: float | None, *, status: Status = Status.CLOSED, finding: Finding = "held", missed: bool = False
) -> Case:
    within = response_s is not None and response_s <= 180
    return Case(status=status, finding=finding, missed=missed, response_s=response_s, within_target=within)


def test_dismissed_and_false_alarms_count_neither_way() -> None:
    told = figures(
        [
            case(100),
            case(200),
            case(None),
            case(5, finding="false_alarm"),
            case(None, status=Status.DISMISSED),
            case(None, status=Status.OPENED),
        ]
    )
    assert told.incidents == 6
    assert told.within_target_share == pytest.approx(1 / 3)
    assert told.outcomes == {
        "within_target": 1,
        "late": 1,
        "nobody_came": 1,
        "false_alarm": 1,
        "dismissed": 1,
        "open": 1,
    }
    assert (told.p50_s, told.p90_s, told.p99_s) == (100, 200, 200)


def test_an_open_incident_that_missed_its_target_counts_as_late_already() -> None:
    told = figures([case(None, status=Status.CONFIRMED, missed=True)])
    assert told.within_target_share == 0


def test_of_nothing_there_are_no_figures() -> None:
    told = figures([])
    assert (told.incidents, told.within_target_share, told.p50_s) == (0, None, None)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.sampled_from((50, 90, 99, 100)))
def test_a_percentile_is_one_of_the_values_and_so_many_do_not_exceed_it(values: Sequence[float], percent: int) -> None:
    ordered = sorted(values)
    found = percentile(ordered, percent)
    assert found is not None
    assert found in ordered
    below = sum(value <= found for value in ordered)
    assert below >= math.ceil(len(ordered) * percent / 100)
    smaller = [value for value in ordered if value < found]
    assert len(smaller) < math.ceil(len(ordered) * percent / 100)
