"""The demo's site file is one like any site's."""

from pathlib import Path

from deploy.checking.settings import check_settings, load_settings
from deploy.demo.site import write_site


def test_it_has_no_mistake(tmp_path: Path) -> None:
    path = write_site(tmp_path, roads=tmp_path / "map.osm.pbf", video="/clips/night.mp4", staged=True)
    assert check_settings(path)[1] == []


def test_the_camera_shows_the_video_and_says_whether_it_is_staged(tmp_path: Path) -> None:
    video = 'C:\\clips\\"夜".mp4'
    for staged in (True, False):
        (camera,) = load_settings(
            write_site(tmp_path, roads=tmp_path / "map.osm.pbf", video=video, staged=staged)
        ).camera
        assert (camera.url, camera.staged) == (video, staged)


def test_every_kind_of_unit_is_there(tmp_path: Path) -> None:
    settings = load_settings(write_site(tmp_path, roads=tmp_path / "m", video="v", staged=True))
    assert {unit.kind for unit in settings.unit} == {"car", "motorcycle", "bicycle", "foot"}
