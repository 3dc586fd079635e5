"""A simulated night, its desk killed (SIGKILL) at random instants: `python -m tests.contracts.killed_night KILLS`.

What cameras, phones and people say is taken from a night that nobody disturbed. It is then told again, message by
message, to a desk over a log on disk, whose process is killed again and again and told the last messages twice. Prints
one line of JSON: the kills, and every law that did not hold. Exit status 1 when there is one.
"""

import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from typing_extensions import override

from dispatch.desk import State
from dispatch.simulation.night import DISTRICT
from dispatch.simulation.policies import desk_of
from dispatch.simulation.run import live
from dispatch.simulation.streets import TrueStreets
from streams.bus import Record
from streams.handler import Handler
from streams.host import INPUTS, Host
from streams.log import SqliteBus
from streams.runtime import logs
from streams.runtime.clock import ManualClock
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import DeskStarted, Fact
from streams.schema.incidents import (
    AssignmentReleased,
    IncidentEscalated,
    IncidentOpened,
    UnitAssigned,
    UnitCleared,
    UnitRecommended,
)
from streams.schema.message import Message
from streams.schema.notices import PersonTold
from streams.schema.ticks import ClockTicked
from tests.contracts.buses import admitted, everything
from tests.dispatch.simulation.nights import grid, night, quiet

Told = tuple[int, Message]
"""When a desk heard it, and what."""

LONGEST_LIFE_S = 0.4
AGAIN = 3
"""So many messages come twice after each death: whoever sent them did not hear that they were stored."""


