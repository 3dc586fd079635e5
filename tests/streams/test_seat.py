"""A desk survives its own handler's bugs, and time does not spin in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from typing_extensions import override

from streams.handler import Handler
from streams.runtime.clock import ManualClock
from streams.schema.facts import DeskStarted, Fact
from streams.schema.incidents import IncidentAcknowledged
from streams.schema.message import Message
from streams.schema.ticks import ClockTicked
from streams.seat import SNOOZE_MS, Seat
from tests.contracts.buses import NIGHT_MS, detection, fix
from tests.contracts.toy import Toy


@dataclass(frozen=True, kw_only=True)
class Broken(Handler[int]):
    """Counts what it remembers; does what it is told to do wrong."""

    evolve_fails_on: type[Message] | None = None
    facts: Sequence[Fact] = ()
    deadline_ms: int | None = None
    tick_fails: bool = False

    @override
    def begin(self, district: str) -> int:
        return 0

    @override
    def evolve(self, state: int, message: Message) -> int:
        if self.evolve_fails_on is not None and isinstance(message, self.evolve_fails_on):
            raise KeyError("forgot")
        return state + 1

    @override
    def decide(self, state: int, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        if self.tick_fails:
            raise ZeroDivisionError("clockwork")
        return self.facts

    @override
    def next_deadline_ms(self, state: int) -> int | None:
        return self.deadline_ms


def fact(seq: int) -> Fact:
    return IncidentAcknowledged(
        district="wall",
        incident_id="inc-1",
        seq=seq,
        epoch=1,
        observed_at_ms=NIGHT_MS,
        recorded_at_ms=NIGHT_MS,
        cause="test",
    )


def seat(handler: Handler[int], clock: ManualClock | None = None) -> Seat[int]:
    return Seat(handler, "wall", clock or ManualClock(NIGHT_MS), "me")


def test_a_fact_that_the_state_cannot_take_does_not_keep_a_desk_from_starting() -> None:
    desk = seat(Broken(evolve_fails_on=IncidentAcknowledged))
    desk.hear(fact(1))
    desk.hear(desk.candidacy())
    assert desk.in_office
    assert desk.state == 1


def test_a_decision_that_counts_for_nobody_is_not_published() -> None:
    desk = seat(Broken(facts=[fact(2), fact(2), fact(1), fact(3)]))
    assert [decided.seq for decided in desk.take(detection("s-1"))] == [2, 3]


def test_an_office_is_lost_to_who_starts_later_and_not_to_who_started_before() -> None:
    desk = seat(Broken())
    mine = desk.candidacy()
    desk.hear(mine)
    other = DeskStarted(
        district="wall", seq=1, epoch=1, observed_at_ms=NIGHT_MS, recorded_at_ms=NIGHT_MS, cause="somebody"
    )
    desk.hear(other)
    assert desk.in_office
    desk.hear(
        DeskStarted(district="wall", seq=2, epoch=2, observed_at_ms=NIGHT_MS, recorded_at_ms=NIGHT_MS, cause="somebody")
    )
    assert not desk.in_office


def test_who_takes_over_with_a_clock_that_is_behind_records_nothing_before_what_is_there() -> None:
    later = seat(Broken())
    before = later.candidacy()
    later.hear(msgspec.structs.replace(before, cause="another", recorded_at_ms=NIGHT_MS + 3_000))
    assert later.candidacy().recorded_at_ms == NIGHT_MS + 3_000


def test_a_deadline_that_leads_nowhere_is_left_alone_for_a_while() -> None:
    clock = ManualClock(NIGHT_MS)
    desk = seat(Broken(deadline_ms=NIGHT_MS - 5), clock)
    assert desk.due_ms == NIGHT_MS - 5
    assert desk.tick() == []
    assert desk.due_ms == NIGHT_MS + SNOOZE_MS


def test_a_bug_in_the_clocks_part_is_left_alone_for_a_while() -> None:
    desk = seat(Broken(deadline_ms=NIGHT_MS, tick_fails=True))
    assert desk.tick() == []
    assert desk.due_ms == NIGHT_MS + SNOOZE_MS


def test_what_is_only_remembered_decides_nothing() -> None:
    desk = Seat(Toy(), "wall", ManualClock(NIGHT_MS), "me")
    desk.remember(fix("car-7"))
    assert desk.state.fixes == {"car-7": NIGHT_MS}
