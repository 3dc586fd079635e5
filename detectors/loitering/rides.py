"""Whether somebody came with a bicycle or scooter: one that is at his side over more of his way than a parked one is.

Knows nothing of cars.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.rules import OwnerRules
from detectors.street.person import Person
from detectors.tracks import Boxes, Tracks


class Beside(NamedTuple):
    """A bicycle at his side: his foot point when it came there, px, and when it was last there, event seconds."""

    x: float
    y: float
    seen_s: float


@dataclass(kw_only=True, slots=True)
class Ride:
    """The bicycles about one person."""

    nearest_m: float = math.inf
    """To the nearest one, now."""
    along_m: float = 0.0
    """How far one came along with him."""
    beside: dict[str, Beside] = field(default_factory=dict)
    """By their tracks."""

    def see(
        self, at_s: float, person: Person, bikes: Tracks, rules: OwnerRules, *, m_per_px: float, gap_s: float
    ) -> None:
        """Take in one frame. One that is not found for `gap_s` is at his side no more."""
        away_m = metres_off(person, bikes.boxes, m_per_px)
        self.nearest_m = float(metres_off(person, bikes.boxes, m_per_px, from_end=True).min(initial=math.inf))
        (x, y), before = person.foot, self.beside
        self.beside = {k: b for k, b in before.items() if k not in bikes.ids and at_s - b.seen_s <= gap_s}
        for i in np.flatnonzero(away_m <= rules.luggage_m).tolist():
            came = before.get(bikes.ids[i], Beside(x, y, at_s))
            self.beside[bikes.ids[i]] = came._replace(seen_s=at_s)
            self.along_m = max(self.along_m, max(abs(x - came.x), abs(y - came.y)) * m_per_px)

    def came(self, rules: OwnerRules) -> bool:
        """He came on one, or pushed it."""
        return self.along_m >= rules.rode_m


def metres_off(person: Person, boxes: Boxes, m_per_px: float, *, from_end: bool = False) -> npt.NDArray[np.float64]:
    """From his feet to where each thing stands: the longer of both ways, across and down the picture.

    `from_end` is from the nearer end: who stands at its wheel is as near as who sits on it.
    """
    x, y = person.foot
    half = (boxes[:, 2] - boxes[:, 0]) / 2 * from_end
    aside = np.maximum(np.abs((boxes[:, 0] + boxes[:, 2]) / 2 - x) - half, 0)
    off: npt.NDArray[np.float64] = np.maximum(aside, np.abs(boxes[:, 3] - y)) * m_per_px
    return off
