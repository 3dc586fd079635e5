"""What the model finds on one picture, as a struct of arrays. Knows nothing of time: `tracks` are boxes that last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from detectors.tracks import CAR, PERSON, VEHICLE


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """n things on one picture, in no order."""

    classes: npt.NDArray[np.int8]
    """int8 [n], the codes of `tracks`."""
    xyxy: npt.NDArray[np.float32]
    """float32 [n, 4] px."""
    scores: npt.NDArray[np.float32]
    """float32 [n], 0 to 1."""

    @classmethod
    def empty(cls) -> Self:
        """Nothing found."""
        return cls(classes=np.empty(0, np.int8), xyxy=np.empty((0, 4), np.float32), scores=np.empty(0, np.float32))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All of at least one set, in order."""
        return cls(
            classes=np.concatenate([part.classes for part in parts]),
            xyxy=np.concatenate([part.xyxy for part in parts]),
            scores=np.concatenate([part.scores for part in parts]),
        )

    def __len__(self) -> int:
        return len(self.classes)

    @property
    def of_people(self) -> npt.NDArray[np.bool_]:
        """Mask, bool [n]: which are people."""
        return np.asarray(self.classes == PERSON)

    @property
    def kinds(self) -> npt.NDArray[np.int8]:
        """Codes, int8 [n]: the classes with a van that looks like a car taken for one kind."""
        return np.where(self.classes == CAR, np.int8(VEHICLE), self.classes)

    def where(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> "Found":
        """Those for which a mask (bool [n]) is true, or those at the positions given, in their order."""
        return Found(classes=self.classes[rows], xyxy=self.xyxy[rows], scores=self.scores[rows])

    def moved(self, right_px: float, down_px: float) -> "Found":
        """The same boxes, seen from another origin."""
        shift = np.asarray([right_px, down_px, right_px, down_px], np.float32)
        return Found(classes=self.classes, xyxy=self.xyxy + shift, scores=self.scores)
