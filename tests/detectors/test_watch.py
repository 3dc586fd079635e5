"""Footage in, lines out: with painted streets, and with the real model on real clips."""

import os
from pathlib import Path

import pytest
import structlog

from detectors.config import CameraConfig, DetectionConfig, GroundPoint
from detectors.footage.capture import Footage, Frame
from detectors.model.yolo import Yolo
from detectors.sight import Sighting
from detectors.watch import watch
from streams.runtime.cache import cache_folder
from streams.schema.errors import CameraOffline, DeviceError
from tests.detectors.paint import PaintModel, write_video
from tests.detectors.test_detect import loitering

BAY = ((0.0, 28.0), (118.0, 28.0), (150.0, 100.0), (160.0, 150.0), (120.0, 207.0), (0.0, 207.0))
"""The paved bay of the door clip, on which the car stands that no model makes out."""


def watched(video: Path, **how: object) -> list[dict[str, object]]:
    camera = CameraConfig(camera_id="c")
    return list(watch(video, camera, DetectionConfig(), PaintModel(), **how))  # type: ignore[arg-type]  # by name


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("v") / "night.avi", loitering(40))


def test_a_long_stay_at_a_car_becomes_a_line_with_all_that_others_read(night: Path) -> None:
    lines = watched(night)
    assert [line["level"] for line in lines] == ["watch", "alert"]
    assert lines[0].keys() >= {"kind", "level", "score", "track_ids", "began_at_s", "raised_at_s", "terms"}
    assert 6 < float(str(lines[1]["began_at_s"])) < 12
    assert float(str(lines[1]["raised_at_s"])) - float(str(lines[1]["began_at_s"])) <= 26


def test_the_same_footage_gives_the_same_lines(night: Path) -> None:
    assert watched(night) == watched(night)


def test_the_start_moves_no_time_of_a_line(night: Path) -> None:
    at_night = watched(night, start_ms=1_773_864_000_000)  # a camera of no known place: by its luminance
    assert [line["began_at_s"] for line in at_night] == [line["began_at_s"] for line in watched(night)][: len(at_night)]


def test_each_suspicion_is_explained_where_that_is_wanted(night: Path, tmp_path: Path) -> None:
    lines = watched(night, explain=tmp_path / "why")
    assert [sorted(line.keys() & {"still", "sheet", "clip"}) for line in lines] == [
        ["sheet", "still"],
        ["clip", "sheet", "still"],
    ]
    kept = {file.name: file.read_bytes() for file in (tmp_path / "why").iterdir()}
    assert all(kept[str(line[kind])].startswith(b"\xff\xd8") for line in lines for kind in ("still", "sheet"))
    assert kept[str(lines[1]["clip"])][4:8] == b"ftyp"
    assert len(kept) == 5


def test_each_frame_is_shown_to_whoever_asks(night: Path) -> None:
    seen: list[tuple[int, int]] = []

    def note(frame: Frame, sighting: Sighting) -> None:
        seen.append((frame.at_ms, len(sighting.tracks)))

    watched(night, on_frame=note)
    assert [at_ms for at_ms, _ in seen] == list(range(0, 40_000, 200))
    assert seen[-1][1] == 4


def test_ground_points_that_tell_places_only_are_told_of(night: Path) -> None:
    places = [(100, 400, 0, 0), (500, 400, 8, 0), (450, 200, 8, 9), (120, 200, 0, 9), (300, 300, 12, 4)]
    points = tuple(
        GroundPoint(x_px=x, y_px=y, lon=112.5 + east / 9e4, lat=37.8 + north / 1.1e5) for x, y, east, north in places
    )
    camera = CameraConfig(camera_id="c", ground_points=points)
    with structlog.testing.capture_logs() as said:
        list(watch(night, camera, DetectionConfig(), PaintModel()))
    assert [entry["event"] for entry in said] == ["ground_points_rough"]


def test_a_strip_that_no_picture_shows_is_told_once(night: Path) -> None:
    far = ((5_000.0, 10.0), (5_100.0, 10.0), (5_100.0, 90.0))
    camera = CameraConfig(camera_id="c", parking_strips=(far,))
    with structlog.testing.capture_logs() as said:
        list(watch(night, camera, DetectionConfig(), PaintModel()))
    assert [(entry["event"], entry["setting"]) for entry in said] == [("outside_picture", "parking_strips 1")]


def test_a_cut_file_gives_its_lines_and_then_says_that_it_is_cut(night: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.avi"
    cut.write_bytes(night.read_bytes()[: night.stat().st_size * 3 // 4])
    lines = watch(cut, CameraConfig(camera_id="c"), DetectionConfig(), PaintModel())
    assert next(lines)["level"] == "watch"
    with pytest.raises(DeviceError, match=r"cut\.avi: ended early"):
        list(lines)


def test_missing_footage_and_a_folder_that_cannot_be_made_are_named(night: Path, tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"gone\.mp4: there is no such file"):
        watched(tmp_path / "gone.mp4")
    (tmp_path / "file").touch()
    with pytest.raises(DeviceError, match="no place for stills"):
        watched(night, explain=tmp_path / "file" / "why")


def test_a_stream_that_does_not_answer_is_offline() -> None:
    with pytest.raises(CameraOffline, match="127"):
        watched("rtsp://127.0.0.1:1/live")  # type: ignore[arg-type]  # a url may stand for a file


def shared(name: str) -> Path:
    path = Path(os.environ.get("PATROL_SHARED", "../shared")) / "data" / "clips" / name
    if not path.is_file():
        pytest.skip(f"{path} is not there; PATROL_SHARED names the folder of shared data")
    return path


def test_an_edit_list_that_hides_frames_is_no_cut_file() -> None:
    footage = Footage(shared("person-bicycle-car-detection.mp4"), rate_fps=60)
    assert len(list(footage.frames())) == 459
    assert footage.ended_early is None


@pytest.mark.model
def test_the_man_at_the_door_beside_the_bay_is_an_alert(model: Yolo) -> None:
    camera = CameraConfig(camera_id="door", parking_strips=(BAY,))
    lines = list(watch(shared("Burglary018_x264.mp4"), camera, DetectionConfig(), model))
    assert [line["level"] for line in lines] == ["watch", "alert"]
    assert lines[-1]["vehicle_ids"] == ["strip-1"]


@pytest.mark.model
@pytest.mark.parametrize("name", ["night.mp4", "person-bicycle-car-detection.mp4"])
def test_a_yard_without_cars_and_moving_traffic_are_none(model: Yolo, name: str) -> None:
    assert list(watch(shared(name), CameraConfig(camera_id="c"), DetectionConfig(), model)) == []


@pytest.mark.model
def test_the_owner_at_his_boot_and_the_couple_at_the_van_are_none_even_at_night(model: Yolo) -> None:
    clip = cache_folder() / "vtest.avi"
    if not clip.is_file():
        pytest.skip("needs the demo's clip: python -m deploy.fetch vtest.avi")
    camera = CameraConfig(camera_id="forecourt")
    assert list(watch(clip, camera, DetectionConfig(), model)) == []
