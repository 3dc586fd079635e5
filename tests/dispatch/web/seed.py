"""Runs the console on a made-up night for whoever works on the screens: `python -m tests.dispatch.web.seed [PORT]`."""

import sys
import tempfile
import threading
from pathlib import Path

from dispatch.plans.book import PlanBook
from tests.dispatch.web.station import UNITS, Station, open_station, serve


def main() -> None:
    """Serve until interrupted; prints the login link and a unit's link."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8099
    with tempfile.TemporaryDirectory() as folder, open_station(Path(folder), plans=PlanBook()) as station:
        station.place_units()
        station.health("park-2", "dark")
        with serve(station.app(), port) as address:
            sys.stdout.write(f"{address}/login?token={station.accounts.login_link_token('operator')}\n")
            sys.stdout.write(f"{address}/unit#token={station.accounts.issue_unit_token('car-1')}\n")
            sys.stdout.flush()
            station.alert(staged=True)
            for number in range(4):
                station.alert(f"again-{number}", camera="gate-1", ago_s=84.0 * (4 - number))
            station.alert("quiet-1", camera="park-2", level="watch", ago_s=31.0)
            _patrol(station)


def _patrol(station: Station) -> None:
    for round_ in range(100_000):
        for name, _, _, (column, row) in UNITS[1:]:
            station.place(name, column + 0.05 * (round_ % 20), row)
        threading.Event().wait(5.0)


if __name__ == "__main__":
    main()
