"""More cameras than can be looked at are said so, once a minute."""

from detectors.load import Load


def minute(load: Load, *, ends_ms: int, looked_at: int, skipped_each: int) -> int | None:
    """The percentage that is said to be passed over at the end of a minute, None where nothing is said."""
    for _ in range(looked_at):
        load.looked(skipped_each)
    assert load.told(ends_ms - 1) is None
    told = load.told(ends_ms)
    return None if told is None else round(100 * told.share)


def test_pictures_passed_over_are_said_each_minute_as_long_as_there_are_many() -> None:
    load = Load(0)
    assert minute(load, ends_ms=60_000, looked_at=100, skipped_each=1) == 50
    assert minute(load, ends_ms=120_000, looked_at=100, skipped_each=3) == 75
    assert minute(load, ends_ms=180_000, looked_at=100, skipped_each=0) is None
    assert minute(load, ends_ms=240_000, looked_at=0, skipped_each=0) is None


def test_a_clock_that_is_set_back_holds_it_up_by_nothing() -> None:
    load = Load(1_000_000)
    load.looked(9)
    assert load.told(0) is not None
    load.looked(9)
    assert load.told(60_000) is not None
