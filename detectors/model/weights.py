"""Where the model's weights are, and their form for this machine, made once and kept in the cache.

Never downloads: setting up does that. Whoever imports ultralytics or openvino calls `seal` first.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec
import structlog

from streams.runtime.cache import cache_folder
from streams.schema.errors import DeviceError

DEFAULT_CPU: Final = "yolo11n.onnx"
"""Measured on the four development clips at 5 fps (share of frames in which the person was found, at score 0.25, and
cost against it): man at the door by infrared 0.95 (yolov8n 0.65, yolov8s 1.00), dark yard 0.92 (0.87, 0.89); yolov8n
costs 1.2 to 1.6 times as much, yolov8s 3.2 to 3.9 times."""
DEFAULT_CUDA: Final = "yolov8s.pt"
"""PyTorch runs no ONNX file; on a GPU the larger model costs nothing that is missed."""
POSE: Final = "yolo11n-pose.pt"
"""The smallest posture model: it sees only few people, one at a time, so large that it need not see far."""

_LOG = structlog.get_logger(__name__)


def seal(cache: Path | None = None) -> None:
    """See to it that the model's libraries install nothing, download nothing and tell nobody anything.

    Must run before their first import in the process: both read the environment only then. Their settings go into the
    cache's folder, the usual one where none is given.
    """
    if "ultralytics" in sys.modules:
        return
    folder = (cache or cache_folder()) / "ultralytics"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {
        "YOLO_AUTOINSTALL": "false",
        "YOLO_OFFLINE": "true",
        "YOLO_VERBOSE": "false",
        "YOLO_CONFIG_DIR": str(folder),
        "ULTRALYTICS_SAFE_LOAD": "true",  # a weights file may come from anywhere: tensors only, no pickled code
    }
    # openvino reports each import to its maker unless this package is missing
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None says: not there


def find_weights(given: Path | None, cache: Path, *, cuda: bool) -> Path:
    """The weights to use: those that the user gives, else the default for this machine out of the cache.

    Raises:
        DeviceError: they are not there; says what to fetch and where to put it.
    """
    if given is not None:
        if given.is_file():
            return given
        raise DeviceError(f"{given}: there are no weights here; give a .pt or .onnx file of an ultralytics detector")
    wanted = (DEFAULT_CUDA, DEFAULT_CPU) if cuda else (DEFAULT_CPU,)
    for name in wanted:
        if (cache / name).is_file():
            return cache / name
    raise DeviceError(
        f"the detection model is missing: run `python -m deploy.fetch {wanted[0]}` once while there is a network, "
        f"or put the file at {cache / wanted[0]}, or name your own with --model"
    )


def find_pose_weights(cache: Path) -> Path | None:
    """The weights of the posture model; None where setting up could not have them: they only add to what is seen."""
    return cache / POSE if (cache / POSE).is_file() else None


def openvino_folder(weights: Path, cache: Path, *, task: str = "detect") -> Path:
    """The OpenVINO form of `weights`, a folder that ultralytics loads; made when it is not in the cache.

    Two processes may ask at once: one makes it, the other waits. A new version of the weights (by hash), of
    ultralytics or of openvino makes a new one.

    Raises:
        DeviceError: the file holds no model, or the cache cannot be written; names it.
    """
    versions = f"{version('ultralytics')}-{version('openvino')}"
    folder = cache / "models" / f"{weights.stem}-{_sha256(weights)[:16]}-{versions}_openvino_model"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.with_suffix(".lock")):
            if not folder.is_dir():
                _make(weights, folder, task)
    except OSError as error:
        raise DeviceError(f"{folder}: cannot be made from {weights}: {error}") from error
    return folder


def _make(weights: Path, folder: Path, task: str) -> None:
    """Make it beside its place and move it there when it is whole: a kill half-way leaves nothing that looks done."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copy = Path(scratch) / weights.name
        shutil.copyfile(weights, copy)
        try:
            made = _from_onnx(copy, task) if copy.suffix == ".onnx" else _from_pytorch(copy, task)
        except Exception as error:  # the libraries raise of every kind on a file that is no model
            raise DeviceError(f"{weights}: holds no model for {task!r} that can be used: {error}") from error
        made.rename(folder)
    _LOG.info("model_exported", weights=str(weights), folder=str(folder))


def _from_pytorch(weights: Path, task: str) -> Path:
    from ultralytics import YOLO  # type: ignore[attr-defined]  # noqa: PLC0415 - only after `seal`; lazy export

    model = YOLO(weights)
    if model.task != task:
        raise DeviceError(f"its task is {model.task!r}, it must be {task!r}")
    return Path(model.export(format="openvino", dynamic=True, verbose=False))


def _from_onnx(weights: Path, task: str) -> Path:
    import onnx  # noqa: PLC0415 - heavy, and needed once per machine
    import openvino  # noqa: PLC0415 - only after `seal`

    facts = {entry.key: entry.value for entry in onnx.load(str(weights), load_external_data=False).metadata_props}
    if facts.get("task") != task:
        raise DeviceError(f"its task is {facts.get('task')!r}, it must be an ultralytics export with task {task!r}")
    folder = weights.with_name(f"{weights.stem}_openvino_model")
    folder.mkdir()
    openvino.save_model(openvino.convert_model(weights), folder / f"{weights.stem}.xml", compress_to_fp16=True)
    # ultralytics reads these as YAML, which every JSON is; lists and tables stand as text in an ONNX file
    plain = {
        key: facts[key] for key in ("task", "imgsz", "names", "stride", "batch", "channels", "args") if key in facts
    }
    (folder / "metadata.yaml").write_bytes(msgspec.json.encode(plain))
    return folder


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
