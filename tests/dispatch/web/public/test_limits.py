"""How many reports strangers may send, whatever the desk is about."""

import pytest

from dispatch.web.gate.access import Refusal
from dispatch.web.public.limits import PER_ADDRESS, WINDOW_MS, Limits
from streams.runtime.clock import ManualClock


def test_a_report_said_again_because_the_desk_is_slow_to_answer_counts_once() -> None:
    limits = Limits(ManualClock(0))
    for _ in range(PER_ADDRESS + 1):
        limits.take("rep-1", address="10.0.0.3")
    for number in range(2, PER_ADDRESS + 1):
        limits.take(f"rep-{number}", address="10.0.0.3")
    with pytest.raises(Refusal):
        limits.take("one-more", address="10.0.0.3")
    limits.take("rep-1", address="10.0.0.3")
    limits.take("one-more", address="10.0.0.4")


def test_a_while_later_as_many_may_come_again() -> None:
    clock = ManualClock(0)
    limits = Limits(clock)
    for began_ms in (0, WINDOW_MS):
        clock.advance_to(began_ms)
        for number in range(PER_ADDRESS):
            limits.take(f"rep-{began_ms}-{number}", address="10.0.0.3")
    with pytest.raises(Refusal):
        limits.take("one-more", address="10.0.0.3")
