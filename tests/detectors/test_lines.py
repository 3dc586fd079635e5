"""The lines of F.jsonl."""

from detectors.lines import line
from streams.schema.detections import LoiteringDetected, LoiteringEnded
from streams.schema.quantities import Term


def _raised(*names: str) -> LoiteringDetected:
    return LoiteringDetected(
        district="d",
        camera_id="wall-3",
        observed_at_ms=1_024_500,
        suspicion_id="sus-1",
        seq=1,
        level="alert",
        score=0.9,
        began_at_ms=1_004_000,
        track_ids=("7",),
        terms=tuple(Term(name=n, value=1, points=0.3, text="t", text_zh="文") for n in names),
    )


def test_seconds_count_from_the_start_of_the_input() -> None:
    (told,) = line(_raised("stay"), 1_000_000)
    assert (told["began_at_s"], told["raised_at_s"], told["kind"]) == (4.0, 24.5, "long_stay")


def test_one_who_went_from_car_to_car_is_of_that_kind() -> None:
    (told,) = line(_raised("stay", "next_car"), 0)
    assert told["kind"] == "car_to_car"


def test_an_end_has_no_line() -> None:
    ended = LoiteringEnded(district="d", camera_id="c", observed_at_ms=5, suspicion_id="sus-1", seq=2, reason="left")
    assert list(line(ended, 0)) == []
