"""The file of the embedded log, seen from below: its tables and every statement that touches them.

Knows neither threads nor messages. A topic is a table `offset, recorded_at_ms, value`; `cursors` holds where
groups go on.
"""

import sqlite3
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from streams.bus import Cursor
from streams.schema.errors import BusError, ConfigError
from streams.schema.topics import TOPICS

APPLICATION_ID: Final = 0x56504C47
"""`VPLG`, in the header of the file, so that no other program's database is taken for a log."""
VERSION: Final = 1
BUSY_S: Final = 10.0
"""How long a writer waits for another process's transaction before it gives up."""
WAL_KEPT_BYTES: Final = 64 * 1024 * 1024
"""The write-ahead file is cut back to this after a burst."""

Row = tuple[str, int, int, bytes]
"""topic, offset, recorded_at_ms, value"""


def open_log(path: Path) -> sqlite3.Connection:
    """A connection to the log in `path`, made when missing; autocommits outside `transaction`.

    Raises:
        BusError: the folder is missing, or the file cannot be opened or is damaged.
        ConfigError: the file is something else, or was written by a newer version.
    """
    if not path.parent.is_dir():
        raise BusError(f"{path}: the folder {path.parent} does not exist")
    with named(path):
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
    try:
        with named(path):
            _prepare(db, path)
    except Exception:
        db.close()
        raise
    return db


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into a BusError that names the file."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise BusError(f"{path}: {error}") from error


@contextmanager
def transaction(db: sqlite3.Connection, *, durable: bool = True) -> Iterator[None]:
    """All or nothing. Not `durable`: safe from a killed process, lost with the power."""
    db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Several questions about one moment."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")


def append(db: sqlite3.Connection, rows: Sequence[tuple[str, bytes]], at_ms: int) -> None:
    """Add (topic, value) rows in order, recorded at `at_ms`."""
    for topic in dict.fromkeys(topic for topic, _ in rows):
        values = (value for of, value in rows if of == topic)
        numbered = ((offset, at_ms, value) for offset, value in enumerate(values, start=end(db, topic)))
        db.executemany(f'INSERT INTO "{topic}" VALUES (?, ?, ?)', numbered)  # noqa: S608 - from TOPICS


def last_recorded_at(db: sqlite3.Connection) -> int:
    """The latest time of any record; 0 in an empty log."""
    newest = (f'(SELECT recorded_at_ms FROM "{topic}" ORDER BY offset DESC LIMIT 1)' for topic in TOPICS)  # noqa: S608 - from TOPICS
    return max(at or 0 for at in db.execute(f"SELECT {', '.join(newest)}").fetchone())


def rows_from(db: sqlite3.Connection, topic: str, offset: int, limit: int) -> list[Row]:
    """The next rows of a topic."""
    sql = f"SELECT '{topic}', offset, recorded_at_ms, value FROM \"{topic}\" WHERE offset >= ? ORDER BY offset LIMIT ?"  # noqa: S608 - from TOPICS
    return db.execute(sql, (offset, limit)).fetchall()


def end(db: sqlite3.Connection, topic: str) -> int:
    """The offset that the next record of a topic will get."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (topic,)).fetchone()
    return int(row[0]) + 1 if row else 0


def first_at(db: sqlite3.Connection, topic: str, at_ms: int) -> int:
    """The offset of the first record of `at_ms` or later, else the end: times never fall, so halving finds it."""
    lowest = db.execute(f'SELECT min(offset) FROM "{topic}"').fetchone()[0]  # noqa: S608 - from TOPICS
    if lowest is None:
        return end(db, topic)
    offsets = range(lowest, end(db, topic))
    sql = f'SELECT recorded_at_ms FROM "{topic}" WHERE offset = ?'  # noqa: S608 - from TOPICS
    at = bisect_left(offsets, at_ms, key=lambda offset: db.execute(sql, (offset,)).fetchone()[0])
    return int(lowest) + at


def delete_before(db: sqlite3.Connection, topic: str, offset: int, limit: int) -> int:
    """Delete up to `limit` of the oldest rows before `offset`; gives how many."""
    sql = (
        f'DELETE FROM "{topic}" WHERE offset IN (SELECT offset FROM "{topic}" WHERE offset < ? ORDER BY offset LIMIT ?)'  # noqa: S608 - from TOPICS
    )
    return db.execute(sql, (offset, limit)).rowcount


def set_cursor(db: sqlite3.Connection, group: str, cursor: Cursor) -> None:
    """Remember where `group` goes on; places that `cursor` does not name stay."""
    rows = ((group, topic, partition, offset) for (topic, partition), offset in cursor.items())
    db.executemany("INSERT OR REPLACE INTO cursors VALUES (?, ?, ?, ?)", rows)


def cursor_of(db: sqlite3.Connection, group: str) -> dict[tuple[str, int], int]:
    """Where `group` goes on."""
    rows = db.execute("SELECT topic, partition, offset FROM cursors WHERE reader = ?", (group,))
    return {(topic, partition): offset for topic, partition, offset in rows}


def data_version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection has written."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    with snapshot(db):
        _check(db, path)
    _switch_to_wal(db)
    db.execute(f"PRAGMA journal_size_limit={WAL_KEPT_BYTES}")
    with transaction(db):
        _check(db, path)
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={VERSION}")
        for topic in TOPICS:
            columns = "offset INTEGER PRIMARY KEY AUTOINCREMENT, recorded_at_ms INTEGER NOT NULL, value BLOB NOT NULL"
            db.execute(f'CREATE TABLE IF NOT EXISTS "{topic}" ({columns})')
        columns = "reader TEXT, topic TEXT, partition INTEGER, offset INTEGER NOT NULL"
        db.execute(f"CREATE TABLE IF NOT EXISTS cursors ({columns}, PRIMARY KEY (reader, topic, partition))")


def _switch_to_wal(db: sqlite3.Connection) -> None:
    """Two processes that do this to a new file at the same moment are told "locked" at once, whatever the timeout."""
    until = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _check(db: sqlite3.Connection, path: Path) -> None:
    application, version, tables = (
        db.execute(sql).fetchone()[0]
        for sql in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema")
    )
    if tables and application != APPLICATION_ID:
        raise ConfigError(f"{path}: is a database of another program, not a log of Video Patrol")
    if version > VERSION:
        raise ConfigError(f"{path}: was written by a newer version (log format {version}, this one reads {VERSION})")
