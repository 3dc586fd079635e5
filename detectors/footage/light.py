"""How much light is on a picture. Knows nothing of night, which `night` decides from this and the sun."""

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Image

SMALL_HEIGHT_PX: Final = 100
"""Frigate's value for seeing motion: a person 40 m off still covers two pixels, and a pass takes a millisecond."""
PART_PX: Final = 16
"""Of the small picture: 6 × 8 parts and more. Edges of smaller ones are alike by chance."""
_STIRRED_LUMA: Final = 6.0
"""What falls through a part differs by more, a rustling sensor and a sweeping beam's rim by less. `design`"""
_BAR_LUMA: Final = 4
"""Bars added to fit a format are digital black (0, or 16 of the limited range, which decodes to 0) ± coding noise."""
_BAR_SHARE: Final = 0.7
"""A clock may be burnt into a bar: this share of a row must be black for the row to belong to one."""
_LARGEST_BAR: Final = 0.3
"""A bar takes at most this share of the picture on each side; more black is a dark scene."""


def shrink(image: Image) -> Image:
    """uint8 [at most 100, width] luma: the small copy of a picture that motion, light and health look at."""
    height, width = image.shape[:2]
    step = max(1, height // (2 * SMALL_HEIGHT_PX))  # first every nth pixel: averaging all of a 1080p frame takes 8 ms
    coarse = max(1, width // step), max(1, height // step)
    scale = min(1.0, SMALL_HEIGHT_PX / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    luma = grey(np.asarray(cv2.resize(image, coarse, interpolation=cv2.INTER_NEAREST), np.uint8))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)


def luminance(image: Image) -> float:
    """Mean luma of the picture part, 0 (black) to 255; black bars around it are left out."""
    picture = within_bars(grey(image))
    return float(picture.mean()) if picture.size else 0.0


def parts(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """float32 [rows, columns]: the means of the square parts of something measured on a small picture."""
    height, width = values.shape
    size = max(1, width // PART_PX), max(1, height // PART_PX)
    return np.asarray(cv2.resize(values, size, interpolation=cv2.INTER_AREA), np.float32)


def stirred_share(small: Image, before: Image) -> float:
    """Share of the parts that changed by more than light does, which makes all of a part brighter or darker alike."""
    was, change = before.astype(np.float32), small.astype(np.float32) - before
    mean, mean_change = parts(was), parts(change)
    contrast = parts(was * was) - mean * mean
    along = parts(was * change) - mean * mean_change
    rest = parts(change * change) - mean_change * mean_change - along * along / np.maximum(contrast, 1.0)
    return float((rest > _STIRRED_LUMA**2).mean())


def grey(image: Image) -> Image:
    """uint8 [height, width] luma of a BGR picture; a grey one is given back."""
    return image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)  # noqa: PLR2004 - grey


def within_bars(luma: Image) -> Image:
    """The part of a grey picture inside its black bars (letterbox, pillarbox)."""
    rows = (luma <= _BAR_LUMA).mean(axis=1) >= _BAR_SHARE
    columns = (luma <= _BAR_LUMA).mean(axis=0) >= _BAR_SHARE
    top, bottom = _bar(rows), _bar(rows[::-1])
    left, right = _bar(columns), _bar(columns[::-1])
    return luma[top : luma.shape[0] - bottom, left : luma.shape[1] - right]


def _bar(black: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """How many lines from the edge are black; 0 when so many are that the scene itself must be dark."""
    lit = np.flatnonzero(~black)
    thick = int(lit[0]) if lit.size else black.size
    return thick if thick <= black.size * _LARGEST_BAR else 0
