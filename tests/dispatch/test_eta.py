"""When a unit will be there, from its travel time and the age of its fix."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.config import UnitKind
from dispatch.eta import FIX_AGE_COST_S, TURNOUT_S, EtaConfig, can_be_timed, eta, readiness, why_not
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
    assert can_be_timed([unit, _unit()], CONFIG).tolist() == [why is None, True]


@pytest.mark.parametrize("pairs", [(), ((60.0, 1.0), (60.0, 2.0)), ((60.0, 1.0), (0.0, 0.0))])
def test_ages_that_do_not_rise_are_refused(pairs: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ConfigError, match="fix_age_cost_s"):
        EtaConfig(fix_age_cost_s=pairs)


def _ready(**known: object) -> tuple[float, float, float]:
    found = readiness("car", [msgspec.structs.replace(_unit(fix_age_s=5.0), **known)], CONFIG)
    return float(found.turnout_s[0]), float(found.fix_age_s[0]), float(found.age_share[0])


def test_turnout_is_longer_on_foot_and_at_base() -> None:
    assert [_ready(state=state)[0] for state in (None, "in_car", "on_foot", "at_base")] == [15.0, 15.0, 45.0, 70.0]


def test_a_guard_on_foot_turns_out_as_guards_do() -> None:
    guard = msgspec.structs.replace(_unit(), kind="foot", state="on_foot")
    assert readiness("foot", [guard], CONFIG).turnout_s[0] == TURNOUT_S["foot"]


def test_the_fix_of_a_frozen_phone_is_as_old_as_its_place() -> None:
    assert _ready(frozen_s=3600.0)[1] == 3600.0
    assert _ready(frozen_s=600.0)[1] == 5.0


def test_an_old_fix_of_a_standing_unit_costs_less_than_of_a_moving_one_but_no_less_at_worst() -> None:
    age_s, travel_s = np.array([60.0]), np.array([100.0])
    stands, moves = (eta("car", travel_s, age_s, CONFIG, age_share=_ready(moving=is_so)[2]) for is_so in (False, True))
    assert stands.expected_s[0] < moves.expected_s[0]
    assert stands.worst_s[0] == moves.worst_s[0]
