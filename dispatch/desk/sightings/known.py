"""Whether a suspicion is one of our own: by a unit's position in place and time, or by a round on the roster.

Knows nothing of what follows. A place on the ground or a fix that is not sure enough explains nobody.
"""

from collections.abc import Sequence

from dispatch.config import OwnRules
from dispatch.desk.pen import Pen
from dispatch.desk.sending import is_on_duty
from dispatch.desk.state import Trail
from dispatch.fixes import ROUND_MPS, WALKING_MPS, metres_between
from streams.schema.detections import LoiteringReport
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place


def own_unit(pen: Pen, report: LoiteringReport) -> tuple[str, float] | None:
    """The unit that the camera sees, and how far off it is by its fix nearest in time, m; the nearest if several are.

    All its fixes of these seconds must match: one that only drives by is not the one who stays.
    """
    place, rules = report.place, pen.force.config.own
    if place is None or place.error_m > rules.error_m:
        return None
    found: list[tuple[float, str]] = []
    for unit_id, trail in pen.state.trails.items():
        fixes = _of_these_seconds(trail, report, rules)
        sure = bool(fixes) and all(fix.accuracy_m <= rules.error_m for fix in fixes)
        if sure and _can_be(fixes, report, place, rules) and is_on_duty(pen, unit_id):
            found.append((_apart_m(_nearest(fixes, report), place), unit_id))
    if not found:
        return None
    apart_m, unit_id = min(found)
    return unit_id, apart_m


def on_round(pen: Pen, report: LoiteringReport) -> tuple[str, str] | None:
    """The shift and the unit that the roster has on a round past the camera just then.

    Nobody walks his round in company, nor while he is sent to an incident; and a unit whose position is known is
    elsewhere if that does not match, or if it cannot have come from there since.
    """
    if report.members:
        return None
    for shift, one in pen.force.rosters.on_rounds(report.camera_id, report.observed_at_ms):
        free = is_on_duty(pen, one.unit) and one.unit not in pen.state.booked
        if free and not _is_known_elsewhere(pen, one.unit, report):
            return shift.id, one.unit
    return None


def has_left(pen: Pen, unit_id: str, report: LoiteringReport) -> bool:
    """Whether a unit is by all its fixes of these seconds further off than phones err: it explains nobody any more.

    One that tells nothing of itself has not left.
    """
    place, config, trail = report.place, pen.force.config, pen.state.trails.get(unit_id)
    if place is None or trail is None:
        return False
    fixes = _of_these_seconds(trail, report, config.own)
    near_m = config.scene_radius_m + place.error_m
    return bool(fixes) and all(_apart_m(fix, place) > near_m + fix.accuracy_m for fix in fixes)


def _is_known_elsewhere(pen: Pen, unit_id: str, report: LoiteringReport) -> bool:
    place, rules = report.place, pen.force.config.own
    trail = pen.state.trails.get(unit_id)
    if trail is None or place is None:
        return False
    sure = [fix for fix in _of_these_seconds(trail, report, rules) if fix.accuracy_m <= rules.error_m]
    if sure and place.error_m <= rules.error_m:
        return not _can_be(sure, report, place, rules)
    last = trail.believed(report.observed_at_ms + round(rules.within_s * 1000))
    return last is not None and _apart_m(last, place) > _reach_m(pen, last, report, place)


def _reach_m(pen: Pen, fix: PositionFixed, report: LoiteringReport, place: Place) -> float:
    """So far from that fix whoever had it can have come to by the time of the picture."""
    unit, config = pen.force.units.get(fix.unit_id), pen.force.config
    fastest_mps = WALKING_MPS if unit and unit.kind == "foot" else config.fastest_kmh / 3.6
    gone_s = abs(report.observed_at_ms - fix.fixed_at_ms) / 1000
    return config.own.within_m + fix.accuracy_m + place.error_m + fastest_mps * gone_s


def _of_these_seconds(trail: Trail, report: LoiteringReport, rules: OwnRules) -> list[PositionFixed]:
    slack_ms = round(rules.within_s * 1000)
    return trail.between(report.observed_at_ms - slack_ms, report.observed_at_ms + slack_ms)


def _can_be(fixes: Sequence[PositionFixed], report: LoiteringReport, place: Place, rules: OwnRules) -> bool:
    """Whether who had these fixes can be whom the camera saw, which is somebody on foot.

    By the nearest in time he is there, by the others no further off than a round takes him in the time between; who
    is at one car only has stood there since he was noticed.
    """
    from_ms = report.began_at_ms if len(report.vehicle_ids) == 1 else report.observed_at_ms
    nearest = _nearest(fixes, report)
    if (nearest.speed_mps or 0.0) > WALKING_MPS:
        return False
    for fix in fixes:
        walked_ms = 0 if fix is nearest else max(0, from_ms - fix.fixed_at_ms, fix.fixed_at_ms - report.observed_at_ms)
        reach_m = rules.within_m + fix.accuracy_m + place.error_m + ROUND_MPS * walked_ms / 1000
        if _apart_m(fix, place) > reach_m:
            return False
    return True


def _nearest(fixes: Sequence[PositionFixed], report: LoiteringReport) -> PositionFixed:
    return min(fixes, key=lambda fix: abs(fix.fixed_at_ms - report.observed_at_ms))


def _apart_m(fix: PositionFixed, place: Place) -> float:
    return metres_between(fix.lon, fix.lat, place.lon, place.lat)
