"""A man who stands off parked cars that stand aslant to the camera: of many kinds and mountings, one or a row of cars.

Knows what is true; nothing of how it is judged. The same seed gives the same scene.
"""

import random
from typing import Final, Literal

from tests.scenarios.street import Actor, Story, Street, night
from tests.scenarios.view import View
from tests.scenes.mounted_street import AWAY_M, SIDE_M, of_any_height

Cars = Literal["one", "nose to tail", "side by side"]
BAY_M: Final = 2.7


def aslant(turned_deg: int, cars: Cars, seed: int, *, told: bool) -> tuple[Street, random.Random]:
    """Cars whose row is so turned against the picture, either way; `told` cameras have ground points."""
    rng = random.Random(f"{turned_deg},{cars},{seed}")
    wide_deg = rng.choice(list(AWAY_M))
    turned = rng.choice((-1, 1)) * (turned_deg + rng.uniform(-5, 5))
    street = night(jitter=rng.uniform(1, 2.5), missed=rng.uniform(0, 0.2))
    street.seed = seed
    away_m = AWAY_M[wide_deg] * rng.uniform(0.9, 1.2)
    street.view = View.of(wide_deg, rng.uniform(3, 9), away_m, share=rng.uniform(0.45, 0.6), turned_deg=turned)
    if told:
        street.camera("wall-3", ground_points=street.view.ground_points(4.0, 3.0))
    street.row(1 if cars == "one" else 3, spacing_m=BAY_M if cars == "side by side" else 6.0)
    for car in street.actors:
        size_m = (rng.uniform(3.8, 4.9), rng.uniform(1.4, 1.9), rng.uniform(1.65, 1.95))
        car.size_m, car.end_on = size_m, cars == "side by side"
    return street, rng


def stands_off(metres: float, street: Street, rng: random.Random, s: float = 60) -> Story:
    """He comes from the end of the street that is farther from the camera and stands before the car in the middle."""
    car, far = street.actors[len(street.actors) // 2], 1 if street.view.turned > 0 else -1
    return _stands(metres, car, of_any_height(rng, street.person("a", at_s=12, x=12 * far, z=-6)), rng, s)


def _stands(metres: float, car: Actor, man: Actor, rng: random.Random, s: float) -> Story:
    along, _, across = car.size_m or (0, 0, 2 * SIDE_M)
    wide, deep = (across, along) if car.end_on else (along, across)
    x, z = car.place[0] + rng.uniform(-0.35, 0.35) * wide, -deep / 2 - metres
    man.goes_to(x, z).stands(s / 2).goes_to(x + 0.3, z).stands(s / 2)
    return man.goes_to(man.place[0], z - 3).watch()
