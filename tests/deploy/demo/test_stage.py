"""The staged clip: dark enough for night, light enough to see, and made of the whole source or not at all."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from deploy.demo.pixels import yard
from deploy.demo.pixels.cutouts import Cutout
from deploy.demo.pixels.night import Night
from deploy.demo.stage import SOURCE, frames, staged_clip
from streams.runtime.cache import cache_folder
from streams.schema.errors import DeviceError


def test_the_night_is_dark_and_yet_not_too_dark_for_the_model() -> None:
    day = np.full((720, 1280, 3), 130, np.float32)
    luma = float(Night(yard.SIZE).darken(day, 0).mean())
    assert 25 <= luma <= 60


def test_the_same_picture_gives_the_same_night() -> None:
    day = np.full((720, 1280, 3), 130, np.float32)
    assert (Night(yard.SIZE).darken(day, 5) == Night(yard.SIZE).darken(day, 5)).all()


def test_staged_is_written_into_every_picture() -> None:
    black = np.zeros((720, 1280, 3), np.float32)
    corner = Night(yard.SIZE).darken(black, 0)[:60, -280:]
    assert np.count_nonzero(corner > 150) > 500


@pytest.mark.parametrize(("x", "y"), [(-500.0, 200.0), (0.0, 200.0), (280.0, 70.0), (560.0, 385.0), (900.0, 900.0)])
def test_what_stands_at_or_beyond_the_edge_is_cut_off(x: float, y: float) -> None:
    picture = np.zeros((720, 1280, 3), np.float32)
    thing = Cutout(pixels=np.full((50, 20, 3), 200, np.float32), alpha=np.ones((50, 20), np.float32), foot=(10, 50))
    yard.put(picture, thing, x, y, 1.0)
    assert picture.shape == (720, 1280, 3)
    assert picture.max() < 201


def test_a_source_that_is_no_video_is_named(tmp_path: Path) -> None:
    clip = tmp_path / "vtest.avi"
    clip.write_bytes(b"no video")
    with pytest.raises(DeviceError, match=r"vtest\.avi holds no frames"):
        next(frames(clip))


def test_a_truncated_source_is_told_by_the_first_frame_that_is_missing(tmp_path: Path) -> None:
    clip = tmp_path / "short.avi"
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"MJPG"), 10, (768, 576))
    for _ in range(150):
        writer.write(np.full((576, 768, 3), 120, np.uint8))
    writer.release()
    with pytest.raises(DeviceError, match="frame 150 is needed"):
        staged_clip(clip, tmp_path)
    assert not list(tmp_path.glob("staged*"))


@pytest.mark.skipif(not (cache_folder() / SOURCE).exists(), reason=f"needs {SOURCE}: python -m deploy.fetch {SOURCE}")
def test_the_first_frame_shows_the_real_yard_at_night() -> None:
    first = next(frames(cache_folder() / SOURCE))
    assert first.shape == (720, 1280, 3)
    assert 25 <= float(first.mean()) <= 60
    assert float(first.std()) > 10
