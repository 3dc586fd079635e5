"""`patrol report`: the exact figures of a month, from the archive brought up to the end of the log.

Works on a copy, so that it may run beside the console; where there is no archive yet, the log alone makes one.
"""

import csv
import io
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from deploy.wiring import Site, open_bus
from dispatch.archive import Archive, catch_up
from dispatch.report import CSV_HEAD, Report, csv_rows


def site_report(site: Site, month: str | None) -> Report:
    """The report of that month; None: of all months.

    Raises:
        ConfigError: `month` is none.
        BusError: the log cannot be read.
    """
    kept = site.data / "archive.sqlite"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / kept.name
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        with closing(Archive(copy)) as archive, closing(open_bus(site)) as bus:
            catch_up(bus, archive)
            return archive.report(month, ZoneInfo(site.settings.site.time_zone))


def as_json(told: Report) -> str:
    """One line of JSON."""
    return msgspec.json.encode(told).decode()


def as_csv(told: Report) -> str:
    """A table with a head."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    writer.writerows(csv_rows(told))
    return text.getvalue().rstrip("\n")
