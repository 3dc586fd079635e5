"""The audit log keeps what it was given, and says what somebody did to it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.audit import AuditLog, Broken
from streams.runtime.clock import ManualClock
from streams.schema.errors import ConfigError

HOUR_MS = 3_600_000


def night(folder: Path, entries: int = 4) -> AuditLog:
    """One entry an hour."""
    clock = ManualClock(0)
    log = AuditLog(folder / "audit.sqlite", clock)
    for number in range(entries):
        clock.advance_to(number * HOUR_MS)
        log.write("operator:wang" if number % 2 else "unit:car-1", "evidence_viewed", 200, {"key": f"sus-{number}.jpg"})
    return log


def test_entries_come_back_as_they_were_written_in_their_order(tmp_path: Path) -> None:
    night(tmp_path).close()
    log = AuditLog(tmp_path / "audit.sqlite", ManualClock(9 * HOUR_MS))
    log.write("operator:wang", "logged_out", 200, {})
    assert [(entry.seq, entry.actor, entry.at_ms // HOUR_MS) for entry in log.read(HOUR_MS, actor="operator:wang")] == [
        (2, "operator:wang", 1),
        (4, "operator:wang", 3),
        (5, "operator:wang", 9),
    ]
    assert [entry.about for entry in log.read(until_ms=1)] == [{"key": "sus-0.jpg"}]
    assert log.check() is None


def change(sql: str) -> Callable[[Path], None]:
    def done(file: Path) -> None:
        with sqlite3.connect(file) as db:
            db.execute(sql)

    return done


@pytest.mark.parametrize(
    ("meddling", "seq"),
    [
        (change("UPDATE entries SET actor = 'operator:li' WHERE seq = 2"), 2),
        (change("UPDATE entries SET at_ms = at_ms + 1 WHERE seq = 3"), 3),
        (change("DELETE FROM entries WHERE seq = 1"), 1),
        (change("DELETE FROM entries WHERE seq = 3"), 3),
        (change("UPDATE entries SET about = '{}' WHERE seq = 4"), 4),
        (
            change("INSERT INTO entries SELECT 5, at_ms, actor, act, status, about, digest FROM entries WHERE seq = 4"),
            5,
        ),
    ],
)
def test_an_entry_that_was_changed_taken_out_or_made_up_is_named(
    tmp_path: Path, meddling: Callable[[Path], None], seq: int
) -> None:
    log = night(tmp_path)
    meddling(tmp_path / "audit.sqlite")
    found = log.check()
    assert isinstance(found, Broken)
    assert found.seq == seq


def test_what_is_old_goes_and_the_rest_can_still_be_checked(tmp_path: Path) -> None:
    log = night(tmp_path)
    assert log.expire(2 * HOUR_MS) == 2
    assert [entry.seq for entry in log.read()] == [3, 4]
    assert log.check() is None
    change("DELETE FROM entries WHERE seq = 3")(tmp_path / "audit.sqlite")
    assert log.check() == Broken(seq=3, why="missing: after 2 comes 4")


def test_the_chain_goes_on_after_everything_was_let_go(tmp_path: Path) -> None:
    log = night(tmp_path)
    assert (log.expire(99 * HOUR_MS), log.expire(99 * HOUR_MS)) == (4, 0)
    log.write("operator:wang", "logged_in", 303, {})
    assert [entry.seq for entry in log.read()] == [5]
    assert log.check() is None


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "audit.sqlite").write_text("no database at all, just some text that somebody wrote here")
    with pytest.raises(ConfigError, match=r"audit\.sqlite"):
        AuditLog(tmp_path / "audit.sqlite", ManualClock(0))
