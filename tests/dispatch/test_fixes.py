"""What fixes say besides a place."""

import pytest

from dispatch.config import UnitConfig, UnitKind
from dispatch.fixes import heading_of, is_moving, state_of, without_jump
from streams.schema.positions import PositionFixed

NORTH_3_KM = 0.027


def _fix(at_s: float = 0.0, north: float = 0.0, speed_mps: float | None = None) -> PositionFixed:
    return PositionFixed(
        district="jinsheng",
        unit_id="P1",
        lon=112.5,
        lat=37.8 + north,
        fixed_at_ms=int(at_s * 1000),
        speed_mps=speed_mps,
        heading_deg=90.0,
    )


def _unit(kind: UnitKind = "car", base: tuple[float, float] | None = None) -> UnitConfig:
    return UnitConfig(unit_id="P1", call_sign="P1", kind=kind, district="jinsheng", base=base)


def test_a_heading_counts_only_on_the_move() -> None:
    assert [heading_of(_fix(speed_mps=mps)) for mps in (None, 0.2, 8.0)] == [None, None, 90.0]
    assert [is_moving(_fix(speed_mps=mps)) for mps in (None, 0.2, 8.0)] == [None, False, True]


@pytest.mark.parametrize(
    ("kind", "speed_mps", "state"),
    [
        ("car", 8.0, "in_car"),
        ("car", 1.4, "on_foot"),
        ("car", None, "in_car"),
        ("car", 0.0, "in_car"),
        ("foot", 0.0, "on_foot"),
        ("foot", 1.4, "on_foot"),
    ],
)
def test_a_crew_at_walking_pace_has_left_its_vehicle(kind: UnitKind, speed_mps: float | None, state: str) -> None:
    assert state_of(_unit(kind), _fix(speed_mps=speed_mps)) == state


def test_a_unit_beside_its_base_is_at_base() -> None:
    assert state_of(_unit(base=(112.5, 37.8002)), _fix()) == "at_base"
    assert state_of(_unit(base=(112.5, 37.81)), _fix()) == "in_car"


def test_a_fix_where_nobody_could_get_to_is_not_believed_until_a_second_confirms_it() -> None:
    start, jump, confirms = _fix(0), _fix(5, NORTH_3_KM), _fix(10, NORTH_3_KM)
    assert without_jump([start, jump]) == start
    assert without_jump([jump, confirms]) == confirms


def test_far_fixes_that_one_can_drive_between_are_believed() -> None:
    later = _fix(120, NORTH_3_KM)
    assert without_jump([_fix(0), later]) == later
    assert without_jump([later]) == later
    assert without_jump([]) is None
