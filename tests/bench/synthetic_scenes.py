"""Random scenes over many seeds: how many door-triers are an alert by the third car, how often others are.

python -m tests.bench.synthetic_scenes [--seeds 1000] [--first 0]
"""

import argparse
import multiprocessing
import sys
from collections import Counter
from typing import NamedTuple

from tests.scenes.random_street import PER_NIGHT, TRIER, RandomScene, random_scene


class Outcome(NamedTuple):
    """What came of a scene. `in_time` of a scene without a trier is always true."""

    seed: int
    kind: str
    in_time: bool
    false_alerts: int


def judged(seed: int, scene: RandomScene) -> Outcome:
    """A trier is in time when an alert names him up to a second after he leaves the third car."""
    story = scene.street.watch()
    his = [m for m in story.alerts if scene.kind == TRIER and any(name.startswith("a") for name in m.track_ids)]
    raised_s = min((story.second_of(m) for m in his), default=float("inf"))
    in_time = scene.third_s is None or raised_s <= scene.third_s + 1
    return Outcome(seed, scene.kind, in_time, len(story.alerts) - len(his))


def outcome(seed: int) -> Outcome:
    """Of the scene of a seed."""
    return judged(seed, random_scene(seed))


def per_night(outcomes: list[Outcome]) -> float:
    """False alerts of one camera and night: of each kind the rate, as often as it comes on a night."""
    seen, false = Counter(o.kind for o in outcomes), Counter[str]()
    for o in outcomes:
        false[o.kind] += o.false_alerts
    return sum(false[kind] / max(seen[kind], 1) * often for kind, often in PER_NIGHT.items())


def main() -> int:
    """Print recall, false alerts per camera-night, and the seeds that went wrong."""
    parser = argparse.ArgumentParser(description="Random scenes, judged.")
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    with multiprocessing.Pool(2) as pool:
        outcomes = pool.map(outcome, range(options.first, options.first + options.seeds), chunksize=10)
    triers = [o for o in outcomes if o.kind == TRIER]
    found = sum(o.in_time for o in triers)
    sys.stdout.write(f"triers      {found} of {len(triers)} by the third car: recall {found / len(triers):.3f}\n")
    sys.stdout.write(f"false       {per_night(outcomes):.2f} alerts per camera-night\n")
    for kind in (TRIER, *PER_NIGHT):
        own = [o for o in outcomes if o.kind == kind]
        sys.stdout.write(f"{kind:15s} {len(own):4d} scenes, {sum(o.false_alerts for o in own)} false alerts\n")
    wrong = [o for o in outcomes if o.false_alerts or not o.in_time]
    sys.stdout.writelines(f"seed {o.seed}: {o.kind}, in time {o.in_time}, false {o.false_alerts}\n" for o in wrong)
    return 0


if __name__ == "__main__":
    sys.exit(main())
