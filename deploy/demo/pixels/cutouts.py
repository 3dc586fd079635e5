"""Real things cut out of vtest.avi: parked vehicles by their outline, walkers by their difference from the empty yard.

Knows nothing of where they will be put. Pixels are those of the clip, BGR, unchanged.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

WALKERS: Final = Path(__file__).with_name("walkers.toml")
VAN: Final = (
    *((653.0, 87.0), (652.6, 80), (653.6, 68), (654.8, 58), (657.2, 50), (660, 46.6), (666, 45.2), (684, 44.6)),
    *((700, 44.8), (709, 45.4), (712.6, 47.6), (716, 53), (718.8, 61), (720, 63.2), (723.2, 64.2), (723.6, 66.6)),
    *((721.2, 68.4), (722.4, 73), (722.8, 80), (722.4, 87), (720.4, 92), (718, 92.8), (716, 90), (704, 93.6)),
    *((701.6, 98.4), (698, 100.4), (694.8, 99.2), (693.2, 94.4), (676, 94.4), (658, 91.6)),
)
"""Outline of the white van, pixels of the clip."""
HATCHBACK: Final = (
    *((735.6, 92.0), (734.8, 80), (735.6, 73), (738, 66), (740.4, 58), (743, 54), (748, 52), (756, 51.6)),
    *((762, 53), (764.4, 58), (766.6, 66), (767.8, 73), (767.8, 92), (766, 93.6), (738, 93.6)),
)
"""Outline of the light blue hatchback seen from behind; the picture ends where its far side does."""

_EDGE_PX: Final = 3
_SUPERSAMPLE: Final = 4
_SURELY_EMPTY, _SURELY_SOMEONE = 12.0, 34.0
"""Difference from the empty yard, of 255: the clip's compression noise stays below 10, dark clothes above 40."""


@dataclass(frozen=True, kw_only=True)
class Cutout:
    """Something cut out: `pixels: float32 [h, w, 3]`, `alpha: float32 [h, w]` 0–1, `foot` = (x, y) px in it."""

    pixels: Floats
    alpha: Floats
    foot: tuple[float, float]


def cut_vehicle(empty: Image, outline: tuple[tuple[float, float], ...]) -> Cutout:
    """The vehicle inside `outline` on the empty yard; its foot is the middle of its lowest edge."""
    corners = np.array(outline, np.float32)
    left, top = np.floor(corners.min(0)).astype(int) - _EDGE_PX
    right, bottom = np.ceil(corners.max(0)).astype(int) + _EDGE_PX
    right, bottom = min(right, empty.shape[1]), min(bottom, empty.shape[0])
    big = np.zeros(((bottom - top) * _SUPERSAMPLE, (right - left) * _SUPERSAMPLE), np.uint8)
    cv2.fillPoly(big, [np.rint((corners - (left, top)) * _SUPERSAMPLE).astype(np.int32)], 255)
    alpha = cv2.resize(big, (right - left, bottom - top), interpolation=cv2.INTER_AREA).astype(np.float32)
    return Cutout(
        pixels=empty[top:bottom, left:right].astype(np.float32),
        alpha=alpha / np.float32(255),
        foot=(float(corners[:, 0].mean()) - left, float(corners[:, 1].max()) - top),
    )


def cut_walker(frame: Image, empty: Image, box: tuple[float, float, float, float]) -> Cutout:
    """Whoever differs from the empty yard in `box` (xyxy px), with the contact shadow; its foot is the box's."""
    left, top = max(0, int(box[0]) - 6), max(0, int(box[1]) - 4)
    right, bottom = min(frame.shape[1], int(box[2]) + 7), min(frame.shape[0], int(box[3]) + 4)
    here = frame[top:bottom, left:right].astype(np.float32)
    difference = np.abs(here - empty[top:bottom, left:right]).max(axis=2)
    someone = _largest_piece(difference > (_SURELY_EMPTY + _SURELY_SOMEONE) / 2)
    alpha = np.clip((difference - _SURELY_EMPTY) / (_SURELY_SOMEONE - _SURELY_EMPTY), 0, 1)
    alpha = np.maximum(alpha * cv2.dilate(someone, np.ones((3, 3), np.uint8)), _filled(someone))
    return Cutout(
        pixels=here,
        alpha=cv2.GaussianBlur(alpha.astype(np.float32), (0, 0), 0.7).astype(np.float32),
        foot=((box[0] + box[2]) / 2 - left, box[3] - top),
    )


def _largest_piece(mask: npt.NDArray[np.bool_]) -> Image:
    """The largest connected piece, small gaps closed and thin lines cut off; 0 or 1."""
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    closed = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((5, 3), np.uint8))  # the yard's fluttering tape
    _, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    if len(stats) == 1:
        return closed.astype(np.uint8)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    piece: Image = (labels == largest).astype(np.uint8)
    return piece


def _filled(mask: Image) -> Floats:
    """The piece without the holes where clothes have the colour of the ground."""
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    return cv2.erode(filled, np.ones((3, 3), np.uint8)).astype(np.float32)


def read_walkers(path: Path = WALKERS) -> Mapping[str, Floats]:
    """Each walker's boxes: float32 [n, 5] of (frame, left, top, right, bottom), in order of frames."""
    listed = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: np.array(walker["boxes"], np.float32) for name, walker in listed.items()}


def box_at(boxes: Floats, frame: int) -> tuple[float, float, float, float]:
    """The walker's box at a frame of the clip, straight between the known ones."""
    left, top, right, bottom = (float(np.interp(frame, boxes[:, 0], boxes[:, side])) for side in range(1, 5))
    return left, top, right, bottom
