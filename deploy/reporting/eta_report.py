"""`patrol eta-report`: how wrong expected arrivals were, and which speeds the units really drive, from the log."""

from collections.abc import Iterator
from contextlib import closing

import msgspec

from deploy.running.wiring import Site, open_bus, open_hours, open_roads
from dispatch.roads.config import HOURS
from dispatch.travels import EtaError, Factor, Travels, eta_errors, factors
from streams.bus import Bus
from streams.schema.facts import DeskStarted
from streams.schema.history import History
from streams.schema.incidents import IncidentFact
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.topics import INCIDENTS, POSITIONS

_POLL_S = 0.5


class EtaReport(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed, as one line of JSON."""

    errors: list[EtaError]
    factors: list[Factor]
    speeds_kmh: dict[str, dict[str, float]]
    """What may be put into the site's file as `[roads.speeds_kmh]`."""
    speeds_by_hour_kmh: dict[str, dict[str, dict[str, float]]]
    """The same by hour of the day, `[roads.speeds_by_hour_kmh]`."""


def eta_report(site: Site) -> EtaReport:
    """The report of all that the log still holds.

    Raises:
        BusError: the log cannot be read.
    """
    travels, history = Travels(), History({}, {})
    with closing(open_bus(site)) as bus:
        for fact in _messages(bus, INCIDENTS.name):
            if isinstance(fact, DeskStarted | IncidentFact) and history.admits(fact) and isinstance(fact, IncidentFact):
                travels.take_fact(fact)
        travels.take_positions(fix for fix in _messages(bus, POSITIONS.name) if isinstance(fix, PositionFixed))
    kinds = {unit.unit_id: unit.kind for unit in site.settings.unit}
    arrived = travels.arrived()
    found = factors(open_roads(site), arrived, kinds, hour_of=open_hours(site))
    speeds: dict[str, dict[str, float]] = {}
    by_hour: dict[str, dict[str, dict[str, float]]] = {}
    for factor in found:
        if factor.hour is None:
            speeds.setdefault(factor.kind, {})[factor.road_class] = factor.kmh
        else:
            hours = by_hour.setdefault(factor.kind, {}).setdefault(factor.road_class, {})
            hours[HOURS[factor.hour]] = factor.kmh
    errors = eta_errors(arrived, kinds)
    return EtaReport(errors=errors, factors=found, speeds_kmh=speeds, speeds_by_hour_kmh=by_hour)


def _messages(bus: Bus, topic: str) -> Iterator[Message]:
    """All readable ones up to where the topic ends now."""
    end = bus.end((topic,))
    with closing(bus.read((topic,), "earliest")) as reader:
        while any(reader.cursor.get(place, 0) < offset for place, offset in end.items()):
            for record in reader.poll(_POLL_S):
                if isinstance(record.message, Message):
                    yield record.message
