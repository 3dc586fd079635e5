"""Lets a night happen on a desk: in event time, one thing after the other, as fast as it goes. Pure.

The desk sits in the same seat as in a host, hears the same messages and is asked at its own deadlines.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from dispatch.coverage import Posts
from dispatch.desk.state import State
from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.operator import Operator
from dispatch.simulation.night import DISTRICT, Night
from dispatch.simulation.poster import Poster
from dispatch.simulation.streets import TrueStreets
from streams.handler import Handler
from streams.runtime.clock import ManualClock
from streams.schema.facts import Fact
from streams.schema.incidents import IncidentOpened, UnitArrived, UnitAssigned
from streams.schema.message import Message
from streams.schema.quantities import EpochMs, Place, Seconds
from streams.seat import Seat

_GRACE_MS = 3_600_000
"""A night ends when all is over, at the latest so long after its last alarm."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one alarm. `unit_id` is who arrived first, None where nobody did."""

    incident_id: str
    place: Place
    raised_ms: EpochMs
    asked: tuple[str, ...] = ()
    """The units that were asked, in this order."""
    unit_id: str | None = None
    response_s: Seconds | None = None
    """Alert raised to first unit on scene, by the product's own clock."""


class Actor(Protocol):
    """Somebody in the night, who does something at `next_ms` and hears what the desk decides."""

    @property
    def next_ms(self) -> int | None:
        """When it does something by itself; None: not before it hears something."""

    def step(self, now_ms: int) -> Sequence[Message]:
        """What it says up to `now_ms`."""

    def hear(self, fact: Fact) -> None:
        """The next fact of the log."""


class Alarms:
    """The cameras and callers, whom nothing moves."""

    def __init__(self, alarms: Sequence[Message]) -> None:
        self._left = list(reversed(alarms))

    @property
    def next_ms(self) -> int | None:
        """When the next alarm comes."""
        return self._left[-1].happened_at_ms if self._left else None

    def step(self, now_ms: int) -> Sequence[Message]:
        """The alarms up to `now_ms`."""
        told = []
        while self._left and self._left[-1].happened_at_ms <= now_ms:
            told.append(self._left.pop())
        return told

    def hear(self, fact: Fact) -> None:
        """Nothing that a desk decides changes them."""


class Answers:
    """Hears the log: what came of every alarm."""

    next_ms = None

    def __init__(self) -> None:
        self._answers: dict[str, Answer] = {}

    def step(self, _: int) -> Sequence[Message]:
        """It only listens."""
        return ()

    def hear(self, fact: Fact) -> None:
        """The next fact."""
        if isinstance(fact, IncidentOpened) and fact.place is not None:
            self._answers[fact.incident_id] = Answer(
                incident_id=fact.incident_id, place=fact.place, raised_ms=fact.observed_at_ms
            )
        elif isinstance(fact, UnitAssigned):
            self._change(fact.incident_id, asked=(*self._answers[fact.incident_id].asked, fact.unit_id))
        elif isinstance(fact, UnitArrived) and self._answers[fact.incident_id].unit_id is None:
            response_s = (fact.observed_at_ms - self._answers[fact.incident_id].raised_ms) / 1000
            self._change(fact.incident_id, unit_id=fact.unit_id, response_s=response_s)

    def all(self) -> tuple[Answer, ...]:
        """In order of the alarms."""
        return tuple(self._answers.values())

    def _change(self, incident_id: str, **changes: object) -> None:
        self._answers[incident_id] = msgspec.structs.replace(self._answers[incident_id], **changes)


def live(
    night: Night,
    streets: TrueStreets,
    desk: Handler[State],
    onlookers: Sequence[Actor] = (),
    posts: Posts | None = None,
) -> tuple[Answer, ...]:
    """What came of every alarm of `night`, with `desk` deciding. `onlookers` see and hear all of it.

    With `posts`, units that are idle wait where they are needed most; without, they go on with their patrols.
    """
    clock = ManualClock(night.begins_ms)
    seat = Seat(desk, DISTRICT, clock, "simulation")
    seat.hear(seat.candidacy())
    stops = {unit_id: (lambda trip, stops=stops: stops[trip % len(stops)]) for unit_id, stops in night.stops.items()}
    alarms, answers = Alarms(night.alarms), Answers()
    fleet = Fleet(night.units, streets, night.habits, now_ms=night.begins_ms, stops=stops)
    actors: list[Actor] = [alarms, Operator(night.habits), fleet, answers, *onlookers]
    if posts is not None:
        actors.append(Poster(posts, night.units, fleet, lambda: seat.state, now_ms=night.begins_ms))

    while alarms.next_ms is not None or seat.state.incidents:
        due = [(at_ms, n) for n, actor in enumerate(actors) if (at_ms := actor.next_ms) is not None]
        at_ms, n = min(due)
        due_ms = seat.due_ms
        if min(at_ms, due_ms or at_ms) > night.ends_ms + _GRACE_MS:
            break
        if due_ms is not None and due_ms < at_ms:
            clock.advance_to(due_ms)
            _tell(actors, seat.tick())
            continue
        clock.advance_to(at_ms)
        for message in actors[n].step(at_ms):
            _tell(actors, seat.take(message))
    return answers.all()


def _tell(actors: Sequence[Actor], facts: Sequence[Fact]) -> None:
    for fact in facts:
        for actor in actors:
            actor.hear(fact)
