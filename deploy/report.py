"""`patrol report`, `review` and `suggest`: read from the archive, brought up to the end of the log.

Works on a copy, so that it may run beside the console; where there is no archive yet, the log alone makes one.
"""

import csv
import io
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from deploy.wiring import Site, open_bus
from dispatch.archive import Archive
from dispatch.following import catch_up
from dispatch.report import CSV_HEAD, Report, csv_rows
from dispatch.review import Review, duty_day_ms
from dispatch.suggestions import Suggestion, suggestions
from streams.schema.errors import ConfigError
from streams.schema.topics import DAY_MS


def site_report(site: Site, month: str | None) -> Report:
    """The report of that month; None: of all months.

    Raises:
        ConfigError: `month` is none.
        BusError: the log cannot be read.
    """
    with _archive(site) as archive:
        return archive.report(month, _zone(site))


def site_review(site: Site, since: str | None, until: str | None, district: str | None) -> Review:
    """The review of a period, in ISO 8601; by default of the day of duty that ended last.

    Raises:
        ConfigError: there is no such district or time, or the period ends before it begins.
        BusError: the log cannot be read.
    """
    known = [each.id for each in site.settings.district]
    if district is not None and district not in known:
        raise ConfigError(f"no district {district!r}; one of {', '.join(known)}")
    begins_ms, ends_ms = duty_day_ms(site.clock.now_ms(), _zone(site))
    since_ms = begins_ms if since is None else _instant_ms("--since", since, _zone(site))
    until_ms = ends_ms if until is None else _instant_ms("--until", until, _zone(site))
    if since_ms >= until_ms:
        raise ConfigError(f"--until {until} is not after --since {since}")
    with _archive(site) as archive:
        return archive.review(since_ms, until_ms, district)


def site_suggestions(site: Site) -> list[Suggestion]:
    """What false alerts of the last days say about cameras' settings.

    Raises:
        BusError: the log cannot be read.
    """
    now_ms, config = site.clock.now_ms(), site.settings.dispatch.suggestions
    with _archive(site) as archive:
        return suggestions(archive.verdicts(now_ms - config.days * DAY_MS, now_ms + 1), config)


@contextmanager
def _archive(site: Site) -> Iterator[Archive]:
    kept = site.data / "archive.sqlite"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / kept.name
        if kept.exists():
            with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
        with closing(Archive(copy)) as archive, closing(open_bus(site)) as bus:
            catch_up(bus, archive)
            yield archive


def _instant_ms(option: str, text: str, zone: ZoneInfo) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{option} {text!r} is no ISO 8601 time such as 2026-03-19T08:00") from None
    return round((at if at.tzinfo else at.replace(tzinfo=zone)).timestamp() * 1000)


def _zone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.settings.site.time_zone)


def as_json(told: object) -> str:
    """One line of JSON."""
    return msgspec.json.encode(told).decode()


def as_csv(told: Report) -> str:
    """A table with a head."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    writer.writerows(csv_rows(told))
    return text.getvalue().rstrip("\n")
