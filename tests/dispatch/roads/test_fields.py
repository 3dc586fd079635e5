"""What is remembered of searches: the farthest from each place, as long as others are not asked for."""

import numpy as np
import pytest

from dispatch.config import UnitKind
from dispatch.roads import Roads
from dispatch.roads.fields import REMEMBERED, Fields
from dispatch.roads.scenes import Scene
from dispatch.roads.search import Field, Wall, search
from tests.dispatch.roads.towns import Town, at


class Searches:
    """Searches the roads and counts how often, and how far."""

    def __init__(self, roads: Roads) -> None:
        self._roads = roads
        self.to_s: list[float] = []

    def __call__(self, kind: UnitKind, scene: Scene, limit_s: float, wall: Wall | None) -> Field:
        self.to_s.append(limit_s)
        return search(self._roads.network(kind), scene.places, scene.last_leg_s, limit_s, wall=wall)


@pytest.fixture
def roads() -> Roads:
    return Town().point("a", 0, 0).point("b", 900, 0).point("c", 1800, 0).street("a b c").roads()


def test_what_was_searched_farther_is_not_searched_again(roads: Roads) -> None:
    searches, scene = Searches(roads), roads.scene("car", *at(0, 0))
    known = Fields(searches)
    far = known.within("car", scene, 600.0, None)
    assert known.within("car", scene, 300.0, None) is far
    assert searches.to_s == [600.0]


def test_what_was_searched_less_far_is_searched_again_and_forgotten(roads: Roads) -> None:
    searches, scene = Searches(roads), roads.scene("car", *at(0, 0))
    known = Fields(searches)
    near, far = (known.within("car", scene, limit_s, None) for limit_s in (30.0, 600.0))
    assert np.isfinite(near.total).sum() < np.isfinite(far.total).sum()
    assert known.within("car", scene, 30.0, None) is far
    assert searches.to_s == [30.0, 600.0]


def test_each_wall_makes_a_search_of_its_own(roads: Roads) -> None:
    searches, scene = Searches(roads), roads.scene("car", *at(0, 0))
    known = Fields(searches)
    free, walled = (known.within("car", scene, 600.0, wall) for wall in (None, Wall(edge=0, along=0.5)))
    assert np.isfinite(walled.total).sum() < np.isfinite(free.total).sum()


def test_the_search_that_was_asked_for_longest_ago_is_forgotten(roads: Roads) -> None:
    searches = Searches(roads)
    known = Fields(searches)
    one, two, *others = (roads.scene("car", *at(x, 0)) for x in range(REMEMBERED + 1))
    for scene in (one, two, one, *others, one):
        known.within("car", scene, 60.0, None)
    assert len(searches.to_s) == REMEMBERED + 1
    known.within("car", two, 60.0, None)
    assert len(searches.to_s) == REMEMBERED + 2


def test_a_unit_that_is_too_far_stays_so_after_a_farther_search(roads: Roads) -> None:
    scene, stands = roads.scene("car", *at(0, 0)), roads.stands("car", *(np.array([x]) for x in at(1700, 0)))
    before = roads.arrivals("car", scene, stands, 30.0)
    assert np.isfinite(roads.arrivals("car", scene, stands, 600.0).travel_s).all()
    assert not np.isfinite(before.travel_s).any()
    assert not np.isfinite(roads.arrivals("car", scene, stands, 30.0).travel_s).any()
