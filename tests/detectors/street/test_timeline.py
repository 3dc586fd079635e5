"""Event time never runs backwards."""

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.street.timeline import Timeline


@settings(deadline=None)  # shared cores
@given(st.lists(st.integers(0, 10**13), max_size=50), st.booleans())
def test_whatever_the_clock_does_event_time_grows_and_now_is_now(times: list[int], goes_on: bool) -> None:  # noqa: FBT001 - drawn
    timeline, last_s = Timeline(), float("-inf")
    for at_ms in times:
        at_s = timeline.seconds(at_ms, goes_on=lambda: goes_on)
        if at_s is None:
            continue
        assert at_s > last_s
        assert abs(timeline.ms(at_s) - at_ms) <= 2
        last_s = at_s


def test_a_late_frame_is_left_out_and_a_clock_set_back_goes_on() -> None:
    timeline = Timeline()
    first = timeline.seconds(100_000, goes_on=lambda: False)
    assert timeline.seconds(99_800, goes_on=lambda: False) is None
    second = timeline.seconds(10_000, goes_on=lambda: False)
    assert first is not None
    assert second is not None
    assert 0 < second - first < 1


def test_a_pause_is_a_pause_unless_the_same_people_stand_there() -> None:
    for goes_on, most_s in ((True, 1.0), (False, 600.0)):
        timeline = Timeline()
        timeline.seconds(0, goes_on=lambda: False)
        later = timeline.seconds(600_000, goes_on=lambda goes_on=goes_on: goes_on)  # type: ignore[misc]  # a bound default
        assert later is not None
        assert later <= most_s
