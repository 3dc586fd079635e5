"""The simulated units of a site on its bus: carries what they say to it, and the log's facts to them."""

import threading
from collections.abc import Iterable
from typing import Final

import structlog

from dispatch.config import UnitConfig
from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.journey import Point
from dispatch.simulation.crew.units import Streets
from streams.bus import Bus
from streams.runtime.clock import Clock
from streams.schema.errors import BusError
from streams.schema.facts import Fact
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.topics import INCIDENTS, POSITIONS

LAST_SEEN_MS: Final = 600_000
"""A unit goes on from where it was seen within this; before that it may be anywhere."""
_PAUSE_S: Final = 0.1
_AGAIN_S: Final = 1.0

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


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