class Recorder(Handler[State]):
    """A desk that notes what it is told."""

    def __init__(self, desk: Handler[State]) -> None:
        self._desk = desk
        self.told: list[Told] = []

    @override
    def begin(self, district: str) -> State:
        return self._desk.begin(district)

    @override
    def evolve(self, state: State, message: Message) -> State:
        return self._desk.evolve(state, message)

    @override
    def decide(self, state: State, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        if not isinstance(message, ClockTicked):
            self.told.append((now_ms, message))
        return self._desk.decide(state, message, now_ms)

    @override
    def next_deadline_ms(self, state: State) -> int | None:
        return self._desk.next_deadline_ms(state)


def recorded(seed: int) -> tuple[Handler[State], list[Told]]:
    """A desk, and what it is told in ten busy minutes and until all is over."""
    habits = quiet(fix_every_s=20.0, scene_s=(30.0, 120.0))
    drawn = night(seed, units=6, incidents=10, gap_s=60.0, habits=msgspec.structs.replace(habits, decline_share=0.1))
    desk = desk_of("full", grid(), drawn.units)
    recorder = Recorder(desk)
    live(drawn, TrueStreets(grid(), seed), recorder)
    return desk, recorder.told


def tell(path: Path, desk: Handler[State], told: Sequence[Told]) -> None:
    """One process: takes office, hears again what it may have missed, and goes on to the end of the night."""
    clock = ManualClock(told[0][0])
    bus = SqliteBus(path, clock)
    stored = {record.message.message_id for record in everything(bus, INPUTS) if isinstance(record.message, Message)}
    first = next((n for n, (_, message) in enumerate(told) if message.message_id not in stored), len(told))
    clock.advance_to(told[max(0, first - 1)][0])
    host = Host(bus, desk, clock, [DISTRICT])
    host.start()
    for at_ms, message in told[max(0, first - AGAIN) :]:
        _deadlines(host, desk, clock, at_ms)
        clock.advance_to(max(at_ms, clock.now_ms()))
        bus.publish([message])
        while host.step(0):
            pass
    host.close()
    bus.close()


def _deadlines(host: Host[State], desk: Handler[State], clock: ManualClock, until_ms: int) -> None:
    while (due_ms := desk.next_deadline_ms(host.state(DISTRICT))) is not None and due_ms < until_ms:
        clock.advance_to(max(due_ms, clock.now_ms()))
        host.step(0)
        if desk.next_deadline_ms(host.state(DISTRICT)) == due_ms:
            return  # a deadline that leads nowhere, which the log shows


def killed(path: Path, desk: Handler[State], told: Sequence[Told], kills: int, chance: random.Random) -> int:
    """Tells the night by processes that die, up to so many, then by one that does not; how many died."""
    for dead in range(kills):
        child = os.fork()
        if child == 0:
            tell(path, desk, told)
            os._exit(0)
        time.sleep(chance.uniform(0.0, LONGEST_LIFE_S))
        os.kill(child, signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            return dead
    tell(path, desk, told)
    return kills


def broken_laws(path: Path, told: Sequence[Told], undisturbed: Path) -> Iterator[str]:
    """Every law that the log of a killed night does not keep."""
    (inputs, facts), (_, reference) = _read(path), _read(undisturbed)
    stored = {record.message.message_id for record in inputs if isinstance(record.message, Message)}
    lost = [message.message_id for _, message in told if message.message_id not in stored]
    if lost:
        yield f"{len(lost)} messages were lost"
    opened = Counter(fact.incident_id for fact in facts if isinstance(fact, IncidentOpened))
    if opened != Counter(fact.incident_id for fact in reference if isinstance(fact, IncidentOpened)):
        yield "not the same set of incidents, each once"
    alerts = {message.suspicion_id for _, message in told if isinstance(message, LoiteringDetected)}
    if alerts - {fact.suspicion_id for fact in facts if isinstance(fact, IncidentOpened)}:
        yield "an alert led to no incident"
    yield from _two_places(facts)
    steps = Counter((fact.incident_id, fact.step) for fact in facts if isinstance(fact, IncidentEscalated))
    notices = Counter(fact.notice_id for fact in facts if isinstance(fact, PersonTold))
    if any(count > 1 for count in (*steps.values(), *notices.values())):
        yield "somebody was told of the same step twice"
    times = [fact.recorded_at_ms for fact in facts]
    if times != sorted(times):
        yield "the clock ran backwards"


def differs(path: Path, undisturbed: Path) -> bool:
    """Whether something was decided otherwise, or at another time: as positions heard again are decided later."""
    return _story(_read(path)[1]) != _story(_read(undisturbed)[1])


def _read(path: Path) -> tuple[list[Record], list[Fact]]:
    bus = SqliteBus(path, ManualClock(0))
    inputs, facts = everything(bus, INPUTS), admitted(bus)
    bus.close()
    return inputs, facts


def _two_places(facts: Sequence[Fact]) -> Iterator[str]:
    taken: dict[str, str] = {}
    for fact in facts:
        if isinstance(fact, UnitAssigned):
            if fact.unit_id in taken:
                yield f"{fact.unit_id} is in two places"
            taken[fact.unit_id] = fact.incident_id
        elif isinstance(fact, AssignmentReleased | UnitCleared):
            taken.pop(fact.unit_id, None)


def _story(facts: Sequence[Fact]) -> list[tuple[str, str, int, int]]:
    """What was decided and when; rankings say how old a phone's silence is in other words after a restart."""
    return [
        (type(fact).__name__, fact.stream, fact.observed_at_ms, fact.recorded_at_ms)
        for fact in facts
        if not isinstance(fact, DeskStarted | UnitRecommended)
    ]


def main(kills: int) -> None:
    """Nights, until so many processes have died."""
    logs.configure("critical")
    dead, nights, other = 0, 0, 0
    broken: list[str] = []
    while dead < kills and not broken:
        nights += 1
        desk, told = recorded(nights)
        with tempfile.TemporaryDirectory() as folder:
            path, undisturbed = Path(folder) / "killed.sqlite", Path(folder) / "undisturbed.sqlite"
            tell(undisturbed, desk, told)
            dead += killed(path, desk, told, kills - dead, random.Random(nights))
            broken = sorted(set(broken_laws(path, told, undisturbed)))
            other += differs(path, undisturbed)
    body = {"kills": dead, "nights": nights, "nights_decided_otherwise": other, "broken": broken}
    sys.stdout.write(json.dumps(body) + "\n")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
