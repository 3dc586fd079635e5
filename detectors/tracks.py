"""What a detector and tracker say of one frame, as a struct of arrays; how a frame from a bad source is made usable.

Knows boxes, ids and classes only: nothing of time, pictures or behaviour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
"""One of them in plain numbers."""
Boxes = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PERSON: Final = 0
CAR: Final = 1
VEHICLE: Final = 2
BIKE: Final = 3
OBJECT: Final = 4
CLASSES: Final = {"person": PERSON, "car": CAR, "vehicle": VEHICLE, "bike": BIKE, "object": OBJECT}
"""Name → code. `vehicle` is any other motor vehicle (van, bus, lorry), `object` something carried or put down."""

_LEAST_AREA_PX2: Final = 1e-6
"""So that nothing is divided by 0: of a box without area."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Tracks:
    """All tracked things of one frame; row i of every field belongs together.

    ids: one per row; the same id on the next frame claims to be the same thing (and may be wrong).
    classes: int8 [n], codes of `CLASSES`.
    boxes: float32 [n, 4] xyxy px, origin top left.
    scores: float32 [n], 0–1.
    """

    ids: tuple[str, ...]
    classes: npt.NDArray[np.int8]
    boxes: Boxes
    scores: npt.NDArray[np.float32]

    @classmethod
    def empty(cls) -> Self:
        """A frame in which nothing was found."""
        return cls.of((), (), (), ())

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        classes: Sequence[int],
        boxes: Sequence[Sequence[float]],
        scores: Sequence[float] | None = None,
    ) -> Self:
        """From plain sequences of equal length; scores default to 1."""
        given = scores if scores is not None else [1.0] * len(ids)
        return cls(
            ids=tuple(ids),
            classes=np.asarray(classes, np.int8).reshape(-1),
            boxes=np.asarray(boxes, np.float32).reshape(-1, 4),
            scores=np.asarray(given, np.float32).reshape(-1),
        )

    def __post_init__(self) -> None:
        n = len(self.ids)
        if self.boxes.shape != (n, 4) or self.classes.shape != (n,) or self.scores.shape != (n,):
            shapes = (n, self.classes.shape, self.boxes.shape, self.scores.shape)
            raise ValueError(f"tracks of one frame must have equal lengths, got ids, classes, boxes, scores {shapes}")

    def __len__(self) -> int:
        return len(self.ids)

    def where(self, mask: Mask) -> "Tracks":
        """The rows where `mask` (bool [n]) holds, in order."""
        rows = np.flatnonzero(mask)
        return Tracks(
            ids=tuple(self.ids[i] for i in rows),
            classes=self.classes[rows],
            boxes=self.boxes[rows],
            scores=self.scores[rows],
        )

    def scaled(self, scale: tuple[float, float]) -> "Tracks":
        """In pixels of a picture that is `scale` (across, down) times as large."""
        if scale == (1.0, 1.0):
            return self
        boxes = self.boxes * np.tile(np.asarray(scale, np.float32), 2)
        return Tracks(ids=self.ids, classes=self.classes, boxes=boxes, scores=self.scores)

    def usable(self) -> "Tracks":
        """Without rows that cannot be: NaN or infinite corners, x2 ≤ x1, y2 ≤ y1; of one id of a class the best box.

        Live trackers send such rows now and then; a frame is never refused for one of them.
        """
        boxes = self.boxes
        sane = np.isfinite(boxes).all(axis=1) & (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
        best: dict[tuple[str, int], int] = {}
        for i in np.flatnonzero(sane):
            key = (self.ids[i], int(self.classes[i]))
            if key not in best or self.scores[i] > self.scores[best[key]]:
                best[key] = int(i)
        if len(best) == len(self.ids):
            return self
        keep = np.zeros(len(self.ids), bool)
        keep[list(best.values())] = True
        return self.where(keep)


def overlaps(a: Boxes, b: Boxes) -> Boxes:
    """Areas that boxes [n, 4] and [m, 4] share, px²: [n, m]."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    sides = np.clip(high - low, 0, None)
    shared: Boxes = sides[..., 0] * sides[..., 1]
    return shared


def areas(boxes: Boxes) -> Boxes:
    """Areas of boxes [n, 4], px²: [n]."""
    found: Boxes = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return found


def shares_of(boxes: Boxes, others: Boxes) -> Boxes:
    """The share of the area of each of `boxes` [n, 4] that lies in each of `others` [m, 4]: [n, m].

    0 for a box without area.
    """
    return np.asarray(overlaps(boxes, others) / np.maximum(areas(boxes), _LEAST_AREA_PX2)[:, None], np.float32)


def ious(a: Boxes, b: Boxes) -> Boxes:
    """Intersection over union of boxes [n, 4] and [m, 4]: [n, m]; 0 of boxes without area."""
    shared = overlaps(a, b)
    return np.asarray(shared / np.maximum(areas(a)[:, None] + areas(b) - shared, _LEAST_AREA_PX2), np.float32)
