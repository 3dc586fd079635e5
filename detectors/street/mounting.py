"""What a picture tells of the ground by how its camera hangs: of each way it may, with its likelihood.

Knows nothing of behaviour, nor of how the ways are judged.
"""

import math
from typing import Final, Self

import numpy as np

from detectors.street.ways import CAR_M, CAR_SD, LEAST_DIP, TINY_DIP, Evidence, Floats, Ways, likelihoods
from detectors.tracks import Box, Mask

FAR_SIDE_M: Final = (1.8, 4.5)
"""Behind its near side a car's far side is so far at least, and at most."""
SIDE_ON_M: Final = 3.2
"""Wider cars stand side-on, or aslant."""
DEPTH_M: Final = ((2.4, 1.0), (4.2, 0.7))
"""How deep these and others are: mean and sd."""
UPRIGHT_M: Final = 1.45
"""Who would be less tall where his box ends has his feet hidden, or is bent."""
LEAST_ABOVE_M: Final = 0.3
"""A camera hangs so far above people's heads at least."""
KEPT: Final = 0.002
"""Ways less likely than this share of the likeliest are left out."""


class Mounting:
    """Ways [k] in which a camera may hang, with what each makes of the picture."""

    def __init__(self, ways: Ways, weight: Floats) -> None:
        self.ways, self.weight = ways, weight / weight.sum()

    @classmethod
    def judged(cls, seen: Evidence, size: tuple[float, float], view_deg: float | None, person_m: float) -> Self:
        """By what was seen in a picture of `size`, px; `view_deg` across, where it is known, settles the lens."""
        ways, likely = likelihoods(seen, size, view_deg, person_m)
        best = np.exp(likely - likely.max())
        kept = best > KEPT
        return cls(ways.where(kept), best[kept])

    def stretch(self, row: float, sds: float = 1.0) -> float:
        """How much longer a step away from the camera is than it looks, against one across; by so many sd at least."""
        dip = np.maximum(self.ways.dip(row), LEAST_DIP)
        logs = 0.5 * np.log1p(1 / dip**2)
        mean = float(logs @ self.weight)
        return math.exp(max(mean - sds * math.sqrt(float((logs - mean) ** 2 @ self.weight)), 0.0))

    def behind_m(self, person: tuple[float, float], car: Box, person_m: float) -> Floats:
        """How far behind a car's far side somebody stands, m [k]; negative is before it, 0 where neither can be so.

        `person` is the upper and lower edge of his box, `car` the whole of its, xyxy px. Where his box ends too high
        for one who is grown, his feet are hidden, and he is where a head at `person_m` would be seen.
        """
        foot, head = np.maximum(self.ways.dip(person[1]), TINY_DIP), np.maximum(self.ways.dip(person[0]), TINY_DIP)
        far_m = self._far_side_m(car)
        above_m = np.maximum(self.ways.height_m - person_m, LEAST_ABOVE_M)
        at_m = np.where(self.upright(*person), self.ways.height_m / foot, above_m / head)
        possible = (self.ways.dip(person[1]) > LEAST_DIP) & (self.ways.dip(car[3]) > LEAST_DIP)
        behind: Floats = np.where(possible, at_m - far_m, 0.0)
        return behind

    def upright(self, head_row: float, foot_row: float) -> Mask:
        """He is as tall there as one who stands and whose feet are seen [k]."""
        foot = np.maximum(self.ways.dip(foot_row), TINY_DIP)
        tall: Mask = self.ways.height_m * (1 - self.ways.dip(head_row) / foot) >= UPRIGHT_M
        return tall

    def roof_m(self, car: Box) -> tuple[float, float]:
        """How far behind the nearest point of a car the far edge of its roof is seen, m: mean and sd."""
        near, roof = np.maximum(self.ways.dip(car[3]), LEAST_DIP), np.maximum(self.ways.dip(car[1]), LEAST_DIP)
        behind, sd = (self.ways.height_m - CAR_M[2]) / roof - self.ways.height_m / near, CAR_SD[1] / roof
        mean = float(behind @ self.weight)
        return mean, math.sqrt(float(((behind - mean) ** 2 + sd**2) @ self.weight))

    def share(self, ways: Mask) -> float:
        """How likely it is one of these ways [k]."""
        return float(self.weight[ways].sum())

    def _far_side_m(self, car: Box) -> Floats:
        """As far off as the upper edge of the box says, of a roof, and as cars are usually deep that look so wide."""
        near, roof = np.maximum(self.ways.dip(car[3]), TINY_DIP), np.maximum(self.ways.dip(car[1]), TINY_DIP)
        near_m = self.ways.height_m / near
        side_on = (car[2] - car[0]) * self.ways.slant_m(near_m) / self.ways.focal_px > SIDE_ON_M
        usual, usual_sd = (np.where(side_on, *pair) for pair in zip(DEPTH_M[0], DEPTH_M[1], strict=True))
        seen, seen_sd = (self.ways.height_m - CAR_M[2]) / roof - near_m, CAR_SD[1] / roof
        trust = usual_sd**2 / (usual_sd**2 + seen_sd**2)
        far_m: Floats = near_m + np.clip(usual + trust * (seen - usual), *FAR_SIDE_M)
        return far_m
