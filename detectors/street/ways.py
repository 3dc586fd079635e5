"""All the ways in which a camera may hang, and how likely each is by what it has seen.

A pinhole over flat ground, not rolled. People (1.7 m) tell by how tall they look at which row, parked cars by how wide
and tall their boxes are, ground points by how large the ground looks. Knows nothing of behaviour.
"""

import functools
import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.street.ground import Scale
from detectors.tracks import Boxes, Mask

Floats = npt.NDArray[np.float64]

HEIGHTS_M: Final = np.geomspace(2.2, 25, 21)
USUAL_HEIGHT_M: Final = (4.5, 0.55)
"""Walls and poles: 2.6 to 7.8 m in two of three cases; the second is the sd of the logarithm."""
USUAL_TILT_DEG: Final = (16.0, 12.0)
"""Seen from them, a street 5 to 30 m off lies so far below the horizontal: mean and sd."""
TILTS: Final = np.radians(np.concatenate([np.arange(-4.0, 36.0, 1.0), np.arange(36.0, 76.0, 3.0)]))
FOCALS: Final = np.geomspace(0.42, 1.5, 6)
"""In widths of the picture: lenses of 100° to 37°. Street cameras have 2.8 to 8 mm on a third of an inch."""
USUAL_FOCAL: Final = (0.8, 0.45)
"""A lens of 64°; sd of the logarithm: 43° to 89° in two of three cases."""
PERSON_SD: Final = 0.06
"""Of the logarithm of how tall people look: adults differ by 0.047, boxes by the rest."""
ROW_SD: Final = 0.03
"""However many people were seen at one row: its ground may be a kerb, they may wear boots."""
ALIKE: Final = 0.06
"""What two rows share: who is tall at one is so at the next, and a slope is steep on many."""
BOX_PX: Final = 2.0
"""How far the edges of a box are off."""
CAR_M: Final = (4.4, 1.8, 1.5)
"""A passenger car's length, width and height: mean of Europe's and China's new ones, rounded."""
CAR_SD: Final = (0.12, 0.16)
"""Of the logarithm of its width in the picture, and of its height in metres: small cars, vans."""
ROOF_DEPTH_M: Final = (1.65, 3.9)
"""From the near side to the far edge of the roof, side-on and end-on: windows and boots slope."""
POSES: Final = tuple(math.radians(deg) for deg in (0, 20, 45, 70, 90))
"""Side-on to end-on."""
STRANGE: Final = 0.01
"""What is no such car, or not wholly seen, is as likely as this at any size."""
MEASURED_SD: Final = 0.05
"""Of the logarithm of measured ground: clicks are off, and so is the nearest lens of the grid."""
MOST_CARS: Final = 3
"""Count for so many at most: their makers, and what the model gets wrong, are the same."""
LEAST_DIP: Final = 0.01
"""Nobody is seen standing so near below the horizon: at 4.5 m of height 450 m off."""
LEAST_TALL_M: Final = 1e-3
LEAST_APART_M: Final = 0.01
TINY_DIP: Final = 1e-3
"""So that nothing is divided by 0, nor its logarithm taken, at the horizon or above it."""


class Evidence(NamedTuple):
    """What was seen: of people, for each of n rows, float64 [n]; of cars float32 [m, 4] xyxy px."""

    rows: Floats
    heights: Floats
    """How tall people look there, px."""
    looks: Floats
    """How many of them."""
    cars: Boxes
    ground: Scale | None = None
    """Where somebody measured it."""


class Ways(NamedTuple):
    """Ways [k] in which a camera may hang, and the row in the middle of its picture, px."""

    height_m: Floats
    tilt: Floats
    """Below the horizontal, radians."""
    focal_px: Floats
    middle: float

    def where(self, mask: Mask) -> "Ways":
        """Those for which `mask` [k] holds."""
        return Ways(self.height_m[mask], self.tilt[mask], self.focal_px[mask], self.middle)

    def dip(self, row: float) -> Floats:
        """Tangent of the angle [k] by which a row lies below the horizon."""
        turned: Floats = np.tan(np.clip(self.tilt + np.arctan((row - self.middle) / self.focal_px), -1.5, 1.5))
        return turned

    def slant_m(self, away_m: Floats) -> Floats:
        """How far [k] along the line of sight the ground is that is `away_m` [k] off: sizes there are seen so far."""
        return away_m * np.cos(self.tilt) + self.height_m * np.sin(self.tilt)


