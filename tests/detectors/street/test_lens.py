"""A wide lens straightened: kerbs are lines again, and places on the map are where they are."""

import numpy as np
import pytest

from detectors.config import CameraConfig, GroundPoint, LensConfig
from detectors.street.ground import GroundMap, ground_map
from detectors.street.homography import Points
from detectors.street.lens import Lens
from streams.schema.errors import ConfigError

SIZE = (1280, 720)
BARREL = LensConfig(k1=-0.18, k2=0.02)
HALF = float(np.hypot(*SIZE)) / 2


def bent(points: Points, lens: LensConfig = BARREL) -> Points:
    """As the lens shows what is straight."""
    away = (points - np.asarray(SIZE) / 2) / HALF
    radius = np.hypot(*away.T)[:, None]
    seen: Points = np.asarray(SIZE) / 2 + HALF * away * (1 + lens.k1 * radius**2 + lens.k2 * radius**4)
    return seen


def clicked(points: Points) -> tuple[GroundPoint, ...]:
    places = zip(bent(points), points, strict=True)
    return tuple(
        GroundPoint(x_px=float(x), y_px=float(y), lon=112.5 + float(sx) / 2e7, lat=37.8 - float(sy) / 2e7)
        for (x, y), (sx, sy) in places
    )


def test_a_bent_kerb_is_straight_again() -> None:
    kerb = np.column_stack([np.linspace(60, 1220, 30), np.full(30, 650.0)])
    seen = bent(kerb)
    assert np.ptp(seen[:, 1]) > 20
    assert np.allclose(Lens("c", BARREL, SIZE).straight(seen), kerb, atol=0.05)


def test_the_middle_and_a_lens_without_distortion_move_nothing() -> None:
    points = np.asarray([(640.0, 360.0), (0.0, 0.0), (1280.0, 720.0)])
    assert np.allclose(Lens("c", LensConfig(k1=0.0), SIZE).straight(points), points)
    assert np.allclose(Lens("c", BARREL, SIZE).straight(points[:1]), points[:1])


def test_what_lies_beyond_the_picture_is_nowhere() -> None:
    assert np.isnan(Lens("c", LensConfig(k1=-0.1), SIZE).straight(np.asarray([(9000.0, 360.0)]))).all()


def test_a_place_between_the_points_is_found_with_the_lens_and_missed_without() -> None:
    corners = np.asarray([(100.0, 300.0), (1180.0, 300.0), (1180.0, 700.0), (100.0, 700.0)])
    camera = CameraConfig(camera_id="c", frame_size=SIZE, lens=BARREL, ground_points=clicked(corners))
    feet = np.asarray([(640.0, 690.0)])
    truth = np.asarray([(540.0, 390.0)]) / 2e7 * 111_195 * (np.cos(np.radians(37.8)), -1)
    straight = ground_map(camera)
    assert straight is not None
    assert np.allclose(straight.metres(bent(feet)), truth, atol=0.02)
    assert np.abs(GroundMap("c", camera.ground_points).metres(bent(feet)) - truth).max() > 0.1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lens": LensConfig(k1=-0.9)}, "lens: k1 -0.9, k2 0.0 bend the picture over itself"),
        ({"frame_size": None}, "lens: frame_size must be given"),
    ],
)
def test_a_lens_that_cannot_be_is_refused(changes: dict[str, object], why: str) -> None:
    corners = np.asarray([(100.0, 300.0), (1180.0, 300.0), (1180.0, 700.0), (100.0, 700.0)])
    facts = {"camera_id": "c", "frame_size": SIZE, "lens": BARREL, "ground_points": clicked(corners)} | changes
    with pytest.raises(ConfigError, match=why):
        ground_map(CameraConfig(**facts))  # type: ignore[arg-type]  # fields by name
