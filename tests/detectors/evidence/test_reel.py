"""The reel of a camera: the seconds before and after an alert, small, blurred and few."""

import cv2
import numpy as np

from detectors.config import CameraConfig, DetectionConfig, EvidenceRules
from detectors.evidence.reel import Film, Reel
from detectors.footage.capture import Frame, Image
from detectors.sight import Sight, ask
from streams.schema.detections import LoiteringDetected
from tests.detectors.paint import PaintModel, street, with_people


def report(at_ms: int, seq: int = 1) -> LoiteringDetected:
    return LoiteringDetected(
        district="d",
        camera_id="c",
        observed_at_ms=at_ms,
        suspicion_id="sus-1",
        seq=seq,
        level="alert",
        score=0.9,
        began_at_ms=0,
        track_ids=("p1",),
    )


class Filming:
    """A camera that films a street, 5 pictures a second."""

    def __init__(self, width_px: int = 640) -> None:
        self.reel = Reel(rules=EvidenceRules(width_px=width_px))
        self.sight = Sight(CameraConfig(camera_id="c"), DetectionConfig())
        self.model, self.at_ms = PaintModel(), 0

    def see(self, seconds: float, *, walker: bool = True) -> list[Film]:
        films = []
        for _ in range(round(seconds * 5)):
            self.at_ms += 200
            picture = street(self.at_ms // 200, size=(1280, 720))
            picture = with_people(picture, (100 + self.at_ms // 20 % 1000, 600)) if walker else picture
            glance = self.sight.glance(Frame(at_ms=self.at_ms, image=picture))
            (answer,) = ask(self.model, [glance])
            sighting = self.sight.settle(glance, *answer)
            films += self.reel.remember(glance, sighting, self.sight)
        return films


def test_a_film_shows_the_seconds_before_the_alert_and_those_after() -> None:
    filming = Filming()
    filming.see(20)
    assert filming.reel.cut(report(20_000)) == "sus-1-1.mp4"
    (film,) = filming.see(8)
    times = [shot.at_ms for shot in film.shots]
    assert times[0] == 10_000
    assert 24_800 <= times[-1] <= 25_000
    assert times == sorted(set(times))


def test_a_film_ends_as_far_as_it_goes_when_no_frames_come_any_more() -> None:
    filming = Filming()
    filming.see(5)
    filming.reel.cut(report(5_000))
    filming.reel.cut(report(5_000, seq=2))
    assert filming.reel.due(9_000) == []
    assert [film.key for film in filming.reel.due(10_000)] == ["sus-1-1.mp4", "sus-1-2.mp4"]
    filming.reel.cut(report(5_000, seq=3))
    assert [film.key for film in filming.reel.rest()] == ["sus-1-3.mp4"]
    assert filming.reel.rest() == []


def test_pictures_are_small_and_a_quiet_street_takes_one_a_second() -> None:
    filming = Filming(width_px=320)
    filming.see(20, walker=False)
    filming.reel.cut(report(20_000))
    (film,) = filming.reel.rest()
    assert 10 <= len(film.shots) <= 16
    assert np.asarray(cv2.imdecode(np.frombuffer(film.shots[0].jpeg, np.uint8), 1)).shape == (180, 320, 3)


def test_the_reel_of_one_camera_takes_few_megabytes_however_long_it_runs() -> None:
    filming = Filming()
    filming.see(15)
    early = filming.reel.size_bytes
    filming.see(15)
    assert filming.reel.size_bytes < min(4e6, 1.3 * early)


def striped(picture: Image, box: tuple[int, int, int, int]) -> float:
    x1, y1, x2, y2 = box
    return float(np.abs(np.diff(picture[y1:y2, x1:x2].mean(axis=2), axis=1)).mean())


def test_a_face_is_unreadable_in_the_reel_also_when_nobody_looked_at_it_just_now() -> None:
    filming = Filming(width_px=1280)
    picture = with_people(street(1, size=(1280, 720), noise=0), (600, 600))
    picture[540:560, 588:612:4] = 255
    for k in range(30):
        glance = filming.sight.glance(Frame(at_ms=200 * k, image=picture + np.uint8(k % 2)))
        (answer,) = ask(filming.model, [glance])
        sighting = filming.sight.settle(glance, *answer)
        filming.reel.remember(glance, sighting, filming.sight)
    filming.reel.cut(report(5_800))
    (film,) = filming.reel.rest()
    shown = cv2.imdecode(np.frombuffer(film.shots[-1].jpeg, np.uint8), 1)
    assert striped(picture, (588, 541, 612, 559)) > 40
    assert striped(np.asarray(shown, np.uint8), (588, 541, 612, 559)) < 12


def test_time_that_was_set_back_begins_the_reel_anew() -> None:
    filming = Filming()
    filming.see(10)
    filming.at_ms = 1_000
    filming.see(2)
    filming.reel.cut(report(3_000))
    (film,) = filming.reel.rest()
    assert film.shots[0].at_ms == 1_200
