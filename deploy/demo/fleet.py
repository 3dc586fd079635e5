"""All simulated units of a site, and the thread that carries their messages to the bus and the log's facts to them.

`Fleet` is pure; `run_fleet` is its shell.
"""

import threading
from collections.abc import Iterable, Mapping
from typing import Final

import structlog

from deploy.demo.crew.habits import Habits
from deploy.demo.crew.journey import Point
from deploy.demo.crew.units import SimulatedUnit, Streets
from dispatch.config import UnitConfig
from streams.bus import Bus
from streams.runtime.clock import Clock
from streams.schema.errors import BusError
from streams.schema.facts import Fact
from streams.schema.history import History
from streams.schema.incidents import AssignmentFact, EvidenceAdded, IncidentOpened
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place
from streams.schema.topics import INCIDENTS, POSITIONS

LAST_SEEN_MS: Final = 600_000
"""A unit goes on from where it was seen within this; before that it may be anywhere."""
_PAUSE_S: Final = 0.1
_AGAIN_S: Final = 1.0

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Fleet:
    """The units by id, told of facts in log order."""

    def __init__(
        self,
        units: Iterable[UnitConfig],
        streets: Streets,
        habits: Habits,
        *,
        now_ms: int,
        seen: Mapping[str, Point] | None = None,
    ) -> None:
        """`seen`: where units were last seen, by id."""
        self._history = History()
        self._places: dict[str, Place | None] = {}
        self._units = {
            unit.unit_id: SimulatedUnit(unit, streets, habits, now_ms=now_ms, start=(seen or {}).get(unit.unit_id))
            for unit in units
        }

    @property
    def next_ms(self) -> int:
        """When the first of them will do something by itself."""
        return min(unit.next_ms for unit in self._units.values())

    def hear(self, fact: Fact) -> None:
        """The next record of the incident log, in its order; what does not count is let pass."""
        if not self._history.admits(fact):
            return
        if isinstance(fact, (IncidentOpened, EvidenceAdded)):
            self._places[fact.incident_id] = fact.place or self._places.get(fact.incident_id)
        if isinstance(fact, AssignmentFact) and fact.unit_id in self._units:
            self._units[fact.unit_id].hear(fact, self._places.get(fact.incident_id))

    def step(self, now_ms: int) -> list[Message]:
        """What they say up to `now_ms`, in order of time."""
        said = [message for unit in self._units.values() for message in unit.step(now_ms)]
        return sorted(said, key=lambda message: message.happened_at_ms)


def last_seen(bus: Bus, now_ms: int) -> dict[str, Point]:
    """Where each unit was when it last said so, within `LAST_SEEN_MS`."""
    seen: dict[str, Point] = {}
    end = bus.end((POSITIONS.name,))
    with bus.read((POSITIONS.name,), bus.offsets_at((POSITIONS.name,), now_ms - LAST_SEEN_MS)) as fixes:
        while any(fixes.cursor.get(place, 0) < offset for place, offset in end.items()):
            for record in fixes.poll(_AGAIN_S):
                if isinstance(record.message, PositionFixed):
                    seen[record.message.unit_id] = (record.message.lon, record.message.lat)
    return seen


def run_fleet(
    bus: Bus,
    units: Iterable[UnitConfig],
    streets: Streets,
    *,
    clock: Clock,
    stop: threading.Event,
    habits: Habits | None = None,
) -> None:
    """Let the units live until `stop`. After a restart they go on from where they were, with what they were sent to."""
    now_ms = clock.now_ms()
    fleet = Fleet(units, streets, habits or Habits(), now_ms=now_ms, seen=last_seen(bus, now_ms))
    with bus.read((INCIDENTS.name,), "earliest") as log:
        unsent: list[Message] = []
        while not stop.is_set():
            try:
                while records := log.poll(0.0 if unsent else _PAUSE_S):
                    for record in records:
                        if isinstance(record.message, Fact):
                            fleet.hear(record.message)
                unsent = unsent or fleet.step(clock.now_ms())
                bus.publish(unsent)
                unsent = []
            except BusError as error:
                _log.warning("bus_away", error=str(error))
                stop.wait(_AGAIN_S)
