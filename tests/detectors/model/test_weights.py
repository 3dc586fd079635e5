"""Where the weights are, and that nothing but this machine is ever asked for them."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from detectors.model.weights import DEFAULT_CPU, DEFAULT_CUDA, find_weights, openvino_folder, seal
from detectors.model.yolo import Yolo
from streams.runtime.cache import cache_folder
from streams.schema.errors import DeviceError


def test_the_users_own_weights_come_first(tmp_path: Path) -> None:
    own = tmp_path / "own.pt"
    own.touch()
    (tmp_path / DEFAULT_CPU).touch()
    assert find_weights(own, tmp_path, cuda=False) == own


def test_weights_that_the_user_names_and_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_CPU).touch()
    with pytest.raises(DeviceError, match=r"own\.pt: there are no weights here"):
        find_weights(tmp_path / "own.pt", tmp_path, cuda=False)


def test_a_machine_takes_the_default_that_suits_it_best_of_what_is_there(tmp_path: Path) -> None:
    (tmp_path / DEFAULT_CPU).touch()
    assert find_weights(None, tmp_path, cuda=True).name == DEFAULT_CPU
    (tmp_path / DEFAULT_CUDA).touch()
    assert find_weights(None, tmp_path, cuda=True).name == DEFAULT_CUDA
    assert find_weights(None, tmp_path, cuda=False).name == DEFAULT_CPU


def test_no_weights_at_all_say_what_to_fetch_and_where_to_put_it(tmp_path: Path) -> None:
    with pytest.raises(DeviceError) as error:
        find_weights(None, tmp_path, cuda=False)
    assert f"deploy.fetch {DEFAULT_CPU}" in str(error.value)
    assert str(tmp_path / DEFAULT_CPU) in str(error.value)


@pytest.mark.parametrize("name", ["broken.pt", "broken.onnx"])
def test_a_file_that_holds_no_model_is_named_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    seal(tmp_path)
    broken = tmp_path / name
    broken.write_bytes(b"not a model")
    with pytest.raises(DeviceError, match=rf"{name}: holds no model for 'detect'"):
        openvino_folder(broken, tmp_path)
    assert [path.suffix for path in (tmp_path / "models").iterdir()] == [".lock"]


def test_the_libraries_are_told_to_stay_off_the_network() -> None:
    seal()
    assert os.environ["YOLO_OFFLINE"] == os.environ["ULTRALYTICS_SAFE_LOAD"] == "true"
    assert os.environ["YOLO_AUTOINSTALL"] == "false"
    assert sys.modules["openvino_telemetry"] is None


@pytest.mark.model
def test_two_who_export_at_once_make_one_model(model: Yolo, tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = set(pool.map(lambda _: openvino_folder(model.weights, tmp_path), range(2)))
    (folder,) = folders
    made = folder.stat().st_mtime_ns
    assert openvino_folder(model.weights, tmp_path) == folder
    assert folder.stat().st_mtime_ns == made
    assert cache_folder() not in folder.parents
