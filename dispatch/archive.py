"""Every incident and its times in SQLite, for exact figures of any period: a fold of the log that knows its place.

Can be deleted at any time: it is then made anew from the log.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import tzinfo
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import structlog

from dispatch.figures import Case, Figures, figures
from dispatch.life.incident import Correction, Incident, changed, opened
from dispatch.life.response import response_times
from dispatch.life.status import Status
from dispatch.report import MeasuredCase, Report, month_bounds_ms, report
from streams.bus import Bus, Cursor, Record
from streams.schema.errors import BusError, ConfigError, IllegalTransition
from streams.schema.facts import DeskStarted
from streams.schema.history import History
from streams.schema.incidents import IncidentDismissed, IncidentFact, IncidentOpened
from streams.schema.response import MilestoneCorrected
from streams.schema.topics import INCIDENTS

C = TypeVar("C", bound=Case)

_VERSION: Final = 2
"""Of the tables. An archive of another version is made anew."""
_TABLES: Final = """
DROP TABLE IF EXISTS offsets;
DROP TABLE IF EXISTS epochs;
DROP TABLE IF EXISTS incidents;
DROP TABLE IF EXISTS corrections;
CREATE TABLE offsets (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition));
CREATE TABLE epochs (district TEXT PRIMARY KEY, epoch INTEGER);
CREATE TABLE incidents (
    incident_id TEXT PRIMARY KEY, district TEXT, kind TEXT, camera_id TEXT, staged INTEGER, raised_ms INTEGER,
    seq INTEGER, status TEXT, over_ms INTEGER, first_unit TEXT, finding TEXT, dismissed_reason TEXT, missed INTEGER,
    answering_s REAL, processing_s REAL, turnout_s REAL, travel_s REAL, response_s REAL, within_target INTEGER,
    open_state BLOB
);
CREATE TABLE corrections (
    incident_id TEXT, seq INTEGER, milestone TEXT, unit_id TEXT, first_ms INTEGER, at_ms INTEGER, reason TEXT,
    actor TEXT, PRIMARY KEY (incident_id, seq)
);
CREATE INDEX incidents_by_time ON incidents (raised_ms);
"""
_POLL_S: Final = 0.5
_RETRY_S: Final = 1.0

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Archive:
    """The archive at `path`. One writer; figures may be asked for from any thread.

    Raises:
        ConfigError: the file is something else, or cannot be made there.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._open_tables()
        except sqlite3.DatabaseError as error:
            hint = "delete it, and it is made anew from the log"
            raise ConfigError(f"{path}: cannot be used as archive ({error}); {hint}") from error

    @property
    def cursor(self) -> Cursor:
        """Where the archive goes on in the log."""
        with self._lock:
            rows = self._db.execute("SELECT topic, partition, next FROM offsets").fetchall()
        return {(topic, partition): following for topic, partition, following in rows}

    def apply(self, records: Iterable[Record]) -> None:
        """Take in the next records of the incidents topic, whole or not at all."""
        with self._lock:
            self._db.execute("BEGIN")
            try:
                for record in records:
                    self._take_in(record)
            except BaseException:
                self._db.execute("ROLLBACK")
                self._recall()
                raise
            self._db.execute("COMMIT")

    def figures(self, since_ms: int, until_ms: int, district: str | None = None) -> Figures:
        """The figures of the incidents that were raised in `since_ms <= t < until_ms`."""
        return figures(self._cases(Case, since_ms, until_ms, district))

    def report(self, month: str | None, zone: tzinfo) -> Report:
        """The report of a month such as `2026-11` on the wall clock of `zone`; None: of all months.

        Raises:
            ConfigError: it is no month.
        """
        return report(self._cases(MeasuredCase, *month_bounds_ms(month, zone)), zone, month)

    def corrections(self, incident_id: str) -> list[Correction]:
        """Which times of the incident people put right, in order: what was recorded first, and what counts."""
        names = Correction.__struct_fields__
        query = f"SELECT {', '.join(names)} FROM corrections WHERE incident_id = ? ORDER BY seq"  # noqa: S608 - our names
        with self._lock:
            rows = self._db.execute(query, (incident_id,)).fetchall()
        return [msgspec.convert(dict(zip(names, row, strict=True)), Correction) for row in rows]

    def taken_up(self, incident_id: str) -> bool:
        """Whether there is such an incident and nobody dismissed it: its evidence is kept for longer."""
        query = "SELECT 1 FROM incidents WHERE incident_id = ? AND status != ?"
        with self._lock:
            return bool(self._db.execute(query, (incident_id, Status.DISMISSED.value)).fetchone())

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _cases(self, kind: type[C], since_ms: int, until_ms: int, district: str | None = None) -> Iterator[C]:
        names = kind.__struct_fields__
        query = (
            f"SELECT {', '.join(names)} FROM incidents"  # noqa: S608 - our names
            " WHERE raised_ms >= ? AND raised_ms < ? AND (? IS NULL OR district = ?)"
        )
        with self._lock:
            rows = self._db.execute(query, (since_ms, until_ms, district, district)).fetchall()
        return (msgspec.convert(dict(zip(names, row, strict=True)), kind, strict=False) for row in rows)

    def _open_tables(self) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        if self._db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version={_VERSION}; COMMIT")
        self._recall()

    def _recall(self) -> None:
        epochs = dict(self._db.execute("SELECT district, epoch FROM epochs"))
        rows = self._db.execute("SELECT district, incident_id, seq FROM incidents")
        self._history = History(epochs, {(district, name): seq for district, name, seq in rows})
        rows = self._db.execute("SELECT incident_id, open_state FROM incidents WHERE open_state IS NOT NULL")
        self._open = {name: msgspec.msgpack.decode(state, type=Incident) for name, state in rows}

    def _take_in(self, record: Record) -> None:
        place = (record.topic, record.partition, record.offset + 1)
        self._db.execute("INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)", place)
        fact = record.message
        if not isinstance(fact, DeskStarted | IncidentFact) or not self._history.admits(fact):
            return
        if isinstance(fact, DeskStarted):
            self._db.execute("INSERT OR REPLACE INTO epochs VALUES (?, ?)", (fact.district, fact.epoch))
        else:
            self._fold(fact)

    def _fold(self, fact: IncidentFact) -> None:
        before = self._open.get(fact.incident_id)
        try:
            if isinstance(fact, IncidentOpened):
                incident = opened(fact)
                self._insert(fact)
            elif before is not None:
                incident = changed(before, fact)
            else:
                return
        except IllegalTransition:
            return  # as for the desk: what another version wrote leaves the rest readable
        self._update(incident, fact)
        if isinstance(fact, MilestoneCorrected):
            self._insert_correction(incident, fact)
        if incident.status.is_over:
            self._open.pop(fact.incident_id, None)
        else:
            self._open[fact.incident_id] = incident

    def _insert(self, fact: IncidentOpened) -> None:
        self._db.execute(
            "INSERT INTO incidents (incident_id, district, kind, camera_id, staged, raised_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (fact.incident_id, fact.district, fact.kind, fact.camera_id, fact.staged, fact.observed_at_ms),
        )

    def _insert_correction(self, incident: Incident, fact: MilestoneCorrected) -> None:
        correction = msgspec.structs.astuple(incident.corrections[-1])
        self._db.execute(
            "INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (fact.incident_id, fact.seq, *correction),
        )

    def _update(self, incident: Incident, fact: IncidentFact) -> None:
        times = response_times(incident)
        columns = {
            "seq": incident.seq,
            "status": incident.status.value,
            "over_ms": fact.observed_at_ms if incident.status.is_over else None,
            "first_unit": incident.first.unit_id if incident.first else None,
            "finding": incident.finding,
            "dismissed_reason": fact.reason if isinstance(fact, IncidentDismissed) else None,
            "missed": incident.missed,
            "open_state": None if incident.status.is_over else msgspec.msgpack.encode(incident),
            **msgspec.structs.asdict(times),
        }
        settings = ", ".join(f"{name} = :{name}" for name in columns)
        row = {**columns, "incident_id": incident.incident_id}
        self._db.execute(f"UPDATE incidents SET {settings} WHERE incident_id = :incident_id", row)  # noqa: S608 - our names


def catch_up(bus: Bus, archive: Archive) -> None:
    """Bring the archive to where the log ends now.

    Raises:
        BusError: the log cannot be read.
    """
    end = bus.end((INCIDENTS.name,))
    with closing(bus.read((INCIDENTS.name,), archive.cursor)) as reader:
        while any(reader.cursor.get(place, 0) < offset for place, offset in end.items()):
            archive.apply(reader.poll(_POLL_S))


def follow(bus: Bus, archive: Archive, stop: threading.Event) -> None:
    """Keep the archive behind the log until `stop`; while the bus or the disk fails, say so and try again."""
    while not stop.is_set():
        try:
            with closing(bus.read((INCIDENTS.name,), archive.cursor)) as reader:
                while not stop.is_set():
                    records = reader.poll(_POLL_S)
                    if records:
                        archive.apply(records)
        except (BusError, sqlite3.Error) as error:
            _log.warning("archive_behind", error=str(error))
            stop.wait(_RETRY_S)
