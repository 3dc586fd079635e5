"""A queue that forms slowly at a shop door beside parked cars, and is served one by one.

Knows what is true; nothing of how it is judged. The same seed gives the same scene.
"""

import random
from typing import Final

from tests.scenarios.street import Actor, Street, night
from tests.scenarios.view import View

DOOR_X: Final = -4.85
"""2.6 m off the end of the nearest car: the first two stand away from all of them."""
LINE_Z: Final = -1.4
"""Half a metre off the sides of the cars."""
JOIN_S: Final = 14.0
"""The first is there."""
SERVED_S: Final = 40.0
SHUFFLE_MPS: Final = 0.7


def queue(view: View, seed: int, *, people: int, every_s: float, jitter: float = 1.5, missed: float = 0.1) -> Street:
    """Cars at x = 0 and 6; `q0` … come every so often, each stands 0.7 to 1 m behind the last, and goes when served."""
    rng, street = random.Random(seed), night(jitter=jitter, missed=missed)
    street.seed, street.view = seed, view
    street.car("car-1", 0)
    street.car("car-2", 6)
    gaps_m = [rng.uniform(0.7, 1.0) for _ in range(people)]
    comes_s = [JOIN_S + every_s * (k + rng.uniform(-0.3, 0.3) * (k > 0)) for k in range(people)]
    done_s: list[float] = []
    for came_s in comes_s:
        done_s.append(max([came_s + 15, *done_s[-1:]]) + SERVED_S * rng.uniform(0.8, 1.2))
    for k, came_s in enumerate(comes_s):
        before = sum(t > came_s for t in done_s[:k])
        waits = street.person(f"q{k}", at_s=came_s - 8, x=9)
        waits.size_m = (0.5, rng.uniform(1.55, 1.85), 0.3)
        _steps_to(waits, sum(gaps_m[:before]), rng, mps=1.4)
        while before:
            _waits(waits, done_s[k - before] + 0.5 * before + rng.uniform(0, 1), rng)
            before -= 1
            _steps_to(waits, sum(gaps_m[:before]), rng, mps=SHUFFLE_MPS)
        _waits(waits, done_s[k], rng)
        waits.goes_to(DOOR_X - 1, -4).goes_to(-30, -4)
    return street


def _steps_to(waits: Actor, behind_m: float, rng: random.Random, mps: float) -> None:
    waits.goes_to(DOOR_X + behind_m, LINE_Z + rng.uniform(-0.12, 0.12), mps=mps)


def _waits(waits: Actor, until_s: float, rng: random.Random) -> None:
    """Nobody stands quite still."""
    x, z = waits.legs[-1].to
    while until_s - waits.end_s > 1:
        s = min(6.0, until_s - waits.end_s)
        waits.drifts_to(x + rng.uniform(-0.12, 0.12), z + rng.uniform(-0.08, 0.08), s)
