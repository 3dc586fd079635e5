"""Real footage spoilt as cameras spoil it: each fault is named within half a minute, and so is its end."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from detectors.config import CameraConfig, DetectionConfig
from detectors.footage.capture import Footage, Frame, Image
from detectors.model.found import Found
from detectors.sight import Glance, Sight
from streams.runtime.cache import cache_folder
from streams.schema.detections import CameraHealthChanged

CLIP = cache_folder() / "vtest.avi"
SPOILT_S = (20.0, 50.0)
LENGTH_S = 65.0

pytestmark = pytest.mark.skipif(not CLIP.exists(), reason="needs the demo's clip: python -m deploy.fetch vtest.avi")


@pytest.fixture(scope="module")
def clip() -> list[Image]:
    return [frame.image for frame in Footage(CLIP, rate_fps=5.0).frames()][:150]


def warped(picture: Image, matrix: object) -> Image:
    size = picture.shape[1], picture.shape[0]
    return np.asarray(cv2.warpAffine(picture, np.asarray(matrix), size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def noisy(picture: Image) -> Image:
    return np.clip(picture + np.random.default_rng(1).normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def blurred(picture: Image) -> Image:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 4), np.uint8)


def bagged(picture: Image) -> Image:
    return np.clip(np.full(picture.shape, 60.0) + np.random.default_rng(2).normal(0, 2, picture.shape), 0, 255).astype(
        np.uint8
    )


def dark(picture: Image) -> Image:
    return (picture * 0.04).astype(np.uint8)


def knocked(picture: Image) -> Image:
    return warped(picture, [[1.0, 0, 0.1 * picture.shape[1]], [0, 1, 0]])


def turned(picture: Image, deg: float = 25.0) -> Image:
    return warped(picture, cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), deg, 1))


def turned_a_little(picture: Image) -> Image:
    return turned(picture, 5.0)


def bright_below(picture: Image) -> Image:
    covered = picture.copy()
    covered[round(0.4 * picture.shape[0]) :] = 200
    return noisy(covered)


def infrared(picture: Image) -> Image:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)


class Snow:
    def __init__(self) -> None:
        self._chance = np.random.default_rng(3)

    def __call__(self, picture: Image) -> Image:
        fallen = picture.copy()
        for x, y in self._chance.integers(0, [picture.shape[1], picture.shape[0]], (120, 2)).tolist():
            cv2.circle(fallen, (x, y), 3, (220, 220, 220), -1)
        return fallen


class Headlights:
    """A car turns in each five seconds: its light sweeps the picture for half of them."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, picture: Image) -> Image:
        self._count += 1
        at = -0.3 + 1.6 * (self._count % 25) / 12.5
        away = (np.arange(picture.shape[1]) / picture.shape[1] - at)[None, :, None]
        light = np.exp(-((away / 0.35) ** 2))
        return np.asarray(np.clip(picture * (1 + 3 * light) + 180 * light, 0, 255), np.uint8)


class Glove:
    """Something grey, soft and uneven before the lens of a camera in colour, over some share of it."""

    def __init__(self, share: float) -> None:
        self._share, self._chance = share, np.random.default_rng(3)
        self._folds = self._chance.normal(90, 25, (6, 8))

    def __call__(self, picture: Image) -> Image:
        cloth = cv2.resize(self._folds, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        cloth = np.clip(cloth + self._chance.normal(0, 3, cloth.shape), 0, 255)
        covered, width = picture.copy(), round(self._share * picture.shape[1])
        covered[:, :width] = cloth[:, :width, None]
        return covered


class Frozen:
    """One picture for ever, coded anew now and then as a stream's key frames are."""

    def __init__(self) -> None:
        self._shown: list[Image] = []
        self._count = 0

    def __call__(self, picture: Image) -> Image:
        if not self._shown:
            coded = (cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1] for quality in (95, 96))
            self._shown = [np.asarray(cv2.imdecode(each, 1), np.uint8) for each in coded]
        self._count += 1
        return self._shown[self._count // 25 % 2]


def told(clip: list[Image], spoil: Callable[[Image], Image], keep: Callable[[int], bool] = lambda _: True) -> list[str]:
    """The states said of the clip, spoilt for a while; `keep` says which of the spoilt pictures come at all."""
    sight, said = Sight(CameraConfig(camera_id="c", night="always"), DetectionConfig()), []
    for k in range(round(LENGTH_S * 5)):
        spoilt = SPOILT_S[0] <= k / 5 < SPOILT_S[1]
        if spoilt and not keep(k):
            continue
        picture = clip[k % len(clip)]
        glance = sight.glance(Frame(at_ms=200 * k, image=spoil(picture) if spoilt else picture))
        said += sight.settle(glance, [Found.empty()] * len(glance.looks)).detections
    changes = [each for each in said if isinstance(each, CameraHealthChanged)]
    assert all(each.observed_at_ms / 1000 <= SPOILT_S[0] + 30 for each in changes if each.health != "ok")
    return [each.health for each in changes]


@pytest.mark.parametrize("spoil", [noisy, infrared], ids=["noisy", "infrared"])
def test_noise_and_the_infrared_filter_are_no_faults(clip: list[Image], spoil: Callable[[Image], Image]) -> None:
    assert told(clip, spoil) == []


@pytest.mark.parametrize(
    ("spoil", "health"),
    [
        (dark, "dark"),
        (bagged, "covered"),
        (Glove(1.0), "covered"),
        (Glove(0.5), "covered"),
        (bright_below, "covered"),
        (Frozen(), "frozen"),
        (knocked, "moved"),
        (turned, "moved"),
        (turned_a_little, "moved"),
        (blurred, "defocused"),
        (Snow(), "flooded"),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_a_spoilt_picture_is_named_and_so_is_its_end(
    clip: list[Image], spoil: Callable[[Image], Image], health: str
) -> None:
    assert told(clip, spoil) == [health, "ok"]


def test_headlights_that_sweep_the_picture_each_five_seconds_are_no_fault(clip: list[Image]) -> None:
    assert told(clip, Headlights()) == []


def test_a_picture_a_second_is_slow(clip: list[Image]) -> None:
    assert told(clip, lambda picture: picture, keep=lambda k: k % 5 == 0) == ["slow", "ok"]


def spoilt_after_20_s(clip: list[Image], spoil: Callable[[Image], Image]) -> list[Glance]:
    """What is looked at of the clip in its first 15 s so spoilt."""
    sight = Sight(CameraConfig(camera_id="c", night="always"), DetectionConfig())
    for k in range(100):
        glance = sight.glance(Frame(at_ms=200 * k, image=clip[k % len(clip)]))
        sight.settle(glance, [Found.empty()] * len(glance.looks))
    return [sight.glance(Frame(at_ms=200 * k, image=spoil(clip[k % len(clip)]))) for k in range(100, 175)]


def test_nobody_s_dwell_grows_while_the_camera_looks_elsewhere(clip: list[Image]) -> None:
    assert all(glance.void and not glance.looks for glance in spoilt_after_20_s(clip, knocked)[10:])


def test_a_night_whose_infrared_shows_another_picture_is_told_and_watched(clip: list[Image]) -> None:
    glances = spoilt_after_20_s(clip, Glove(1.0))
    assert [each.health.health for each in glances if each.health] == ["covered"]
    assert not any(glance.void for glance in glances)
