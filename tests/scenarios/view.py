"""A pinhole camera over a flat street: where things in metres are in its picture."""

import functools
import math
from dataclasses import dataclass
from typing import Self

from detectors.config import GroundPoint
from detectors.street.ground import METRES_PER_DEGREE

FRAME = (1920, 1080)


@dataclass(frozen=True)
class View:
    """A camera over x = 0 that looks along z, downwards by its tilt."""

    focal_px: float = 1100.0
    camera_m: float = 6.0
    away_m: float = 15.0
    """From the middle of the row of cars."""
    tilt: float = math.radians(20)
    turned: float = 0.0
    """The street, against the picture: at a quarter turn it leads straight away, to x > 0."""

    @classmethod
    def of(
        cls, wide_deg: float, camera_m: float, away_m: float, share: float = 0.6, *, turned_deg: float = 0.0
    ) -> Self:
        """A lens that sees so wide, across; the row of cars is at this share of the picture's height from the top."""
        focal_px = FRAME[0] / 2 / math.tan(math.radians(wide_deg) / 2)
        below = math.atan((share - 0.5) * FRAME[1] / focal_px)
        return cls(focal_px, camera_m, away_m, math.atan2(camera_m, away_m) - below, math.radians(turned_deg))

    def project(self, x: float, y: float, z: float) -> tuple[float, float]:
        x, z = (
            x * math.cos(self.turned) - z * math.sin(self.turned),
            x * math.sin(self.turned) + z * math.cos(self.turned),
        )
        forward, down = z + self.away_m, self.camera_m - y
        depth = forward * math.cos(self.tilt) + down * math.sin(self.tilt)
        drop = down * math.cos(self.tilt) - forward * math.sin(self.tilt)
        return FRAME[0] / 2 + self.focal_px * x / depth, FRAME[1] / 2 + self.focal_px * drop / depth

    def ground_points(self, x: float, z: float) -> tuple[GroundPoint, ...]:
        """The corners of a field of the street, as somebody clicks them: from -x to x along the kerb, from -z to z."""
        return tuple(
            GroundPoint(x_px=px, y_px=py, lon=at_x / METRES_PER_DEGREE, lat=at_z / METRES_PER_DEGREE)
            for at_x, at_z in ((-x, -z), (x, -z), (x, z), (-x, z))
            for px, py in [self.project(at_x, 0, at_z)]
        )


@functools.lru_cache(maxsize=4096)  # parked cars stand in every frame
def box_of(
    view: View,
    size_m: tuple[float, float, float],
    x: float,
    z: float,
    *,
    stoops: bool = False,
    end_on: bool = False,
) -> tuple[float, ...]:
    """The picture of a thing that stands at (x, z): xyxy px."""
    along, up, away = size_m
    if end_on:
        along, away = away, along
    if stoops:
        along, up = 1.1, 1.2
    offsets = [(dx * along / 2, y, dz * away / 2) for dx in (-1, 1) for y in (0, up) for dz in (-1, 1)]
    corners = [view.project(x + dx, y, z + dz) for dx, y, dz in offsets]
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return min(xs), min(ys), max(xs), max(ys)


def in_picture(box: tuple[float, ...]) -> bool:
    """Some of it can be seen."""
    return box[2] > 0 and box[0] < FRAME[0] and box[3] > 0 and box[1] < FRAME[1]
