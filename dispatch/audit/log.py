"""The audit log in a SQLite file of its own, which outlives the topics: append, read, check, let go of what is old.

Decides nothing of what is worth an entry.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from dispatch.audit.entries import BEGIN, Broken, Entry, broken, sealed
from streams.runtime.clock import Clock
from streams.schema.errors import ConfigError, DeviceError

_SCHEMA: Final = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, status INTEGER NOT NULL,
    about TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS let_go (seq INTEGER NOT NULL, digest TEXT NOT NULL) STRICT;
"""
_COLUMNS: Final = "seq, at_ms, actor, act, status, about, digest"


class AuditLog:
    """The log at `path`, made when missing. Safe to share between threads.

    Raises:
        ConfigError: the file is something else, or cannot be made there.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.executescript(_SCHEMA)
            path.chmod(0o600)
        except (sqlite3.Error, OSError) as error:
            raise ConfigError(f"audit log {path}: {error}") from error

    def write(self, actor: str, act: str, status: int, about: Mapping[str, str]) -> None:
        """Append an entry; it is on the disk when this returns.

        Raises:
            DeviceError: the disk is full or cannot be written.
        """
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                seq, digest = self._last()
                entry = sealed(
                    Entry(
                        seq=seq + 1,
                        at_ms=self._clock.now_ms(),
                        actor=actor,
                        act=act,
                        status=status,
                        about=dict(about),
                    ),
                    digest,
                )
                row = (*msgspec.structs.astuple(entry)[:5], msgspec.json.encode(entry.about).decode(), entry.digest)
                self._db.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise DeviceError(f"the audit log cannot be written: {error}") from error

    def read(self, since_ms: int = 0, until_ms: int = 2**62, actor: str | None = None) -> Iterator[Entry]:
        """The entries of `since_ms <= t < until_ms`, oldest first; only those of `actor` when given."""
        where = "at_ms >= ? AND at_ms < ? AND (? IS NULL OR actor = ?)"
        with self._lock:
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM entries WHERE {where} ORDER BY seq",  # noqa: S608 - our names
                (since_ms, until_ms, actor, actor),
            ).fetchall()
        names = [name.strip() for name in _COLUMNS.split(",")]
        for row in rows:
            found = dict(zip(names, row, strict=True))
            yield msgspec.convert({**found, "about": msgspec.json.decode(found["about"])}, Entry)

    def check(self) -> Broken | None:
        """Where an entry was changed or taken out; None: nowhere."""
        seq, digest = self._let_go()
        return broken(self.read(), seq=seq, digest=digest)

    def expire(self, before_ms: int) -> int:
        """Let go of the entries from before `before_ms`; gives how many. What stays can still be checked."""
        with self._lock:
            found = self._db.execute("SELECT min(seq) FROM entries WHERE at_ms >= ?", (before_ms,)).fetchone()
            first = found[0] if found[0] is not None else self._last()[0] + 1
            last = self._db.execute("SELECT seq, digest FROM entries WHERE seq = ?", (first - 1,)).fetchone()
            if last is None:
                return 0
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM let_go")
            self._db.execute("INSERT INTO let_go VALUES (?, ?)", last)
            gone = self._db.execute("DELETE FROM entries WHERE seq <= ?", (last[0],)).rowcount
            self._db.execute("COMMIT")
            return gone

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _last(self) -> tuple[int, str]:
        found = self._db.execute("SELECT seq, digest FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        return (int(found[0]), str(found[1])) if found else self._let_go()

    def _let_go(self) -> tuple[int, str]:
        found = self._db.execute("SELECT seq, digest FROM let_go").fetchone()
        return (int(found[0]), str(found[1])) if found else (0, BEGIN)
