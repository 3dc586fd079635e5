"""Ground that the settings name and the picture does not show."""

from detectors.config import CameraConfig
from detectors.street.strays import strays

BAY = ((700.0, 10.0), (900.0, 10.0), (900.0, 90.0))
EDGE = ((600.0, 10.0), (900.0, 10.0), (900.0, 90.0))


def test_what_was_drawn_on_a_larger_picture_is_named_with_its_number() -> None:
    camera = CameraConfig(camera_id="a", parking_strips=(EDGE, BAY), masks=(BAY,))
    assert strays(camera, (640, 360)) == ["parking_strips 2", "masks 1"]
    assert strays(camera, (1280, 720)) == []


def test_where_the_site_says_on_which_picture_it_was_drawn_it_may_come_smaller() -> None:
    camera = CameraConfig(camera_id="a", parking_strips=(BAY,), frame_size=(1280, 720))
    assert strays(camera, (640, 360)) == []
