"""Makes faces and plates unreadable: few soft patches in place of what was there. Knows pictures and boxes only."""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image
from detectors.model.found import Found

Box = npt.NDArray[np.float32]
"""float32 [4] xyxy px."""

_HEAD_SHARE: Final = 0.4
"""Of a person's box from its top: a head is a seventh of a standing man, more of a bent or a small one."""
_HEAD_ASIDE_SHARE: Final = 0.2
_BENT_ASPECT: Final = 0.8
"""A box this wide to its height shows someone bent, lying or cut: the head may be anywhere in it."""
_PLATE_SHARE: Final = 0.6
"""Of a vehicle's box from its bottom: plates sit below the windows."""
_CELLS: Final = 5
"""A blurred region keeps this many patches on its shorter side: no face and no sign survives."""
_BENT_CELLS: Final = 12
"""Of someone bent: his head is at least a quarter of the box's shorter side, so it gets three patches across, as the
head of an upright one does, and what he does with the rest of him is to be seen."""
_BODY_CELLS: Final = 14
"""Of the person in question, over the blurred car behind: posture is to be seen. A plate is about as wide as a person
and holds seven signs, so each gets two patches, and none can be read."""


def blur(image: Image, found: Found, people: Sequence[Box] = ()) -> Image:
    """A copy of the picture with the heads and plates of all that was `found` on it blurred, however unsure.

    The posture of `people`, who may stand before a blurred car, is shown.
    """
    picture = image.copy()
    for box in found.xyxy[~found.of_people]:
        _blur(image, _plate(box), picture)
    for box in people:
        _blur(image, _body(box), picture, patches=_BODY_CELLS)
    for box in found.xyxy[found.of_people]:
        _blur(image, _head(box), picture, patches=_BENT_CELLS if _is_bent(box) else _CELLS)
    return picture


def with_plates_all_over(box: Box) -> Box:
    """The box of a vehicle whose plates may be anywhere in `box`, xyxy px: it reaches as far above it as needed."""
    left, top, right, bottom = box
    return np.asarray([left, bottom - (bottom - top) / _PLATE_SHARE, right, bottom], np.float32)


def corners(box: Box, picture: Image) -> tuple[int, int, int, int]:
    """The pixels of the picture that a box covers, xyxy; nothing of what is outside or no number."""
    height, width = picture.shape[:2]
    left, top, right, bottom = np.nan_to_num(box)
    return (
        int(np.clip(np.floor(left), 0, width)),
        int(np.clip(np.floor(top), 0, height)),
        int(np.clip(np.ceil(right), 0, width)),
        int(np.clip(np.ceil(bottom), 0, height)),
    )


def _head(box: Box) -> Box:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    share = 1.0 if _is_bent(box) else _HEAD_SHARE
    aside, above = _HEAD_ASIDE_SHARE * width, 0.1 * height
    return np.asarray([left - aside, top - above, right + aside, top + share * height], np.float32)


def _is_bent(box: Box) -> bool:
    return bool(box[2] - box[0] >= _BENT_ASPECT * (box[3] - box[1]))


def _body(box: Box) -> Box:
    """Below the head; nothing of one who is bent."""
    return np.asarray([box[0], min(_head(box)[3], box[3]), box[2], box[3]], np.float32)


def _plate(box: Box) -> Box:
    left, top, right, bottom = box
    return np.asarray([left, bottom - _PLATE_SHARE * (bottom - top), right, bottom + 0.05 * (bottom - top)], np.float32)


def _blur(image: Image, box: Box, picture: Image, patches: int = _CELLS) -> None:
    """Put few soft patches of a region of `image` into `picture`: what is averaged away cannot be brought back."""
    left, top, right, bottom = corners(box, picture)
    if right <= left or bottom <= top:
        return
    region = image[top:bottom, left:right]
    width, height = right - left, bottom - top
    scale = min(1.0, patches / min(width, height))
    cells = max(1, round(width * scale)), max(1, round(height * scale))
    coarse = cv2.resize(region, cells, interpolation=cv2.INTER_AREA)
    picture[top:bottom, left:right] = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
