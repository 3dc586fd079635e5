"""Runs the console on a made-up night for whoever works on the screens: `python -m tests.dispatch.web.seed [PORT]`."""

import sys
import tempfile
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch.plans.book import PlanBook
from dispatch.rosters import Rosters
from dispatch.rosters.config import WEEK, OrganisationConfig, PersonConfig, ShiftConfig
from tests.dispatch.web.station import UNITS, Station, open_station, serve

PEOPLE = (
    PersonConfig(id="wang", name="王建国", role="duty_officer", organisation="station", stand_in="zhao"),
    PersonConfig(id="zhao", name="赵敏", role="command_centre", organisation="station"),
    PersonConfig(id="sun", name="孙班长", role="leader", organisation="guards"),
)
SHIFTS = tuple(
    ShiftConfig(
        id=name, begins=begins, ends=ends, organisation=whose, units=units, people=("zhao",), leader=leader, days=WEEK
    )
    for name, begins, ends, whose, units, leader in (
        ("夜班", "20:00", "08:00", "station", ("car-1", "car-2", "moto-1"), "wang"),
        ("白班", "08:00", "20:00", "station", ("bike-1",), "wang"),
        ("保安夜班", "22:00", "06:00", "guards", ("guard-1", "guard-2"), "sun"),
    )
)
ORGANISATIONS = (
    OrganisationConfig(id="station", name="文兴路派出所"),
    OrganisationConfig(id="guards", name="兴华里治保会"),
)


def main() -> None:
    """Serve until interrupted; prints the login link and a unit's link."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8099
    rosters = Rosters(SHIFTS, PEOPLE, ORGANISATIONS, ZoneInfo("Asia/Shanghai"))
    with (
        tempfile.TemporaryDirectory() as folder,
        open_station(Path(folder), plans=PlanBook(), rosters=rosters) as station,
    ):
        station.place_units()
        station.health("park-2", "dark")
        with serve(station.app(), port) as address:
            sys.stdout.write(f"{address}/login?token={station.accounts.login_link_token('operator')}\n")
            sys.stdout.write(f"{address}/unit#token={station.accounts.issue_unit_token('car-1')}\n")
            sys.stdout.flush()
            station.alert(staged=True, error_m=3.0)
            station.alert("sus-2", camera="gate-1", at=(12.31, 9.41), error_m=3.0)
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
