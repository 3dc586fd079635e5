"""What the detector must say of one who goes from car to car, told on tracks. The numbers are those of issue 3."""

import pytest

from detectors.street.postures import Gesture
from tests.scenarios.street import night


def test_one_who_tries_car_after_car_is_watched_at_the_second_and_alerted_at_the_third() -> None:
    street = night().camera("wall-3").row(5)
    man = street.person("a")
    second = man.tries("car-1", "car-2").end_s
    third = man.tries("car-3").end_s
    story = man.leaves().watch()
    assert second - 4 < story.at_s("watch") <= second + 1
    assert third - 4 < story.at_s("alert") <= third + 1
    assert story.alerts[0].vehicle_ids == tuple(dict.fromkeys(story.alerts[0].vehicle_ids))
    assert len(story.alerts[0].vehicle_ids) == 3
    assert "next_car" in story.terms()


@pytest.mark.parametrize("gesture", ["handle_try", "look_in"])
def test_one_who_is_seen_to_try_or_look_in_is_an_alert_at_the_second_car(gesture: Gesture) -> None:
    man = night().row(5).person("a")
    for car in ("car-1", "car-2"):
        man.dwells(car, s=1).does(gesture, s=2)
    second_s = man.end_s
    story = man.leaves().watch()
    assert second_s - 3 < story.at_s("alert") <= second_s
    assert gesture in story.terms()


def test_one_who_stoops_to_look_into_car_after_car_is_no_owner() -> None:
    man = night().row(5).person("a")
    for car in ("car-1", "car-2", "car-3", "car-4"):
        man.dwells(car, s=2).stands(4, stoops=True)
    story = man.leaves().watch()
    assert [m.level for m in story.raised] == ["watch", "alert"]
    assert len(story.alerts[0].vehicle_ids) == 3


def test_one_who_tries_the_first_car_before_it_is_known_to_be_parked_is_watched_and_alerted_as_soon_as_others() -> None:
    man = night().row(5).person("a", x=-16).tries("car-1", s=3)
    second = man.tries("car-2", s=3).end_s
    third = man.tries("car-3", s=3).end_s
    story = man.leaves().watch()
    assert second - 3 < story.at_s("watch") <= second + 5
    assert third - 3 < story.at_s("alert") <= third + 1


@pytest.mark.parametrize("seed", range(3))
def test_one_who_only_pulls_each_handle_for_two_seconds_is_an_alert_at_the_third_car(seed: int) -> None:
    street = night(jitter=1.5, missed=0.1).row(5)
    street.seed = seed
    man = street.person("a", at_s=12).tries("car-1", "car-2", "car-3", s=2)
    third_s = man.end_s
    assert third_s - 2 < man.leaves().watch().at_s("alert") <= third_s + 1
