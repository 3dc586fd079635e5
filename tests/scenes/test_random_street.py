"""A handful of random nights: triers are noticed by the third car, nobody else is an alert."""

import pytest

from tests.bench.synthetic_scenes import judged
from tests.scenes.random_street import PER_NIGHT, TRIER, random_scene


@pytest.mark.parametrize("seed", [3, 33, 333, 3333])
def test_a_trier_is_an_alert_by_the_third_car(seed: int) -> None:
    assert judged(seed, random_scene(seed, TRIER)).in_time


@pytest.mark.parametrize("kind", PER_NIGHT)
def test_people_with_reasons_are_no_alert(kind: str) -> None:
    assert sum(judged(seed, random_scene(seed, kind)).false_alerts for seed in (1, 11)) == 0


def test_a_seed_gives_the_same_scene_twice() -> None:
    first, second = (random_scene(9).street for _ in "ab")
    assert [t.boxes.tobytes() for _, t in first.frames(40)] == [t.boxes.tobytes() for _, t in second.frames(40)]
