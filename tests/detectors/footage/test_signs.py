"""The signs of a camera's health: what repeats, how fast pictures come, whose clock runs away, what is out of focus."""

from collections.abc import Iterable

import cv2
import numpy as np

from detectors.config import HealthRules
from detectors.footage.capture import Frame, Image
from detectors.footage.light import shrink
from detectors.footage.motion import Motion, Regions
from detectors.footage.signs import Senses, Signs
from tests.detectors.paint import street

NOWHERE = np.empty((0, 4), np.float32)


def places(many: int) -> Regions:
    """Places of motion, some pixels large, in a picture of 640 × 360."""
    return np.asarray([(20 * k, 20, 20 * k + 8, 28) for k in range(many)], np.float32).reshape(-1, 4)


def signs(frames: Iterable[Frame], unexplained: Regions = NOWHERE) -> Signs:
    """Those after the last of some frames."""
    senses, said = Senses(HealthRules()), None
    before = np.empty(0, np.uint8)
    for frame in frames:
        small = shrink(frame.image)
        difference = float(cv2.absdiff(before, small).mean()) if before.shape == small.shape else 1.0
        said = senses.of(frame, small, Motion(regions=NOWHERE, difference=difference), unexplained)
        before = small
    assert said is not None
    return said


def at(pictures: Iterable[Image], step_ms: int = 200) -> list[Frame]:
    return [Frame(at_ms=1_000 + step_ms * k, image=picture) for k, picture in enumerate(pictures)]


def coded(picture: Image, quality: int) -> Image:
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], 1), np.uint8)


def test_the_very_same_picture_is_the_same_since_it_was_first_shown() -> None:
    assert signs(at([street(0), *[street(1)] * 51])).same_s in {10.0, 10.2}


