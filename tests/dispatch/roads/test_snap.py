"""The nearest point on a road, against measuring every segment."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.roads.geodesy import Floats, distance_m
from dispatch.roads.snap import Snapper
from tests.dispatch.roads.towns import at

METRES = st.floats(-600, 600)
LINES = st.lists(st.lists(st.tuples(METRES, METRES), min_size=2, max_size=5), min_size=1, max_size=12)


def _snapper(lines: list[list[tuple[float, float]]]) -> Snapper:
    places = np.array([at(*point) for line in lines for point in line])
    start = np.concatenate([[0], np.cumsum([len(line) for line in lines])]).astype(np.int32)
    return Snapper(places[:, 0], places[:, 1], start)


def _off_m(lines: list[list[tuple[float, float]]], point: tuple[float, float]) -> list[float]:
    """Plane distance from a point to each line, one segment after the other."""
    return [min(_to_segment(np.array(a), np.array(b), np.array(point)) for a, b in pairwise(line)) for line in lines]


def _to_segment(a: Floats, b: Floats, p: Floats) -> float:
    along = b - a
    size = float(along @ along)
    share = min(max(float((p - a) @ along) / size, 0.0), 1.0) if size > 0 else 0.0
    return float(np.hypot(*(p - a - share * along)))


def _nearest(snapper: Snapper, point: tuple[float, float]) -> tuple[int, float, float]:
    lon, lat = at(*point)
    found = snapper.nearest(np.array([lon]), np.array([lat]))
    return int(found.edge[0]), float(found.along[0]), float(found.off_m[0])


@settings(deadline=None)  # shared cores
@given(lines=LINES, points=st.lists(st.tuples(METRES, METRES), min_size=1, max_size=8))
def test_no_line_is_nearer_than_the_one_that_is_found(
    lines: list[list[tuple[float, float]]], points: list[tuple[float, float]]
) -> None:
    snapper = _snapper(lines)
    for point in points:
        edge, _, off_m = _nearest(snapper, point)
        by_line = _off_m(lines, point)
        assert off_m == pytest.approx(min(by_line), rel=2e-3, abs=0.1)
        assert by_line[edge] == pytest.approx(min(by_line), rel=2e-3, abs=0.1)


@settings(deadline=None)  # shared cores
@given(lines=LINES, point=st.tuples(METRES, METRES))
def test_the_place_lies_as_far_from_the_position_as_is_said(
    lines: list[list[tuple[float, float]]], point: tuple[float, float]
) -> None:
    lon, lat = (np.array([x]) for x in at(*point))
    snapper = _snapper(lines)
    found = snapper.nearest(lon, lat)
    assert distance_m(lon, lat, found.lon, found.lat)[0] == pytest.approx(float(found.off_m[0]), abs=0.1)
    again = snapper.place_on(int(found.edge[0]), float(found.along[0]))
    assert again == pytest.approx((float(found.lon[0]), float(found.lat[0])), abs=1e-6)


def test_a_place_is_told_as_a_share_of_the_whole_edge() -> None:
    edge, along, off_m = _nearest(_snapper([[(0, 0), (100, 0), (100, 300)]]), (130, 100))
    assert edge == 0
    assert (along, off_m) == pytest.approx((0.5, 30), abs=0.1)
    assert along == pytest.approx(0.5, abs=1e-4)


def test_many_short_streets_around_do_not_hide_a_long_one() -> None:
    short = [[(60.0 + i, 60.0 + j), (60.5 + i, 60.5 + j)] for i in range(8) for j in range(8)]
    edge, _, off_m = _nearest(_snapper([*short, [(0.0, -1000.0), (0.0, 1000.0)]]), (27, 40))
    assert edge == 64
    assert off_m == pytest.approx(27, abs=0.1)


def test_of_two_streets_on_the_same_ground_the_first_is_taken() -> None:
    assert _nearest(_snapper([[(0, 0), (100, 0)], [(100, 0), (0, 0)]]), (30, 5))[0] == 0


def test_an_edge_of_no_length_is_a_place_too() -> None:
    edge, along, off_m = _nearest(_snapper([[(0, 0), (0, 0)]]), (3, 4))
    assert (edge, along) == (0, 0.0)
    assert off_m == pytest.approx(5, abs=0.01)


def test_without_roads_nothing_is_near() -> None:
    empty = Snapper(np.zeros(0), np.zeros(0), np.zeros(1, dtype=np.int32))
    assert _nearest(empty, (0, 0)) == (-1, 0.0, np.inf)


def test_a_street_over_the_date_line_is_one_street() -> None:
    snapper = Snapper(np.array([179.999, -179.999]), np.array([0.0, 0.0]), np.array([0, 2], dtype=np.int32))
    found = snapper.nearest(np.array([-180.0]), np.array([0.001]))
    assert float(found.along[0]) == pytest.approx(0.5)
    assert abs(float(found.lon[0])) == pytest.approx(180.0)


@settings(deadline=None)  # shared cores
@given(lines=LINES, point=st.tuples(METRES, METRES), reach_m=st.floats(1, 800))
def test_within_gives_every_line_in_reach_nearest_first(
    lines: list[list[tuple[float, float]]], point: tuple[float, float], reach_m: float
) -> None:
    found = _snapper(lines).within(*at(*point), reach_m)
    by_line = _off_m(lines, point)
    sure = {i for i, off_m in enumerate(by_line) if off_m < reach_m * 0.995 - 0.1}
    possible = {i for i, off_m in enumerate(by_line) if off_m < reach_m * 1.005 + 0.1}
    assert sure <= set(found.edge.tolist()) <= possible
    assert len(set(found.edge.tolist())) == len(found)
    assert (np.diff(found.off_m) >= -0.001).all()
