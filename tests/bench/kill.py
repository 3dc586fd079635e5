"""kill -9 at 500 random instants of simulated nights: `python -m tests.bench.kill [KILLS]`, some minutes.

Prints the kills, the nights they fell into, and every law that did not hold: the same set of incidents, no lost alert,
no unit in two places, no repeated escalation, the clock unbroken. Beside it, in how many nights something was decided
otherwise than in the undisturbed night: that is no law, as positions heard again are decided at a later time.
"""

import sys

from tests.contracts.killed_night import main

if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
