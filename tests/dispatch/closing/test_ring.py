"""Where they can be by now, on a made-up crossing of two streets of 400 m."""

from typing import Any

import numpy as np
import pytest

from dispatch.closing.ring import LONGEST_S, By, ring
from dispatch.roads import Roads
from dispatch.roads.geodesy import distance_m
from tests.dispatch.roads.towns import at, crossing

ROADS = crossing().roads()
MIDDLE = at(200, 200)
RUN_MPS = 2.4 * 5 / 3.6


def ring_points(by: By, since_s: float, roads: Roads = ROADS) -> list[Any]:
    features: Any = ring(roads, by, MIDDLE, since_s)["features"]
    assert [one["properties"]["what"] for one in features] == ["reached", "ring"]
    return list(features[1]["geometry"]["coordinates"])


def test_on_foot_they_run_along_all_four_streets() -> None:
    points = ring_points("foot", 30)
    assert len(points) == 4
    for lon, lat in points:
        assert distance_m_of(lon, lat) == pytest.approx(30 * RUN_MPS, abs=1)


def test_with_wheels_they_are_farther() -> None:
    assert distance_m_of(*ring_points("wheels", 20)[0]) > distance_m_of(*ring_points("foot", 20)[0])


def test_at_the_ends_of_dead_ends_there_is_no_ring() -> None:
    assert ring_points("wheels", 120) == []


def test_after_a_long_time_it_grows_no_more_and_at_once_there_is_none() -> None:
    assert ring(ROADS, "foot", MIDDLE, LONGEST_S) == ring(ROADS, "foot", MIDDLE, 1e9)
    assert ring_points("foot", 0) == ring_points("foot", -5) == []


def test_off_the_roads_there_is_none() -> None:
    features: Any = ring(ROADS, "foot", (0.0, 0.0), 60)["features"]
    assert [one["geometry"]["coordinates"] for one in features] == [[], []]


def distance_m_of(lon: float, lat: float) -> float:
    return float(distance_m(np.array([lon]), np.array([lat]), *MIDDLE)[0])
