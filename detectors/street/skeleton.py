"""What key points of one person tell of what he does with his arms and his trunk.

Pure geometry in the plane of the picture: an arm held out towards the lens looks short and tells nothing.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.rules import PostureRules
from detectors.street.postures import Gesture

Points = npt.NDArray[np.float32]
"""float32 [17, 3]: x, y px and sureness 0–1 of the key points of the COCO data set, in its order."""
Point = npt.NDArray[np.float32]
Box = npt.NDArray[np.float32]

HEAD: Final = (0, 1, 2, 3, 4)
SHOULDERS: Final = (5, 6)
HIPS: Final = (11, 12)
KNEES: Final = (13, 14)
ARMS: Final = ((5, 7, 9), (6, 8, 10))
"""Shoulder, elbow, wrist."""
_LYING_DEG: Final = 80.0
_KNEELING_TRUNKS: Final = 0.4
"""Knees so little below the hips, in trunks: he crouches, at a tyre or a shoe."""
_LOW_TRUNKS: Final = 0.3
"""A handle is no further below the hips than this; nor is a hand that opens it above the shoulders by more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Skeletons:
    """n people on one picture."""

    points: npt.NDArray[np.float32]
    """float32 [n, 17, 3]: x, y px and sureness of each."""
    boxes: npt.NDArray[np.float32]
    """float32 [n, 4] xyxy px."""

    @classmethod
    def none(cls) -> "Skeletons":
        """Nobody."""
        return cls(points=np.empty((0, 17, 3), np.float32), boxes=np.empty((0, 4), np.float32))

    def __len__(self) -> int:
        return len(self.points)

    def moved(self, right_px: float, down_px: float) -> "Skeletons":
        """The same people, seen from another origin."""
        shift = np.asarray([right_px, down_px], np.float32)
        points = self.points.copy()
        points[..., :2] += shift
        return Skeletons(points=points, boxes=self.boxes + np.tile(shift, 2))


def gestures_of(points: Points, car: Box, rules: PostureRules) -> dict[Gesture, float]:
    """What he does towards a car (float32 [4] xyxy px), and how sure that is, 0–1; nothing where his trunk is hidden.

    `handle_try`: an arm held out to it, between shoulder and hip. `look_in`: upright legs, trunk and head bent to it.
    """
    shoulders, hips = _middle(points, SHOULDERS, rules), _middle(points, HIPS, rules)
    if shoulders is None or hips is None:
        return {}
    trunk_px = float(np.hypot(*(shoulders - hips)[:2]))
    seen: dict[Gesture, float] = {}
    reach = max(_reach(points[list(arm)], hips, trunk_px, car, rules) for arm in ARMS)
    if reach > 0:
        seen["handle_try"] = min(reach, float(hips[2]))
    look = _look(points, (shoulders, hips), car, rules)
    if look > 0:
        seen["look_in"] = look
    return seen


def _middle(points: Points, which: tuple[int, ...], rules: PostureRules) -> Point | None:
    """Of those that are sure: x, y and the least sureness; None when none is."""
    sure = points[list(which)]
    sure = sure[sure[:, 2] >= rules.min_confidence]
    if not len(sure):
        return None
    return np.asarray([*sure[:, :2].mean(axis=0), sure[:, 2].min()], np.float32)


def _reach(arm: Points, hips: Point, trunk_px: float, car: Box, rules: PostureRules) -> float:
    """How sure it is that this arm is held out to the car; 0 when it is not."""
    shoulder, _, wrist = arm
    sureness = float(arm[:, 2].min())
    across, down = float(wrist[0] - shoulder[0]), float(wrist[1] - shoulder[1])
    held_out = (
        sureness >= rules.min_confidence
        and math.hypot(across, down) >= rules.reach_trunks * trunk_px
        and math.degrees(math.atan2(abs(across), max(down, 0.0))) >= rules.reach_deg
        and down >= -_LOW_TRUNKS * trunk_px
        and wrist[1] <= hips[1] + _LOW_TRUNKS * trunk_px
        and _away_px(float(wrist[0]), car) <= _away_px(float(shoulder[0]), car)
    )
    return sureness if held_out else 0.0


def _look(points: Points, trunk: tuple[Point, Point], car: Box, rules: PostureRules) -> float:
    """How sure it is that he bends to the car's windows; 0 when he does not."""
    shoulders, hips = trunk
    trunk_px = float(np.hypot(*(shoulders - hips)[:2]))
    head, knees = _middle(points, HEAD, rules), _middle(points, KNEES, rules)
    across, up = float(shoulders[0] - hips[0]), float(hips[1] - shoulders[1])
    lean_deg = math.degrees(math.atan2(abs(across), up))
    if head is None or not rules.lean_deg <= lean_deg <= _LYING_DEG:
        return 0.0
    ahead = float(head[0] - hips[0]) * across > 0
    crouches = knees is not None and float(knees[1] - hips[1]) < _KNEELING_TRUNKS * trunk_px
    towards = _away_px(float(head[0]), car) <= _away_px(float(hips[0]), car)
    return float(min(shoulders[2], hips[2], head[2])) if ahead and towards and not crouches else 0.0


def _away_px(x: float, car: Box) -> float:
    """How far beside the car a point is; 0 before or behind it."""
    return max(float(car[0]) - x, x - float(car[2]), 0.0)