def likelihoods(
    seen: Evidence, size: tuple[float, float], view_deg: float | None, person_m: float
) -> tuple[Ways, Floats]:
    """The whole grid, and the logarithm [k] of how likely each is, but for a constant; arguments as of `Mounting`."""
    ways, prior = _all_ways(size, view_deg)
    likely = prior + _people(ways, seen, person_m) + _cars(ways, seen.cars)
    return ways, likely if seen.ground is None else likely + _measured(ways, seen.ground)


@functools.lru_cache(maxsize=8)  # the cameras of a site share few sizes
def _all_ways(size: tuple[float, float], view_deg: float | None) -> tuple[Ways, Floats]:
    focals = FOCALS if view_deg is None else np.array([0.5 / math.tan(math.radians(view_deg) / 2)])
    height_m, tilt, focal = (a.ravel() for a in np.meshgrid(HEIGHTS_M, TILTS, focals, indexing="ij"))
    steps = np.gradient(TILTS)[np.searchsorted(TILTS, tilt)]
    unusual = (np.log(height_m / USUAL_HEIGHT_M[0]) / USUAL_HEIGHT_M[1]) ** 2
    unusual += (np.log(focal / USUAL_FOCAL[0]) / USUAL_FOCAL[1]) ** 2
    unusual += ((np.degrees(tilt) - USUAL_TILT_DEG[0]) / USUAL_TILT_DEG[1]) ** 2
    prior = np.log(steps) - 0.5 * unusual
    return Ways(height_m, tilt, focal * size[0], size[1] / 2), prior


def _people(ways: Ways, seen: Evidence, person_m: float) -> Floats:
    """A heavy-tailed error (Student's t with 4 degrees of freedom) for each row: children, hidden feet, slopes."""
    likely = np.zeros(len(ways.height_m))
    for row, height, looks in zip(seen.rows, seen.heights, seen.looks, strict=True):
        foot, head = ways.dip(row), ways.dip(row - height)
        tall_m = np.where(foot > TINY_DIP, ways.height_m * (1 - head / np.maximum(foot, TINY_DIP)), LEAST_TALL_M)
        variance = (PERSON_SD**2 + 2 * (BOX_PX / height) ** 2) / looks + ROW_SD**2
        off = np.log(np.maximum(tall_m, LEAST_TALL_M) / person_m)
        likely -= 2.5 * np.log1p(off**2 / (4 * variance))
    return likely / (1 + ALIKE * max(len(seen.rows) - 1, 0))


def _cars(ways: Ways, cars: Boxes) -> Floats:
    likely = np.zeros(len(ways.height_m))
    for x1, top, x2, bottom in np.asarray(cars, np.float64):
        near, roof = ways.dip(bottom), ways.dip(top)
        near_m = ways.height_m / np.maximum(near, TINY_DIP)
        wide_m = (x2 - x1) * ways.slant_m(near_m) / ways.focal_px
        found = np.full(len(likely), STRANGE)
        for pose in POSES:
            across, away = math.cos(pose), math.sin(pose)
            off_wide = np.log(wide_m / (CAR_M[0] * across + CAR_M[1] * away)) / CAR_SD[0]
            tall_m = ways.height_m - roof * (near_m + ROOF_DEPTH_M[0] * across + ROOF_DEPTH_M[1] * away)
            off_tall = (tall_m - CAR_M[2]) / CAR_SD[1]
            found += np.exp(-0.5 * (off_wide**2 + off_tall**2)) / len(POSES)
        likely += np.where(near > TINY_DIP, np.log(found), math.log(STRANGE))
    return likely * min(1.0, MOST_CARS / max(len(cars), 1))


def _measured(ways: Ways, ground: Scale) -> Floats:
    """By how wide a pixel is on each row and how far these are apart."""
    off_m = [ways.height_m / np.maximum(ways.dip(row), LEAST_DIP) for row in ground.rows]
    likely = np.zeros(len(ways.height_m))
    for row_m, across_m, away_m in zip(off_m, ground.across_m, ground.away_m, strict=True):
        likely -= 0.5 * (np.log(ways.slant_m(row_m) / ways.focal_px / across_m) / MEASURED_SD) ** 2
        if away_m > 0:
            apart_m = np.maximum(row_m - off_m[0], LEAST_APART_M)
            likely -= 0.5 * (np.log(apart_m / away_m) / MEASURED_SD) ** 2
    return likely
