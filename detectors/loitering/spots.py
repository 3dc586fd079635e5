"""What a person can be at, and how far it is on the ground: parked cars, and strips where no car is made out.

Knows nothing of what people do there.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.config import CameraConfig, DetectionConfig
from detectors.loitering.visits import Spot
from detectors.street.footprint import Footprints
from detectors.street.ground import GroundMap, distances_m
from detectors.street.mounting import Mounting
from detectors.street.person import Person
from detectors.street.polygons import Polygons
from detectors.street.ruler import Gauge, Ruler
from detectors.street.vehicles import Memory

Metres = npt.NDArray[np.float64]


class Near(NamedTuple):
    """What people can be at, and how near each is."""

    spots: list[Spot]
    metres: Metres
    """[people, spots] on the ground; infinite for far behind."""
    stretch: Metres
    """[people]: how much longer a step away from the camera is, where they are, than it looks."""


class Spots:
    """The spots before one camera, in pixels of its reference picture."""

    def __init__(self, camera: CameraConfig, detection: DetectionConfig, ground: GroundMap | None) -> None:
        self._rules, self._vehicles = detection.ground, detection.vehicles
        self._ground = ground
        self._strips = Polygons(camera.parking_strips)
        self._on_ground = self._strips.mapped(ground.metres) if ground is not None else None
        self._gauge = Gauge(camera.view_deg, detection.ground.person_height_m, ground.scale() if ground else None)

    def near(
        self, at_s: float, here: Sequence[Person], memory: Memory, ruler: Ruler, size: tuple[float, float]
    ) -> Near:
        """All spots, vehicles first, and who is how near; `size` is that of the picture, px."""
        spots = [
            Spot(spot_id=v.vehicle_id, since_s=v.since_s, state=v.state(at_s, self._vehicles)) for v in memory.vehicles
        ]
        parked = [v for v, spot in zip(memory.vehicles, spots, strict=True) if spot.state == "parked"]
        spots += [Spot(spot_id=f"strip-{k + 1}", since_s=0.0, state="strip") for k in range(len(self._strips))]
        if not here or not spots:
            stretch = np.full(len(here), self._rules.stretch)
            return Near(spots, np.empty((len(here), len(spots))), stretch)
        feet = np.array([p.foot for p in here], np.float64)
        heights = np.array([p.height for p in here], np.float64)
        boxes = memory.boxes()
        mounting = self._gauge.mounting(ruler, parked, size)
        m_per_px = self._rules.person_height_m / heights
        leant = np.array([mounting.stretch(y) for y in feet[:, 1]])
        boxed = distances_m(feet, m_per_px, boxes, self._ground, np.minimum(leant, self._rules.stretch_most))
        self._look_behind(here, boxed, boxes, mounting)
        metres = self._from_footprints(here, boxed, boxes, mounting)
        reach = np.array([p.reach_px(self._rules.upright_aspect) for p in here])
        strips = np.maximum(self._strips_m(feet, reach, m_per_px, mounting) - self._rules.strip_m, 0)
        strips[(metres <= self._rules.leave_m).any(axis=1)] = np.inf
        return Near(spots, np.concatenate([metres, strips], axis=1), self._steps(feet, leant))

    def _from_footprints(
        self, here: Sequence[Person], boxed: Metres, boxes: npt.NDArray[np.float32], mounting: Mounting
    ) -> Metres:
        """From where cars stand on the ground, of those whose feet are seen there, if there is a map."""
        if self._ground is None or not len(boxes):
            return boxed
        feet = np.array([p.foot for p in here], np.float64)
        whole = np.array([mounting.share(mounting.upright(*p.edges)) >= self._rules.behind.likely for p in here])
        return Footprints(self._ground, boxes, mounting).metres(feet, whole, boxed)

    def _steps(self, feet: Metres, leant: Metres) -> Metres:
        """How much longer a step away is than it looks, at each of `feet` [n, 2] px: by the map, else as judged."""
        longer = leant if self._ground is None else np.nan_to_num(self._ground.stretch(feet), nan=np.inf)
        stretch: Metres = np.clip(longer, self._rules.stretch, self._rules.stretch_step_most)
        return stretch

    def _strips_m(self, feet: Metres, reach: Metres, m_per_px: Metres, mounting: Mounting) -> Metres:
        """From each foot point, or from so many px beside it, to each strip on the ground: [n, strips]."""
        sides = [feet + np.outer(side * reach, (1, 0)) for side in (-1, 0, 1)]
        if self._on_ground is not None and self._ground is not None:
            apart = [self._on_ground.distances(self._ground.metres(side)) for side in sides]
            nearest: Metres = np.nan_to_num(np.min(apart, axis=0), nan=np.inf)
            return nearest
        likely = np.array([mounting.stretch(y, sds=0) for y in feet[:, 1]])
        looked: Metres = np.min([self._strips.distances(side, likely) for side in sides], axis=0)
        return looked * m_per_px[:, None]

    def _look_behind(
        self, here: Sequence[Person], metres: Metres, boxes: npt.NDArray[np.float32], mounting: Mounting
    ) -> None:
        """Puts out of reach of a car who overlaps its box and is far behind it."""
        for i, j in np.argwhere(metres <= self._rules.leave_m):
            head, foot = here[i].edges
            x1, top, x2, bottom = (float(p) for p in boxes[j])
            if foot >= bottom:
                continue
            behind = mounting.behind_m((head, foot), (x1, top, x2, bottom), self._rules.person_height_m)
            sure = self._rules.over_roof if foot < top and self._ground is None else self._rules.behind
            if mounting.share(behind > sure.metres) >= sure.likely:
                metres[i, j] = np.inf
