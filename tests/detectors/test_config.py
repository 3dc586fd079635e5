"""Settings refuse what they do not know."""

import msgspec
import pytest

from detectors.config import CameraConfig, DetectionConfig


@pytest.mark.parametrize(
    "toml",
    [
        'camera_id = "a"\ncolour = 1',
        'camera_id = ""',
        'camera_id = "a"\nlon = 200',
        'camera_id = "a"\nframe_size = [0, 0]',
        'camera_id = "a"\nframe_size = [-640, 480]',
        'camera_id = "a"\nmasks = [[[nan, 1], [2, 2], [3, 9]]]',
        'camera_id = "a"\nparking_strips = [[[1, 1], [2, inf], [3, 9]]]',
        'camera_id = "a"\nground_points = [{x_px = nan, y_px = 1, lon = 1, lat = 1}]',
    ],
)
def test_a_camera_with_an_unknown_or_impossible_field_is_refused(toml: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.toml.decode(toml, type=CameraConfig)


def test_an_unknown_weight_is_refused_by_its_name() -> None:
    with pytest.raises(msgspec.ValidationError, match="nights"):
        msgspec.toml.decode("[score]\nnights = 0.3", type=DetectionConfig)


def test_one_changed_threshold_leaves_the_others_as_they_are() -> None:
    changed = msgspec.toml.decode("[score]\nstay_long_s = 30.0", type=DetectionConfig)
    assert changed.score.stay_long_s == 30
    assert changed.score.night == DetectionConfig().score.night
