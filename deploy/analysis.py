"""Footage or tracks from files through the detectors, with a site's settings or none: `patrol watch` and `replay`."""

from collections.abc import Iterator
from pathlib import Path

from deploy.checking.settings import load_settings
from detectors.changes import changes
from detectors.config import CameraConfig, DetectionConfig
from detectors.footage.capture import Footage, is_stream
from detectors.model.yolo import Yolo
from detectors.replay import replay
from detectors.watch import watch
from streams.schema.errors import ConfigError

Lines = Iterator[dict[str, object]]


def watch_video(
    video: str,
    config: Path | None,
    camera_id: str | None,
    *,
    start_ms: int | None,
    real_time: bool,
    explain: Path | None,
) -> Lines:
    """The loitering events in a video. The model is loaded once the first is asked for.

    Raises:
        ConfigError: see `chosen_camera`.
        FootageError: the video is no file that can be read.
        DeviceError: the stream or the model cannot be used.
    """
    camera, detection = chosen_camera(config, camera_id)
    if not is_stream(video):
        Footage(video).close()

    def lines() -> Lines:
        yield from watch(video, camera, detection, Yolo(), start_ms, real_time=real_time, explain=explain)

    return lines()


def replay_tracks(tracks: Path, config: Path | None, camera_id: str | None, *, start_ms: int | None) -> Lines:
    """The loitering events in a file of tracks.

    Raises:
        ConfigError: see `chosen_camera`, or the file of tracks is none.
    """
    camera, detection = chosen_camera(config, camera_id)
    return replay(tracks, camera, detection, start_ms)


def compare_settings(
    tracks: Path, config: Path | None, against: Path, camera_id: str | None, *, start_ms: int | None
) -> Lines:
    """What `config` (the defaults without one) would change of what `against` makes of a file of tracks.

    Raises:
        ConfigError: see `chosen_camera`, or the file of tracks is none.
    """
    before = replay_tracks(tracks, against, camera_id, start_ms=start_ms)
    return changes(before, replay_tracks(tracks, config, camera_id, start_ms=start_ms))


def chosen_camera(config: Path | None, camera_id: str | None) -> tuple[CameraConfig, DetectionConfig]:
    """The camera of that name in the site's file, with the site's thresholds; its only one without a name.

    Without a file: a camera of unknown place and calibration.

    Raises:
        ConfigError: the file is wrong, or has no such camera, or several and none was named.
    """
    if config is None:
        return CameraConfig(camera_id=camera_id or "camera"), DetectionConfig()
    settings = load_settings(config)
    cameras = {camera.camera_id: camera for camera in settings.camera}
    if camera_id is None and len(cameras) == 1:
        return settings.camera[0], settings.detection
    if camera_id in cameras:
        return cameras[camera_id], settings.detection
    known = ", ".join(sorted(cameras)) or "none"
    raise ConfigError(f"{config}: --camera must be one of: {known}")
