"""What fixes tell: a unit rolls, a unit is on scene, a unit that could not be found can be sent again.

An ordinary fix leads to nothing. What a wrong clock or an old queue sends changes no decision.
"""

from collections.abc import Sequence

from dispatch.desk.foresight import foresee_from_fix
from dispatch.desk.pen import Pen
from dispatch.desk.sending import is_on_duty, retry_waiting
from dispatch.desk.state import State, Trail
from dispatch.fixes import metres_between
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Incident
from dispatch.life.leg import Leg
from streams.schema.incidents import UnitArrived, UnitTravelling
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place

_AGAIN = 3
"""A trail holds so many times the fixes that prove an arrival: late and wrong ones may come between."""


def remember(state: State, fix: PositionFixed, arrival_fixes: int) -> None:
    """Keep a fix in its unit's trail; one that is known already changes nothing."""
    trail = state.trails.get(fix.unit_id)
    if trail is None:
        state.trails[fix.unit_id] = Trail(newest=fix, recent=(fix,), still_since_ms=fix.fixed_at_ms, known=fix)
    elif fix not in trail.recent:
        newest = fix if fix.fixed_at_ms > trail.newest.fixed_at_ms else trail.newest
        recent = (*trail.recent[1 - arrival_fixes * _AGAIN :], fix)
        stays = newest is trail.newest or (fix.lon, fix.lat) == (trail.newest.lon, trail.newest.lat)
        since_ms = trail.still_since_ms if stays else fix.fixed_at_ms
        state.trails[fix.unit_id] = Trail(newest=newest, recent=recent, still_since_ms=since_ms).settled()


def follow(pen: Pen, unit_id: str) -> None:
    """What follows from a unit's fixes as they are now known."""
    incident_id = pen.state.booked.get(unit_id)
    if incident_id is None:
        if pen.state.waiting and is_on_duty(pen, unit_id):
            retry_waiting(pen, (unit_id,))
        return
    incident = pen.incident(incident_id)
    leg = incident.units[unit_id]
    trail = pen.state.trails.get(unit_id)
    if leg.state is Assignment.ON_SCENE or trail is None:
        return
    fixes = trail.between(leg.assigned_ms, pen.now_ms + int(pen.force.config.fix_ahead_s * 1000))
    arrived_ms = _arrived_ms(pen, incident, fixes)
    rolling_ms = _rolling_ms(pen, leg, fixes)
    if leg.state is Assignment.ACCEPTED and rolling_ms is not None:
        head = pen.about(incident_id, rolling_ms, not_before_ms=leg.latest_ms)
        pen.say(UnitTravelling(**head, unit_id=unit_id))
    if arrived_ms is not None:
        before_ms = pen.incident(incident_id).units[unit_id].latest_ms
        pen.say(
            UnitArrived(**pen.about(incident_id, arrived_ms, not_before_ms=before_ms), unit_id=unit_id, by="geofence")
        )
    else:
        foresee_from_fix(pen, incident_id, unit_id)


def _arrived_ms(pen: Pen, incident: Incident, fixes: Sequence[PositionFixed]) -> int | None:
    """The first fix of the run on scene that the unit's fixes end with; None while the run is too short."""
    config = pen.force.config
    if incident.place is None:
        return None
    run = 0
    for fix in reversed(fixes):
        if fix.accuracy_m > config.arrival_accuracy_m or _apart_m(fix, incident.place) > config.scene_radius_m:
            break
        run += 1
    return fixes[-run].fixed_at_ms if run >= config.arrival_fixes else None


def _apart_m(fix: PositionFixed, place: Place) -> float:
    return metres_between(fix.lon, fix.lat, place.lon, place.lat)


def _rolling_ms(pen: Pen, leg: Leg, fixes: Sequence[PositionFixed]) -> int | None:
    if leg.asked_at is None:
        return None
    lon, lat = leg.asked_at
    far = pen.force.config.travelling_m
    return next(
        (fix.fixed_at_ms for fix in fixes if metres_between(lon, lat, fix.lon, fix.lat) > max(far, fix.accuracy_m)),
        None,
    )
