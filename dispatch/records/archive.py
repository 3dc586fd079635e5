"""Every incident and its times in SQLite, for exact figures of any period: a fold of the log that knows its place.

Can be deleted at any time: it is then made anew from the log.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from dispatch.life.incident import Correction, Incident, changed, opened
from dispatch.life.response import response_times
from dispatch.life.status import Status
from dispatch.records.figures import Case, Figures, figures
from dispatch.records.report import MeasuredCase, Report, month_bounds_ms, report
from dispatch.records.review import Review, ReviewedIncident, Signature, ToldIncident, review
from dispatch.records.suggestions import Verdict
from streams.bus import Cursor, Record
from streams.schema.errors import ConfigError, IllegalTransition
from streams.schema.facts import DeskStarted, ReporterInformed, ReviewSigned
from streams.schema.history import History
from streams.schema.ids import incident_of
from streams.schema.incidents import IncidentDismissed, IncidentFact, IncidentOpened, ReportTaken
from streams.schema.response import MilestoneCorrected
from streams.schema.sightings import ViewJoined

C = TypeVar("C", bound=msgspec.Struct)

_VERSION: Final = 5
"""Of the tables. An archive of another version is made anew."""
_TABLES: Final = """
DROP TABLE IF EXISTS offsets;
DROP TABLE IF EXISTS epochs;
DROP TABLE IF EXISTS incidents;
DROP TABLE IF EXISTS corrections;
DROP TABLE IF EXISTS reports;
DROP TABLE IF EXISTS reviews;
DROP TABLE IF EXISTS views;
CREATE TABLE offsets (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition));
CREATE TABLE epochs (district TEXT PRIMARY KEY, epoch INTEGER);
CREATE TABLE incidents (
    incident_id TEXT PRIMARY KEY, district TEXT, kind TEXT, camera_id TEXT, staged INTEGER, raised_ms INTEGER,
    seq INTEGER, status TEXT, over_ms INTEGER, first_unit TEXT, finding TEXT, dismissed_reason TEXT, missed INTEGER,
    answering_s REAL, processing_s REAL, turnout_s REAL, travel_s REAL, response_s REAL, eta_error_s REAL,
    within_target INTEGER,
    lon REAL, lat REAL, vehicles INTEGER, reason TEXT, note TEXT NOT NULL DEFAULT '', state BLOB
);
CREATE TABLE corrections (
    incident_id TEXT, seq INTEGER, milestone TEXT, unit_id TEXT, first_ms INTEGER, at_ms INTEGER, reason TEXT,
    actor TEXT, PRIMARY KEY (incident_id, seq)
);
CREATE TABLE reports (
    report_id TEXT PRIMARY KEY, incident_id TEXT, reported_ms INTEGER, reply_wanted INTEGER, informed_ms INTEGER
);
CREATE TABLE reviews (
    district TEXT, since_ms INTEGER, until_ms INTEGER, signed_by TEXT, signed_ms INTEGER, note TEXT,
    PRIMARY KEY (district, since_ms, until_ms)
);
CREATE TABLE views (suspicion_incident_id TEXT PRIMARY KEY, incident_id TEXT);
CREATE INDEX reports_by_incident ON reports (incident_id);
CREATE INDEX incidents_by_time ON incidents (raised_ms);
"""
_COLUMNS: Final = {
    "replies_owed": "(SELECT count(*) FROM reports r WHERE r.incident_id = incidents.incident_id"
    " AND reply_wanted AND informed_ms IS NULL)",
}
"""What is worked out where it is asked for; all else is a column of that name."""
_KEPT: Final = (DeskStarted, IncidentFact, ReporterInformed, ReviewSigned)
_DECIDED: Final = ", ".join(f"'{status.value}'" for status in (Status.HANDLED, Status.CLOSED, Status.DISMISSED))


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

    def review(self, since_ms: int, until_ms: int, district: str | None = None) -> Review:
        """All incidents that were raised in `since_ms <= t < until_ms`, what is missing in each, and who signed."""
        signed = self._select(
            Signature,
            "reviews WHERE since_ms < ? AND until_ms > ? AND (? IS NULL OR district = ?) ORDER BY signed_ms",
            (until_ms, since_ms, district, district),
        )
        return review(since_ms, until_ms, self._cases(ReviewedIncident, since_ms, until_ms, district), tuple(signed))

    def verdicts(self, since_ms: int, until_ms: int) -> Iterator[Verdict]:
        """What people said of cameras' alerts that were raised in `since_ms <= t < until_ms`, staged ones left out."""
        return self._select(
            Verdict,
            "incidents WHERE raised_ms >= ? AND raised_ms < ? AND camera_id IS NOT NULL AND NOT staged"
            f" AND status IN ({_DECIDED})",
            (since_ms, until_ms),
        )

    def told_in(self, report_id: str) -> ToldIncident | None:
        """What became of what a person reported; None where there is no such report (any more)."""
        found = self._select(
            ToldIncident, "reports JOIN incidents USING (incident_id) WHERE report_id = ?", (report_id,)
        )
        return next(found, None)

    def taken_up(self, incident_id: str) -> bool:
        """Whether there is such an incident and nobody dismissed it: its evidence is kept for longer.

        Of a suspicion that was attached to another one's incident, that incident counts.
        """
        query = (
            "SELECT 1 FROM incidents WHERE status != ? AND incident_id IN"
            " (?, (SELECT incident_id FROM views WHERE suspicion_incident_id = ?))"
        )
        with self._lock:
            return bool(self._db.execute(query, (Status.DISMISSED.value, incident_id, incident_id)).fetchone())

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _cases(self, kind: type[C], since_ms: int, until_ms: int, district: str | None = None) -> Iterator[C]:
        condition = "raised_ms >= ? AND raised_ms < ? AND (? IS NULL OR district = ?)"
        return self._select(kind, f"incidents WHERE {condition}", (since_ms, until_ms, district, district))

    def _select(self, kind: type[C], of: str, values: Sequence[int | str | None]) -> Iterator[C]:
        names = [field.name for field in msgspec.structs.fields(kind) if field.required]
        columns = ", ".join(_COLUMNS.get(name, name) for name in names)
        with self._lock:
            rows = self._db.execute(f"SELECT {columns} FROM {of}", values).fetchall()  # noqa: S608 - our names
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
        rows = self._db.execute("SELECT incident_id, state FROM incidents WHERE over_ms IS NULL")
        self._open = {name: msgspec.msgpack.decode(state, type=Incident) for name, state in rows}

    def _take_in(self, record: Record) -> None:
        place = (record.topic, record.partition, record.offset + 1)
        self._db.execute("INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)", place)
        fact = record.message
        if not isinstance(
            fact, DeskStarted | IncidentFact | ReporterInformed | ReviewSigned
        ) or not self._history.admits(fact):
            return
        match fact:
            case DeskStarted():
                self._db.execute("INSERT OR REPLACE INTO epochs VALUES (?, ?)", (fact.district, fact.epoch))
            case ReporterInformed():
                told = (fact.observed_at_ms, fact.report_id)
                self._db.execute("UPDATE reports SET informed_ms = ? WHERE report_id = ?", told)
            case ReviewSigned():
                row = (fact.district, fact.since_ms, fact.until_ms, fact.actor, fact.observed_at_ms, fact.note)
                self._db.execute("INSERT OR IGNORE INTO reviews VALUES (?, ?, ?, ?, ?, ?)", row)
            case IncidentFact():
                self._fold(fact)

    def _fold(self, fact: IncidentFact) -> None:
        before = self._open.get(fact.incident_id)
        if before is None and isinstance(fact, MilestoneCorrected):
            before = self._over(fact.incident_id)
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
        if isinstance(fact, ReportTaken):
            self._insert_report(fact)
        if isinstance(fact, ViewJoined):
            self._insert_view(fact)
        if incident.status.is_over:
            self._open.pop(fact.incident_id, None)
        else:
            self._open[fact.incident_id] = incident

    def _over(self, incident_id: str) -> Incident | None:
        """One that is over, as it was then; its times may still be put right."""
        row = self._db.execute("SELECT state FROM incidents WHERE incident_id = ?", (incident_id,)).fetchone()
        return msgspec.msgpack.decode(row[0], type=Incident) if row else None

    def _insert(self, fact: IncidentOpened) -> None:
        self._db.execute(
            "INSERT INTO incidents (incident_id, district, kind, camera_id, staged, raised_ms)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (fact.incident_id, fact.district, fact.kind, fact.camera_id, fact.staged, fact.observed_at_ms),
        )

    def _insert_report(self, fact: ReportTaken) -> None:
        row = (fact.report_id, fact.incident_id, fact.observed_at_ms, fact.reply_wanted, None)
        self._db.execute("INSERT OR IGNORE INTO reports VALUES (?, ?, ?, ?, ?)", row)

    def _insert_view(self, fact: ViewJoined) -> None:
        row = (incident_of(fact.suspicion_id), fact.incident_id)
        self._db.execute("INSERT OR REPLACE INTO views VALUES (?, ?)", row)
        first = "UPDATE incidents SET camera_id = ? WHERE incident_id = ? AND camera_id IS NULL"
        self._db.execute(first, (fact.camera_id, fact.incident_id))

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
            "over_ms": incident.over_ms,
            "first_unit": incident.first.unit_id if incident.first else None,
            "eta_error_s": incident.first.eta_error_s if incident.first else None,
            "finding": incident.finding,
            "missed": incident.missed,
            "lon": incident.place.lon if incident.place else None,
            "lat": incident.place.lat if incident.place else None,
            "state": msgspec.msgpack.encode(
                msgspec.structs.replace(incident, ranking=()) if incident.over_ms else incident
            ),
            **msgspec.structs.asdict(times),
        }
        if isinstance(fact, IncidentDismissed):
            columns |= {"dismissed_reason": fact.reason, "reason": fact.reason, "note": fact.note}
        elif (found := incident.found) is not None:
            columns |= {"reason": found.reason, "note": found.note, "vehicles": found.vehicles}
        settings = ", ".join(f"{name} = :{name}" for name in columns)
        row = {**columns, "incident_id": incident.incident_id}
        self._db.execute(f"UPDATE incidents SET {settings} WHERE incident_id = :incident_id", row)  # noqa: S608 - our names
