"""Who may come in: operators with passwords, sessions and links, units and partners with tokens; one SQLite file.

Only hashes are stored: argon2 of passwords, sha256 of the random 256-bit tokens. Knows nothing of HTTP.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from streams.runtime.clock import Clock
from streams.schema.errors import ConfigError

SESSION_MS: Final = 12 * 3_600_000
"""A night shift; each use renews it, so nobody is logged out in the middle of an incident."""
LINK_MS: Final = 24 * 3_600_000
MIN_PASSWORD: Final = 10
_RENEW_AFTER_MS: Final = 600_000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS operators (name TEXT PRIMARY KEY, password TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sessions (hash BLOB PRIMARY KEY, name TEXT NOT NULL, until_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS links (hash BLOB PRIMARY KEY, name TEXT NOT NULL, until_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS units (unit_id TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS partners (name TEXT PRIMARY KEY, hash BLOB NOT NULL UNIQUE) STRICT;
"""


class Accounts:
    """Operators, sessions and units' tokens. Safe to share between threads.

    Raises:
        ConfigError: `path` cannot be opened as a database.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(8))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.executescript(_SCHEMA)
            path.chmod(0o600)
        except (sqlite3.Error, OSError) as error:
            raise ConfigError(f"accounts file {path}: {error}") from error

    def set_password(self, name: str, password: str) -> None:
        """Make the operator `name`, or change the password; sessions of theirs end.

        Raises:
            ConfigError: the password is shorter than `MIN_PASSWORD`, or the name is no plain word.
        """
        _check_name("operator", name)
        if len(password) < MIN_PASSWORD:
            raise ConfigError(f"password of {name}: at least {MIN_PASSWORD} characters")
        hashed = self._hasher.hash(password)
        self._do("INSERT OR REPLACE INTO operators VALUES (?, ?)", (name, hashed))
        self._do("DELETE FROM sessions WHERE name = ?", (name,))

    def remove_operator(self, name: str) -> None:
        """Let them in no longer, by whatever way; what they did stays on record.

        Raises:
            ConfigError: nobody of that name could come in.
        """
        gone = [
            self._do("DELETE FROM operators WHERE name = ? RETURNING name", (name,)),
            self._do("DELETE FROM sessions WHERE name = ? RETURNING name", (name,)),
            self._do("DELETE FROM links WHERE name = ? RETURNING name", (name,)),
        ]
        if not any(gone):
            raise ConfigError(f"operator {name!r}: nobody of that name can come in")

    def has_passwords(self) -> bool:
        """Whether any operator can log in without a link."""
        return bool(self._do("SELECT 1 FROM operators LIMIT 1", ()))

    def verify(self, name: str, password: str) -> bool:
        """Whether the password is right. Takes as long for an unknown name, so that names cannot be guessed."""
        rows = self._do("SELECT password FROM operators WHERE name = ?", (name,))
        try:
            return self._hasher.verify(str(rows[0][0]) if rows else self._nobody, password) and bool(rows)
        except (VerificationError, InvalidHashError):
            return False

    def login_link_token(self, name: str) -> str:
        """A token that opens one session as `name`, once, within `LINK_MS`.

        Raises:
            ConfigError: the name is no plain word.
        """
        _check_name("operator", name)
        token = secrets.token_urlsafe(32)
        self._do("INSERT INTO links VALUES (?, ?, ?)", (_hash(token), name, self._clock.now_ms() + LINK_MS))
        return token

    def redeem(self, token: str) -> str | None:
        """The operator whom a one-time token lets in; None when it is unknown, used or too old."""
        rows = self._do("DELETE FROM links WHERE hash = ? RETURNING name, until_ms", (_hash(token),))
        return str(rows[0][0]) if rows and int(rows[0][1]) > self._clock.now_ms() else None

    def open_session(self, name: str) -> str:
        """A new session's token."""
        token = secrets.token_urlsafe(32)
        now_ms = self._clock.now_ms()
        self._do("DELETE FROM sessions WHERE until_ms <= ?", (now_ms,))
        self._do("INSERT INTO sessions VALUES (?, ?, ?)", (_hash(token), name, now_ms + SESSION_MS))
        return token

    def operator_of(self, token: str) -> str | None:
        """Whose session it is; None when it is over. Renews it."""
        now_ms = self._clock.now_ms()
        rows = self._do("SELECT name, until_ms FROM sessions WHERE hash = ? AND until_ms > ?", (_hash(token), now_ms))
        if not rows:
            return None
        if int(rows[0][1]) < now_ms + SESSION_MS - _RENEW_AFTER_MS:
            self._do("UPDATE sessions SET until_ms = ? WHERE hash = ?", (now_ms + SESSION_MS, _hash(token)))
        return str(rows[0][0])

    def close_session(self, token: str) -> None:
        """Log out."""
        self._do("DELETE FROM sessions WHERE hash = ?", (_hash(token),))

    def issue_unit_token(self, unit_id: str) -> str:
        """A new token for a unit; the one before it stops working (a lost phone)."""
        token = secrets.token_urlsafe(32)
        self._do("INSERT OR REPLACE INTO units VALUES (?, ?)", (unit_id, _hash(token)))
        return token

    def unit_of(self, token: str) -> str | None:
        """Which unit carries this token."""
        rows = self._do("SELECT unit_id FROM units WHERE hash = ?", (_hash(token),))
        return str(rows[0][0]) if rows else None

    def issue_partner_token(self, name: str) -> str:
        """A new token for another system that sends reports; the one before it stops working.

        Raises:
            ConfigError: the name is no plain word, or that of the public form.
        """
        _check_name("partner", name)
        if name == "form":
            raise ConfigError("partner 'form': that is what reports by the public form are called")
        token = secrets.token_urlsafe(32)
        self._do("INSERT OR REPLACE INTO partners VALUES (?, ?)", (name, _hash(token)))
        return token

    def partner_of(self, token: str) -> str | None:
        """Which system has this token."""
        rows = self._do("SELECT name FROM partners WHERE hash = ?", (_hash(token),))
        return str(rows[0][0]) if rows else None

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()

    def _do(self, sql: str, values: Sequence[str | int | bytes]) -> list[tuple[str | int, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


def _check_name(what: str, name: str) -> None:
    if not name.isprintable() or name != name.strip() or not 1 <= len(name) <= 40 or ":" in name:  # noqa: PLR2004 - fits the top bar
        raise ConfigError(f"{what} {name!r}: 1 to 40 printable characters without ':', no space at the ends")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
