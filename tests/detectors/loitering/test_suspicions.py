"""The life of a suspicion: raised, raised higher, updated, ended; never twice."""

from detectors.config import CameraConfig
from detectors.loitering.company import Company
from detectors.loitering.score import Judgement
from detectors.loitering.suspicions import Sighting, Suspicions
from detectors.rules import ScoreRules
from detectors.street.person import Person
from streams.schema.detections import Detection, LoiteringDetected, LoiteringEnded, LoiteringUpdated

NOTHING, WATCH, ALERT = 0.2, 0.6, 0.9


class Life:
    """One person whose points change."""

    def __init__(self) -> None:
        self.suspicions = Suspicions(CameraConfig(camera_id="wall-3"), ScoreRules())
        self.person = Person(
            key=1, track_ids=["a"], began_s=0, seen_s=0, box=(0, 0, 1, 1), at_start=False, at_edge=False
        )

    def at(self, at_s: float, points: float) -> Detection | None:
        judgement = Judgement(points=points, began_s=5, vehicle_ids=("car-1",), parts=())
        at_ms = round(at_s * 1000)
        return self.suspicions.weigh(
            Sighting(
                at_s=at_s,
                at_ms=at_ms,
                person=self.person,
                judgement=judgement,
                company=Company(),
                others=frozenset(),
                began_ms=5000,
                place=lambda: None,
            )
        )

    def away(self, at_s: float) -> Detection | None:
        return self.suspicions.calm(at_s, round(at_s * 1000), self.person)


def test_it_is_raised_to_watch_then_to_alert_under_one_id_and_counts() -> None:
    life = Life()
    assert life.at(10, NOTHING) is None
    watch, alert = life.at(15, WATCH), life.at(25, ALERT)
    assert isinstance(watch, LoiteringDetected)
    assert isinstance(alert, LoiteringDetected)
    assert (watch.level, watch.seq, alert.level, alert.seq) == ("watch", 1, "alert", 2)
    assert watch.suspicion_id == alert.suspicion_id
    assert alert.began_at_ms == 5000


def test_it_may_be_an_alert_at_once_and_is_never_raised_twice() -> None:
    life = Life()
    assert isinstance(life.at(15, ALERT), LoiteringDetected)
    said = [life.at(15 + k / 5, ALERT if k % 7 else NOTHING) for k in range(1, 400)]
    assert not any(isinstance(m, LoiteringDetected) for m in said)


def test_updates_come_at_most_each_ten_seconds_and_only_when_something_changed() -> None:
    life = Life()
    life.at(10, ALERT)
    assert [life.at(10 + k / 5, ALERT) for k in range(1, 100)] == [None] * 99
    assert isinstance(life.at(31, ALERT + 0.06), LoiteringUpdated)
    assert life.at(35, ALERT + 0.2) is None
    life.person.track_ids.append("b")
    update = life.at(42, ALERT + 0.06)
    assert isinstance(update, LoiteringUpdated)
    assert update.track_ids == ("a", "b")


def test_the_score_on_the_wire_stays_between_nought_and_one() -> None:
    said = Life().at(10, 1.7)
    assert isinstance(said, LoiteringDetected)
    assert said.score == 1


def test_a_minute_away_from_all_cars_ends_it_and_less_does_not() -> None:
    life = Life()
    life.at(10, WATCH)
    assert life.away(20) is None
    assert life.away(75) is None
    life.at(76, WATCH)
    assert life.away(80) is None
    ended = life.away(141)
    assert isinstance(ended, LoiteringEnded)
    assert ended.reason == "moved_on"
    assert life.suspicions.end(150_000, life.person, "left") is None
