"""Districts of a site's file: ground that two of them claim is named, borders that only meet are fine."""

from pathlib import Path

import pytest

from tests.deploy.checking.test_settings import mistakes

Box = tuple[float, float, float, float]
"""West, south, east, north in hundredths of a degree from a corner of the town."""


def box(west: float, south: float, east: float, north: float) -> str:
    corners = ((west, south), (east, south), (east, north), (west, north))
    return str([[112.5 + x / 100, 37.8 + y / 100] for x, y in corners])


def found(tmp_path: Path, *outlines: str) -> list[str]:
    names = ("north", "south", "east")
    text = "".join(
        f'[[district]]\nid = "{name}"\nname = "{name}"\npolygon = {outline}\n'
        for name, outline in zip(names, outlines, strict=False)
    )
    return mistakes(tmp_path, '[site]\nname = "金胜"\n' + text)


def test_districts_with_one_border_between_them_claim_nothing_twice(tmp_path: Path) -> None:
    assert found(tmp_path, box(0, 0, 2, 2), box(0, -2, 2, 0), box(2, -2, 4, 2)) == []


def test_a_border_drawn_a_few_metres_apart_is_fine(tmp_path: Path) -> None:
    assert found(tmp_path, box(0, 0, 2, 2), box(0, -2, 2, 0.01)) == []


@pytest.mark.parametrize(
    "other",
    [
        box(1, 1, 3, 3),  # a corner
        box(0, 0, 2, 2),  # the very same
        box(0.5, 0.5, 1, 1),  # all of it inside
        box(-1, 0.9, 3, 1.1),  # right across
        box(0, -2, 2, 0.1),  # 110 m over the border
    ],
)
def test_streets_that_two_districts_claim_are_named(tmp_path: Path, other: str) -> None:
    (mistake,) = found(tmp_path, box(0, 0, 2, 2), other)
    assert "district 2: polygon: 'north' and 'south' both claim the streets around 112.5" in mistake


@pytest.mark.parametrize("outline", ["[]", "[[112.5, 37.8], [112.6, 37.8]]", "[[112, 37], [113, 37], [114, 37]]"])
def test_an_outline_of_no_ground_is_named(tmp_path: Path, outline: str) -> None:
    (mistake,) = found(tmp_path, outline)
    assert "district 1: polygon: an outline has at least three corners" in mistake
