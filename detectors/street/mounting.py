"""How a camera hangs, judged by what it sees: its height, tilt and lens, each way they may be with its likelihood.

A pinhole over flat ground, not rolled. People (1.7 m) tell by how tall they look at which row, parked cars by how wide
and tall their boxes are, ground points by how large the ground looks. Knows nothing of behaviour.
"""

import functools
import math
from typing import Final, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from detectors.street.ground import Scale
from detectors.tracks import Box, Boxes, Mask

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
FAR_SIDE_M: Final = (1.8, 4.5)
"""Behind its near side a car's far side is so far at least, and at most."""
SIDE_ON_M: Final = 3.2
"""Wider cars stand side-on, or aslant."""
DEPTH_M: Final = ((2.4, 1.0), (4.2, 0.7))
"""How deep these and others are: mean and sd."""
UPRIGHT_M: Final = 1.45
"""Who would be less tall where his box ends has his feet hidden, or is bent."""
LEAST_DIP: Final = 0.01
"""Nobody is seen standing so near below the horizon: at 4.5 m of height 450 m off."""
KEPT: Final = 0.002
"""Ways less likely than this share of the likeliest are left out."""


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


class Mounting:
    """Ways [k] in which a camera may hang, with what each makes of the picture."""

    def __init__(self, height_m: Floats, tilt: Floats, focal_px: Floats, weight: Floats, middle: float) -> None:
        self.height_m, self.tilt, self.focal_px, self._middle = height_m, tilt, focal_px, middle
        self.weight = weight / weight.sum()

    @classmethod
    def judged(cls, seen: Evidence, size: tuple[float, float], view_deg: float | None, person_m: float) -> Self:
        """By what was seen in a picture of `size`, px; `view_deg` across, where it is known, settles the lens."""
        all_ways = _all_ways(size, view_deg)
        likely = all_ways.prior + _people(all_ways, seen, person_m) + _cars(all_ways, seen.cars)
        likely += 0 if seen.ground is None else _measured(all_ways, seen.ground)
        best = np.exp(likely - likely.max())
        kept = best > KEPT
        return cls(all_ways.height_m[kept], all_ways.tilt[kept], all_ways.focal_px[kept], best[kept], all_ways.middle)

    def dip(self, row: float) -> Floats:
        """Tangent of the angle [k] by which a row lies below the horizon."""
        return _dip(row - self._middle, self.focal_px, self.tilt)

    def stretch(self, row: float, sds: float = 1.0) -> float:
        """How much longer a step away from the camera is than it looks, against one across; by so many sd at least."""
        dip = np.maximum(self.dip(row), 0.01)
        logs = 0.5 * np.log1p(1 / dip**2)
        mean = float(logs @ self.weight)
        return math.exp(max(mean - sds * math.sqrt(float((logs - mean) ** 2 @ self.weight)), 0.0))

    def behind_m(self, person: tuple[float, float], car: Box, person_m: float) -> Floats:
        """How far behind a car's far side somebody stands, m [k]; negative is before it, 0 where neither can be so.

        `person` is the upper and lower edge of his box, `car` the whole of its, xyxy px. Where his box ends too high
        for one who is grown, his feet are hidden, and he is where a head at `person_m` would be seen.
        """
        foot, head = np.maximum(self.dip(person[1]), 1e-3), np.maximum(self.dip(person[0]), 1e-3)
        far_m = self._far_side_m(car)
        at_m = np.where(self.upright(*person), self.height_m / foot, np.maximum(self.height_m - person_m, 0.3) / head)
        possible = (self.dip(person[1]) > LEAST_DIP) & (self.dip(car[3]) > LEAST_DIP)
        behind: Floats = np.where(possible, at_m - far_m, 0.0)
        return behind

    def upright(self, head_row: float, foot_row: float) -> Mask:
        """He is as tall there as one who stands and whose feet are seen [k]."""
        foot = np.maximum(self.dip(foot_row), 1e-3)
        tall: Mask = self.height_m * (1 - self.dip(head_row) / foot) >= UPRIGHT_M
        return tall

    def _far_side_m(self, car: Box) -> Floats:
        """As far off as the upper edge of the box says, of a roof, and as cars are usually deep that look so wide."""
        near, roof = np.maximum(self.dip(car[3]), 1e-3), np.maximum(self.dip(car[1]), 1e-3)
        near_m = self.height_m / near
        slant_m = near_m * np.cos(self.tilt) + self.height_m * np.sin(self.tilt)
        side_on = (car[2] - car[0]) * slant_m / self.focal_px > SIDE_ON_M
        usual, usual_sd = (np.where(side_on, *pair) for pair in zip(DEPTH_M[0], DEPTH_M[1], strict=True))
        seen, seen_sd = (self.height_m - CAR_M[2]) / roof - near_m, CAR_SD[1] / roof
        trust = usual_sd**2 / (usual_sd**2 + seen_sd**2)
        far_m: Floats = near_m + np.clip(usual + trust * (seen - usual), *FAR_SIDE_M)
        return far_m

    def roof_m(self, car: Box) -> tuple[float, float]:
        """How far behind the nearest point of a car the far edge of its roof is seen, m: mean and sd."""
        near, roof = np.maximum(self.dip(car[3]), LEAST_DIP), np.maximum(self.dip(car[1]), LEAST_DIP)
        behind, sd = (self.height_m - CAR_M[2]) / roof - self.height_m / near, CAR_SD[1] / roof
        mean = float(behind @ self.weight)
        return mean, math.sqrt(float(((behind - mean) ** 2 + sd**2) @ self.weight))

    def share(self, ways: Mask) -> float:
        """How likely it is one of these ways [k]."""
        return float(self.weight[ways].sum())


