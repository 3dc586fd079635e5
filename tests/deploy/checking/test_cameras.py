"""What a site's file says of its cameras and cannot be."""

import pytest

from deploy.checking.cameras import camera_mistakes, camera_notes
from deploy.settings import Settings, SiteConfig
from detectors.config import CameraConfig, GroundPoint, LensConfig

BAY = ((10.0, 10.0), (60.0, 10.0), (60.0, 40.0))


def mistakes(**camera: object) -> list[tuple[tuple[str | int, ...], str]]:
    return list(camera_mistakes(_settings(**camera)))


def _settings(**camera: object) -> Settings:
    facts = {"camera_id": "wall-3", "lon": 112.5, "lat": 37.8} | camera
    made = CameraConfig(**facts)  # type: ignore[arg-type]  # fields by name
    return Settings(site=SiteConfig(), camera=(made,))


def points(*places: tuple[float, float]) -> tuple[GroundPoint, ...]:
    return tuple(GroundPoint(x_px=x, y_px=y, lon=112.5 + x / 1e6, lat=37.8 + y / 1e6) for x, y in places)


def test_a_camera_that_is_right_has_none() -> None:
    corners = points((100, 200), (500, 210), (450, 400), (120, 390))
    assert mistakes(frame_size=(640, 480), parking_strips=(BAY,), masks=(BAY,), ground_points=corners) == []


def test_a_camera_without_a_place_is_told_what_to_give() -> None:
    assert mistakes(lon=None) == [(("camera", 0), "camera 'wall-3' has no place: give lon and lat")]


def test_a_strip_or_a_mask_outside_the_picture_is_told_by_its_number() -> None:
    far = tuple((x + 640, y) for x, y in BAY)
    ((where, why),) = mistakes(frame_size=(640, 480), parking_strips=(BAY, far))
    assert (where, why.split(";")[0]) == (("camera", 0, "parking_strips"), "number 2 lies outside the picture")
    above = tuple((x, y - 100) for x, y in BAY)
    assert [where for where, _ in mistakes(masks=(above,))] == [("camera", 0, "masks")]


def test_corners_on_one_line_or_given_as_shares_of_the_picture_enclose_nothing() -> None:
    shares = ((0.1, 0.1), (0.6, 0.1), (0.6, 0.4))
    line = ((10.0, 10.0), (20.0, 20.0), (400.0, 400.0))
    for strip in (shares, line):
        ((where, why),) = mistakes(parking_strips=(strip,))
        assert where == ("camera", 0, "parking_strips")
        assert why == "number 1 encloses nothing; corners are pixels of the picture, not shares of it"


def test_a_strip_that_is_there_twice_is_told_by_both_numbers() -> None:
    other = tuple((x + 100, y) for x, y in BAY)
    assert mistakes(parking_strips=(BAY, other, BAY)) == [
        (("camera", 0, "parking_strips"), "number 3 is number 1 again")
    ]


@pytest.mark.parametrize(
    "url", ["rtsp://[10.0.0.3/a", "rtsp://10.0.0.3:99999/a", "rtsp:///a", "rtsp://u:p#w@10.0.0.3/a"]
)
def test_an_address_without_a_host_or_with_a_port_that_is_none_is_told_and_shows_no_password(url: str) -> None:
    ((where, why),) = mistakes(url=url)
    assert where == ("camera", 0, "url")
    assert why.startswith("no host, or no port from 1 to 65535")


def test_addresses_files_and_no_address_yet_are_no_mistakes() -> None:
    for url in ("rtsp://u:p%23w@10.0.0.3:554/a", "http://cam.local/a?b=c", "rtsp://[fe80::1]/a", "/a/b.mp4", ""):
        assert mistakes(url=url) == []


def test_a_ground_point_outside_the_picture_or_in_another_town_is_told_by_its_number() -> None:
    corners = points((100, 200), (500, 210), (450, 400), (120, 490))
    assert mistakes(frame_size=(640, 480), ground_points=corners) == [
        (("camera", 0, "ground_points"), "number 4 lies outside the picture")
    ]
    assert [why for _, why in mistakes(lon=112.6, ground_points=corners[:3] + points((120, 390)))] == [
        f"number {number} lies 9 km from the camera's lon and lat" for number in (1, 2, 3, 4)
    ]


def test_a_strip_whose_sides_cross_is_told_so_as_its_corners_are_in_another_order() -> None:
    even = ((10.0, 10.0), (60.0, 40.0), (60.0, 10.0), (10.0, 40.0))
    uneven = ((10.0, 10.0), (60.0, 80.0), (60.0, 10.0), (10.0, 40.0))
    for strip in (even, uneven):
        ((where, why),) = mistakes(parking_strips=(strip,))
        assert where == ("camera", 0, "parking_strips")
        assert why == "number 1: its sides cross; give the corners in order, going around it"


def test_a_strip_that_is_hollow_or_touches_itself_is_no_mistake() -> None:
    hollow = ((0.0, 0.0), (90.0, 0.0), (90.0, 60.0), (60.0, 20.0), (30.0, 20.0), (0.0, 60.0))
    touching = ((0.0, 0.0), (40.0, 40.0), (80.0, 0.0), (80.0, 80.0), (40.0, 40.0), (0.0, 80.0))
    assert mistakes(parking_strips=(hollow, touching), masks=((*hollow, hollow[0]),)) == []


def test_a_strip_cut_by_the_edge_is_no_mistake() -> None:
    assert mistakes(frame_size=(640, 480), parking_strips=(((-20.0, 10.0), (60.0, 10.0), (60.0, 600.0)),)) == []


def test_four_points_on_one_line_and_three_points_make_no_map() -> None:
    ((where, why),) = mistakes(ground_points=points((0, 0), (100, 100), (200, 200), (300, 300)))
    assert where == ("camera", 0, "ground_points")
    assert why.startswith("on one line")
    ((_, few),) = mistakes(ground_points=points((0, 0), (100, 100), (200, 0)))
    assert few == "3 points, at least 4 are needed"


def test_a_lens_without_the_size_of_the_picture_is_told_and_so_is_one_that_bends_it_over() -> None:
    corners = points((100, 200), (500, 210), (450, 400), (120, 390))
    for lens, size, why in (
        (LensConfig(k1=-0.1), None, "frame_size"),
        (LensConfig(k1=-0.9), (640, 480), "over itself"),
    ):
        ((where, told),) = mistakes(camera_id="a: b", ground_points=corners, lens=lens, frame_size=size)
        assert where == ("camera", 0, "lens")
        assert why in told


def test_a_time_zone_that_is_none_is_told() -> None:
    assert [where for where, _ in mistakes(time_zone="Mars/Base")] == [("camera", 0, "time_zone")]


def test_ground_points_that_miss_each_other_by_metres_are_told_of_and_good_ones_are_not() -> None:
    good = points((100, 200), (500, 210), (450, 400), (120, 390), (300, 300))
    bad = (*good[:4], GroundPoint(x_px=300, y_px=300, lon=112.5 + 5e-4, lat=37.8 + 3e-4))
    told = [list(camera_notes(_settings(ground_points=each))) for each in (good, bad)]
    assert told[0] == []
    (note,) = told[1]
    assert note.startswith("camera 'wall-3': its ground points miss each other by ")
