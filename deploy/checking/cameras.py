"""What a site's file says of its cameras and cannot be: no place, points that make no map, ground outside the picture.

Knows the values of the file only; `check_settings` finds the lines.
"""

import math
import zoneinfo
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Final
from urllib.parse import urlsplit

from deploy.checking.toml_lines import Path as TomlPath
from deploy.settings import Settings
from detectors.config import CameraConfig, Pixels, Polygon
from detectors.footage.capture import is_stream
from detectors.street.ground import ground_map, rough
from detectors.street.strays import outside
from streams.schema.errors import ConfigError

_LEAST_PX: Final = 16.0
"""Nothing that stands on less can be made out: corners on one line, or shares from 0 to 1 as other products take."""
_DEGREE_M: Final = 111_195.0
_FARTHEST_M: Final = 2_000.0
"""No street camera sees so far; a place that is wrong in its first decimal is 10 km off. `design`"""
Found = tuple[TomlPath, str]


def camera_mistakes(settings: Settings) -> Iterator[Found]:
    """All of them."""
    for index, camera in enumerate(settings.camera):
        for field, why in _mistakes_of(camera, settings.site.time_zone):
            yield (("camera", index, field) if field else ("camera", index)), why


def camera_notes(settings: Settings) -> Iterator[str]:
    """What is no mistake and yet less than somebody may think; of settings without mistakes."""
    for camera in settings.camera:
        if why := rough(camera, settings.detection.ground.near_m):
            yield f"camera {camera.camera_id!r}: {why}"


def _mistakes_of(camera: CameraConfig, site_zone: str) -> Iterator[tuple[str, str]]:
    if camera.lon is None or camera.lat is None:
        yield "", f"camera {camera.camera_id!r} has no place: give lon and lat"
    if camera.time_zone != site_zone and camera.time_zone not in zoneinfo.available_timezones():
        yield "time_zone", f"{camera.time_zone!r} is no time zone such as 'Asia/Shanghai'"
    if is_stream(camera.url) and not _is_address(camera.url):
        yield "url", "no host, or no port from 1 to 65535; in a password write / ? # @ as %2F %3F %23 %40"
    yield from _stray_points(camera)
    try:
        ground_map(camera)
    except ConfigError as error:
        field, _, why = str(error).removeprefix(f"camera {camera.camera_id}: ").partition(": ")
        yield field, why
    yield from _polygon_mistakes(camera)


def _polygon_mistakes(camera: CameraConfig) -> Iterator[tuple[str, str]]:
    for field, polygons in (("parking_strips", camera.parking_strips), ("masks", camera.masks)):
        for number, polygon in enumerate(polygons, 1):
            if outside(polygon, camera.frame_size or (math.inf, math.inf)):
                yield field, f"number {number} lies outside the picture; corners are pixels from its top left"
            elif _crosses_itself(polygon):
                yield field, f"number {number}: its sides cross; give the corners in order, going around it"
            elif _area_px(polygon) < _LEAST_PX:
                yield field, f"number {number} encloses nothing; corners are pixels of the picture, not shares of it"
            elif polygon in polygons[: number - 1]:
                yield field, f"number {number} is number {polygons.index(polygon) + 1} again"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # half a pair of brackets, a port that is none
        return False


def _stray_points(camera: CameraConfig) -> Iterator[tuple[str, str]]:
    """Ground points that the picture does not show, or that are nowhere near the camera."""
    width, height = camera.frame_size or (math.inf, math.inf)
    for number, point in enumerate(camera.ground_points, 1):
        if not (0 <= point.x_px <= width and 0 <= point.y_px <= height):
            yield "ground_points", f"number {number} lies outside the picture"
        if camera.lon is None or camera.lat is None:
            continue
        east = (point.lon - camera.lon) * math.cos(math.radians(camera.lat))
        off_m = math.hypot(east, point.lat - camera.lat) * _DEGREE_M
        if off_m > _FARTHEST_M:
            yield "ground_points", f"number {number} lies {off_m / 1000:.0f} km from the camera's lon and lat"


def _area_px(polygon: Polygon) -> float:
    """By the shoelace formula; 0 for corners on one line."""
    sides = pairwise((*polygon, polygon[0]))
    return abs(sum(xa * yb - xb * ya for (xa, ya), (xb, yb) in sides)) / 2


def _crosses_itself(polygon: Polygon) -> bool:
    """Whether two sides cross; to touch is not to cross."""
    sides = combinations(pairwise((*polygon, polygon[0])), 2)
    return any(_turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0 for (a, b), (c, d) in sides)


def _turn(a: Pixels, b: Pixels, c: Pixels) -> float:
    """Positive where the way from a by b to c turns right, as y grows downwards; 0 straight on."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
