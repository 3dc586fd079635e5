"""Two replays of the same tracks, compared."""

from detectors.changes import changes


def _line(at_s: float, *tracks: str, level: str = "alert") -> dict[str, object]:
    return {
        "level": level,
        "kind": "long_stay",
        "track_ids": list(tracks),
        "vehicle_ids": ["car-1"],
        "score": 0.9,
        "raised_at_s": at_s,
        "terms": [],
    }


def test_what_is_gained_lost_and_moved_is_told_in_the_order_of_time_and_counted() -> None:
    before = [_line(20, "a"), _line(30, "b"), _line(50, "d")]
    after = [_line(20, "a"), _line(26, "b", "c"), _line(70, "e")]
    *told, summary = changes(before, after)
    assert [line["change"] for line in told] == ["moved", "lost", "gained"]
    assert told[0]["by_s"] == -4
    assert told[1]["after"] is None
    assert told[2]["before"] is None
    assert summary["alert"] == {"gained": 1, "lost": 1, "moved": 1, "same": 1}


def test_a_watch_that_becomes_an_alert_is_gained_there_and_the_watch_stays() -> None:
    watch = _line(12, "a", level="watch")
    *told, summary = changes([watch], [watch, _line(20, "a")])
    assert [line["change"] for line in told] == ["gained"]
    assert summary["watch"] == {"gained": 0, "lost": 0, "moved": 0, "same": 1}


def test_the_same_settings_change_nothing() -> None:
    told = list(changes([_line(20, "a")], [_line(20, "a")]))
    assert [line["change"] for line in told] == ["summary"]
