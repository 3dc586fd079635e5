"""A small city on a grid, and short nights in it."""

from functools import lru_cache

import msgspec

from dispatch.roads import Roads
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.names import Policy
from dispatch.simulation.night import Night, Plan, draw_night
from dispatch.simulation.policies import desk_of, posts_of
from dispatch.simulation.run import Actor, Answer, live
from dispatch.simulation.streets import TrueStreets
from tests.dispatch.roads.towns import Town

SIZE = 9
BLOCK_M = 250.0
BANKS = (range(3), range(3, 6), range(6, SIZE))


@lru_cache(maxsize=1)
def grid() -> Roads:
    """Nine by nine streets, 250 m apart, every third quick; two rivers, with bridges at their ends only.

    So whoever is nearest as the crow flies is often on the other bank.
    """
    town = Town()
    for east in range(SIZE):
        for north in range(SIZE):
            town.point(f"{east}-{north}", east * BLOCK_M, north * BLOCK_M)
    for i in range(SIZE):
        highway = "secondary" if i % 3 == 0 else "residential"
        town.street(" ".join(f"{n}-{i}" for n in range(SIZE)), highway)
        for bank in BANKS:
            town.street(" ".join(f"{i}-{n}" for n in bank), highway)
    for i in (0, SIZE - 1):
        for bank in BANKS[1:]:
            town.street(f"{i}-{bank[0] - 1} {i}-{bank[0]}", "secondary")
    return town.roads()


def plan(seed: int = 1, **changes: object) -> Plan:
    """A night of 8 thefts, one after the other, and 20 units."""
    return msgspec.structs.replace(Plan(seed=seed, units=20, incidents=8, gap_s=36.0), **changes)


def quiet(**changes: object) -> Habits:
    """People who always answer and never decline, with phones that never sleep."""
    return msgspec.structs.replace(
        Plan(seed=1, units=1, incidents=1).habits, silent_share=0.0, decline_share=0.0, no_answer_share=0.0, **changes
    )


def night(seed: int = 1, **changes: object) -> Night:
    """One of them on the grid."""
    return draw_night(grid(), plan(seed, **changes))


def lived(drawn: Night, policy: Policy, *onlookers: Actor) -> tuple[Answer, ...]:
    """What came of it."""
    streets = TrueStreets(grid(), drawn.plan.seed)
    posts = posts_of(policy, grid(), drawn)
    return live(drawn, streets, desk_of(policy, grid(), drawn.units), onlookers, posts)
