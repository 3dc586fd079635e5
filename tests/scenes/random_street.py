"""Random nights before one camera: rows of cars, and people of one named kind who do there what such people do.

Knows what is true in each scene; nothing of how it is judged. The same seed gives the same scene.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from detectors.tracks import BIKE, OBJECT
from tests.scenarios.street import DOOR_Z, Actor, Street, night

CARS: Final = (3, 5)
"""So many fit into the picture."""
TRIER: Final = "trier"


@dataclass(frozen=True, kw_only=True)
class RandomScene:
    """A street, what kind of people are on it, and until when a trier must have been noticed."""

    street: Street
    kind: str
    third_s: float | None = None
    """When he leaves the third car."""


def random_scene(seed: int, kind: str | None = None) -> RandomScene:
    """The scene of a seed; every third has a trier, the others one kind as often as another."""
    rng = random.Random(seed)
    if kind is None:
        kind = TRIER if seed % 3 == 0 else rng.choice(list(PER_NIGHT))
    street = night(fps=5, jitter=rng.uniform(0, 2.5), missed=rng.uniform(0, 0.25))
    street.seed = seed
    street.row(rng.randint(*CARS), spacing_m=rng.uniform(5.2, 5.8))
    if rng.random() < 0.5:
        _passer(rng, street, "by")
    return RandomScene(street=street, kind=kind, third_s=_PEOPLE[kind](rng, street, "a"))


def _start(rng: random.Random, street: Street, name: str) -> Actor:
    return street.person(name, at_s=rng.uniform(10, 20), x=rng.choice((-18, 18)), z=rng.uniform(-6, -3))


def _trier(rng: random.Random, street: Street, name: str) -> float:
    man = _start(rng, street, name)
    cars = [a.name for a in street.actors if a.name.startswith("car-")]
    first = rng.randrange(max(len(cars) - 2, 1))
    run = cars[first : first + rng.randint(3, 5)]
    if man.place[0] > 0:
        run.reverse()
    third_s = 0.0
    for k, car in enumerate(run):
        man.goes_to(street.door_of(car) + rng.uniform(-1.2, 1.2), rng.uniform(-1.55, -1.15), mps=rng.uniform(0.9, 1.6))
        man.stands(rng.uniform(1, 2)).stands(rng.uniform(2, 5), stoops=rng.random() < 0.5)
        third_s = man.end_s if k == 2 else third_s
        if rng.random() < 0.25:
            man.lost(rng.uniform(0.5, 6)).becomes(f"{name}{k}")
        elif rng.random() < 0.1:
            man.becomes(f"{name}{k}")
    man.goes_to(rng.choice((-18, 18)), -4)
    return third_s


def _passer(rng: random.Random, street: Street, name: str) -> None:
    """One to four, on the pavement half a metre from the cars or further off, walking or running."""
    side, mps, at_s = rng.choice((-1, 1)), rng.choice((1.0, 1.4, 1.6, 3.2)), rng.uniform(5, 40)
    for k in range(rng.randint(1, 4)):
        z = DOOR_Z - rng.uniform(0, 2.5)
        walker = street.person(f"{name}{k}", at_s=at_s + rng.uniform(0, 2), x=-18 * side, z=z)
        if rng.random() < 0.2:
            walker.goes_to(rng.uniform(-8, 8), z, mps=mps).stands(rng.uniform(1, 6))
        walker.goes_to(18 * side, z, mps=mps)


def _owner_returns(rng: random.Random, street: Street, name: str) -> None:
    """Comes back after hours: keys, the boot for some, then drives off."""
    own = rng.choice([a for a in street.actors if a.name.startswith("car-")])
    man = _start(rng, street, name).dwells(own.name, rng.uniform(2, 12))
    if rng.random() < 0.5:
        man.stands(rng.uniform(3, 40), stoops=True).stands(rng.uniform(1, 4))
    own.stands(man.end_s + rng.uniform(5, 20)).drives_to(45 if own.place[0] > 0 else -45)


def _owner_arrives(rng: random.Random, street: Street, name: str) -> None:
    """Drives up behind the row, gets out, loads or waits, walks away."""
    x = max(a.place[0] for a in street.actors if a.name.startswith("car-")) + 6
    car = street.car("own", x=-40, z=-5, at_s=rng.uniform(1, 10)).goes_to(x - 6, -5, mps=6).goes_to(x, 0, mps=2)
    _gets_out(rng, street.person(name, at_s=car.end_s + rng.uniform(3, 15), x=x, z=-0.6))


def _owner_gets_out(rng: random.Random, street: Street, name: str) -> None:
    """Sat in a parked car, gets out, waits for a passenger or scrapes ice, walks away."""
    own = rng.choice([a for a in street.actors if a.name.startswith("car-")])
    _gets_out(rng, street.person(name, at_s=rng.uniform(15, 30), x=own.place[0], z=-0.6))


def _gets_out(rng: random.Random, man: Actor) -> None:
    man.stands(rng.uniform(0.6, 2), stoops=True)
    man.goes_to(man.place[0] + rng.uniform(-1.5, 1.5), DOOR_Z, mps=0.8).stands(rng.uniform(2, 60))
    man.goes_to(18, -4)


def _stands_off(rng: random.Random, street: Street, name: str) -> None:
    """Smoking, phoning, a couple talking: some metres off the cars."""
    x, z, s = rng.uniform(-8, 8), rng.uniform(-6.5, -3.8), rng.uniform(20, 120)
    for k in range(rng.randint(1, 2)):
        _start(rng, street, f"{name}{k}").goes_to(x + 0.7 * k, z).stands(s).goes_to(18, z)


def _taxi(rng: random.Random, street: Street, name: str) -> None:
    """Waits with its driver before the row; somebody talks to him, or gets in."""
    x = max(a.place[0] for a in street.actors if a.name.startswith("car-")) + 6
    street.car("taxi", x=-40, z=-5).goes_to(x - 6, -5, mps=6).goes_to(x, 0, mps=2).stands(75).drives_to(60)
    _start(rng, street, name).goes_to(x, DOOR_Z).stands(rng.uniform(5, 35)).leaves()


def _guard(rng: random.Random, street: Street, name: str) -> None:
    """A round along the row, torch in hand: slow, with a glance now and then."""
    man, z = _start(rng, street, name), DOOR_Z - rng.uniform(0, 0.8)
    for car in [a.name for a in street.actors if a.name.startswith("car-")]:
        man.goes_to(street.door_of(car), z, mps=rng.uniform(0.9, 1.2)).stands(rng.uniform(0.05, 1))
    man.goes_to(18, -4)


def _rider(rng: random.Random, street: Street, name: str) -> None:
    """Comes on a scooter, waits beside it before the row, for a meal to be fetched."""
    x, z = rng.uniform(-8, 8), rng.uniform(-3.5, -2.2)
    at_s = rng.uniform(10, 20)
    street.car("scooter", x=-18, z=z, at_s=at_s, kind=BIKE).goes_to(x, z, mps=4).stands(200)
    man = street.person(name, at_s=at_s, x=-18, z=z + 0.1).goes_to(x, z + 0.1, mps=4)
    man.goes_to(x + 0.4, min(z + 0.9, DOOR_Z)).stands(rng.uniform(20, 90)).goes_to(18, -4)


def _dog_walker(rng: random.Random, street: Street, name: str) -> None:
    """Along the pavement beside the row; the dog stops where it likes."""
    z, at_s, x = DOOR_Z - rng.uniform(0.2, 0.8), rng.uniform(10, 20), -18.0
    man, dog = street.person(name, at_s=at_s, x=x, z=z), street.car("dog", x=x + 0.8, z=z, at_s=at_s, kind=OBJECT)
    while x < 12:
        x, s = x + rng.uniform(3, 9), rng.uniform(1, 4)
        man.goes_to(x, z, mps=1).stands(s)
        dog.goes_to(x + 0.8, z, mps=1).stands(s)
    man.goes_to(18, z, mps=1)
    dog.goes_to(18.8, z, mps=1)


_PEOPLE: Final[Mapping[str, Callable[[random.Random, Street, str], float | None]]] = {
    TRIER: _trier,
    "passer": _passer,
    "owner_returns": _owner_returns,
    "owner_arrives": _owner_arrives,
    "owner_gets_out": _owner_gets_out,
    "stands_off": _stands_off,
    "taxi": _taxi,
    "guard": _guard,
    "rider": _rider,
    "dog_walker": _dog_walker,
}
PER_NIGHT: Final[Mapping[str, int]] = {
    "passer": 60,
    "owner_returns": 8,
    "owner_arrives": 8,
    "owner_gets_out": 3,
    "stands_off": 6,
    "taxi": 3,
    "guard": 12,
    "rider": 3,
    "dog_walker": 6,
}
"""Of each kind on one night of 8 h before one camera: a side street of a town; rounds as in domain.md."""
