"""Tracks: confirmed by time, joined over gaps, kept where nobody looked."""

import numpy as np

from detectors.model.crops import SMALL_PX, Look, whole
from detectors.model.found import Found
from detectors.model.tracking import Tracker
from detectors.tracks import CAR, PERSON, Boxes, Tracks

SIZE = (1280, 720)
ALL = [whole(SIZE)]
EVERYWHERE, NOWHERE = np.asarray([(0, 0, *SIZE)], np.float32), np.empty((0, 4), np.float32)
ELSEWHERE = [Look(left=900, top=300, right=1220, bottom=620, net_px=SMALL_PX)]


def someone(x: float, score: float = 0.9, *, kind: int = PERSON) -> Found:
    width, height = (40, 100) if kind == PERSON else (200, 100)
    return Found(
        classes=np.asarray([kind], np.int8),
        xyxy=np.asarray([[x, 300, x + width, 300 + height]], np.float32),
        scores=np.asarray([score], np.float32),
    )


def walk(tracker: Tracker, places: list[Found], from_ms: int = 0, moving: Boxes = EVERYWHERE) -> list[Tracks]:
    return [tracker.update(each, ALL, from_ms + 200 * k, moving) for k, each in enumerate(places)]


def test_a_walker_keeps_his_id() -> None:
    seen = walk(Tracker(), [someone(100 + 15 * k) for k in range(20)])
    assert {name for tracks in seen[2:] for name in tracks.ids} == {"p1"}


def test_someone_seen_weakly_is_confirmed_by_time_once_he_has_moved() -> None:
    seen = walk(Tracker(), [someone(100 + 8 * k, 0.15) for k in range(20)])
    assert len(seen[3]) == 0
    assert seen[-1].ids == ("p1",)


def test_a_post_that_looks_a_little_like_a_man_is_never_one() -> None:
    assert all(len(tracks) == 0 for tracks in walk(Tracker(), [someone(100, 0.3)] * 300))


def test_a_window_that_looks_much_like_a_man_and_never_stirs_is_never_one() -> None:
    assert all(len(tracks) == 0 for tracks in walk(Tracker(), [someone(100, 0.5)] * 300, moving=NOWHERE))


def test_someone_at_rest_from_the_first_picture_on_is_seen_once_he_stirs() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100)] * 5, moving=NOWHERE)
    assert walk(tracker, [someone(100)], from_ms=1_000, moving=someone(110).xyxy)[-1].ids == ("p1",)


def test_who_walked_in_may_stand_as_still_as_a_post() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100 + 15 * k) for k in range(10)])
    stands = walk(tracker, [someone(235)] * 100, from_ms=2_000, moving=NOWHERE)
    assert {tracks.ids for tracks in stands} == {("p1",)}


def test_who_is_lost_where_he_stands_and_found_there_again_may_stand_as_still_as_a_post() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100 + 15 * k) for k in range(10)])
    walk(tracker, [Found.empty()] * 30, from_ms=2_000, moving=NOWHERE)
    assert walk(tracker, [someone(235)] * 3, from_ms=8_000, moving=NOWHERE)[-1].ids == ("p2",)
    assert walk(tracker, [someone(700)] * 9, from_ms=9_000, moving=NOWHERE)[-1].ids == ()


def test_a_parked_car_need_not_stir() -> None:
    assert walk(Tracker(), [someone(100, kind=CAR)] * 3, moving=NOWHERE)[-1].ids == ("v1",)


def test_a_flicker_on_one_picture_is_no_one() -> None:
    seen = walk(Tracker(), [someone(100, 0.9), *[Found.empty()] * 5])
    assert all(len(tracks) == 0 for tracks in seen)


def test_lost_for_three_seconds_and_found_again_is_the_same() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100)] * 5)
    walk(tracker, [Found.empty()] * 15, from_ms=1_000)
    assert walk(tracker, [someone(102)] * 2, from_ms=4_000)[-1].ids == ("p1",)


def test_lost_for_long_and_found_again_is_a_new_track() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100)] * 5)
    walk(tracker, [Found.empty()] * 40, from_ms=1_000)
    assert walk(tracker, [someone(100)] * 3, from_ms=9_000)[-1].ids == ("p2",)


def test_a_pause_of_the_camera_ages_tracks_by_time_and_not_by_frames() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100)] * 5)
    assert walk(tracker, [someone(100)] * 3, from_ms=60_000)[-1].ids == ("p2",)


def test_skipped_frames_do_not_lose_a_walker() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100 + 10 * k) for k in range(10)])
    assert tracker.update(someone(100 + 10 * 14), ALL, 2_800, NOWHERE).ids == ("p1",)


def test_a_parked_car_that_nobody_looks_at_stays() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100, kind=CAR)] * 3)
    unseen = [tracker.update(Found.empty(), ELSEWHERE, 600 + 200 * k, NOWHERE) for k in range(30)]
    assert all(tracks.ids == ("v1",) for tracks in unseen)
    assert tracker.update(Found.empty(), ALL, 6_600, NOWHERE).ids == ()


def test_looks_that_show_nothing_do_not_confirm_a_weak_box() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100, 0.5, kind=CAR)])
    unseen = [tracker.update(Found.empty(), ELSEWHERE, 200 + 200 * k, NOWHERE) for k in range(30)]
    assert all(len(tracks) == 0 for tracks in unseen)


def test_people_and_cars_never_take_each_others_ids() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100)] * 5)
    assert walk(tracker, [someone(100, kind=CAR)] * 3, from_ms=1_000)[-1].ids == ("v1",)


def test_boxes_are_those_of_the_model_and_not_smoothed() -> None:
    seen = walk(Tracker(), [someone(100 + 15 * k) for k in range(10)])
    assert seen[-1].boxes.tolist() == someone(100 + 15 * 9).xyxy.tolist()


def test_ids_of_two_runs_differ_by_their_prefix() -> None:
    assert walk(Tracker(prefix="5f-"), [someone(100)] * 3)[-1].ids == ("5f-p1",)


def test_the_next_look_goes_where_someone_was_lost() -> None:
    tracker = Tracker()
    walk(tracker, [someone(100 + 10 * k) for k in range(5)])
    walk(tracker, [Found.empty()] * 3, from_ms=1_000)
    assert len(tracker.people()) == 1
