"""A group that fled and is seen again: proposes that two incidents are one, and makes them one when a person says so.

Units on their way follow to the new place; whoever is at the first stays there until released.
"""

from typing import Final

from dispatch.desk.pen import Pen
from dispatch.desk.sending import free_units, redirect
from dispatch.fixes import metres_between
from dispatch.life.incident import Incident
from dispatch.life.status import Status
from dispatch.model import Unit
from streams.schema.commands import IncidentKind
from streams.schema.incidents import IncidentDismissed
from streams.schema.linking import LinkProposed, SightingLinked
from streams.schema.quantities import Place

_FLEEING: Final[frozenset[IncidentKind]] = frozenset({"loitering", "suspicious_person", "theft", "fight"})
_UNDECIDED: Final = frozenset({Status.ON_SCENE, Status.HANDLED})


def propose(pen: Pen, incident_id: str) -> None:
    """Say of which open incident this may be a new sighting, the last seen one; nothing where of none."""
    sighting = pen.incident(incident_id)
    latest_first = sorted(pen.state.incidents.values(), key=lambda one: (-one.seen_ms, one.incident_id))
    possible = (fact for earlier in latest_first if (fact := _plausible(pen, earlier, sighting)))
    fact = next(possible, None)
    if fact is not None:
        pen.say(fact)


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


def _plausible(pen: Pen, earlier: Incident, sighting: Incident) -> LinkProposed | None:
    rules, gap_s = pen.force.config.linking, (sighting.raised_ms - earlier.seen_ms) / 1000
    if earlier.incident_id == sighting.incident_id or earlier.status is Status.HANDLED:
        return None
    if not {earlier.kind, sighting.kind} <= _FLEEING or not 0 <= gap_s <= rules.within_s:
        return None
    if earlier.place is None or sighting.place is None:
        return None
    apart_m = metres_between(earlier.place.lon, earlier.place.lat, sighting.place.lon, sighting.place.lat)
    had_s, at_best_s = gap_s + rules.head_start_s, apart_m * 3.6 / pen.force.config.fastest_kmh
    if apart_m > rules.within_m or at_best_s > had_s:
        return None
    way_s = _way_s(pen, earlier.place, sighting.place)
    if way_s is None or way_s > had_s:
        return None
    return LinkProposed(
        **pen.about(sighting.incident_id),
        earlier=earlier.incident_id,
        apart_m=round(apart_m, 1),
        gap_s=gap_s,
        way_s=round(way_s, 1),
    )


def _way_s(pen: Pen, start: Place, goal: Place) -> float | None:
    """The quickest way by road, on foot or with wheels; None where there is none, or no map."""
    runners = [
        Unit(unit_id=kind, kind=kind, lon=start.lon, lat=start.lat, fix_age_s=0.0) for kind in ("foot", "motorcycle")
    ]
    try:
        ranking = pen.force.rank(runners, goal, pen.now_ms)
    except Exception:  # noqa: BLE001 - the alert itself says that the map fails
        return None
    return min((one.eta_s for one in ranking.ranking), default=None)
