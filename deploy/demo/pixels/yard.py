"""The empty yard of vtest.avi with a row of its own vehicles parked in its bays, enlarged to the staged picture.

Knows nothing of walkers or of the night.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from deploy.demo.pixels.cutouts import HATCHBACK, VAN, Cutout, Floats, Image, cut_vehicle
from deploy.demo.pixels.story import person_height

SIZE: Final = (1280, 720)
VIEW: Final = (0, 70, 560, 315)
"""The part of the clip that is shown: left, top, width, height in px."""
ZOOM: Final = SIZE[0] / VIEW[2]

_CONES: Final = ((33, 168, 52, 194), (160, 182, 180, 210), (290, 184, 310, 211))
_LAMP_POST: Final = ((425, 70, 430, 392), (413, 202, 446, 244))
_PARKED_AT: Final = (97.0, 93.0)
"""Feet of the van and of the hatchback in the clip."""


@dataclass(frozen=True, kw_only=True)
class Parked:
    """One vehicle of the row: feet at `x, y` (px of the clip), its paint changed by gains on blue, green, red."""

    outline: tuple[tuple[float, float], ...]
    x: float
    y: float
    paint: tuple[float, float, float] = (1.0, 1.0, 1.0)


ROW: Final = (
    Parked(outline=VAN, x=58, y=203),
    Parked(outline=HATCHBACK, x=160, y=206, paint=(0.5, 0.5, 0.9)),
    Parked(outline=VAN, x=252, y=209, paint=(0.62, 0.5, 0.42)),
    Parked(outline=HATCHBACK, x=352, y=211),
)
"""Two real vehicles, twice each; the copies are painted, so that they can be told apart."""


@dataclass(frozen=True, kw_only=True)
class Yard:
    """`day: float32 [720, 1280, 3]` BGR, and what stands in front of everybody: `front: float32 [720, 1280]` 0–1."""

    day: Floats
    front: Floats


def furnish(empty: Image) -> Yard:
    """The yard with its parked row. `empty`: uint8 [576, 768, 3], the clip without its walkers."""
    cleared = cv2.inpaint(empty, _mask(empty, _CONES), 5, cv2.INPAINT_TELEA)
    day = _enlarge(cleared.astype(np.float32))
    for parked in ROW:
        vehicle = cut_vehicle(empty, parked.outline)
        painted = Cutout(
            pixels=vehicle.pixels * np.array(parked.paint, np.float32), alpha=vehicle.alpha, foot=vehicle.foot
        )
        scale = person_height(parked.y) / person_height(_PARKED_AT[parked.outline is HATCHBACK])
        _lay_shadow(day, parked.x, parked.y, vehicle.alpha.shape[1] * scale)
        put(day, painted, parked.x, parked.y, scale)
    front = _enlarge(_mask(empty, _LAMP_POST).astype(np.float32)) / np.float32(255)
    return Yard(day=day, front=front)


def put(picture: Floats, cutout: Cutout, x: float, y: float, scale: float) -> None:
    """Lay `cutout` over `picture` with its foot at `x, y` (px of the clip); what lies outside is cut off."""
    size = scale * ZOOM
    shift = ((x - VIEW[0]) * ZOOM - cutout.foot[0] * size, (y - VIEW[1]) * ZOOM - cutout.foot[1] * size)
    height, width = cutout.alpha.shape
    left, top = max(0, int(shift[0])), max(0, int(shift[1]))
    right = min(SIZE[0], int(shift[0] + width * size) + 1)
    bottom = min(SIZE[1], int(shift[1] + height * size) + 1)
    if left >= right or top >= bottom:
        return
    place = np.array([[size, 0, shift[0] - left], [0, size, shift[1] - top]], np.float32)
    area = (right - left, bottom - top)
    alpha = cv2.warpAffine(cutout.alpha, place, area, flags=cv2.INTER_LINEAR)[..., None]
    pixels = cv2.warpAffine(cutout.pixels, place, area, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    under = picture[top:bottom, left:right]
    picture[top:bottom, left:right] = under + (np.clip(pixels, 0, 255) - under) * alpha


def _lay_shadow(picture: Floats, x: float, y: float, width: float) -> None:
    centre = (int((x - VIEW[0]) * ZOOM), int((y - VIEW[1] - 3) * ZOOM))
    dark = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(dark, centre, (int(width * ZOOM * 0.46), int(5 * ZOOM)), 0, 0, 360, 0.7, cv2.FILLED)
    picture *= 1 - cv2.GaussianBlur(dark, (0, 0), 4 * ZOOM)[..., None]


def _enlarge(picture: Floats) -> Floats:
    left, top, width, height = VIEW
    part = picture[top : top + height, left : left + width]
    return np.clip(cv2.resize(part, SIZE, interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.float32)


def _mask(like: Image, boxes: tuple[tuple[int, int, int, int], ...]) -> Image:
    mask = np.zeros(like.shape[:2], np.uint8)
    for left, top, right, bottom in boxes:
        mask[top:bottom, left:right] = 255
    return mask
