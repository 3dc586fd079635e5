"""What the detector must say of people at parked cars, told on tracks. The numbers are those of issue 3."""

import math

import msgspec
import numpy as np
import pytest

from detectors.loitering.scene import Scene
from detectors.tracks import Tracks
from tests.scenarios.street import DOOR_Z, START_MS, Story, Street, night
from tests.scenarios.view import FRAME


def test_an_owner_who_opens_his_door_and_looks_in_is_no_alert_by_his_posture() -> None:
    man = night().row(5).person("a").dwells("car-2", s=4).does("look_in", s=5).does("handle_try", s=5).leaves()
    assert man.watch().alerts == []


def test_a_long_stay_at_one_car_at_night_without_reason_is_an_alert_at_twenty_seconds_and_a_watch_before() -> None:
    story = night().camera("wall-3").row(9).person("a").dwells("car-7", s=24).leaves().watch()
    began_s = (story.alerts[0].began_at_ms - story.raised[0].began_at_ms) / 1000
    assert began_s == 0
    stayed_s = (story.alerts[0].observed_at_ms - story.alerts[0].began_at_ms) / 1000
    assert 20 <= stayed_s <= 22
    assert story.at_s("watch") < story.at_s("alert")


def test_the_same_stay_by_day_is_a_watch_and_an_alert_only_after_a_minute() -> None:
    street = night().camera("gate-1", night="never").row(3)
    short = street.person("a").dwells("car-2", s=40).leaves().watch()
    assert [m.level for m in short.raised] == ["watch"]
    long = night().camera("gate-1", night="never").row(3).person("a").dwells("car-2", s=75).leaves().watch()
    assert [m.level for m in long.raised] == ["watch", "alert"]


def test_an_owner_who_arrived_in_it_and_loads_is_no_alert() -> None:
    street = night().camera("wall-3").row(1)
    car = street.car("own", x=-30, z=0, at_s=1).drives_to(8)
    owner = street.person("a", at_s=car.end_s + 4, x=8, z=-0.5)
    story = owner.goes_to(9, DOOR_Z, mps=0.8).stands(60).leaves().watch()
    assert story.alerts == []


def test_an_owner_who_comes_out_of_a_parked_car_and_stays_beside_it_is_no_alert() -> None:
    street = night().camera("wall-3").row(3)
    story = street.person("a", at_s=12, x=0, z=-0.5).goes_to(0.5, DOOR_Z).stands(50).leaves().watch()
    assert story.alerts == []


def test_an_owner_who_comes_back_and_drives_off_is_a_watch_at_most_and_explained() -> None:
    street = night().camera("wall-3").row(2)
    owner = street.person("a").dwells("car-2", s=15)
    street.actors[1].stands(owner.end_s + 8).drives_to(40)
    story = owner.watch()
    assert story.alerts == []
    assert story.endings == ["owner"]


def test_an_owner_who_works_at_his_open_boot_for_a_minute_is_no_alert() -> None:
    story = night().row(2).person("a").dwells("car-2", s=6).stands(55, stoops=True).leaves().watch()
    assert story.alerts == []
    assert "bends" in story.terms()


@pytest.mark.parametrize("jitter", [0, 2])
def test_one_who_comes_away_from_the_camera_and_drifts_on_along_a_car_is_an_alert_as_he_gets_lower(jitter: int) -> None:
    man = night(jitter=jitter).side_street(2).person("a", at_s=10, x=-1.5, z=-8).goes_to(-1.5, 1)
    story = man.drifts_to(-1.5, 6, s=32).goes_to(-20, 6).watch()
    assert (story.alerts[0].observed_at_ms - story.alerts[0].began_at_ms) / 1000 == pytest.approx(20, abs=1.5)
    assert "bends" not in story.terms()


@pytest.mark.parametrize("jitter", [0, 2])
def test_an_owner_who_comes_away_from_the_camera_and_works_in_his_boot_is_no_alert(jitter: int) -> None:
    man = night(jitter=jitter).side_street(2).person("a", at_s=10, x=-2, z=-8).goes_to(-0.2, -0.8)
    story = man.stands(55, stoops=True).leaves().watch()
    assert story.alerts == []
    assert "bends" in story.terms()


@pytest.mark.parametrize("mps", [0.9, 1.4, 3.5])
def test_passers_by_on_a_pavement_half_a_metre_from_the_cars_raise_nothing(mps: float) -> None:
    street = night().camera("wall-3").row(7)
    street.person("a").goes_to(-25, DOOR_Z, mps=mps).goes_to(30, DOOR_Z, mps=mps)
    street.person("b", at_s=1).goes_to(-25, DOOR_Z - 0.6, mps=mps).goes_to(30, DOOR_Z - 0.6, mps=mps)
    story = street.watch()
    assert story.raised == []


