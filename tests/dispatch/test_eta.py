"""When a unit will be there, from its travel time and the age of its fix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.config import UnitKind
from dispatch.eta import FIX_AGE_COST_S, TURNOUT_S, EtaConfig, eta, why_not
from dispatch.model import Unit
from streams.schema.errors import ConfigError

CONFIG = EtaConfig()


def _unit(fix_age_s: float | None = 0.0, lon: float | None = 112.5, lat: float | None = 37.8) -> Unit:
    return Unit(unit_id="P1", kind="car", lon=lon, lat=lat, fix_age_s=fix_age_s)


@pytest.mark.parametrize(("age_s", "cost_s"), FIX_AGE_COST_S)
def test_an_old_fix_costs_what_was_measured(age_s: float, cost_s: float) -> None:
    found = eta("car", np.array([100.0]), np.array([age_s]), CONFIG)
    assert found.expected_s[0] == pytest.approx(TURNOUT_S["car"] + 100 + cost_s)


@given(travel_s=st.floats(0, 3600), age_s=st.floats(0, 3600), older_s=st.floats(0, 600))
def test_an_older_fix_never_makes_a_unit_earlier_and_worst_is_never_before_expected(
    travel_s: float, age_s: float, older_s: float
) -> None:
    found = eta("foot", np.full(2, travel_s), np.array([age_s, age_s + older_s]), CONFIG)
    assert found.expected_s[0] <= found.expected_s[1]
    assert (found.worst_s >= found.expected_s).all()


def test_at_worst_the_unit_drove_away_ever_since_its_fix() -> None:
    assert eta("car", np.array([100.0]), np.array([60.0]), CONFIG).worst_s[0] == pytest.approx(15 + 100 + 60)


def test_turnout_of_a_site_replaces_the_default_of_that_kind_only() -> None:
    config = EtaConfig(turnout_s={"car": 60.0})
    kinds: list[UnitKind] = ["car", "foot"]
    assert [eta(kind, np.zeros(1), np.zeros(1), config).expected_s[0] for kind in kinds] == [60.0, TURNOUT_S["foot"]]


def test_a_fix_slightly_ahead_counts_as_fresh() -> None:
    assert why_not(_unit(-5.0), CONFIG) is None
    assert eta("car", np.zeros(1), np.array([-5.0]), CONFIG).expected_s[0] == TURNOUT_S["car"]


@pytest.mark.parametrize(
    ("unit", "why"),
    [
        (_unit(fix_age_s=601.0), "fix too old: 601 s, the limit is 600 s"),
        (_unit(fix_age_s=float("inf")), "fix too old: inf s, the limit is 600 s"),
        (_unit(fix_age_s=-31.0), "fix from the future: 31 s ahead"),
        (_unit(fix_age_s=float("nan")), "no valid position"),
        (_unit(lon=float("nan")), "no valid position"),
        (_unit(lat=90.1), "no valid position"),
        (_unit(lon=float("inf")), "no valid position"),
        (_unit(lon=None, lat=None, fix_age_s=None), "no position yet"),
        (Unit(unit_id="P1", kind="car", lon=None, lat=None, fix_age_s=None, status="busy"), "busy"),
        (Unit(unit_id="P1", kind="car", lon=1, lat=1, fix_age_s=0, status="off_duty"), "off duty"),
    ],
)
def test_who_cannot_be_timed_is_told_why(unit: Unit, why: str) -> None:
    assert why_not(unit, CONFIG) == why


@pytest.mark.parametrize("pairs", [(), ((60.0, 1.0), (60.0, 2.0)), ((60.0, 1.0), (0.0, 0.0))])
def test_ages_that_do_not_rise_are_refused(pairs: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ConfigError, match="fix_age_cost_s"):
        EtaConfig(fix_age_cost_s=pairs)
