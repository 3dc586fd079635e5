"""Behaviour seen in pictures, from painted pixels to the report: the whole way but for the neural network."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import numpy as np
import pytest

from detectors.config import CameraConfig, DetectionConfig
from detectors.footage.capture import Frame, Image
from detectors.model.crops import Cutout
from detectors.rules import PostureRules
from detectors.sight import Sight, ask
from detectors.street.skeleton import Box, Points, Skeletons
from streams.schema.detections import Detection, LoiteringDetected
from tests.detectors.paint import PaintModel, street, with_cars, with_people
from tests.detectors.street.test_skeleton import man

Path = Callable[[float], tuple[float, float] | None]
"""Where his feet are at each second; None while he is not there."""
SIZE = (960, 360)
ROW = ((120, 180, 280, 260), (400, 180, 560, 260), (680, 180, 840, 260))
DOORS = (200, 480, 760)
KERB_Y = 266
WALK_PX_S = 50.0
TALL_ENOUGH = DetectionConfig(postures=PostureRules(min_height_px=40.0))
TOO_SMALL = DetectionConfig(postures=PostureRules(min_height_px=70.0))
"""Paint people are 60 px tall."""


class Reaching(PaintModel):
    """Sees everyone hold out an arm to his right, and counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def skeletons(self, cutouts: Sequence[Cutout]) -> list[Skeletons]:
        self.asked += len(cutouts)
        return [self._skeleton(each) for each in cutouts]

    def _skeleton(self, cutout: Cutout) -> Skeletons:
        found = self.find([cutout])[0]
        people = found.xyxy[found.of_people]
        points = [fitted(man(elbow_l=(126, 56), wrist_l=(148, 72)), box) for box in people]
        return Skeletons(points=np.asarray(points, np.float32).reshape(-1, 17, 3), boxes=people)


def fitted(points: Points, box: Box) -> Points:
    """A man drawn 160 px tall, put into a box."""
    scale = (box[3] - box[1]) / 160
    placed = points.copy()
    placed[:, :2] = (points[:, :2] - (100, 15)) * scale + ((box[0] + box[2]) / 2, box[1])
    return placed


def night(path: Path, seconds: float) -> Iterator[tuple[float, Image]]:
    """A lit row of cars at night, and a man where `path` says."""
    for k in range(round(seconds * 5)):
        picture = with_cars(street(k, size=SIZE), *ROW)
        at = path(k / 5)
        yield k / 5, picture if at is None else with_people(picture, (round(at[0]), round(at[1])))


def goes_along(
    doors: Sequence[int], stop_s: float, from_s: float = 10.0
) -> Callable[[float], tuple[float, float] | None]:
    """Comes from the left, stops at each of the doors, goes on."""

    def path(at_s: float) -> tuple[float, float] | None:
        left, x = at_s - from_s, 20.0
        if left < 0:
            return None
        for door in doors:
            walk_s = (door - x) / WALK_PX_S
            if left < walk_s:
                return x + left * WALK_PX_S, KERB_Y
            if left < walk_s + stop_s:
                return door + round(left * 5) % 2, KERB_Y
            left, x = left - walk_s - stop_s, float(door)
        x += left * WALK_PX_S
        return (x, KERB_Y) if x < SIZE[0] else None

    return path


def seen(model: PaintModel, pictures: Iterator[tuple[float, Image]], detection: DetectionConfig) -> list[Detection]:
    sight = Sight(CameraConfig(camera_id="c", night="always"), detection)
    said: list[Detection] = []
    for at_s, picture in pictures:
        glance = sight.glance(Frame(at_ms=round(at_s * 1000), image=picture))
        (answer,) = ask(model, [glance])
        said += sight.settle(glance, *answer).detections
    return said


def raised(said: Sequence[Detection]) -> list[tuple[str, float]]:
    return [(each.level, each.observed_at_ms / 1000) for each in said if isinstance(each, LoiteringDetected)]


def stops_at(number: int, stop_s: float = 4.0, from_s: float = 10.0) -> float:
    """When he comes to the door of that number, from 1."""
    return from_s + (DOORS[number - 1] - 20) / WALK_PX_S + (number - 1) * stop_s


def test_a_man_who_tries_three_doors_is_a_watch_at_the_second_and_an_alert_at_the_third() -> None:
    said = raised(seen(PaintModel(), night(goes_along(DOORS, 4.0), 50), DetectionConfig()))
    assert [level for level, _ in said] == ["watch", "alert"]
    (_, watch_s), (_, alert_s) = said
    assert stops_at(2) < watch_s < stops_at(2) + 5
    assert stops_at(3) < alert_s < stops_at(3) + 5


def test_an_arm_held_out_at_the_second_car_is_an_alert_there() -> None:
    said = raised(seen(Reaching(), night(goes_along(DOORS, 4.0), 50), TALL_ENOUGH))
    level, alert_s = said[-1]
    assert level == "alert"
    assert stops_at(2) < alert_s < stops_at(2) + 5


def test_an_arm_held_out_at_one_car_alone_is_none() -> None:
    said = raised(seen(Reaching(), night(goes_along(DOORS[:1], 4.0), 40), TALL_ENOUGH))
    assert "alert" not in [level for level, _ in said]


def test_who_passes_the_row_with_swinging_arms_is_none_and_not_even_asked_for() -> None:
    model = Reaching()
    assert raised(seen(model, night(goes_along((), 0.0), 40), TALL_ENOUGH)) == []
    assert model.asked == 0


def test_who_stands_off_the_cars_is_not_asked_for() -> None:
    model = Reaching()
    assert raised(seen(model, night(lambda at_s: (480.0 + round(at_s * 5) % 2, 350.0), 30), TALL_ENOUGH)) == []
    assert model.asked == 0


def test_people_too_small_are_not_asked_for_their_posture() -> None:
    model = Reaching()
    seen(model, night(goes_along(DOORS, 4.0), 50), TOO_SMALL)
    assert model.asked == 0


def infrared(picture: Image) -> Image:
    """The filter has switched: grey and lighter, so that paint is found no more."""
    return np.repeat(np.minimum(picture.mean(axis=2, keepdims=True) + 60, 255).astype(np.uint8), 3, axis=2)


def dazzled(picture: Image) -> Image:
    """Headlights straight into the lens."""
    return np.maximum(picture, 235).astype(np.uint8)


def rained_on(picture: Image) -> Image:
    drops = np.random.default_rng(int(picture[0, 0, 0])).random(picture.shape[:2]) < 0.02
    return np.where(drops[..., None], 200, picture).astype(np.uint8)


@pytest.mark.parametrize("spoil", [infrared, dazzled, rained_on])
def test_parked_cars_are_the_same_after_the_light_has_changed_and_after_rain(spoil: Callable[[Image], Image]) -> None:
    sight, model = Sight(CameraConfig(camera_id="c", night="always"), DetectionConfig()), PaintModel()
    known: list[dict[str, tuple[int, ...]]] = []
    for at_s, picture in islice(night(lambda _: None, 120), 0, None, 2):
        shown = spoil(picture) if 20 <= at_s < 100 else picture
        glance = sight.glance(Frame(at_ms=round(at_s * 1000), image=shown))
        (answer,) = ask(model, [glance])
        sight.settle(glance, *answer)
        known.append({name: tuple(np.round(box / 8).astype(int).tolist()) for name, box in sight.cars().items()})
    before = known[len(known) * 19 // 120]
    assert len(before) == len(ROW)
    assert known[-1] == before
