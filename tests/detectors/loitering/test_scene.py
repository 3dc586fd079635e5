"""What a scene keeps, where it says things happened, and what it refuses."""

import msgspec
import pytest

from detectors.config import CameraConfig, DetectionConfig, GroundPoint
from detectors.loitering.scene import Scene
from detectors.street.ground import METRES_PER_DEGREE
from detectors.tracks import Tracks
from streams.schema.detections import Suspicion
from streams.schema.errors import ConfigError
from tests.scenarios.street import DOOR_Z, night
from tests.scenarios.view import View


def test_a_snapshot_of_what_cannot_be_is_refused_as_it_would_fail_at_each_picture() -> None:
    camera = CameraConfig(camera_id="wall-3")
    whole = Scene(camera, DetectionConfig()).snapshot().decode()
    car = '{"vehicle_id":"car-1","box":[9.0,1.0,9.0,5.0],"since_s":0.0,"seen_s":1.0,"track_id":"1"}'
    for was, broken in (('"frame_size":null', '"frame_size":[640,0]'), ('"vehicles":[]', f'"vehicles":[{car}]')):
        assert was in whole
        with pytest.raises(ConfigError, match="camera wall-3: snapshot"):
            Scene.restore(camera, DetectionConfig(), whole.replace(was, broken).encode())


@pytest.mark.parametrize("snapshot", [b"", b"{", b"\xff", b'{"memory": 3}'])
def test_a_snapshot_that_is_none_is_refused_by_the_name_of_the_camera(snapshot: bytes) -> None:
    with pytest.raises(ConfigError, match="camera wall-3: snapshot"):
        Scene.restore(CameraConfig(camera_id="wall-3"), DetectionConfig(), snapshot)


def test_ground_points_on_a_line_are_refused_when_the_scene_is_made() -> None:
    points = tuple(GroundPoint(x_px=100.0 * k, y_px=500, lon=112.5 + k / 1e4, lat=37.8) for k in range(4))
    with pytest.raises(ConfigError, match="camera wall-3: ground_points"):
        Scene(CameraConfig(camera_id="wall-3", ground_points=points), DetectionConfig())


def test_ground_points_that_miss_each_other_by_metres_tell_places_and_not_who_is_at_a_car() -> None:
    near, far = View().ground_points(8, 3), View().ground_points(4, 2)
    wrong = tuple(msgspec.structs.replace(point, lat=point.lat - 4 / METRES_PER_DEGREE) for point in near[:2])
    street = night().camera("wall-3", ground_points=(*wrong, *near[2:], *far)).row(5)
    (alert,) = street.person("a").tries("car-2", "car-3", "car-4").leaves().watch().alerts
    assert alert.place is not None
    assert 1 < alert.place.error_m < 10


def test_empty_frames_say_nothing() -> None:
    scene = Scene(CameraConfig(camera_id="wall-3"), DetectionConfig())
    assert [scene.observe(1000 * k, Tracks.empty()) for k in range(5)] == [[]] * 5
    assert scene.finish(9000) == []


def test_the_event_says_where_and_that_it_is_staged() -> None:
    street = night().camera("wall-3", lon=112.55, lat=37.87, staged=True).row(3)
    alert = street.person("a").dwells("car-2", s=24).watch().alerts[0]
    assert alert.staged
    assert alert.place is not None
    assert alert.place.lon == 112.55


def test_who_stands_in_a_masked_part_is_not_looked_at() -> None:
    everywhere = ((-9e3, -9e3), (9e3, -9e3), (9e3, 9e3), (-9e3, 9e3))
    street = night().camera("wall-3", masks=(everywhere,)).row(3)
    assert street.person("a").dwells("car-2", s=30).watch().said == []


def test_footage_that_ends_ends_its_suspicions_once() -> None:
    street = night().row(3)
    street.person("a").dwells("car-2", s=60)
    scene = Scene(street.camera_config, street.detection)
    for t, tracks in street.frames(50):
        scene.observe(round(t * 1000), tracks)
    ended = scene.finish(50_000)
    assert len(ended) == 1
    assert scene.finish(50_000) == []


def test_sequence_numbers_of_a_suspicion_count_from_one_without_gaps() -> None:
    story = night().row(3).person("a").goes_to(0, DOOR_Z).stands(90).leaves().watch()
    assert [m.seq for m in story.said if isinstance(m, Suspicion)] == list(range(1, len(story.said) + 1))
    assert story.endings == ["left"]
