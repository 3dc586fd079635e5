"""Where the model looks, and how its finds become boxes of the picture."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model.crops import LARGE_PX, SMALL_PX, Look, merge, plan, seen_share, tiles, whole
from detectors.model.found import Found
from detectors.tracks import CAR, PERSON, VEHICLE

HD = (1920, 1080)


def boxes(*rows: tuple[float, ...]) -> npt.NDArray[np.float32]:
    return np.asarray(rows, np.float32).reshape(-1, 4)


def found(*rows: tuple[int, float, float, float, float, float]) -> Found:
    """Rows of class, x1, y1, x2, y2, score."""
    table = np.asarray(rows, np.float32).reshape(-1, 6)
    return Found(classes=table[:, 0].astype(np.int8), xyxy=table[:, 1:5], scores=table[:, 5])


def test_nothing_wanted_is_nothing_looked_at() -> None:
    assert plan(boxes(), HD) == ()


def test_a_far_walker_is_cut_out_at_his_own_resolution() -> None:
    (look,) = plan(boxes((900, 500, 930, 570)), HD)
    assert (look.right - look.left, look.bottom - look.top, look.net_px) == (SMALL_PX, SMALL_PX, SMALL_PX)
    assert seen_share(boxes((900, 500, 930, 570))[0], [look]) == 1.0


def test_two_who_walk_together_share_a_crop() -> None:
    assert len(plan(boxes((900, 500, 930, 570), (950, 500, 980, 570)), HD)) == 1


def test_two_far_apart_have_a_crop_each() -> None:
    assert [look.net_px for look in plan(boxes((100, 500, 130, 570), (1700, 500, 1730, 570)), HD)] == [SMALL_PX] * 2


def test_a_near_person_is_shown_whole_and_shrunk() -> None:
    (look,) = plan(boxes((900, 200, 1150, 900)), HD)
    assert look.net_px == SMALL_PX
    assert look.bottom - look.top >= 900 - 200


def test_a_far_person_beside_a_near_one_is_not_shrunk_with_him() -> None:
    looks = plan(boxes((900, 200, 1150, 900), (1300, 500, 1320, 550)), HD)
    assert any(look.right - look.left == SMALL_PX == look.net_px and look.left <= 1300 for look in looks)


def test_ground_is_shown_as_it_is_though_it_is_large() -> None:
    (look,) = plan(boxes(), HD, ground=boxes((900, 500, 1250, 850)))
    assert (look.right - look.left, look.net_px) == (LARGE_PX, LARGE_PX)


def test_a_small_picture_full_of_people_is_looked_at_whole() -> None:
    crowd = boxes(*((x, y, x + 30, y + 70) for x in range(20, 600, 140) for y in (30, 200, 380)))
    assert plan(crowd, (640, 480)) == (whole((640, 480)),)


def test_more_than_one_picture_may_cost_is_looked_at_whole_and_nearer_where_it_matters() -> None:
    crowd = boxes(*((x, y, x + 30, y + 70) for x in range(0, 1900, 380) for y in range(0, 1000, 330)))
    looks = plan(crowd, HD)
    assert looks[0] == whole(HD)
    assert 1 < len(looks) < 9


def test_what_lies_outside_the_picture_or_is_no_box_is_not_looked_at() -> None:
    nonsense = boxes((5000, 5000, 6000, 6000), (float("nan"),) * 4, (10, 10, 5, 5))
    assert plan(nonsense, HD) == ()


rectangles = st.tuples(st.floats(-500, 2500), st.floats(-500, 1500), st.floats(1, 900), st.floats(1, 900)).map(
    lambda r: (r[0], r[1], r[0] + r[2], r[1] + r[3])
)


@given(st.lists(rectangles, max_size=12), st.sampled_from([HD, (640, 480), (320, 240), (480, 640), (40, 30)]))
def test_all_that_is_wanted_is_seen_and_no_look_leaves_the_picture(
    wanted: list[tuple[float, float, float, float]], size: tuple[int, int]
) -> None:
    looks = plan(boxes(*wanted), size)
    for look in looks:
        assert 0 <= look.left < look.right <= size[0]
        assert 0 <= look.top < look.bottom <= size[1]
    for x1, y1, x2, y2 in wanted:
        inside = np.clip([x1, y1, x2, y2], 0, [*size, *size]).astype(np.float32)
        if inside[2] - inside[0] > 1 and inside[3] - inside[1] > 1:
            assert seen_share(inside, looks) > 0.95


def test_boxes_of_a_crop_are_moved_to_their_place_in_the_picture() -> None:
    look = Look(left=800, top=400, right=1120, bottom=720, net_px=SMALL_PX)
    merged = merge([look], [found((PERSON, 100, 100, 130, 170, 0.8))], HD)
    assert merged.xyxy.tolist() == [[900, 500, 930, 570]]


def test_one_person_in_two_crops_is_one_person() -> None:
    left = Look(left=700, top=400, right=1020, bottom=720, net_px=SMALL_PX)
    right = Look(left=800, top=400, right=1120, bottom=720, net_px=SMALL_PX)
    twice = [found((PERSON, 200, 100, 230, 170, 0.8)), found((PERSON, 101, 99, 131, 170, 0.9))]
    merged = merge([left, right], twice, HD)
    assert len(merged) == 1
    assert merged.scores.tolist() == pytest.approx([0.9])


def test_a_car_cut_by_the_edge_of_a_crop_is_left_to_the_look_that_shows_it_whole() -> None:
    look = Look(left=800, top=400, right=1120, bottom=720, net_px=SMALL_PX)
    assert len(merge([look], [found((CAR, 250, 100, 320, 200, 0.9))], HD)) == 0
    assert len(merge([whole(HD)], [found((CAR, 1850, 100, 1920, 200, 0.9))], HD)) == 1


def test_one_vehicle_called_car_and_lorry_is_one() -> None:
    merged = merge([whole(HD)], [found((CAR, 100, 100, 300, 200, 0.6), (VEHICLE, 102, 100, 300, 200, 0.5))], HD)
    assert merged.classes.tolist() == [CAR]


def test_a_man_before_his_car_stays_beside_it() -> None:
    both = found((CAR, 100, 100, 300, 200, 0.6), (PERSON, 150, 100, 190, 200, 0.5))
    assert sorted(merge([whole(HD)], [both], HD).classes.tolist()) == [PERSON, CAR]


def test_a_child_before_its_mother_is_not_taken_for_a_part_of_her() -> None:
    both = found((PERSON, 100, 100, 160, 280, 0.9), (PERSON, 110, 200, 135, 275, 0.5))
    assert len(merge([whole(HD)], [both], HD)) == 2


def test_no_looks_find_nothing() -> None:
    assert len(merge([], [], HD)) == 0


def test_a_long_strip_is_cut_into_parts_that_fit_a_small_crop() -> None:
    strip = np.asarray([100, 600, 1500, 700], np.float32)
    parts = tiles(strip, HD)
    assert all(look.net_px == SMALL_PX for part in parts for look in plan(part[None], HD))
    assert parts[0, 0] == 100
    assert parts[-1, 2] == 1500
