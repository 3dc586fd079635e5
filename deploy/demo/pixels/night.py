"""From a day picture to one that a camera would give under a single street lamp, with "staged" written into it.

Knows nothing of the story.
"""

from typing import Final

import cv2
import numpy as np

from deploy.demo.pixels.cutouts import Floats, Image

STAGED: Final = "仿真演示 · staged demo"
AMBIENT: Final = 0.27
"""Share of the day's light away from the lamp: mean luma stays above 25 of 255, where the models still see (notes)."""
LAMP: Final = 0.30
LAMP_AT: Final = (900, 400)
LAMP_REACH: Final = (640.0, 330.0)
"""Pixels of the staged picture: the foot of the lamp post, and how far its light reaches across and down."""
TINT: Final = (0.86, 0.97, 1.05)
"""Blue, green, red under a warm lamp."""
NOISE: Final = 3.0
"""Standard deviation of the sensor's noise, of 255."""

_FIELDS: Final = 7


class Night:
    """The darkening of one clip. Its noise has a fixed seed: the same picture gives the same night."""

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = size
        ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
        far = ((xs - LAMP_AT[0]) / LAMP_REACH[0]) ** 2 + ((ys - LAMP_AT[1]) / LAMP_REACH[1]) ** 2
        light = AMBIENT + LAMP * np.exp(-far)
        self._light = (light[..., None] * np.array(TINT)).astype(np.float32)
        grain = np.random.Generator(np.random.PCG64(20240319))
        self._noise = grain.normal(0, NOISE, (_FIELDS, height, width, 1)).astype(np.float32)

    def darken(self, day: Floats, number: int) -> Image:
        """Frame `number` at night: uint8 [h, w, 3] BGR."""
        noise = np.roll(self._noise[number % _FIELDS], (number * 97, number * 41), axis=(0, 1))
        night = np.clip(day * self._light + noise, 0, 255).astype(np.uint8)
        return _written(night)


def _written(picture: Image) -> Image:
    font = cv2.FontFace("uni")
    for shift, colour in (((1, 1), (0, 0, 0)), ((0, 0), (225, 225, 225))):
        at = (picture.shape[1] - 262 + shift[0], 34 + shift[1])
        cv2.putText(picture, STAGED, at, colour, font, 22, 400)
    return picture
