"""Which of the smaller things in the picture are on their way: a dog, a pram, a bicycle that is ridden or pushed.

Knows nothing of people.
"""

import math
from typing import Final

import numpy as np

from detectors.tracks import Mask, Tracks, areas

LEAST_S, MOST_S = 0.4, 2.5
"""A way is judged over at least and at most so much time."""
SIZES_PER_S: Final = 0.3
"""Of the square root of its area: faster is on its way. A pram at a slow walk makes 1, a jittering box 0.1. `design`"""


class Things:
    """Where each thing was a moment ago, by its tracker's id."""

    def __init__(self) -> None:
        self._ways: dict[str, list[tuple[float, float, float]]] = {}

    def moving(self, at_s: float, things: Tracks) -> Mask:
        """Which things of a frame are on their way, bool [n]. Of one just come into view it is not known yet."""
        recent = {name: [step for step in way if at_s - step[0] <= MOST_S] for name, way in self._ways.items()}
        self._ways = {name: way for name, way in recent.items() if way}
        sizes = np.sqrt(areas(things.boxes)).tolist()
        found = np.zeros(len(things), bool)
        for i, (x1, _, x2, y2) in enumerate(things.boxes.tolist()):
            way = self._ways.setdefault(things.ids[i], [])
            way.append((at_s, (x1 + x2) / 2, y2))
            before_s, x, y = way[0]
            span_s = at_s - before_s
            way_px = math.hypot(way[-1][1] - x, way[-1][2] - y)
            found[i] = span_s >= LEAST_S and way_px > SIZES_PER_S * sizes[i] * span_s
        return found
