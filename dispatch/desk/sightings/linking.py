"""A group that fled and is seen again: proposes that two incidents are one, and makes them one when a person says so.

Units on their way follow to the new place; whoever is at the first stays there until released.
"""

import math
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from dispatch.config import UnitKind
from dispatch.desk.pen import Pen
from dispatch.desk.sending import free_units, redirect
from dispatch.fixes import metres_between
from dispatch.life.incident import Incident
from dispatch.life.status import Status
from dispatch.model import Question, Unit
from streams.schema.commands import IncidentKind
from streams.schema.incidents import IncidentDismissed
from streams.schema.linking import LinkProposed, SightingLinked
from streams.schema.quantities import Place

_FLEEING: Final[frozenset[IncidentKind]] = frozenset({"loitering", "suspicious_person", "theft", "fight"})
_RUNS: Final[tuple[UnitKind, ...]] = ("foot", "motorcycle")
_WALKS_MPS: Final = 1.4
"""A usual pace on foot, by which they cross a yard without a road."""
_ASKED: Final = 16
"""So many of the last opened are looked at, at once: in the worst of nights they are those of the last minute."""
_UNDECIDED: Final = frozenset({Status.ON_SCENE, Status.HANDLED})


class _Flight(NamedTuple):
    """From an earlier incident to the sighting: how far, in which gap, and how long they had at most."""

    earlier: Incident
    start: Place
    apart_m: float
    gap_s: float
    had_s: float


def propose(pen: Pen, incident_id: str) -> None:
    """Say of which open incident this may be a new sighting, the last seen one; nothing where of none."""
    sighting = pen.incident(incident_id)
    if sighting.place is None or sighting.kind not in _FLEEING:
        return
    latest_first = reversed(pen.state.incidents.values())
    possible = (flight for earlier in latest_first if (flight := _flight(pen, earlier, sighting)))
    last_seen = sorted(islice(possible, _ASKED), key=lambda one: (-one.earlier.seen_ms, one.earlier.incident_id))
    for flight, way_s in zip(last_seen, _ways_s(pen, last_seen, sighting.place), strict=True):
        if way_s <= flight.had_s:
            pen.say(
                LinkProposed(
                    **pen.about(incident_id),
                    earlier=flight.earlier.incident_id,
                    apart_m=round(flight.apart_m, 1),
                    gap_s=flight.gap_s,
                    way_s=round(way_s, 1),
                )
            )
            return


def may_link(pen: Pen, sighting: Incident, earlier: str) -> str | None:
    """Why the two cannot be made one; None if they can."""
    known = pen.state.incidents.get(earlier)
    if known is None or earlier == sighting.incident_id:
        return f"{earlier} is not another open incident of this district"
    if known.status is Status.HANDLED:
        return f"{earlier} is handled: what is seen after it is an incident of its own"
    if sighting.status in _UNDECIDED:
        return f"{sighting.incident_id} is {sighting.status.value}: it needs a finding of its own"
    return None


def link(pen: Pen, sighting: Incident, earlier: str, place: Place) -> None:
    """Make the sighting part of the earlier incident: its units are free, those of the earlier one follow."""
    free_units(pen, sighting)
    now = pen.incident(sighting.incident_id)
    head = pen.about(now.incident_id, not_before_ms=now.latest_ms)
    pen.say(IncidentDismissed(**head, reason="duplicate", note=f"the same group as {earlier}"))
    pen.say(
        SightingLinked(
            **pen.about(earlier),
            sighting=sighting.incident_id,
            place=place,
            seen_at_ms=min(sighting.seen_ms, pen.now_ms),
        )
    )
    redirect(pen, earlier)


def _flight(pen: Pen, earlier: Incident, sighting: Incident) -> _Flight | None:
    """None where they cannot have fled from there, whatever the roads are."""
    rules, gap_s = pen.force.config.linking, (sighting.raised_ms - earlier.seen_ms) / 1000
    if not 0 <= gap_s <= rules.within_s or earlier.kind not in _FLEEING or earlier.status is Status.HANDLED:
        return None
    if earlier.incident_id == sighting.incident_id or earlier.place is None or sighting.place is None:
        return None
    apart_m = metres_between(earlier.place.lon, earlier.place.lat, sighting.place.lon, sighting.place.lat)
    had_s, at_best_s = gap_s + rules.head_start_s, apart_m * 3.6 / pen.force.config.fastest_kmh
    if apart_m > rules.within_m or at_best_s > had_s:
        return None
    return _Flight(earlier, earlier.place, apart_m, gap_s, had_s)


def _ways_s(pen: Pen, flights: Sequence[_Flight], goal: Place) -> list[float]:
    """The quickest way of each by road, on foot or with wheels, or straight across where it is near; inf for none.

    All are asked for as far as the one that had longest, so that the roads are searched once.
    """
    across_m, longest_s = pen.force.config.linking.across_m, max((one.had_s for one in flights), default=0.0)
    ways_s = [one.apart_m / _WALKS_MPS if one.apart_m <= across_m else math.inf for one in flights]
    runs = [(number, kind) for number, one in enumerate(flights) for kind in _RUNS if ways_s[number] > one.had_s]
    questions = [Question([_runner(kind, flights[number].start)], goal, longest_s) for number, kind in runs]
    try:
        rankings = pen.force.rank.each(questions, pen.now_ms)
    except Exception:  # noqa: BLE001 - the alert itself says that the map fails
        return ways_s
    for (number, _), ranking in zip(runs, rankings, strict=True):
        ways_s[number] = min(ways_s[number], *ranking.eta_s.values(), math.inf)
    return ways_s


def _runner(kind: UnitKind, start: Place) -> Unit:
    return Unit(unit_id=kind, kind=kind, lon=start.lon, lat=start.lat, fix_age_s=0.0)
