"""`patrol report`, `review`, `suggest` and `audit`: read from the archive, brought up to the end of the log.

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

from deploy.running.wiring import Site, open_audit, open_bus
from dispatch.audit import BEGIN, Entry
from dispatch.records.archive import Archive
from dispatch.records.following import catch_up
from dispatch.records.report import CSV_HEAD, Report, csv_rows
from dispatch.records.review import Review, duty_day_ms
from dispatch.records.suggestions import Suggestion, suggestions
from dispatch.web.looks.records import Records
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
    with _archive(site) as archive:
        return _suggestions(site, archive)


def site_records(site: Site, archive: Archive) -> Records:
    """What the console asks of an archive that follows the log."""
    zone = _zone(site)
    return Records(
        month=lambda month: archive.report(month, zone),
        review=lambda back: archive.review(*duty_day_ms(site.clock.now_ms(), zone, back)),
        suggestions=lambda: _suggestions(site, archive),
        told_in=archive.told_in,
    )


def _suggestions(site: Site, archive: Archive) -> list[Suggestion]:
    now_ms, config = site.clock.now_ms(), site.settings.dispatch.suggestions
    return suggestions(archive.verdicts(now_ms - config.days * DAY_MS, now_ms + 1), config)


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A log of which nothing was changed or taken out; whoever notes `digest` can tell later that `seq` is the same."""

    entries: int
    seq: int
    digest: str


def audit_entries(site: Site, since: str | None, until: str | None, actor: str | None) -> Iterator[Entry]:
    """Who did and looked at what.

    Raises:
        ConfigError: one of them is no time.
    """
    since_ms = 0 if since is None else _instant_ms("--since", since, _zone(site))
    until_ms = 2**62 if until is None else _instant_ms("--until", until, _zone(site))
    with closing(open_audit(site)) as audit:
        yield from audit.read(since_ms, until_ms, actor)


def audit_check(site: Site) -> Checked:
    """That nothing was changed or taken out.

    Raises:
        ConfigError: something was; names the first entry.
    """
    with closing(open_audit(site)) as audit:
        broken, entries = audit.check(), list(audit.read())
    if broken is not None:
        raise ConfigError(f"the audit log is broken at entry {broken.seq}: {broken.why}")
    last = entries[-1] if entries else None
    return Checked(entries=len(entries), seq=last.seq if last else 0, digest=last.digest if last else BEGIN)


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
