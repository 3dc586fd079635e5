"""What recorded travels say: the error of expected arrivals, and the speeds that units really drive."""

import pytest

from dispatch.config import UnitKind
from dispatch.roads.roads import Roads
from dispatch.travels import Factor, Travel, Travels, eta_errors, factors
from dispatch.travels.factors import PRIOR_S
from streams.schema.incidents import AssignmentReleased, IncidentFact, UnitArrived, UnitAssigned, UnitTravelling
from streams.schema.positions import PositionFixed
from tests.dispatch.roads.towns import Town, at

KINDS: dict[str, UnitKind] = {"P1": "car", "G1": "foot"}


def _head(at_s: float, seq: int = 2) -> dict[str, object]:
    at_ms = int(at_s * 1000)
    return {
        "district": "jinsheng",
        "seq": seq,
        "epoch": 1,
        "observed_at_ms": at_ms,
        "recorded_at_ms": at_ms,
        "cause": "c",
        "actor": "desk",
        "incident_id": "i1",
        "unit_id": "P1",
    }


def _asked(at_s: float, eta_s: float | None = 100.0) -> IncidentFact:
    return UnitAssigned(**_head(at_s), eta_s=eta_s, accept_by_ms=int(at_s * 1000) + 15_000)  # type: ignore[arg-type] # one head for all


def _rolled(at_s: float) -> IncidentFact:
    return UnitTravelling(**_head(at_s))  # type: ignore[arg-type] # the same


def _arrived(at_s: float) -> IncidentFact:
    return UnitArrived(**_head(at_s), by="geofence")  # type: ignore[arg-type] # the same


def _fix(at_s: float, east_m: float) -> PositionFixed:
    lon, lat = at(east_m, 0)
    return PositionFixed(district="jinsheng", unit_id="P1", lon=lon, lat=lat, fixed_at_ms=int(at_s * 1000))


def _travels(facts: list[IncidentFact], fixes: list[PositionFixed] | None = None) -> list[Travel]:
    travels = Travels()
    for fact in facts:
        travels.take_fact(fact)
    travels.take_positions(fixes or [])
    return travels.arrived()


def test_a_travel_runs_from_being_asked_to_being_there() -> None:
    (travel,) = _travels([_asked(10), _rolled(30), _arrived(130)])
    assert travel.took_s == 120.0
    assert eta_errors([travel], KINDS)[0].p50_s == 20.0
    assert eta_errors([travel], KINDS)[0].mean_late_s == 20.0


def test_whoever_was_released_did_not_travel() -> None:
    released = AssignmentReleased(**_head(20), reason="declined", note="")  # type: ignore[arg-type] # one head for all
    assert _travels([_asked(10), released, _arrived(130)]) == []


def test_only_the_fixes_of_the_way_count() -> None:
    fixes = [_fix(20, 0), _fix(40, 100), _fix(60, 200), _fix(60, 200), _fix(200, 900)]
    (travel,) = _travels([_asked(10), _rolled(30), _arrived(130)], fixes)
    assert [fix.fixed_at_ms for fix in travel.fixes] == [40_000, 60_000]


def test_travels_without_an_expectation_or_of_unknown_units_have_no_error() -> None:
    assert eta_errors(_travels([_asked(0, None), _arrived(10)]), KINDS) == []
    assert eta_errors(_travels([_asked(0), _arrived(10)]), {}) == []


def _road() -> Roads:
    return Town().point("a", 0, 0).point("b", 5000, 0).street("a b").roads()


def _found(mps: float, seconds: int) -> list[Factor]:
    fixes = [_fix(at_s, mps * at_s) for at_s in range(0, seconds + 1, 10)]
    travels = _travels([_asked(0), _rolled(0), _arrived(seconds)], fixes)
    return factors(_road(), travels, KINDS, hour_of=lambda _: 3)


def test_a_road_driven_at_half_the_speed_tends_to_twice_the_time_as_more_is_driven() -> None:
    half_mps = 25 / 3.6 / 2
    little, much = (_found(half_mps, seconds)[0] for seconds in (60, 600))
    assert 1 < little.factor < much.factor < 2
    assert much.factor == pytest.approx((600 + PRIOR_S) / (300 + PRIOR_S), rel=0.01)
    assert much.kmh == pytest.approx(25 / much.factor, abs=0.1)


def test_factors_are_told_by_class_and_hour_and_over_all_hours_with_their_counts() -> None:
    found = _found(25 / 3.6, 100)
    assert [(factor.kind, factor.road_class, factor.hour, factor.pieces) for factor in found] == [
        ("car", "residential", None, 10),
        ("car", "residential", 3, 10),
    ]
    assert found[0].factor == pytest.approx(1.0, abs=0.01)


def test_pieces_that_no_unit_can_have_driven_and_standing_still_say_nothing() -> None:
    assert _found(100.0, 40) == []
    assert _found(0.0, 60) == []
