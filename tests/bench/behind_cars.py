"""Who stands behind or before a parked car and who at it: alerts by what a camera is told, its lens and its height.

python -m tests.bench.behind_cars [--seeds 4] [--hidden]
"""

import argparse
import itertools
import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterable
from typing import get_args

from tests.scenes.mounted_street import AWAY_M, HEIGHTS_M, Told, Where, mounted, stands

Case = tuple[Where, Told, bool, bool, int, float, int]


def alerted(case: Case) -> bool:
    """An alert was raised in this scene."""
    where, told, first, hidden, wide_deg, camera_m, seed = case
    street, rng = mounted(wide_deg, camera_m, seed, told)
    street.hidden = hidden
    return bool(stands(where, street, rng, first=first).alerts)


def main() -> int:
    """Print how many of the scenes of each kind are an alert."""
    parser = argparse.ArgumentParser(description="Alerts about people before, beside and behind parked cars.")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--hidden", action="store_true", help="boxes of people end where a car stands before them")
    options = parser.parse_args()
    scenes = list(itertools.product(AWAY_M, HEIGHTS_M, range(options.seeds)))
    with multiprocessing.Pool(2) as pool:
        for where, told, first in itertools.product(get_args(Where), get_args(Told), (True, False)):
            found = pool.map(alerted, [(where, told, first, options.hidden, *scene) for scene in scenes], chunksize=4)
            hits = [scene for scene, hit in zip(scenes, found, strict=True) if hit]
            wide, high = Counter(float(w) for w, _, _ in hits), Counter(h for _, h, _ in hits)
            sys.stdout.write(
                f"{where:13s} told {told:8s} {'first seen' if first else 'after six':10s} "
                f"{len(hits):3d} of {len(scenes)}; by lens {_line(wide, AWAY_M)}; by height {_line(high, HEIGHTS_M)}\n"
            )
            sys.stdout.flush()
    return 0


def _line(counts: Counter[float], keys: Iterable[float]) -> str:
    return " ".join(f"{key:g}:{counts[key]}" for key in keys)


if __name__ == "__main__":
    sys.exit(main())
