"""Which smaller things are on their way."""

from detectors.street.things import Things
from detectors.tracks import BIKE, OBJECT, Tracks


def _seen(x: float) -> Tracks:
    return Tracks.of(["dog", "bike"], [OBJECT, BIKE], [[x, 360, x + 50, 400], [900, 300, 1000, 400]])


def test_a_dog_that_is_led_past_a_bicycle_moves_and_the_bicycle_does_not() -> None:
    things = Things()
    assert [things.moving(k / 5, _seen(20.0 * k)).tolist() for k in range(5)][-1] == [True, False]


def test_of_a_thing_just_seen_or_seen_again_after_long_it_is_not_known() -> None:
    things = Things()
    assert things.moving(0, _seen(0)).tolist() == [False, False]
    assert things.moving(60, _seen(500)).tolist() == [False, False]


def test_no_things_move_nowhere() -> None:
    assert Things().moving(0, Tracks.empty()).tolist() == []
