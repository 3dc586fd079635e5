"""Whether a suspicion is one of our own: a guard on his round, whose position matches the person's in place and time.

Knows nothing of what follows. Without a place on the ground that is sure enough nobody is explained away.
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


def _furthest_m(fixes: Iterable[PositionFixed], place: Place) -> float:
    return max((metres_between(fix.lon, fix.lat, place.lon, place.lat) for fix in fixes), default=0.0)
