"""The models: pictures in, boxes and postures out. One of each in memory for all cameras of a process.

Knows nothing of cameras or time.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import structlog

from detectors.model import weights
from detectors.model.crops import Cutout
from detectors.model.found import Found
from detectors.model.network import Network
from detectors.street.skeleton import Skeletons
from detectors.tracks import BIKE, CAR, PERSON, VEHICLE
from streams.runtime.cache import cache_folder
from streams.schema.errors import DeviceError

_COCO: Final = {"person": PERSON, "bicycle": BIKE, "car": CAR, "motorcycle": BIKE, "bus": VEHICLE, "truck": VEHICLE}
"""The classes of the COCO data set that matter here; models of fewer classes may lack some, not the person."""
_LEAST_SCORE: Final = 0.1
"""Measured on night footage: a far person is found in a third of the frames at 0.25 and in nine of ten at 0.10.
The track confirms over time what one frame cannot."""
_LEAST_POSE_SCORE: Final = 0.25
"""Ultralytics' own: of whom the posture model itself is unsure it knows no posture."""

_LOG = structlog.get_logger(__name__)


class Model(Protocol):
    """Finds people and vehicles on cut-outs of pictures, and how people hold themselves. Safe to share."""

    @property
    def name(self) -> str:
        """What people call it, such as `yolo11n on CPU (OpenVINO)`."""

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        """What each cut-out shows, in its own pixels; they may come from several cameras."""

    def skeletons(self, cutouts: Sequence[Cutout]) -> list[Skeletons]:
        """The people on each cut-out by their key points, in its own pixels; nobody where no model knows postures."""


class Yolo:
    """An ultralytics detector, and ultralytics' posture model where its weights are in the cache.

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

        cuda = torch.cuda.is_available()
        self._network = Network(weights.find_weights(given, cache, cuda=cuda), cache, task="detect", cuda=cuda)
        self.weights = self._network.path
        self._codes = {number: _COCO[name] for number, name in self._network.names.items() if name in _COCO}
        if PERSON not in self._codes.values():
            found = ", ".join(self._network.names.values())
            raise DeviceError(f"{self.weights}: finds no class 'person'; it finds {found}")
        self._pose = _pose_network(cache, cuda=cuda)
        _LOG.info("model_loaded", model=self.name, weights=str(self.weights), cuda=cuda)

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.weights.stem} on {'CUDA' if self._network.device != 'cpu' else 'CPU (OpenVINO)'}"

    @property
    def knows_postures(self) -> bool:
        """Whether there is a posture model."""
        return self._pose is not None

    def find(self, cutouts: Sequence[Cutout]) -> list[Found]:
        """What each cut-out shows, in its own pixels; they may come from several cameras."""
        results = self._network.predict(cutouts, least_score=_LEAST_SCORE, classes=tuple(self._codes))
        return [self._found(result.boxes.data.cpu().numpy()) for result in results]

    def skeletons(self, cutouts: Sequence[Cutout]) -> list[Skeletons]:
        """The people on each cut-out by their key points, in its own pixels; nobody without a posture model."""
        if self._pose is None:
            return [Skeletons.none()] * len(cutouts)
        results = self._pose.predict(cutouts, least_score=_LEAST_POSE_SCORE)
        return [
            Skeletons(
                points=result.keypoints.data.cpu().numpy().astype(np.float32).reshape(-1, 17, 3),
                boxes=result.boxes.xyxy.cpu().numpy().astype(np.float32).reshape(-1, 4),
            )
            for result in results
        ]

    def _found(self, rows: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Found:
        """Rows of x1, y1, x2, y2, score, class."""
        return Found(
            classes=np.asarray([self._codes[int(number)] for number in rows[:, 5]], np.int8),
            xyxy=rows[:, :4].astype(np.float32),
            scores=rows[:, 4].astype(np.float32),
        )


def _pose_network(cache: Path, *, cuda: bool) -> Network | None:
    """The posture model; without it a run goes on with what boxes tell, and says so once."""
    path = weights.find_pose_weights(cache)
    if path is None:
        _LOG.warning("postures_off", missing=str(cache / weights.POSE), get_it=f"python -m deploy.fetch {weights.POSE}")
        return None
    try:
        return Network(path, cache, task="pose", cuda=cuda)
    except DeviceError as error:
        _LOG.error("postures_off", why=str(error))
        return None
