"""Where on the ground parked cars stand, by their boxes before a camera with ground points, and how near people are.

Seen aslant, a car's box covers ground beside it, as far as 2 m from its side. How it is turned its box tells in part:
each way has its likelihood. Knows nothing of behaviour.
"""

import math
from typing import Final

import numpy as np

from detectors.street.ground import GroundMap
from detectors.street.homography import Points
from detectors.street.mounting import Mounting
from detectors.street.ways import CAR_M, CAR_SD, ROOF_DEPTH_M
from detectors.tracks import Boxes, Mask

TURNS: Final = np.radians(np.arange(0, 180, 10))
"""Of a car's long side against east. 5° beside the truth its ends are off by 0.2 m."""
ALONG, ACROSS = (np.stack(axis, axis=1) for axis in ((np.cos(TURNS), np.sin(TURNS)), (-np.sin(TURNS), np.cos(TURNS))))
HALF_M: Final = (CAR_M[0] / 2, CAR_M[1] / 2)
LONGER_M: Final = CAR_SD[0] * CAR_M[0] / math.sqrt(2)
"""Than most a car is longer by so much, sd, as its left and right edges tell: half of it lies at each."""
NO_CAR: Final = 3.0
"""So many times that, as it fits best: a lorry, a car cut by the frame."""
ROOF_M: Final = 0.4
"""How far the depth of roofs is from the usual, sd: boots are long or short. The same from 0.25 to 0.6, simulated."""
ODD: Final = 3.0
"""So many sd at most: a van, something on the roof."""
ROW_M: Final = 9.0
"""From the middle of a car to that of the next in a row: a length, and as much of a gap."""
ROW_TURN: Final = math.tan(math.radians(15))
NOT_ROW: Final = 0.14
"""How likely two cars so near each other are turned in any other way, against nose to tail: then three of five are in
such rows, the others in bays or at two sides of a lane. Simulated: from 0.1 to 0.2, of those 2 m before a row 1 in 50
more or less is taken to be at it, and of those at cars that stand in echelon 1 in 12 less or more."""
NEAREST_SHARE: Final = 0.2
"""He is as near as a fifth of the ways says: turned in one way or its mirrored one, a car looks the same, and who is at
it is not to be missed. Simulated: from 0.15 to 0.26, 1 in 100 more or less of those at cars."""
NOWHERE_M: Final = 1000.0
STEPS: Final = np.linspace(0, 1, 6)[:, None, None, None]
"""On the way on the ground from somebody's feet to what is seen below them, at the row where the car ends."""


class Footprints:
    """Of m cars, at least one, each turned in t ways."""

    def __init__(self, ground: GroundMap, boxes: Boxes, mounting: Mounting) -> None:
        self._ground, self._boxes = ground, np.asarray(boxes, np.float64)
        self._middles, misfit_m, away = _fitted(ground, self._boxes)
        self._fits = misfit_m.min(axis=1) <= NO_CAR * LONGER_M
        off = (misfit_m / LONGER_M) ** 2 + np.minimum(_off_roof(self._boxes, away, mounting), ODD) ** 2
        likely = _of_row(self._middles) - 0.5 * off
        self._weight = np.exp(likely - likely.max(axis=1, keepdims=True))

    def metres(self, feet: Points, whole: Mask, boxed_m: Points) -> Points:
        """How near people are to the cars, m [n, m].

        Args:
            feet: [n, 2] px.
            whole: bool [n], whose feet are seen: none of them is in or behind a car there. For others boxes must do.
            boxed_m: [n, m], from the cars' boxes; nobody is nearer.
        """
        low = np.stack(np.broadcast_arrays(feet[:, :1], np.maximum(feet[:, 1:], self._boxes[:, 3])), axis=-1)
        at, below = self._ground.metres(feet)[:, None], self._ground.metres(low.reshape(-1, 2)).reshape(low.shape)
        apart_m = self._apart_m(at + STEPS * (below - at))
        before = apart_m.min(axis=0) > 0
        found = _nearest(np.maximum(apart_m[0], boxed_m[:, :, None]), np.where(before, self._weight, 0.0))
        metres: Points = np.where(whole[:, None] & self._fits & before.any(axis=2), found, boxed_m)
        return metres

    def _apart_m(self, at: Points) -> Points:
        """From points [s, n, m, 2] to each of m cars as it may be turned: [s, n, m, t], 0 in it."""
        sides = _sides(at[..., None, :] - self._middles)
        apart: Points = np.hypot(*(np.maximum(side - half, 0) for side, half in zip(sides, HALF_M, strict=True)))
        return apart


