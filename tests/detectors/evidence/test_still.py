"""The still of an alert: nobody's face, nobody's plate."""

import cv2
import numpy as np
import numpy.typing as npt

from detectors.config import CameraConfig, DetectionConfig, Polygon
from detectors.evidence.still import known, still, still_key
from detectors.footage.capture import Frame, Image
from detectors.model.found import Found
from detectors.sight import Sight, ask
from detectors.tracks import CAR, PERSON
from streams.schema.detections import LoiteringDetected
from tests.detectors.paint import PaintModel

HEAD = (100, 50, 140, 90)
"""Of the person below; filled with a fine pattern that blurring must destroy."""
PLATE = (330, 230, 400, 250)


def boxes(*rows: tuple[int, int, int, int, int]) -> Found:
    table = np.asarray(rows, np.float32).reshape(-1, 5)
    return Found(classes=table[:, 0].astype(np.int8), xyxy=table[:, 1:], scores=np.full(len(rows), 0.2, np.float32))


def scene() -> Image:
    """A grey yard with a face and a plate in black and white stripes."""
    picture = np.full((360, 640, 3), 120, np.uint8)
    for x1, y1, x2, y2 in (HEAD, PLATE):
        picture[y1:y2, x1:x2:4] = 255
        picture[y1:y2, x1 + 1 : x2 : 4] = 0
    return picture


def shown(data: bytes) -> Image:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def sharpness(picture: Image, box: tuple[int, int, int, int]) -> float:
    x1, y1, x2, y2 = box
    luma: npt.NDArray[np.float64] = picture[y1:y2, x1:x2].mean(axis=2)
    return float(np.abs(np.diff(luma, axis=1)).mean())


EVERYTHING = boxes((PERSON, 90, 45, 150, 200), (CAR, 280, 150, 460, 260))


def test_faces_and_plates_of_everything_found_are_blurred() -> None:
    before, after = scene(), shown(still(scene(), EVERYTHING, [], {}))
    for box in (HEAD, PLATE):
        assert sharpness(before, box) > 40
        assert sharpness(after, box) < 4


def test_what_is_no_head_and_no_plate_stays_as_it_is() -> None:
    picture = scene()
    picture[150:190, 100:140:4] = 255  # his jacket
    assert sharpness(shown(still(picture, EVERYTHING, [], {})), (100, 150, 140, 190)) > 20


def test_a_man_who_bends_is_blurred_all_over() -> None:
    bent = boxes((PERSON, 60, 30, 160, 100))
    assert sharpness(shown(still(scene(), bent, [], {})), HEAD) < 4


def test_a_man_before_a_car_is_seen_and_the_plate_beside_his_legs_is_not() -> None:
    picture = np.full((360, 640, 3), 200, np.uint8)
    picture[100:260, 330:370] = 20  # his dark clothes
    for sign in range(7):
        picture[200:215, 320 + 9 * sign : 323 + 9 * sign] = 255  # a plate of seven signs, as wide as he is
        picture[200:215, 323 + 9 * sign : 326 + 9 * sign] = 0
    man = np.asarray((320, 50, 380, 260), np.float32)
    found = boxes((CAR, 200, 120, 500, 260), (PERSON, 320, 50, 380, 260))
    after = shown(still(picture, found, [man], {}))
    assert after[150:190, 325:328].mean() - after[150:190, 345:355].mean() > 100, "where he ends is plain to see"
    assert sharpness(after, (322, 202, 378, 213)) < sharpness(picture, (322, 202, 378, 213)) / 2


def test_the_plate_of_a_car_that_nobody_makes_out_on_its_parking_strip_is_blurred() -> None:
    strip = ((320.0, 215.0), (420.0, 215.0), (420.0, 300.0), (320.0, 300.0))
    after = [shown(still(scene(), _known(strips), [], {})) for strips in ((), (strip,))]
    assert sharpness(after[0], PLATE) > 40
    assert sharpness(after[1], PLATE) < 4
    assert sharpness(after[1], HEAD) > 40


def _known(strips: tuple[Polygon, ...]) -> Found:
    sight = Sight(CameraConfig(camera_id="c", parking_strips=strips), DetectionConfig())
    glance = sight.glance(Frame(at_ms=0, image=scene()))
    (answer,) = ask(PaintModel(), [glance])
    return known(sight.settle(glance, *answer), sight)


def test_blurring_leaves_the_picture_it_was_given_alone() -> None:
    picture = scene()
    still(picture, EVERYTHING, [], {})
    assert np.array_equal(picture, scene())


def test_who_is_meant_and_the_cars_in_order_are_drawn() -> None:
    who, cars = EVERYTHING.xyxy[0], {1: EVERYTHING.xyxy[1]}
    plain, drawn = shown(still(scene(), EVERYTHING, [], {})), shown(still(scene(), EVERYTHING, [who], cars))
    differs = np.abs(plain.astype(int) - drawn).max(axis=2) > 30
    assert differs[45:200, 90].mean() > 0.9
    assert differs[150:260, 280].mean() > 0.9


def test_boxes_beyond_the_picture_and_no_boxes_break_nothing() -> None:
    odd = boxes((PERSON, -50, -50, 20, 20), (CAR, 600, 300, 900, 900), (PERSON, 700, 700, 800, 800))
    assert shown(still(scene(), odd, list(odd.xyxy), {})).shape == (360, 640, 3)


def test_the_key_says_which_suspicion_and_how_much_was_known() -> None:
    report = LoiteringDetected(
        district="d",
        camera_id="wall 3/北",
        observed_at_ms=1,
        suspicion_id="sus-0123456789abcdef",
        seq=2,
        level="alert",
        score=0.8,
        began_at_ms=0,
        track_ids=("p1",),
    )
    assert still_key(report) == "sus-0123456789abcdef-2.jpg"
