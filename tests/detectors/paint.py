"""A painted street for tests: people are red, cars are blue, and the fake model finds nothing but paint.

Real pictures go through the real capture, motion, crops and tracking; only the neural network is stood in for.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from detectors.footage.capture import Image
from detectors.model.crops import Cutout
from detectors.model.found import Found
from detectors.street.skeleton import Skeletons
from detectors.tracks import CAR, PERSON

SIZE = (640, 360)
PERSON_BGR = (40, 40, 250)
CAR_BGR = (250, 40, 40)
PERSON_PX = (24, 60)
LAMP_LUMA = 90

Box = tuple[int, int, int, int]


def street(seed: int = 0, *, size: tuple[int, int] = SIZE, luma: int = LAMP_LUMA, noise: int = 6) -> Image:
    """An empty street: a wall, a kerb, a road, and the noise of the sensor."""
    width, height = size
    picture = np.full((height, width, 3), luma, np.int16)
    picture[: height // 3, :: max(2, width // 32)] -= luma // 3
    picture[height // 2] += luma // 4
    if noise:
        picture += np.random.default_rng(seed).integers(-noise, noise + 1, picture.shape, np.int16)
    return np.clip(picture, 0, 255).astype(np.uint8)


def person_box(x: int, y: int) -> Box:
    """The box of a person whose feet stand at x, y."""
    width, height = PERSON_PX
    return x - width // 2, y - height, x + width // 2, y


def with_people(picture: Image, *feet: tuple[int, int]) -> Image:
    """The picture with people painted on it."""
    return _painted(picture, [person_box(*each) for each in feet], PERSON_BGR)


def with_cars(picture: Image, *boxes: Box) -> Image:
    """The picture with cars painted on it."""
    return _painted(picture, boxes, CAR_BGR)


def _painted(picture: Image, boxes: Iterable[Box], colour: tuple[int, int, int]) -> Image:
    painted = picture.copy()
    for x1, y1, x2, y2 in boxes:
        cv2.rectangle(painted, (x1, y1), (x2 - 1, y2 - 1), colour, cv2.FILLED)
    return painted


class PaintModel:
    """The port's fake: finds red people and blue cars in what it is shown, and remembers how much that was."""

    name = "paint"

    def __init__(self, score: float = 0.9) -> None:
        self.shown: list[tuple[int, int]] = []
        """(width, height) of each cut-out so far."""
        self._score = score

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        """The paint on each cut-out."""
        self.shown += [(each.image.shape[1], each.image.shape[0]) for each in cutouts]
        return [self._find(each.image) for each in cutouts]

    def skeletons(self, cutouts: Sequence[Cutout]) -> list[Skeletons]:
        """Paint has no joints."""
        return [Skeletons.none()] * len(cutouts)

    def _find(self, picture: Image) -> Found:
        blue, red = picture[:, :, 0].astype(np.int16), picture[:, :, 2].astype(np.int16)
        people, cars = _patches(red - blue > 90), _patches(blue - red > 90)
        return Found(
            classes=np.asarray([PERSON] * len(people) + [CAR] * len(cars), np.int8),
            xyxy=np.asarray([*people, *cars], np.float32).reshape(-1, 4),
            scores=np.full(len(people) + len(cars), self._score, np.float32),
        )


def _patches(mask: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> list[Box]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return [(x, y, x + w, y + h) for x, y, w, h, area in stats[1:].tolist() if area >= 40]


def write_video(path: Path, pictures: Iterable[Image], *, fps: float = 10.0, codec: str = "MJPG") -> Path:
    """A file of footage; all pictures of one size."""
    writer: cv2.VideoWriter | None = None
    for picture in pictures:
        if writer is None:
            code = cv2.VideoWriter.fourcc(*codec)
            writer = cv2.VideoWriter(str(path), code, fps, (picture.shape[1], picture.shape[0]))
        writer.write(picture)
    if writer is not None:
        writer.release()
    return path
