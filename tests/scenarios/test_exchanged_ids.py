"""Behaviour 9, told on tracks: a tracker gives one person's id to another who passes close by him."""

import pytest

from tests.scenarios.street import DOOR_Z, WALK_MPS, Story, Street, night


def stays_and_is_passed(street: Street, apart_m: float, ids: tuple[str, str]) -> Story:
    """One (a) comes to car-2 and stays; b passes him by after 12 s, and from then on the two have these ids."""
    man = street.row(3).person("a").dwells("car-2", s=12).becomes(ids[0]).stands(20).leaves()
    met_s = man.ids[0][0] - 10
    passer = street.person("b", met_s, x=-10 * WALK_MPS, z=DOOR_Z - apart_m)
    passer.goes_to(0, DOOR_Z - apart_m).becomes(ids[1]).goes_to(30, DOOR_Z - apart_m)
    return street.watch()


@pytest.mark.parametrize("apart_m", [0.6, 0.9, 1.2])
@pytest.mark.parametrize("ids", [("b", "a"), ("c", "a")], ids=["exchanged", "his taken, he gets a new one"])
@pytest.mark.parametrize("fps", [2.5, 5, 10])
def test_whose_id_goes_off_with_one_who_passes_goes_on_staying(
    fps: float, ids: tuple[str, str], apart_m: float
) -> None:
    story = stays_and_is_passed(night(fps=fps), apart_m, ids)
    assert len(story.suspicions) == 1
    assert [m.track_ids for m in story.alerts] == [("a", ids[0])]
    assert story.at_s("alert") == stays_and_is_passed(night(fps=fps), apart_m, ("a", "b")).at_s("alert")


@pytest.mark.parametrize("fps", [5, 10])
def test_one_who_takes_anothers_id_does_not_keep_that_ones_new_id(fps: float) -> None:
    street = night(fps=fps)
    man = street.row(3).person("a").dwells("car-2", s=12).becomes("c").stands(4).leaves()
    passer = street.person("b", man.ids[0][0] - 10, x=-10 * WALK_MPS, z=DOOR_Z - 0.9)
    passer.goes_to(0, DOOR_Z - 0.9).becomes("a").dwells("car-3", s=26).leaves()
    assert street.watch().alerts[-1].track_ids == ("b", "a")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("fps", [2.5, 5, 10])
def test_one_who_is_passed_and_keeps_his_id_is_still_himself_whatever_the_boxes_do(fps: float, seed: int) -> None:
    street = Street(fps=fps, jitter=3, missed=0.3, seed=seed)
    story = stays_and_is_passed(street, 0.6, ("a", "b"))
    assert len(story.suspicions) == 1
    assert [m.track_ids for m in story.alerts] == [("a",)]


@pytest.mark.parametrize("fps", [2.5, 5, 10])
def test_of_two_who_stand_side_by_side_each_stays_himself(fps: float) -> None:
    street = Street(fps=fps, jitter=3, missed=0.1)
    street.row(3).person("a").dwells("car-2", s=40).leaves()
    street.person("b", 1).goes_to(0.5, DOOR_Z - 0.3).stands(38).leaves()
    assert {m.track_ids for m in street.watch().alerts} <= {("a",), ("b",)}


def test_of_two_who_meet_and_turn_about_each_goes_back_his_own_way() -> None:
    street = night().row(3)
    street.person("a").goes_to(-0.4, -2).goes_to(-9, -2, mps=1.2).dwells("car-1", s=26).leaves()
    street.person("b", x=29.2).goes_to(0.4, -2).goes_to(30, -2)
    assert [m.track_ids for m in street.watch().alerts] == [("a",)]
