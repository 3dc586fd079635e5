"""Units as columns are the same units."""

from typing import get_args

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatch.columns import UnitColumns
from dispatch.config import UnitKind
from dispatch.eta import EtaConfig, can_be_timed, why_not
from dispatch.model import Unit, UnitState, UnitStatus

NUMBERS = st.floats(-1000, 1000)
UNITS = st.lists(
    st.builds(
        Unit,
        unit_id=st.text(min_size=1),
        kind=st.sampled_from(get_args(UnitKind)),
        lon=NUMBERS,
        lat=NUMBERS,
        fix_age_s=NUMBERS,
        status=st.sampled_from(get_args(UnitStatus)),
        heading_deg=st.none() | NUMBERS,
        moving=st.none() | st.booleans(),
        state=st.none() | st.sampled_from(get_args(UnitState)),
        frozen_s=NUMBERS,
    )
    | st.builds(
        Unit,
        unit_id=st.text(min_size=1),
        kind=st.sampled_from(get_args(UnitKind)),
        lon=st.none(),
        lat=st.none(),
        fix_age_s=st.none(),
    )
)


@given(units=UNITS)
def test_each_unit_comes_back_as_it_was(units: list[Unit]) -> None:
    columns = UnitColumns.of(units)
    assert list(columns) == units
    assert list(columns[1:]) == units[1:]
    assert UnitColumns.of(columns) is columns


@given(units=UNITS, told=UNITS)
def test_one_may_be_written_over_in_a_copy(units: list[Unit], told: list[Unit]) -> None:
    before = UnitColumns.of(units)
    copy = before.with_ages(np.zeros(len(units)))
    for row, (unit, new) in enumerate(zip(units, told, strict=False)):
        same = msgspec.structs.replace(new, unit_id=unit.unit_id, kind=unit.kind)
        copy.put(row, same)
        assert copy[row] == same
    assert list(before) == units


@given(units=UNITS)
def test_all_at_once_can_be_timed_just_where_nothing_is_said_against_each(units: list[Unit]) -> None:
    config = EtaConfig()
    assert can_be_timed(units, config).tolist() == [why_not(unit, config) is None for unit in units]
