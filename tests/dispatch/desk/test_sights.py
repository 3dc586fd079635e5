"""A district's units as columns are where their trails say, whatever came before."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.config import UnitConfig
from dispatch.desk.positions import remember
from dispatch.desk.sights import Sights, unit_at
from dispatch.desk.state import Duty, State
from streams.schema.positions import PositionFixed
from tests.dispatch.worlds import START_MS, TOWN

UNITS = {
    name: UnitConfig(unit_id=name, call_sign=name, kind="car", district=TOWN, base=(112.45, 37.75), on_duty=on_duty)
    for name, on_duty in (("a", True), ("b", True), ("c", False))
}
FIXES = st.lists(
    st.builds(
        PositionFixed,
        district=st.just(TOWN),
        unit_id=st.sampled_from(list(UNITS)),
        lon=st.sampled_from([112.45, 112.46, 113.5]),
        lat=st.just(37.75),
        fixed_at_ms=st.integers(START_MS - 90_000, START_MS + 90_000),
        accuracy_m=st.just(5.0),
        heading_deg=st.none() | st.just(90.0),
        speed_mps=st.none() | st.sampled_from([0.1, 1.4, 9.0]),
    ),
    max_size=9,
)


@given(fixes=FIXES, seen=st.lists(st.booleans(), min_size=9, max_size=9))
def test_they_are_the_same_as_each_looked_up_by_itself(fixes: list[PositionFixed], seen: list[bool]) -> None:
    sights, state, until_ms = Sights(UNITS), State(district=TOWN), START_MS + 30_000
    for fix, at_once in zip(fixes, seen, strict=False):
        remember(state, fix, 2)
        if at_once:
            sights.see(fix.unit_id, state.trails[fix.unit_id])
    for other in (state, State(district=TOWN), state):
        alone = [unit_at(unit, other.trails.get(name), START_MS, until_ms) for name, unit in UNITS.items()]
        assert list(sights.now(other, START_MS, until_ms)) == alone


def test_whoever_is_taken_is_busy_and_what_is_said_of_a_shift_counts_for_more_than_the_settings() -> None:
    state = State(district=TOWN, booked={"b": "i-1", "gone": "i-2"}, duty={"a": Duty(on=False, seq=1)})
    state.duty |= {"b": Duty(on=False, seq=1), "c": Duty(on=True, seq=1), "gone": Duty(on=True, seq=1)}
    sights = Sights(UNITS)
    units = sights.now(state, START_MS, START_MS).with_status(sights.statuses(state))
    assert [unit.status for unit in units] == ["off_duty", "busy", "available"]
