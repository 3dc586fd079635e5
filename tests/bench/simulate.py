"""Policies on the same simulated nights: `python -m tests.bench.simulate [--nights N] [--first SEED] [--all] [MAP]`.

Needs porto.osm.pbf in `$PATROL_SHARED/data/roads`, by default `../shared/data/roads`, or another MAP. Prints of every
night the share that came too late by straight line and by the product (with `--all`, by every policy), and over all
nights what part of straight line's that is, against the target of a third. Some minutes a night.
"""

import argparse
import os
import sys
from pathlib import Path

from dispatch.simulation.command import simulate_command
from dispatch.simulation.names import POLICIES, Policy
from dispatch.simulation.night import Plan
from dispatch.simulation.outcome import late_share
from streams.runtime import logs
from streams.runtime.cache import cache_folder

PORTO = Path(os.environ.get("PATROL_SHARED", "../shared")) / "data/roads/porto.osm.pbf"
ENDS: tuple[Policy, ...] = ("straight_line", "full")
TARGET = 1 / 3


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("map", nargs="?", type=Path, default=PORTO)
    options.add_argument("--nights", type=int, default=4)
    options.add_argument("--first", type=int, default=1, help="the seed of the first night; the others follow")
    options.add_argument("--incidents", type=int, default=200)
    options.add_argument("--units", type=int, default=200)
    options.add_argument("--all", action="store_true", help="every policy, not only the first and the last")
    chosen = options.parse_args()
    if not chosen.map.exists():
        say(f"{chosen.map} is not there: set PATROL_SHARED to the folder that holds data/roads, or name a map")
        return
    logs.configure("critical")
    policies = POLICIES if chosen.all else ENDS
    late = dict.fromkeys(policies, 0.0)
    for seed in range(chosen.first, chosen.first + chosen.nights):
        plan = Plan(seed=seed, units=chosen.units, incidents=chosen.incidents)
        for policy, told in zip(
            policies, simulate_command(chosen.map, plan, policies, cache_dir=cache_folder() / "roads"), strict=True
        ):
            late[policy] += late_share(told) / chosen.nights
            say(
                f"night {seed}, {policy}: {late_share(told):.1%} late, p50 {told.response_s.p50} s, "
                f"p90 {told.response_s.p90} s"
            )
    first = late[policies[0]]
    for policy, share in late.items():
        of_first = f", {share / first:.2f} of {policies[0]}'s" if first else ""
        say(f"{chosen.nights} nights, {chosen.units} units, {policy}: {share:.1%} late{of_first}")
    say(f"target: at most {TARGET:.2f}")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
