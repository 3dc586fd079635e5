"""Who stands how far off cars that stand aslant to the camera: alerts by how they stand and how they are turned.

python -m tests.bench.aslant_cars [--seeds 8]
"""

import argparse
import itertools
import multiprocessing
import sys
from typing import Final, get_args

from tests.scenes.aslant_street import Cars, aslant, stands_off

TURNED_DEG: Final = (0, 15, 30, 45, 60, 75, 90)
METRES: Final = (0.5, 1.5, 2.0, 3.0)
Case = tuple[int, Cars, bool, float, int]


def alerted(case: Case) -> bool:
    """An alert was raised in this scene."""
    turned_deg, cars, told, metres, seed = case
    street, rng = aslant(turned_deg, cars, seed, told=told)
    return bool(stands_off(metres, street, rng).alerts)


def main() -> int:
    """Print how many of the scenes of each kind are an alert."""
    parser = argparse.ArgumentParser(description="Alerts about people who stand off cars that stand aslant.")
    parser.add_argument("--seeds", type=int, default=8)
    seeds = range(parser.parse_args().seeds)
    with multiprocessing.Pool(2) as pool:
        for told, cars, metres in itertools.product((True, False), get_args(Cars), METRES):
            scenes: list[Case] = [(deg, cars, told, metres, seed) for deg in TURNED_DEG for seed in seeds]
            found = pool.map(alerted, scenes, chunksize=4)
            hits = [sum(found[k : k + len(seeds)]) for k in range(0, len(found), len(seeds))]
            by_turn = " ".join(f"{deg}°:{n}" for deg, n in zip(TURNED_DEG, hits, strict=True))
            points = "ground points" if told else "no points"
            sys.stdout.write(f"{points}, {cars}, {metres:g} m off: {sum(found)} of {len(found)}; {by_turn}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
