"""One neural network of ultralytics in memory: cut-outs in, its raw results out, in batches of one size each.

Runs on CUDA when there is one, else through OpenVINO on the CPU. Knows nothing of what it finds.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Literal, Protocol, cast

import numpy as np

from detectors.model import weights
from detectors.model.crops import SMALL_PX, Cutout
from streams.schema.errors import DeviceError

Task = Literal["detect", "pose"]

_WHAT: Final = {"detect": "a detection model", "pose": "a posture model"}


class Result(Protocol):
    """What ultralytics gives for one picture; its own types leave open what a task always has."""

    boxes: Any
    keypoints: Any


class Network:
    """One network, shared between threads.

    Args:
        path: a weights file (.pt, .onnx).
        cache: where exports go.
        task: what it must be made for.
        cuda: whether to run on the GPU; an ONNX file does not.

    Raises:
        DeviceError: there is no such model in the file; names it.
    """

    def __init__(self, path: Path, cache: Path, *, task: Task, cuda: bool) -> None:
        weights.seal(cache)
        from ultralytics import YOLO  # type: ignore[attr-defined]  # noqa: PLC0415 - after `seal`; not in its __all__

        self.path = path
        self.device = "cuda:0" if cuda and path.suffix == ".pt" else "cpu"
        loaded = path if self.device != "cpu" else weights.openvino_folder(path, cache, task=task)
        self._lock = threading.Lock()
        try:
            self._yolo = YOLO(str(loaded), task=task)
            self.names: dict[int, str] = self._yolo.names
            self.predict([_BLANK], least_score=0.5)  # it loads only now
        except Exception as error:  # the libraries raise of every kind on a file that is no model
            raise DeviceError(f"{path}: cannot be loaded as {_WHAT[task]}: {error}") from error

    def predict(
        self, cutouts: Sequence[Cutout], *, least_score: float, classes: Sequence[int] | None = None
    ) -> list[Result]:
        """The result of each cut-out, in its own pixels; they may come from several cameras."""
        results: dict[int, Result] = {}
        for group in _alike(cutouts):
            images = [np.ascontiguousarray(cutouts[number].image) for number in group]
            with self._lock:
                found = self._yolo.predict(
                    images,
                    imgsz=cutouts[group[0]].net_px,
                    conf=least_score,
                    classes=None if classes is None else list(classes),
                    device=self.device,
                    verbose=False,
                )
            results |= {number: cast("Result", result) for number, result in zip(group, found, strict=True)}
        return [results[number] for number in range(len(cutouts))]


_BLANK: Final = Cutout(image=np.zeros((SMALL_PX, SMALL_PX, 3), np.uint8), net_px=SMALL_PX)


def _alike(cutouts: Sequence[Cutout]) -> list[list[int]]:
    """Positions of those that can go through the network as one batch: one shape, one input size."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for number, cutout in enumerate(cutouts):
        groups.setdefault((*cutout.image.shape, cutout.net_px), []).append(number)
    return list(groups.values())
