"""The laws of hosting: whatever is said, repeated, broken, restarted or fenced, in any order, one truth comes out."""

import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from streams.host import Fenced, Host
from streams.schema.facts import CommandRefused
from streams.schema.incidents import IncidentAcknowledged, IncidentEscalated, IncidentOpened
from streams.schema.letters import DeadLetter
from streams.schema.topics import COMMANDS, DEAD_LETTERS
from tests.contracts.buses import (
    NIGHT_MS,
    SqliteFactory,
    acknowledge,
    admitted,
    detection,
    everything,
    incident_of,
)
from tests.contracts.toy import CURSED, ESCALATE_AFTER_MS, Toy, ToyState

MEMORY = Path("/dev/shm")  # noqa: S108 - hundreds of short-lived logs need not wait for a disk
SUSPICIONS = st.sampled_from(["s-1", "s-2", "s-3"])


@pytest.fixture(autouse=True, scope="module")
def _without_a_thousand_tracebacks() -> Iterator[None]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


class Site(RuleBasedStateMachine):
    """One log, any number of desks that were started and never properly ended."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.factory = SqliteFactory(Path(self._folder.name) / "patrol.db")
        self.bus = self.factory.open()
        self.desks: list[Host[ToyState]] = []
        self.suspicions: set[str] = set()
        self.commands: set[str] = set()
        self.broken = 0

    @rule(suspicion=SUSPICIONS, times=st.integers(1, 3))
    def a_camera_says(self, suspicion: str, times: int) -> None:
        self.bus.publish([detection(suspicion)] * times)
        self.suspicions.add(suspicion)

    @rule(suspicion=SUSPICIONS, command=st.sampled_from(["c-1", "c-2", "c-3"]), times=st.integers(1, 2))
    def an_operator_says(self, suspicion: str, command: str, times: int) -> None:
        self.bus.publish([acknowledge(suspicion, command=command)] * times)
        self.commands.add(command)

    @rule()
    def somebody_sends_rubbish(self) -> None:
        self.factory.poison(COMMANDS.name, b"rubbish")
        self.broken += 1

    @rule()
    def a_camera_brings_out_the_bug(self) -> None:
        self.bus.publish([detection("s-0", camera=CURSED)])
        self.broken += 1

    @rule()
    def a_desk_starts(self) -> None:
        host = Host(self.bus, Toy(), self.factory.clock, ("wall",))
        host.start()
        self.desks.append(host)

    @precondition(lambda self: self.desks)
    @rule(data=st.data())
    def a_desk_works(self, data: st.DataObject) -> None:
        desk = data.draw(st.sampled_from(self.desks))
        try:
            desk.step(0)
        except Fenced:
            self.desks.remove(desk)
            desk.close()

    @rule(seconds=st.sampled_from([1, 30, 60]))
    def time_passes(self, seconds: int) -> None:
        self.factory.clock.advance_to(self.factory.clock.now_ms() + 1_000 * seconds)

    @invariant()
    def nothing_counts_twice(self) -> None:
        facts = admitted(self.bus)
        opened = Counter(fact.incident_id for fact in facts if isinstance(fact, IncidentOpened))
        escalated = Counter(fact.incident_id for fact in facts if isinstance(fact, IncidentEscalated))
        answered = Counter(fact.cause for fact in facts if isinstance(fact, IncidentAcknowledged | CommandRefused))
        assert {*opened.values(), *escalated.values(), *answered.values()} <= {1}

    def teardown(self) -> None:
        """However it went, one last desk finds everything and deals with it."""
        self.factory.clock.advance_to(NIGHT_MS + 1_000 * ESCALATE_AFTER_MS)
        self.a_desk_starts()
        while self.desks[-1].step(0):
            pass
        facts = admitted(self.bus)
        opened = {fact.incident_id for fact in facts if isinstance(fact, IncidentOpened)}
        acknowledged = {fact.incident_id for fact in facts if isinstance(fact, IncidentAcknowledged)}
        escalated = {fact.incident_id for fact in facts if isinstance(fact, IncidentEscalated)}
        answered = {fact.cause for fact in facts if isinstance(fact, IncidentAcknowledged | CommandRefused)}
        letters = [record.message for record in everything(self.bus, (DEAD_LETTERS.name,))]
        for desk in self.desks:
            desk.close()
        self.bus.close()
        self._folder.cleanup()
        assert opened == {incident_of(suspicion) for suspicion in self.suspicions}
        assert answered == self.commands
        assert acknowledged | escalated == opened
        assert len({letter.message_id for letter in letters if isinstance(letter, DeadLetter)}) == self.broken


TestSite = Site.TestCase
TestSite.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
