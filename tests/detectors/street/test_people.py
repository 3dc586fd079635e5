"""One person stays one person, whatever his ids do; two stay two."""

import pytest

from detectors.rules import GroundRules, OwnerRules, VisitRules
from detectors.street.people import People
from detectors.street.person import Person
from detectors.tracks import PERSON, Tracks


class Watch:
    """Shows people as standing boxes 170 px high (so that 100 px are a metre), by the foot's x."""

    def __init__(self) -> None:
        self.people = People(GroundRules(), VisitRules(), OwnerRules())

    def see(self, at_s: float, **feet_x: float) -> list[Person]:
        boxes = [[x - 30, 230, x + 30, 400] for x in feet_x.values()]
        seen = Tracks.of(list(feet_x), [PERSON] * len(boxes), boxes)
        return self.people.observe(at_s, seen, (1920, 1080))[0]


def test_one_lost_for_six_seconds_and_found_beside_is_the_same_and_keeps_his_ids() -> None:
    watch = Watch()
    first = watch.see(0, a=500)[0]
    second = watch.see(6, b=600)[0]
    assert second is first
    assert second.track_ids == ["a", "b"]


@pytest.mark.parametrize(("x", "at_s"), [(1500, 6.0), (510, 9.0)], ids=["too far", "too late"])
def test_one_found_far_off_or_after_long_is_another(x: float, at_s: float) -> None:
    watch = Watch()
    first = watch.see(0, a=500)[0]
    assert watch.see(at_s, b=x)[0].key != first.key


def test_ids_that_change_places_are_put_right() -> None:
    watch = Watch()
    left, right = watch.see(0, a=500, b=1500)
    now = watch.see(0.2, a=1502, b=501)
    assert now[0] is right
    assert now[1] is left


@pytest.mark.parametrize("fps", [5, 30])
def test_one_who_is_missed_as_another_comes_up_to_him_stays_who_he_was(fps: int) -> None:
    watch = Watch()
    for k in range(fps):
        man = watch.see(k / fps, a=500)[0]
    taken = watch.see(1, b=560)[0]
    assert taken is man, "as far as anyone can tell"
    back, other = watch.see(1 + 1 / fps, a=500, b=570)
    assert (back, back.track_ids, back.foot) == (man, ["a"], (500, 400))
    assert other.track_ids == ["b"]
    assert other.began_s == 1
    assert watch.see(1 + 2 / fps, b=580, a=500) == [other, man]


def test_one_who_is_missed_as_another_comes_up_and_who_is_then_missed_himself_stays_who_he_was() -> None:
    watch = Watch()
    for k in range(10):
        man = watch.see(k / 5, a=500)[0]
    assert watch.see(2, b=560) == [man], "as far as anyone can tell"
    assert watch.see(2.2, a=500) == [man]
    back, other = watch.see(2.4, a=500, b=560)
    assert (back, back.track_ids) == (man, ["a"])
    assert other is not man


def test_two_who_walk_one_behind_the_other_and_are_lost_for_two_seconds_stay_themselves() -> None:
    watch = Watch()
    for k in range(10):
        first, second = watch.see(k / 5, a=500 + 26 * k, b=240 + 26 * k)
    assert watch.see(1.8 + 2, c=734 + 260, d=474 + 260) == [first, second]


def test_whose_new_id_was_his_for_long_is_not_who_comes_by_with_the_old_one() -> None:
    watch = Watch()
    watch.see(0, a=500)
    for k in range(1, 60):
        man = watch.see(k / 5, b=500)[0]
    other, same = watch.see(12, a=640, b=500)
    assert same is man
    assert other.key != man.key


def test_one_who_runs_is_not_taken_for_a_swap_at_one_frame_a_second() -> None:
    watch = Watch()
    runner = watch.see(0, a=200)[0]
    assert watch.see(1, a=800)[0] is runner


def test_a_half_sized_box_in_the_same_place_is_another_person() -> None:
    watch = Watch()
    man = watch.see(0, a=500)[0]
    child = Tracks.of(["c"], [PERSON], [[480, 320, 520, 400]])
    assert watch.people.observe(1.0, child, (1920, 1080))[0][0].key != man.key


def test_nobodys_coming_was_seen_at_the_start_or_after_a_pause_of_the_camera() -> None:
    watch = Watch()
    assert watch.see(0, a=500)[0].at_start
    for k in range(1, 60):
        watch.see(k / 5)
    assert not watch.see(12.2, b=900)[0].at_start
    assert watch.see(60, c=900)[0].at_start


def test_memory_does_not_grow_with_the_frame_rate_or_the_length_of_a_stay() -> None:
    watch = Watch()
    for k in range(60 * 120):
        person = watch.see(k / 60, a=500)[0]
    assert len(person.path) <= 75


def test_speed_is_in_metres_a_second_and_unknown_at_first() -> None:
    watch = Watch()
    assert watch.see(0, a=500)[0].speed_mps(GroundRules()) == float("inf")
    for k in range(1, 12):
        person = watch.see(k / 5, a=500 + 28 * k)[0]
    assert person.speed_mps(GroundRules()) == pytest.approx(1.4, abs=0.01)


def test_who_walked_across_and_stopped_stands_a_second_later_however_short_steps_away_look() -> None:
    watch = Watch()
    for k in range(20):
        person = watch.see(k / 5, a=500 + 28 * min(k, 14))[0]
        person.stretch = 7.0
    assert person.speed_mps(GroundRules()) < 0.1


def test_a_track_that_ended_on_a_wrong_box_goes_on_where_it_was_right() -> None:
    watch = Watch()
    for k in range(20):
        man = watch.see(k / 5, a=500)[0]
    for k in range(20, 50):  # a door for a man
        watch.people.observe(k / 5, Tracks.of(["a"], [PERSON], [[440, 30, 760, 440]]), (1920, 1080))
    assert watch.see(10.4, b=510)[0] is man
