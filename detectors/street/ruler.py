"""What a camera has seen of people's size, row by row, and how it hangs by that. Survives a restart."""

import math
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from detectors.street.ground import Scale
from detectors.street.mounting import Mounting
from detectors.street.vehicles import Vehicle
from detectors.street.ways import Evidence
from detectors.tracks import Boxes, areas, overlaps

ROWS: Final = 48
"""Bands of rows, each as high as this part of the picture's width."""
MOST_LOOKS: Final = 8.0
"""Of one band: more of them tell of the same ground."""
FORGETS: Final = 0.997
"""Kept of each band at each look: after some forty walkers a turned camera is learnt anew."""
LEAST_LOOKS: Final = 0.2
EACH: Final = 16
"""So many looks change little by then."""
COVERED: Final = 0.05
"""Of a car's box, by another's: it is not wholly seen."""


class Band(msgspec.Struct, kw_only=True):
    """Of looks at people whose feet were on these rows: how many, their mean row and mean height, px."""

    looks: float
    row: float
    height: float


class Ruler(msgspec.Struct, kw_only=True):
    """How tall people look at each band of rows. A few kilobytes."""

    bands: dict[int, Band] = {}
    taken: int = 0
    """Looks ever."""

    def learn(self, foot_y: float, height: float, width_px: float) -> None:
        """One look at an upright person who is wholly seen, in a picture of this width.

        Looks count as if they were independent: tell each person only where he has gone on.
        """
        self.taken += 1
        for band in self.bands.values():
            band.looks *= FORGETS
        key = int(foot_y * ROWS / max(width_px, 1.0))
        band = self.bands.setdefault(key, Band(looks=0.0, row=foot_y, height=height))
        band.looks = min(band.looks + 1, MOST_LOOKS)
        band.row += (foot_y - band.row) / band.looks
        band.height *= math.exp(math.log(height / band.height) / band.looks)
        for faded in [k for k, b in self.bands.items() if b.looks < LEAST_LOOKS]:
            del self.bands[faded]

    def evidence(self, cars: Boxes, size: tuple[float, float], ground: Scale | None = None) -> Evidence:
        """All that was learnt, those of the parked cars [n, 4] that are wholly seen, and the ground."""
        bands = list(self.bands.values())
        rows, heights, looks = (
            np.array([getattr(b, name) for b in bands], np.float64) for name in ("row", "height", "looks")
        )
        return Evidence(rows, heights, looks, _whole(cars, size), ground)


class Gauge:
    """The mounting of one camera, judged anew (some ms) when there is news: some more looks, other parked cars."""

    def __init__(self, view_deg: float | None, person_m: float, ground: Scale | None = None) -> None:
        self._view_deg, self._person_m, self._ground = view_deg, person_m, ground
        self._news: tuple[object, ...] | None = None
        self._mounting: Mounting | None = None

    def mounting(self, ruler: Ruler, parked: Sequence[Vehicle], size: tuple[float, float]) -> Mounting:
        """As it is judged now."""
        news = (_news(ruler.taken), frozenset(v.vehicle_id for v in parked), size)
        if self._mounting is None or news != self._news:
            self._news = news
            seen = ruler.evidence(np.array([v.box for v in parked], np.float32).reshape(-1, 4), size, self._ground)
            self._mounting = Mounting.judged(seen, size, self._view_deg, self._person_m)
        return self._mounting


def _news(taken: int) -> int:
    """Changes at each of the first looks, then at every sixteenth."""
    return taken if taken < EACH else EACH + taken // EACH


def _whole(cars: Boxes, size: tuple[float, float]) -> Boxes:
    if not len(cars):
        return cars
    margin = 0.01 * size[0]
    inside = (cars[:, :2] > margin).all(axis=1) & (cars[:, 2] < size[0] - margin) & (cars[:, 3] < size[1] - margin)
    shared = overlaps(cars, cars)
    np.fill_diagonal(shared, 0.0)
    clear = shared.max(axis=1) < COVERED * areas(cars)
    whole: Boxes = cars[np.asarray(inside & clear, bool)]
    return whole
