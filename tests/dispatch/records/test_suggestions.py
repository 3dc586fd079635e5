"""False alerts of a camera become suggestions, with the count behind them, and never by a single word."""

from dispatch.config import SuggestionConfig
from dispatch.records.suggestions import Verdict, suggestions
from streams.schema.commands import DismissReason
from tests.dispatch.gate_street import north

CONFIG = SuggestionConfig()


def verdicts(reason: DismissReason | None, *at_m: float, camera_id: str = "gate-2") -> list[Verdict]:
    places = [north(at) for at in at_m]
    return [Verdict(camera_id=camera_id, reason=reason, lon=place.lon, lat=place.lat) for place in places]


def test_residents_at_one_spot_suggest_a_mask_there() -> None:
    (told,) = suggestions(verdicts("resident", 0, 2, 4, 6, 3, 1, 5) + verdicts(None, 100, 200), CONFIG)
    assert (told.camera_id, told.count, told.of, told.setting) == ("gate-2", 7, 9, "[[camera]] masks")
    assert told.place is not None
    assert abs(told.place.lat - north(3).lat) < 1e-6
    assert "7 of 9" in told.text
    assert "9 次告警中 7 次" in told.text_zh


def test_residents_all_over_the_place_suggest_more_points_for_an_alert() -> None:
    (told,) = suggestions(verdicts("resident", 0, 50, 100, 150, 200), CONFIG)
    assert (told.setting, told.place, told.count) == ("[detection.score] alert_points", None, 5)


def test_owners_are_nothing_to_mask() -> None:
    (told,) = suggestions(verdicts("owner", 0, 0, 0, 0, 0), CONFIG)
    assert told.setting == "[detection.owners]"


def test_few_of_a_reason_are_chance() -> None:
    assert suggestions(verdicts("animal", 0, 0, 0, 0), CONFIG) == []


def test_a_reason_that_is_the_exception_there_suggests_nothing() -> None:
    assert suggestions(verdicts("animal", 0, 0, 0, 0, 0) + verdicts(None, *range(6)), CONFIG) == []


def test_reasons_that_say_nothing_of_a_camera_suggest_nothing() -> None:
    assert suggestions(verdicts("duplicate", *[0] * 9) + verdicts("other", *[0] * 9, camera_id="wall-3"), CONFIG) == []


def test_cameras_are_told_apart_and_alerts_without_a_place_count_too() -> None:
    nowhere = [Verdict(camera_id="wall-3", reason="no_person", lon=None, lat=None)] * 5
    told = suggestions(nowhere + verdicts("animal", *[0] * 6), CONFIG)
    assert [(each.camera_id, each.count, each.place is None) for each in told] == [
        ("gate-2", 6, False),
        ("wall-3", 5, True),
    ]
