"""The detection model: pictures in, boxes out. One in memory for all cameras of a process.

Runs on CUDA when there is one, else through OpenVINO on the CPU. Knows nothing of cameras or time.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol, cast

import numpy as np
import structlog

from detectors.model import weights
from detectors.model.crops import SMALL_PX, Cutout
from detectors.model.found import Found
from detectors.tracks import BIKE, CAR, PERSON, VEHICLE
from streams.runtime.cache import cache_folder
from streams.schema.errors import DeviceError

_COCO: Final = {"person": PERSON, "bicycle": BIKE, "car": CAR, "motorcycle": BIKE, "bus": VEHICLE, "truck": VEHICLE}
"""The classes of the COCO data set that matter here; models of fewer classes may lack some, not the person."""
_LEAST_SCORE: Final = 0.1
"""Measured on night footage: a far person is found in a third of the frames at 0.25 and in nine of ten at 0.10.
The track confirms over time what one frame cannot."""

_LOG = structlog.get_logger(__name__)


class _Result(Protocol):
    """What ultralytics gives for one picture; its own types leave open what a detector always has."""

    boxes: Any


class Model(Protocol):
    """Finds people and vehicles on cut-outs of pictures. Safe to share between threads."""

    @property
    def name(self) -> str:
        """What people call it, such as `yolo11n on CPU (OpenVINO)`."""

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        """What each cut-out shows, in its own pixels; they may come from several cameras."""


class Yolo:
    """An ultralytics detector.

    Args:
        given: a weights file of the user's own (.pt, .onnx); None takes the default for this machine from the cache.
        cache: where weights are and exports go; None takes the usual place.

    Raises:
        DeviceError: no weights, or no model in them; says what to do.
    """

    def __init__(self, given: Path | None = None, cache: Path | None = None) -> None:
        cache = cache or cache_folder()
        weights.seal(cache)
        import torch  # noqa: PLC0415 - only after `seal`, and only where a model runs
        from ultralytics import YOLO  # type: ignore[attr-defined]  # noqa: PLC0415 - not in its __all__ for type checkers

        cuda = torch.cuda.is_available()
        path = weights.find_weights(given, cache, cuda=cuda)
        self._device = "cuda:0" if cuda and path.suffix == ".pt" else "cpu"
        self.weights = path
        loaded = path if self._device != "cpu" else weights.openvino_folder(path, cache)
        try:
            self._yolo = YOLO(str(loaded), task="detect")
            self._codes = {number: _COCO[name] for number, name in self._yolo.names.items() if name in _COCO}
            self._lock = threading.Lock()
            self.find([Cutout(image=np.zeros((SMALL_PX, SMALL_PX, 3), np.uint8), net_px=SMALL_PX)])  # it loads only now
        except Exception as error:  # the libraries raise of every kind on a file that is no model
            raise DeviceError(f"{path}: cannot be loaded as a detection model: {error}") from error
        if PERSON not in self._codes.values():
            raise DeviceError(f"{path}: finds no class 'person'; it finds {', '.join(self._yolo.names.values())}")
        _LOG.info("model_loaded", model=self.name, weights=str(path), cuda=cuda)

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.weights.stem} on {'CUDA' if self._device != 'cpu' else 'CPU (OpenVINO)'}"

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        """What each cut-out shows, in its own pixels; they may come from several cameras."""
        found = [Found.empty()] * len(cutouts)
        for group in _alike(cutouts):
            for number, boxes in zip(group, self._predict([cutouts[number] for number in group]), strict=True):
                found[number] = boxes
        return found

    def _predict(self, cutouts: Sequence[Cutout]) -> list[Found]:
        with self._lock:
            results = self._yolo.predict(
                [np.ascontiguousarray(cutout.image) for cutout in cutouts],
                imgsz=cutouts[0].net_px,
                conf=_LEAST_SCORE,
                classes=list(self._codes),
                device=self._device,
                verbose=False,
            )
        rows = (cast("_Result", result).boxes.data.cpu().numpy() for result in results)
        return [self._found(each) for each in rows]

    def _found(self, rows: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Found:
        """Rows of x1, y1, x2, y2, score, class."""
        return Found(
            classes=np.asarray([self._codes[int(number)] for number in rows[:, 5]], np.int8),
            xyxy=rows[:, :4].astype(np.float32),
            scores=rows[:, 4].astype(np.float32),
        )


def _alike(cutouts: Sequence[Cutout]) -> list[list[int]]:
    """Positions of those that can go through the model as one batch: one shape, one input size."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, cutout in enumerate(cutouts):
        groups.setdefault((*cutout.image.shape, cutout.net_px), []).append(number)
    return list(groups.values())