def _sides(off: Points) -> tuple[Points, Points]:
    """How far points [..., t, 2] from the middle of a car are off along its long and its short side [..., t]."""
    return np.abs((off * ALONG).sum(axis=-1)), np.abs((off * ACROSS).sum(axis=-1))


def _fitted(ground: GroundMap, boxes: Points) -> tuple[Points, Points, Points]:
    """Middles of cars [m, t, 2], how ill they fit, m [m, t], and which way on the ground leads away [m, 2].

    A car touches three lines on the ground: those that its box's left, right and lower edge are seen along. NOWHERE_M
    where these are not on the ground.
    """
    x1, top, x2, bottom = boxes.T
    row = bottom - 0.3 * (bottom - top)
    lefts, rights, up_left, up_right = (
        ground.metres(np.column_stack(point)) for point in ((x1, bottom), (x2, bottom), (x1, row), (x2, row))
    )
    inside = (up_left + up_right) / 2
    lines = [_inwards(*ends, inside) for ends in ((lefts, up_left), (rights, up_right), (lefts, rights))]
    normals: Points = np.stack([normal for normal, _ in lines], axis=1)
    known = np.isfinite(normals.sum(axis=(1, 2)))
    normals[~known] = 0.0
    reach = HALF_M[0] * np.abs(normals @ ALONG.T) + HALF_M[1] * np.abs(normals @ ACROSS.T)
    wanted = np.nan_to_num(np.stack([off for _, off in lines], axis=1))[..., None] + reach
    middles = np.linalg.pinv(normals) @ wanted
    misfit = np.where(known[:, None], np.linalg.norm(normals @ middles - wanted, axis=1), NOWHERE_M)
    return np.moveaxis(middles, 1, 2), misfit, normals[:, 2]


def _inwards(a: Points, b: Points, inside: Points) -> tuple[Points, Points]:
    """Lines [m] from a to b: their normals [m, 2] to the side of `inside`, and how far off the origin they are [m]."""
    along = (b - a) / np.hypot(*(b - a).T)[:, None]
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    normal *= np.sign(((inside - a) * normal).sum(axis=1))[:, None]
    return normal, (normal * a).sum(axis=1)


def _off_roof(boxes: Points, away: Points, mounting: Mounting) -> Points:
    """How many sd the far edge of each roof is from where it is usual of a car that is turned so [m, t]."""
    seen = np.array([mounting.roof_m((x1, top, x2, bottom)) for x1, top, x2, bottom in boxes.tolist()])
    usual = ROOF_DEPTH_M[0] * np.abs(away @ ACROSS.T) + ROOF_DEPTH_M[1] * np.abs(away @ ALONG.T)
    off: Points = np.abs(usual - seen[:, :1]) / np.hypot(seen[:, 1:], ROOF_M)
    return off


def _of_row(middles: Points) -> Points:
    """What the next car says of how each is turned, as a logarithm [m, t]: most that stand together are in line."""
    along, across = _sides(middles[:, None] - middles)
    apart = np.hypot(along, across) + np.where(np.eye(len(middles), dtype=bool), np.inf, 0.0)[..., None]
    next_one = apart.argmin(axis=1)[:, None]
    along, across, apart = (np.take_along_axis(m, next_one, axis=1)[:, 0] for m in (along, across, apart))
    in_row = (across <= ROW_TURN * along) & (along > 2 * HALF_M[0] * (1 - 2 * CAR_SD[0]))
    row: Points = np.where(in_row | (apart > ROW_M), 0.0, math.log(NOT_ROW))
    return row


def _nearest(metres: Points, weight: Points) -> Points:
    """What so large a share of the ways [..., t] says at most."""
    order = metres.argsort(axis=-1)
    metres, weight = (np.take_along_axis(values, order, axis=-1) for values in (metres, weight))
    so_far = weight.cumsum(axis=-1)
    first = (so_far >= NEAREST_SHARE * so_far[..., -1:]).argmax(axis=-1)[..., None]
    found: Points = np.take_along_axis(metres, first, axis=-1)[..., 0]
    return found