class _Ways(NamedTuple):
    """The whole grid, flat: float64 [k]; prior as a logarithm."""

    height_m: Floats
    tilt: Floats
    focal_px: Floats
    prior: Floats
    middle: float


@functools.lru_cache(maxsize=8)  # the cameras of a site share few sizes
def _all_ways(size: tuple[float, float], view_deg: float | None) -> _Ways:
    focals = FOCALS if view_deg is None else np.array([0.5 / math.tan(math.radians(view_deg) / 2)])
    height_m, tilt, focal = (a.ravel() for a in np.meshgrid(HEIGHTS_M, TILTS, focals, indexing="ij"))
    steps = np.gradient(TILTS)[np.searchsorted(TILTS, tilt)]
    unusual = (np.log(height_m / USUAL_HEIGHT_M[0]) / USUAL_HEIGHT_M[1]) ** 2
    unusual += (np.log(focal / USUAL_FOCAL[0]) / USUAL_FOCAL[1]) ** 2
    unusual += ((np.degrees(tilt) - USUAL_TILT_DEG[0]) / USUAL_TILT_DEG[1]) ** 2
    prior = np.log(steps) - 0.5 * unusual
    return _Ways(height_m, tilt, focal * size[0], prior, size[1] / 2)


def _dip(down_px: Floats | float, focal_px: Floats, tilt: Floats) -> Floats:
    turned: Floats = np.tan(np.clip(tilt + np.arctan(down_px / focal_px), -1.5, 1.5))
    return turned


def _people(ways: _Ways, seen: Evidence, person_m: float) -> Floats:
    """A heavy-tailed error (Student's t with 4 degrees of freedom) for each row: children, hidden feet, slopes."""
    likely = np.zeros(len(ways.height_m))
    for row, height, looks in zip(seen.rows, seen.heights, seen.looks, strict=True):
        foot = _dip(row - ways.middle, ways.focal_px, ways.tilt)
        head = _dip(row - height - ways.middle, ways.focal_px, ways.tilt)
        tall_m = np.where(foot > 1e-3, ways.height_m * (1 - head / np.maximum(foot, 1e-3)), 1e-3)  # noqa: PLR2004 - none
        variance = (PERSON_SD**2 + 2 * (BOX_PX / height) ** 2) / looks + ROW_SD**2
        off = np.log(np.maximum(tall_m, 1e-3) / person_m)
        likely -= 2.5 * np.log1p(off**2 / (4 * variance))
    return likely / (1 + ALIKE * max(len(seen.rows) - 1, 0))


def _cars(ways: _Ways, cars: Boxes) -> Floats:
    likely = np.zeros(len(ways.height_m))
    for x1, top, x2, bottom in np.asarray(cars, np.float64):
        near = _dip(bottom - ways.middle, ways.focal_px, ways.tilt)
        roof = _dip(top - ways.middle, ways.focal_px, ways.tilt)
        near_m = ways.height_m / np.maximum(near, 1e-3)
        slant_m = near_m * np.cos(ways.tilt) + ways.height_m * np.sin(ways.tilt)
        wide_m = (x2 - x1) * slant_m / ways.focal_px
        found = np.full(len(likely), STRANGE)
        for pose in POSES:
            across, away = math.cos(pose), math.sin(pose)
            off_wide = np.log(wide_m / (CAR_M[0] * across + CAR_M[1] * away)) / CAR_SD[0]
            tall_m = ways.height_m - roof * (near_m + ROOF_DEPTH_M[0] * across + ROOF_DEPTH_M[1] * away)
            off_tall = (tall_m - CAR_M[2]) / CAR_SD[1]
            found += np.exp(-0.5 * (off_wide**2 + off_tall**2)) / len(POSES)
        likely += np.where(near > 1e-3, np.log(found), math.log(STRANGE))  # noqa: PLR2004 - above the horizon
    return likely * min(1.0, MOST_CARS / max(len(cars), 1))


def _measured(ways: _Ways, ground: Scale) -> Floats:
    """By how wide a pixel is on each row and how far these are apart."""
    dips = [np.maximum(_dip(row - ways.middle, ways.focal_px, ways.tilt), LEAST_DIP) for row in ground.rows]
    likely = np.zeros(len(ways.height_m))
    for dip, across_m, away_m in zip(dips, ground.across_m, ground.away_m, strict=True):
        slant_m = ways.height_m * (np.cos(ways.tilt) / dip + np.sin(ways.tilt))
        likely -= 0.5 * (np.log(slant_m / ways.focal_px / across_m) / MEASURED_SD) ** 2
        if away_m > 0:
            apart_m = np.maximum(ways.height_m / dip - ways.height_m / dips[0], LEAST_DIP)
            likely -= 0.5 * (np.log(apart_m / away_m) / MEASURED_SD) ** 2
    return likely
