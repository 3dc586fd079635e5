"""Motion that was looked at in vain: trees, rain, shadows. Such places rest for a moment before the next look.

Knows boxes only; who is followed already is looked at wherever he is.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.model.crops import Look, seen_share
from detectors.model.found import Found
from detectors.tracks import overlaps, shares_of

_SHOWN_SHARE: Final = 0.9
"""A place was looked at when one look showed this much of it."""
_AROUND_SHARE: Final = 0.25
"""A place reaches so far around itself, in its own sizes: branches swing, arms are stretched."""
_PART_SHARE: Final = 0.7
"""Motion of which so much lies in a place is a part of it."""

Regions = npt.NDArray[np.float32]
"""float32 [n, 4] xyxy px of the picture."""


class Rests:
    """The places of one camera that rest.

    Args:
        rest_s: how long a place rests. Someone who begins to walk just there is looked at so much later.
    """

    def __init__(self, rest_s: float) -> None:
        self._rest_ms = round(rest_s * 1000)
        self._vain: list[tuple[int, Regions]] = []

    def awake(self, moving: Regions, at_ms: int) -> Regions:
        """The places of motion that are worth a look now."""
        self._vain = [each for each in self._vain if 0 <= at_ms - each[0] < self._rest_ms]
        return beyond(moving, np.concatenate([np.empty((0, 4), np.float32), *(places for _, places in self._vain)]))

    def learn(self, moving: Regions, looks: Sequence[Look], found: Found, at_ms: int) -> None:
        """Let the places of motion rest that were looked at just now and that nothing found so much as touches."""
        shown = np.asarray([seen_share(place, looks) >= _SHOWN_SHARE for place in moving], np.bool_)
        vain = shown & ~overlaps(moving, found.xyxy).any(axis=1)
        if vain.any():
            self._vain.append((at_ms, moving[vain]))


def beyond(regions: Regions, places: Regions) -> Regions:
    """The regions of motion that are no part of known places: a known man's arm needs no look of its own."""
    if not len(regions) or not len(places):
        return regions
    room = (places[:, 2:] - places[:, :2]) * _AROUND_SHARE
    around = np.hstack([places[:, :2] - room, places[:, 2:] + room])
    return np.asarray(regions[shares_of(regions, around).max(axis=1) < _PART_SHARE], np.float32)
