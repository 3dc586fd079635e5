"""A man who stands somewhere about a parked car, before cameras of many kinds: lens, height, tilt, sizes, jitter.

Knows what is true; nothing of how it is judged. The same seed gives the same scene.
"""

import random
from collections.abc import Mapping
from typing import Final, Literal

from tests.scenarios.street import Actor, Story, Street, night
from tests.scenarios.view import View

AWAY_M: Final[Mapping[int, float]] = {40: 22.0, 53: 17.0, 75: 13.0, 95: 10.0}
"""How wide a lens sees, degrees, and how far from the cars such a camera is put, more or less."""
HEIGHTS_M: Final = (2.5, 3.0, 4.5, 6.0, 9.0)
Where = Literal["3 m before", "near side", "far side", "4.5 m behind", "8 m behind"]
Told = Literal["nothing", "lens", "ground"]
SIDE_M: Final = 0.9


def mounted(wide_deg: int, camera_m: float, seed: int, told: Told = "nothing") -> tuple[Street, random.Random]:
    """One to three parked cars; `told` is what the camera's settings say of how it sees."""
    rng = random.Random(f"{wide_deg},{camera_m:g},{seed}")
    street = night(jitter=rng.uniform(1, 2.5), missed=rng.uniform(0, 0.2))
    street.seed, away_m = seed, AWAY_M[wide_deg] * rng.uniform(0.85, 1.15)
    street.view = View.of(wide_deg, camera_m, away_m, share=rng.uniform(0.5, 0.7))
    if told == "lens":
        street.camera("wall-3", view_deg=float(wide_deg))
    elif told == "ground":
        street.camera("wall-3", ground_points=street.view.ground_points(6.0, 4.0))
    street.row(rng.choice((1, 2, 3)))
    for car in street.actors:
        car.size_m = (rng.uniform(3.8, 4.9), rng.uniform(1.4, 1.9), rng.uniform(1.65, 1.9))
    return street, rng


def of_any_height(rng: random.Random, man: Actor) -> Actor:
    """He is small or tall."""
    man.size_m = (0.5, rng.uniform(1.55, 1.9), 0.3)
    return man


def stands(where: Where, street: Street, rng: random.Random, *, first: bool, s: float = 70) -> Story:
    """He comes, stands there and goes; the first ever seen, or after six who walked by at various distances."""
    at_s = 12.0
    if not first:
        for k in range(6):
            side, z = rng.choice((-1, 1)), rng.uniform(-min(5.0, 0.4 * street.view.away_m), 16)
            walker = street.person(f"w{k}", at_s=10 + 6 * k, x=-20 * side, z=z)
            of_any_height(rng, walker).goes_to(20 * side, z + rng.uniform(-3, 3))
        at_s = 55.0
    x, side = street.actors[0].place[0] + rng.uniform(-1.5, 1.5), rng.choice((-1, 1))
    z = {
        "3 m before": -SIDE_M - 3,
        "near side": -SIDE_M - rng.uniform(0.3, 0.7),
        "far side": SIDE_M + rng.uniform(0.3, 0.9),
        "4.5 m behind": SIDE_M + 4.5,
        "8 m behind": SIDE_M + 8,
    }[where]
    man = of_any_height(rng, street.person("a", at_s=at_s, x=25 * side, z=min(z, -4) if z < 0 else z))
    man.goes_to(x + 3.5 * side, z).goes_to(x, z).stands(s / 2).goes_to(x + 0.4, z).stands(s / 2)
    return man.goes_to(25, z).watch()
