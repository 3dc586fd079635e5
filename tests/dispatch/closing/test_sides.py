"""From which side, as people say it, anywhere on the globe."""

import pytest

from dispatch.closing.sides import side


@pytest.mark.parametrize(
    ("east", "north", "said"),
    [(0, 1, "north"), (1, 1, "north_east"), (1, 0, "east"), (0, -1, "south"), (-1, 0, "west"), (-1, 1, "north_west")],
)
def test_eight_sides_clockwise_from_north(east: float, north: float, said: str) -> None:
    assert side(0.0, 0.0, east / 1e4, north / 1e4) == said


def test_across_the_date_line_east_is_east() -> None:
    assert side(179.9999, 10.0, -179.9999, 10.0) == "east"
