"""What a person can be at, and how far it is on the ground: parked cars, and strips where no car is made out.

Knows nothing of what people do there.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.config import CameraConfig, DetectionConfig
from detectors.loitering.visits import Spot
from detectors.street.ground import CAR_DEPTH_M, GroundMap, Ruler, distances_m
from detectors.street.people import Person
from detectors.street.polygons import Polygons
from detectors.street.vehicles import Memory

Metres = npt.NDArray[np.float64]


class Spots:
    """The spots before one camera, in pixels of its reference picture."""

    def __init__(self, camera: CameraConfig, detection: DetectionConfig, ground: GroundMap | None) -> None:
        self._rules, self._vehicles = detection.ground, detection.vehicles
        self._ground = ground
        self._strips = Polygons(camera.parking_strips)

    def near(
        self, at_s: float, here: Sequence[Person], memory: Memory, ruler: Ruler, width_px: float
    ) -> tuple[list[Spot], Metres]:
        """All spots, vehicles first, and how far each person is from each, m: [people, spots]; infinite for far behind.

        `width_px` of the picture stands in for the unknown focal length (a lens of 53°).
        """
        spots = [
            Spot(spot_id=v.vehicle_id, since_s=v.since_s, state=v.state(at_s, self._vehicles)) for v in memory.vehicles
        ]
        spots += [Spot(spot_id=f"strip-{k + 1}", since_s=0.0, state="strip") for k in range(len(self._strips))]
        if not here or not spots:
            return spots, np.empty((len(here), len(spots)))
        feet = np.array([p.foot for p in here], np.float64)
        heights = np.array([p.height for p in here], np.float64)
        boxes = memory.boxes()
        stretch = np.array([ruler.stretch(float(y), width_px, self._rules) for y in feet[:, 1]], np.float64)
        metres = distances_m(feet, self._rules.person_height_m / heights, boxes, self._ground, stretch)
        if self._ground is None:
            self._leave_out_behind(feet, metres, boxes, ruler, width_px)
        strips = self._strips.distances(feet) / heights[:, None] * self._rules.person_height_m
        strips = np.maximum(strips - self._rules.strip_m, 0)
        strips[(metres <= self._rules.leave_m).any(axis=1)] = np.inf
        return spots, np.concatenate([metres, strips], axis=1)

    def _leave_out_behind(
        self, feet: Metres, metres: Metres, boxes: npt.NDArray[np.float32], ruler: Ruler, focal_px: float
    ) -> None:
        """Who is seen over a car's roof may overlap its box and yet be far behind it."""
        if ruler.line() is None:
            return
        for i, j in np.argwhere(metres <= self._rules.leave_m):
            behind = ruler.behind_m(float(feet[i, 1]), float(boxes[j, 3]), focal_px, self._rules.person_height_m)
            if behind > self._rules.behind_m + CAR_DEPTH_M:
                metres[i, j] = np.inf