def test_two_who_stroll_along_the_row_are_no_alert() -> None:
    street = night().row(4)
    street.person("a", x=-16).goes_to(-10, DOOR_Z).goes_to(10, DOOR_Z, mps=0.47).goes_to(30, DOOR_Z)
    street.person("b", at_s=1, x=-16).goes_to(-10, DOOR_Z - 0.6).goes_to(10, DOOR_Z - 0.6, mps=0.47).leaves()
    assert street.watch().alerts == []


def test_one_who_stops_for_a_moment_at_one_car_raises_nothing() -> None:
    assert night().row(5).person("a").dwells("car-3", s=5).leaves().watch().raised == []


def test_a_couple_that_talks_some_metres_off_the_cars_is_no_alert() -> None:
    street = night().row(5)
    street.person("a").goes_to(0, -4.5).stands(90).leaves()
    street.person("b").goes_to(0.7, -4.5).stands(90).leaves()
    assert street.watch().alerts == []


def test_a_taxi_that_waits_with_its_driver_and_one_who_talks_to_him_is_no_alert() -> None:
    street = night().row(1)
    street.car("taxi", x=-30, at_s=0).drives_to(9).stands(70).drives_to(40)
    story = street.person("a", at_s=12).dwells("taxi", s=40).leaves().watch()
    assert story.alerts == []


def test_a_track_lost_behind_a_car_for_six_seconds_is_the_same_stay_and_the_same_suspicion() -> None:
    man = night().row(3).person("a").dwells("car-2", s=10).lost(6).becomes("a2").stands(8).leaves()
    story = man.watch()
    assert len(story.alerts) == 1
    assert len(story.suspicions) == 1
    assert story.alerts[0].track_ids == ("a", "a2")
    assert (story.alerts[0].observed_at_ms - story.alerts[0].began_at_ms) / 1000 == pytest.approx(20, abs=1.5)


def test_two_ids_that_change_places_stay_two_people() -> None:
    street = night().row(5)
    thief = street.person("a").dwells("car-2", s=12)
    other = street.person("b").goes_to(12, -4).stands(thief.end_s - 30.5)
    thief.becomes("b").stands(12).leaves()
    other.ids.append((thief.ids[0][0], "a"))
    other.stands(30).leaves()
    story = street.watch()
    assert len(story.alerts) == 1
    assert len(story.suspicions) == 1
    assert story.alerts[0].track_ids[-1] == "b"


@pytest.mark.parametrize("fps", [1, 2, 5, 25, 60])
def test_any_frame_rate_gives_the_same_story(fps: float) -> None:
    stay = night(fps=fps).row(5).person("a").dwells("car-3", s=26).leaves().watch()
    assert [m.level for m in stay.raised] == ["watch", "alert"]
    street = night(fps=fps).row(5)
    trier = street.person("a").tries("car-1", "car-2", "car-3", s=5).leaves().watch()
    assert [m.level for m in trier.raised] == ["watch", "alert"]


@pytest.mark.parametrize(("jitter", "missed"), [(2, 0.0), (3, 0.2), (2, 0.4)])
def test_jitter_and_missed_boxes_change_no_story(jitter: float, missed: float) -> None:
    stay = night(jitter=jitter, missed=missed).row(5).person("a").dwells("car-3", s=27).leaves().watch()
    assert [m.level for m in stay.raised] == ["watch", "alert"]
    passer = night(jitter=jitter, missed=missed).row(7).person("a").goes_to(-25, DOOR_Z).goes_to(30, DOOR_Z).watch()
    assert passer.raised == []
    trier = night(jitter=jitter, missed=missed).row(5).person("a").tries("car-1", "car-2", "car-3", s=5).leaves()
    assert [m.level for m in trier.watch().raised] == ["watch", "alert"]


def test_one_behind_the_cars_who_only_overlaps_them_in_the_picture_is_not_near() -> None:
    street = night().row(3)
    for k in range(4):  # walkers at several distances teach the camera its ruler
        street.person(f"w{k}", at_s=2 * k, z=-8 + 6 * k).goes_to(30, -8 + 6 * k)
    behind = street.person("a", at_s=35, x=-30, z=9).goes_to(0, 9).stands(60).goes_to(30, 9)
    assert behind.watch().raised == []


def test_where_no_car_is_made_out_a_parking_strip_stands_in_and_the_event_says_so() -> None:
    strip = ((860.0, 640.0), (1060.0, 640.0), (1060.0, 700.0), (860.0, 700.0))
    street = night().camera("yard", parking_strips=(strip,))
    story = street.person("a").goes_to(0, DOOR_Z).stands(35).leaves().watch()
    assert [m.level for m in story.raised] == ["watch", "alert"]
    assert {"strip", "near_strip"} <= story.terms()
    assert "near" not in story.terms()
    assert story.alerts[0].vehicle_ids == ("strip-1",)


