"""Whether two tellings, by cameras or by people, are of the same thing: by kind, time and place on the ground.

Knows nothing of incidents and of what follows from an answer.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from dispatch.config import Sameness
from dispatch.fixes import metres_between
from streams.schema.commands import IncidentKind
from streams.schema.quantities import Place

_LIKE: Final[Mapping[IncidentKind, IncidentKind]] = {"loitering": "theft", "suspicious_person": "theft"}
"""What people call the same thing: a camera says loitering where a neighbour says theft."""
_DEGREE_M: Final = 111_195.0
"""Of latitude."""


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody told: of what kind, where, from when to when, and at which cars of which camera."""

    kind: IncidentKind
    place: Place | None
    began_ms: int
    until_ms: int
    vehicles: frozenset[tuple[str, str]] = frozenset()
    """(camera, vehicle): the same car of the same camera is the same place, wherever that is."""


def same_thing(a: Telling, b: Telling, rules: Sameness) -> bool:
    """Whether both tell of one thing. Symmetric; without places and cars in common the answer is no."""
    if _LIKE.get(a.kind, a.kind) != _LIKE.get(b.kind, b.kind):
        return False
    if max(a.began_ms, b.began_ms) - min(a.until_ms, b.until_ms) > rules.within_s * 1000:
        return False
    return bool(a.vehicles & b.vehicles) or _same_place(a.place, b.place, rules)


def worth_comparing(
    told: Telling, camera_id: str | None, cars: Sequence[str], place: Place | None, rules: Sameness
) -> bool:
    """Whether what is at these cars or this place can be what is told of: a quick look, as thousands may be open."""
    for car in cars:
        if (camera_id, car) in told.vehicles:
            return True
    there = told.place
    if there is None or place is None or there.error_m > rules.error_m or place.error_m > rules.error_m:
        return False
    return abs(there.lat - place.lat) * _DEGREE_M <= rules.within_m + 2 * rules.error_m


def _same_place(a: Place | None, b: Place | None, rules: Sameness) -> bool:
    if a is None or b is None or max(a.error_m, b.error_m) > rules.error_m:
        return False
    reach_m = rules.within_m + a.error_m + b.error_m
    return metres_between(a.lon, a.lat, b.lon, b.lat) <= reach_m
