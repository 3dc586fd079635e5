"""The script of the staged night tells what its docstring says."""

from itertools import pairwise

from deploy.demo.pixels.cutouts import read_walkers
from deploy.demo.pixels.story import FPS, FRAMES, STORY, Appearance, appearances, person_height
from deploy.demo.pixels.yard import ROW, VIEW

SEEN = appearances(STORY, read_walkers())
LONGEST_STEP_M = 0.45
"""Between two frames, at 10 a second: a run would be more."""


def path_of(walker: str) -> dict[int, Appearance]:
    return {frame: one for frame, those in SEEN.items() for one in those if one.walker == walker}


def metres(x: float, y: float) -> float:
    """How far `x` px are at the height of `y`, by a person's height there."""
    return abs(x) / person_height(y) * 1.7


def test_the_night_begins_with_passers_by_only() -> None:
    assert {one.walker for frame, those in SEEN.items() if frame < 20 * FPS for one in those} == {
        "woman_left",
        "man_left",
    }


def test_the_story_ends_within_the_clip() -> None:
    assert max(SEEN) < FRAMES


def test_nobody_jumps() -> None:
    for actor in STORY:
        for (_, before), (_, after) in pairwise(sorted(path_of(actor.walker).items())):
            assert metres(after.x - before.x, after.y) <= LONGEST_STEP_M, (actor.walker, before, after)


def test_passers_by_keep_walking() -> None:
    for walker in ("woman_left", "man_left", "woman_right"):
        path = path_of(walker)
        for frame in range(min(path), max(path) - 3 * FPS):
            later = path[frame + 3 * FPS]
            assert metres(later.x - path[frame].x, later.y) > 1.0


def test_the_trier_lingers_beside_each_vehicle_of_the_row_from_right_to_left() -> None:
    path = sorted(path_of("trier").items())
    stops = [after.x for (_, before), (_, after) in pairwise(path) if after.x == before.x]
    places = [x for x in sorted(set(stops), reverse=True) if stops.count(x) >= 8 * FPS]
    for x, parked in zip(places, reversed(ROW), strict=True):
        assert metres(x - parked.x, parked.y) < 2.0


def test_everybody_comes_into_view_from_its_edge_and_leaves_over_it() -> None:
    left, _, width, _ = VIEW
    for actor in STORY:
        path = path_of(actor.walker)
        for end in (path[min(path)], path[max(path)]):
            assert not left + 15 < end.x < left + width - 15