def test_who_walks_along_a_parking_strip_and_stops_for_a_moment_raises_nothing_and_a_stay_counts_from_there() -> None:
    strip = ((10.0, 640.0), (1910.0, 640.0), (1910.0, 700.0), (10.0, 700.0))

    def stands(s: float) -> Story:
        man = night().camera("yard", parking_strips=(strip,)).person("a", z=DOOR_Z)
        return man.goes_to(4, DOOR_Z, mps=0.9).stands(s).goes_to(30, DOOR_Z, mps=0.9).watch()

    assert stands(3).raised == []
    (alert,) = stands(26).alerts
    assert (alert.observed_at_ms - alert.began_at_ms) / 1000 == pytest.approx(20, abs=0.5)


def test_parked_bicycles_count_where_the_site_says_so() -> None:
    def of(*, count: bool) -> Street:
        street = night().camera("shed", bikes_count=count)
        street.car("bike-1", kind=3)
        street.person("a").goes_to(0, -0.8).stands(26).leaves()
        return street

    assert [m.level for m in of(count=True).watch().raised] == ["watch", "alert"]
    assert of(count=False).watch().raised == []


def test_a_queue_at_a_shop_door_beside_a_parked_car_raises_no_alert() -> None:
    street = night().row(3)
    for k in range(6):
        waits = street.person(f"q{k}", at_s=3.0 * k).goes_to(2.5 - 0.8 * k, DOOR_Z)
        for _ in range(k):
            waits.stands(10).goes_to((waits.legs[-2].to[0]) + 0.8, DOOR_Z)
        waits.stands(10).leaves()
    assert street.watch().alerts == []


def test_a_clock_that_jumps_by_an_hour_neither_makes_nor_loses_an_alert() -> None:
    for hours in (-1, 1):
        street = night().row(3)
        street.person("a").dwells("car-2", s=26).leaves()
        scene, said = Scene(street.camera_config, street.detection), []
        for t, tracks in street.frames(50):
            jump_ms = 3_600_000 * hours if t > 30 else 0
            said += scene.observe(START_MS + round(t * 1000) + jump_ms, tracks, FRAME)
        alerts = Story(said, scene).alerts
        assert len(alerts) == 1
        assert alerts[0].observed_at_ms - alerts[0].began_at_ms == pytest.approx(20_000, abs=1500)


def test_parked_cars_survive_a_restart() -> None:
    street = night().row(3)
    scene = Scene(street.camera_config, street.detection)
    for t, tracks in street.frames(15):
        scene.observe(START_MS + round(t * 1000), tracks, FRAME)
    again = Scene.restore(street.camera_config, street.detection, scene.snapshot())
    unseen = night()
    unseen.person("a", at_s=20).goes_to(0, DOOR_Z).stands(26).leaves()
    story = unseen.watch(again)
    assert [m.level for m in story.raised] == ["watch", "alert"]
    assert story.alerts[0].vehicle_ids == ("car-2",)


def test_a_changed_resolution_in_mid_stream_changes_no_story() -> None:
    street = night().row(3)
    street.person("a").dwells("car-2", s=26).leaves()
    scene, said = Scene(street.camera_config, street.detection), []
    for t, tracks in street.frames(50):
        half = t > 30
        shown = tracks.scaled((0.5, 0.5)) if half else tracks
        said += scene.observe(START_MS + round(t * 1000), shown, (960, 540) if half else FRAME)
    assert [m.level for m in Story(said, scene).raised] == ["watch", "alert"]


def test_a_frame_full_of_nonsense_changes_no_story() -> None:
    street = night().row(3)
    street.person("a").dwells("car-2", s=26).leaves()
    scene, said = Scene(street.camera_config, street.detection), []
    nonsense = Tracks.of(["x", "y", "a"], [0, 1, 0], [[math.nan, 0, 1, 1], [9, 9, 2, 2], [0, 0, math.inf, 5]])
    for t, tracks in street.frames(50):
        bad = Tracks(
            ids=tracks.ids + nonsense.ids,
            classes=np.concatenate([tracks.classes, nonsense.classes]),
            boxes=np.concatenate([tracks.boxes, nonsense.boxes]),
            scores=np.concatenate([tracks.scores, nonsense.scores]),
        )
        said += scene.observe(START_MS + round(t * 1000), bad, FRAME)
    assert [m.level for m in Story(said, scene).raised] == ["watch", "alert"]


def test_who_stays_in_view_after_an_alert_is_not_alerted_about_twice() -> None:
    story = night().row(3).person("a").dwells("car-2", s=30).goes_to(0, -5).stands(30).dwells("car-3", s=30).watch()
    assert len(story.alerts) == 1
    assert len(story.suspicions) == 1


def test_the_same_night_told_twice_is_the_same_to_the_byte() -> None:
    told = [night(jitter=2, missed=0.2).row(5).person("a").tries("car-1", "car-2", "car-3").leaves() for _ in "ab"]
    first, second = (actor.watch().said for actor in told)
    assert msgspec.json.encode(first) == msgspec.json.encode(second)