def test_a_frozen_picture_that_is_coded_anew_now_and_then_is_still_the_same() -> None:
    anew = [coded(street(1), 95 - k // 12 % 2) for k in range(120)]
    assert signs(at(anew)).same_s > 20


def test_a_quiet_street_is_not_the_same_while_its_sensor_rustles() -> None:
    assert signs(at(street(k, noise=2) for k in range(100))).same_s < 1


def test_a_picture_whose_clock_runs_on_is_not_frozen() -> None:
    def clock(k: int) -> Image:
        return np.asarray(cv2.putText(street(1), str(k // 5), (20, 40), 0, 1.0, (255, 255, 255), 2), np.uint8)

    assert signs(at(clock(k) for k in range(150))).same_s < 1.1


def test_times_that_jump_back_freeze_nothing() -> None:
    stuck = street(1)
    frames = [Frame(at_ms=at_ms, image=stuck) for at_ms in (100_000, 100_200, 1_000, 5_000)]
    assert signs(frames).same_s == 4.0


def test_an_outage_is_no_stretch_of_pictures() -> None:
    quiet = at([street(k, noise=2) for k in range(100)])
    for away_ms in (15_000, 600_000):
        back = [Frame(at_ms=21_000 + away_ms + 200 * k, image=street(200 + k, noise=2)) for k in range(80)]
        first, last = signs([*quiet, back[0]], unexplained=places(30)), signs([*quiet, *back])
        assert (first.same_s, first.rate_fps, first.clutter, last.rate_fps) == (0.0, None, 0.0, 5.0)


def test_a_camera_that_sends_a_picture_each_five_seconds_does_not_repeat_it() -> None:
    assert all(signs(at((street(k, noise=2) for k in range(upto)), 5_000)).same_s == 0 for upto in (2, 3, 9))


def test_pictures_are_counted_with_those_that_nobody_took() -> None:
    assert signs(at([street(k) for k in range(30)], 1_000)).rate_fps == 1.0
    assert signs(at([street(k) for k in range(100)])).rate_fps == 5.0
    busy = [Frame(at_ms=1_000 * k, image=street(k), skipped=4) for k in range(30)]
    assert signs(busy).rate_fps == 5.0
    assert signs(at([street(k) for k in range(20)])).rate_fps is None


def test_a_camera_s_clock_that_jumps_is_off_and_one_that_drifts_is_not() -> None:
    def stamped(stamp: Iterable[float]) -> list[Frame]:
        return [Frame(at_ms=1_000 * k, image=street(k % 7), stamp_ms=each) for k, each in enumerate(stamp)]

    assert round(signs(stamped(1_000 * k + (3_600_000 if k > 20 else 0) for k in range(40))).clock_off_s) == 3600
    assert abs(signs(stamped(1_000.2 * k for k in range(600))).clock_off_s) < 0.5
    assert signs(stamped(1_010 * k for k in range(600))).clock_off_s > 5


def test_a_stream_that_is_opened_anew_begins_a_clock_anew() -> None:
    def opened_each_20_s(k: int) -> Frame:
        return Frame(at_ms=1_000 * k, image=street(k % 7), stamp_ms=1_000.0 * (k % 20), opening=k // 20)

    assert {signs(map(opened_each_20_s, range(upto))).clock_off_s for upto in (20, 21, 30, 41)} == {0.0}


def test_a_stream_that_has_no_clock_and_says_nought_for_ever_is_not_off() -> None:
    frames = [Frame(at_ms=1_000 * k, image=street(k % 7), stamp_ms=0.0) for k in range(60)]
    assert signs(frames).clock_off_s == 0.0


def test_a_clock_that_jumped_is_taken_as_it_goes_once_that_was_said() -> None:
    def jumped(k: int) -> Frame:
        return Frame(at_ms=1_000 * k, image=street(k % 7), stamp_ms=1_000.0 * k + (3_600_000 if k > 20 else 0))

    said = [round(signs(map(jumped, range(upto))).clock_off_s) for upto in (21, 22, 30, 50, 90)]
    assert said == [0, 3600, 3600, 0, 0]


def test_a_picture_out_of_focus_has_less_steep_edges_than_it_used_to() -> None:
    blocks = np.kron(np.random.default_rng(5).integers(0, 120, (9, 16, 1)), np.ones((40, 40, 3), int))

    def row(k: int) -> Image:
        return np.asarray(np.clip(street(k).astype(int) + blocks, 0, 255), np.uint8)

    sharp = [row(k) for k in range(60)]
    blurred = [np.asarray(cv2.GaussianBlur(row(k), (0, 0), 3), np.uint8) for k in range(10)]
    assert (signs(at(sharp)).focus or 0) > 0.9
    assert (signs(at([*sharp, *blurred])).focus or 1) < 0.65


def test_motion_of_nobody_fills_the_pictures_only_when_it_goes_on() -> None:
    assert signs(at(street(k) for k in range(5)), unexplained=places(17)).clutter < 0.2
    assert signs(at(street(k) for k in range(75)), unexplained=places(17)).clutter > 0.7
    assert signs(at(street(k) for k in range(75)), unexplained=places(14)).clutter == 0


def test_where_much_falls_its_places_grow_together_and_fill_the_picture_all_the_same() -> None:
    everywhere = np.asarray([(0, 0, 640, 300)], np.float32)
    a_lorry = np.asarray([(100, 100, 380, 300)], np.float32)
    assert signs(at(street(k) for k in range(75)), unexplained=everywhere).clutter > 0.7
    assert signs(at(street(k) for k in range(75)), unexplained=a_lorry).clutter == 0


def yard(k: int, *, noise: float, blur: float = 1.2) -> Image:
    """A yard of plain blocks by night, so much out of focus, with so much noise of the sensor."""
    blocks = np.kron(np.random.default_rng(5).integers(10, 90, (9, 16, 1)), np.ones((40, 40, 3)))
    soft = cv2.GaussianBlur(blocks, (0, 0), blur)
    return np.clip(soft + np.random.default_rng(k).normal(0, noise, (360, 640, 1)), 0, 255).astype(np.uint8)


def test_who_sees_without_noise_again_after_a_night_of_it_is_not_out_of_focus() -> None:
    night, day = [yard(k, noise=12.0) for k in range(100)], [yard(k, noise=1.0) for k in range(20)]
    assert (signs(at([*night, *day])).focus or 0) > 0.8


def test_the_noise_of_a_night_hides_no_blur() -> None:
    sharp, blurred = [yard(k, noise=6.0) for k in range(100)], [yard(k, noise=6.0, blur=5.0) for k in range(20)]
    assert (signs(at([*sharp, *blurred])).focus or 1) < 0.65


def test_a_lens_that_gets_ever_dirtier_stays_out_of_focus_when_no_edge_is_left() -> None:
    def dirty(k: int) -> Image:
        return np.asarray(40 + yard(k, noise=6.0, blur=6.0) * (0.9 - k / 200), np.uint8)

    sharp = [yard(k, noise=6.0) for k in range(100)]
    assert (signs(at([*sharp, *(dirty(k) for k in range(110))])).focus or 1) < 0.65


def test_soft_insects_all_over_the_picture_put_no_lens_out_of_focus() -> None:
    def with_insects(k: int) -> Image:
        places_px = np.random.default_rng(k).integers(0, [640, 360], (12, 2)).tolist()
        lights = np.zeros((360, 640), np.float32)
        for x, y in places_px:
            cv2.circle(lights, (x, y), 20, 160.0, -1)
        soft = cv2.GaussianBlur(lights, (0, 0), 9)[..., None]
        return np.asarray(np.clip(yard(k, noise=2.0) + soft, 0, 255), np.uint8)

    frames = at([*(yard(k, noise=2.0) for k in range(100)), *(with_insects(k) for k in range(100))])
    senses = Senses(HealthRules())
    for k, frame in enumerate(frames):
        small, moving = shrink(frame.image), places(12 if k >= 100 else 0)
        said = senses.of(frame, small, Motion(regions=moving, difference=1.0), moving)
    assert (said.focus or 0) > 0.8


def test_a_picture_of_one_pixel_shows_nothing_and_breaks_nothing() -> None:
    said = signs(at([np.full((1, 1, 3), 99, np.uint8)] * 20))
    assert (said.detail, said.focus, said.drift) == (0.0, None, None)
