"""Footage for benches, made from real pixels of the fetched clip: a quiet street, and a far and dark one."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from deploy.fetch import fetch
from detectors.footage.capture import Footage, Image

WALK_S = 10.6
"""How long someone passes in each minute of the quiet street."""
WALK_FROM_S = 36.2
"""...taken from the clip from here."""
WINDOW = (240, 160, 440, 460)
"""The part of the clip through which one man walks meanwhile, xyxy px: outside of it the street is empty."""


def pictures() -> list[Image]:
    """The fetched clip at 5 pictures a second: 768x576, 79 s."""
    return [frame.image for frame in Footage(fetch("vtest.avi"), rate_fps=5.0).frames()]


def empty_street(clip: list[Image]) -> Image:
    """The clip without its people: the median of what each pixel showed."""
    return np.asarray(np.median(np.stack(clip[::8]), axis=0), np.uint8)


def quiet_street(seconds: float, into_minute_s: float = 0.0) -> Iterator[Image]:
    """1280x720, 5 a second, with the noise of a sensor; someone passes in each minute, `into_minute_s` into it."""
    clip = pictures()
    empty = empty_street(clip)
    x1, y1, x2, y2 = WINDOW
    noise = np.random.default_rng(0)
    for k in range(round(seconds * 5)):
        picture = empty.copy()
        into_s = (k / 5 - into_minute_s - 25) % 60
        if into_s < WALK_S:
            picture[y1:y2, x1:x2] = clip[round((WALK_FROM_S + into_s) * 5)][y1:y2, x1:x2]
        large = cv2.resize(picture, (1280, 960))[120:840]
        yield np.clip(large + noise.normal(0, 2, large.shape), 0, 255).astype(np.uint8)


def far_and_dark(picture: Image, shrink: float, light: float, noise: np.random.Generator) -> Image:
    """The picture as a 1080p camera sees it from far off at night, in the middle of an otherwise empty frame."""
    small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    frame = np.full((1080, 1920, 3), 110.0)
    top, left = (1080 - small.shape[0]) // 2, (1920 - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.clip(frame * light + noise.normal(0, 2, frame.shape), 0, 255).astype(np.uint8)


def write(path: Path, images: Iterator[Image]) -> Path:
    """A file of 5 pictures a second."""
    first = next(images)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 5.0, (first.shape[1], first.shape[0]))
    writer.write(first)
    for image in images:
        writer.write(image)
    writer.release()
    return path
