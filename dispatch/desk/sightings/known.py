"""Whether a suspicion is one of our own: by a unit's position in place and time, or by a round on the roster.

Knows nothing of what follows. A place on the ground or a fix that is not sure enough explains nobody.
"""

from collections.abc import Iterable

from dispatch.desk.pen import Pen
from dispatch.desk.sending import is_on_duty
from dispatch.fixes import metres_between
from streams.schema.detections import LoiteringReport
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place


def own_unit(pen: Pen, report: LoiteringReport) -> tuple[str, float] | None:
    """The unit that the camera sees, and how far off its fix is, m; the nearest if several are.

    All its fixes of these seconds must match: one that only drives by is not the one who stays.
    """
    place, rules = report.place, pen.force.config.own
    if place is None or place.error_m > rules.error_m:
        return None
    found: list[tuple[float, str]] = []
    for unit_id, trail in pen.state.trails.items():
        slack_ms = round(rules.within_s * 1000)
        fixes = trail.between(report.observed_at_ms - slack_ms, report.observed_at_ms + slack_ms)
        apart_m = _furthest_m(fixes, place)
        sure = bool(fixes) and all(fix.accuracy_m <= rules.error_m for fix in fixes)
        if sure and apart_m <= rules.within_m + place.error_m and is_on_duty(pen, unit_id):
            found.append((apart_m, unit_id))
    if not found:
        return None
    apart_m, unit_id = min(found)
    return unit_id, apart_m


def on_round(pen: Pen, report: LoiteringReport) -> tuple[str, str] | None:
    """The shift and the unit that the roster has on a round past the camera just then.

    Nobody walks his round in company, and a unit whose position is known is elsewhere if that does not match.
    """
    if report.members:
        return None
    found = pen.force.rosters.on_round(report.camera_id, report.observed_at_ms)
    if found is None or not is_on_duty(pen, found[1].unit) or _is_known_elsewhere(pen, found[1].unit, report):
        return None
    return found[0].id, found[1].unit


def _is_known_elsewhere(pen: Pen, unit_id: str, report: LoiteringReport) -> bool:
    place, rules = report.place, pen.force.config.own
    trail = pen.state.trails.get(unit_id)
    if trail is None or place is None or place.error_m > rules.error_m:
        return False
    slack_ms = round(rules.within_s * 1000)
    fixes = trail.between(report.observed_at_ms - slack_ms, report.observed_at_ms + slack_ms)
    sure = [fix for fix in fixes if fix.accuracy_m <= rules.error_m]
    return _furthest_m(sure, place) > rules.within_m + place.error_m


def _furthest_m(fixes: Iterable[PositionFixed], place: Place) -> float:
    return max((metres_between(fix.lon, fix.lat, place.lon, place.lat) for fix in fixes), default=0.0)
