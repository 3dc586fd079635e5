"""The real models behind the port: the detector is needed, the posture model is taken along where it is there."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml

from detectors.model.crops import LARGE_PX, SMALL_PX, Cutout
from detectors.model.weights import POSE
from detectors.model.yolo import Yolo
from detectors.street.skeleton import HIPS, SHOULDERS

TINY = {"n": [0.33, 0.0625, 64]}
"""Depth, width and most channels of a network that nobody trained."""


@pytest.fixture(scope="module")
def bare(model: Yolo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the detector alone."""
    cache = tmp_path_factory.mktemp("cache")
    (cache / model.weights.name).symlink_to(model.weights)
    return cache


def blank(side: int = 100) -> Cutout:
    return Cutout(image=np.zeros((side, side, 3), np.uint8), net_px=SMALL_PX)


def untrained(path: Path) -> Path:
    """Weights of a posture model made from ultralytics' own plan, as its own training stores them."""
    import ultralytics  # noqa: PLC0415 - only after the fixture has sealed it

    plan = Path(ultralytics.__file__).parent / "cfg" / "models" / "11" / "yolo11-pose.yaml"
    small = path.with_name("yolo11n-pose.yaml")
    small.write_text(yaml.safe_dump(yaml.safe_load(plan.read_text(encoding="utf-8")) | {"scales": TINY, "nc": 1}))
    ultralytics.YOLO(small).save(path)  # type: ignore[attr-defined]  # lazy export
    return path


@pytest.mark.model
def test_without_posture_weights_nobody_has_a_posture_and_that_is_said_once(
    bare: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bare_model = Yolo(cache=bare)
    assert not bare_model.knows_postures
    assert [len(each) for each in bare_model.skeletons([blank(), blank()])] == [0, 0]
    assert caplog.text.count("postures_off") == 1


@pytest.mark.model
def test_posture_weights_are_loaded_exported_and_asked(bare: Path) -> None:
    untrained(bare / POSE)
    asked = Yolo(cache=bare)
    assert asked.knows_postures
    first, other = asked.skeletons([blank(), blank(200)])
    assert first.points.shape[1:] == other.points.shape[1:] == (17, 3)
    assert len(list((bare / "models").glob("yolo11n-pose-*_openvino_model"))) == 1


@pytest.mark.model
def test_posture_weights_that_are_none_cost_the_postures_and_nothing_else(
    bare: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("models", "yolo11n.onnx"):
        (tmp_path / name).symlink_to((bare / name).resolve())
    (tmp_path / POSE).write_bytes(b"no model")
    assert not Yolo(cache=tmp_path).knows_postures
    assert f"{POSE}: holds no model for 'pose'" in caplog.text


@pytest.mark.model
def test_people_on_a_real_picture_have_their_shoulders_above_their_hips(model: Yolo) -> None:
    if not model.knows_postures:
        pytest.skip(f"no posture model: run `python -m deploy.fetch {POSE}` once")
    import ultralytics  # noqa: PLC0415 - only after the fixture has sealed it

    picture = cv2.imread(str(Path(ultralytics.__file__).parent / "assets" / "bus.jpg"))
    (people,) = model.skeletons([Cutout(image=np.asarray(picture, np.uint8), net_px=LARGE_PX)])
    assert len(people) >= 3
    for points, box in zip(people.points, people.boxes, strict=True):
        shoulders, hips = points[list(SHOULDERS), 1].mean(), points[list(HIPS), 1].mean()
        assert box[1] < shoulders < hips < box[3]
