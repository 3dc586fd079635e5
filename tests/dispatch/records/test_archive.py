"""The archive: exact figures that survive restarts, repeats and its own loss."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.life.status import Status
from dispatch.records.archive import Archive
from dispatch.records.following import follow
from streams.bus import Record
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.schema import commands as asked
from streams.schema.codec import encode, headers
from streams.schema.errors import ConfigError
from streams.schema.facts import Fact
from streams.schema.topics import INCIDENTS
from tests.dispatch.gate_street import GATE
from tests.dispatch.worlds import START_MS, Night, night

LI = "operator:li"
NIGHT = (START_MS - 1, START_MS + 86_400_000)


def records(facts: list[Fact], start: int = 0) -> list[Record]:
    return [
        Record(
            topic=INCIDENTS.name,
            partition=0,
            offset=start + number,
            recorded_at_ms=fact.recorded_at_ms,
            value=encode(fact),
            headers=headers(fact),
            message=fact,
        )
        for number, fact in enumerate(facts)
    ]


def busy_night() -> Night:
    """One in 60 s, one in 240 s, one dismissed, one where nobody came, one still open."""
    town = night().unit("car", at_m=800)
    for suspicion, seconds in (("quick", 60), ("slow", 240)):
        incident = town.alert(suspicion)
        town.ask(asked.ConfirmIncident, LI, incident_id=incident)
        town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
        town.after(seconds)
        town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
        town.ask(asked.RecordFinding, "unit:car", incident_id=incident, finding="held")
        town.ask(asked.CloseIncident, LI, incident_id=incident)
    dismissed, empty = town.alert("dismissed"), town.alert("empty")
    town.ask(asked.DismissIncident, LI, incident_id=dismissed, reason="owner")
    town.ask(asked.ConfirmIncident, LI, incident_id=empty)
    town.ask(asked.RecordFinding, LI, incident_id=empty, finding="moved_on")
    town.ask(asked.CloseIncident, LI, incident_id=empty)
    town.alert("open")
    return town


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.sqlite"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    archive = Archive(path)
    yield archive
    archive.close()


def test_the_figures_of_a_night_are_exact(archive: Archive) -> None:
    archive.apply(records(busy_night().said))
    told = archive.figures(*NIGHT)
    assert told.incidents == 5
    assert told.outcomes == {"within_target": 1, "late": 1, "dismissed": 1, "nobody_came": 1, "open": 1}
    assert (told.p50_s, told.p99_s) == (60, 240)
    assert told.within_target_share == pytest.approx(1 / 3)


def test_only_the_asked_period_and_district_count(archive: Archive) -> None:
    archive.apply(records(busy_night().said))
    assert archive.figures(START_MS, START_MS + 1).incidents == 1
    assert archive.figures(*NIGHT, district="elsewhere").incidents == 0


def test_a_restart_in_the_middle_of_an_incident_changes_no_figure(path: Path, archive: Archive) -> None:
    facts = busy_night().said
    archive.apply(records(facts))
    whole = archive.figures(*NIGHT)
    archive.close()
    path.unlink()
    for cut in range(0, len(facts), 3):
        part = Archive(path)
        assert part.cursor == ({(INCIDENTS.name, 0): cut} if cut else {})
        part.apply(records(facts[cut : cut + 3], start=cut))
        part.close()
    last = Archive(path)
    assert last.figures(*NIGHT) == whole
    last.close()


def test_repeats_change_nothing(archive: Archive) -> None:
    facts = busy_night().said
    archive.apply(records(facts))
    whole = archive.figures(*NIGHT)
    archive.apply(records(facts, start=len(facts)))
    assert archive.figures(*NIGHT) == whole


def test_a_batch_that_fails_leaves_no_trace(archive: Archive) -> None:
    facts = busy_night().said
    archive.apply(records(facts[:6]))
    before = (archive.cursor, archive.figures(*NIGHT))

    def breaks() -> Iterator[Record]:
        yield from records(facts[6:], start=6)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        archive.apply(breaks())
    assert (archive.cursor, archive.figures(*NIGHT)) == before
    archive.apply(records(facts[6:], start=6))
    assert archive.figures(*NIGHT).incidents == 5


def test_a_file_that_is_something_else_is_named(path: Path) -> None:
    path.write_text("dear diary, " * 100)
    with pytest.raises(ConfigError, match=r"archive\.sqlite: cannot be used as archive"):
        Archive(path)


def test_the_archive_follows_the_log(tmp_path: Path, archive: Archive) -> None:
    class UntilCaughtUp(threading.Event):
        def is_set(self) -> bool:
            return archive.cursor == bus.end((INCIDENTS.name,))

    town = busy_night()
    bus = SqliteBus(tmp_path / "log.sqlite", ManualClock(town.now_ms))
    bus.publish(town.said)
    follow(bus, archive, UntilCaughtUp())
    assert archive.figures(*NIGHT).incidents == 5
    bus.close()


def test_an_archive_of_another_version_is_made_anew(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE incidents (what TEXT)")
        db.execute("PRAGMA user_version=99")
    db.close()
    archive = Archive(path)
    archive.apply(records(busy_night().said))
    assert archive.figures(*NIGHT).incidents == 5
    archive.close()


def test_a_time_put_right_after_the_end_counts_in_the_figures_also_after_a_restart(
    path: Path, archive: Archive
) -> None:
    town = busy_night()
    archive.apply(records(town.said))
    archive.close()
    again, before = Archive(path), len(town.said)
    slow = next(each for each in again.review(*NIGHT).incidents if each.response_s == 240)
    on_scene_ms = slow.raised_ms + 100_000
    town.ask(
        asked.CorrectMilestone, LI, incident_id=slow.incident_id, milestone="arrived", at_ms=on_scene_ms, reason="radio"
    )
    again.apply(records(town.said[before:], start=before))
    (right,) = (each for each in again.review(*NIGHT).incidents if each.incident_id == slow.incident_id)
    assert (right.response_s, right.within_target, right.status) == (100, True, Status.CLOSED)
    assert (right.over_ms, right.finding) == (slow.over_ms, "held")
    assert [(each.first_ms, each.at_ms) for each in again.corrections(slow.incident_id)] == [
        (slow.raised_ms + 240_000, on_scene_ms)
    ]
    again.close()


def test_a_review_lists_the_night_with_what_is_missing_and_who_signed(archive: Archive) -> None:
    town = busy_night()
    archive.apply(records(town.said))
    told = archive.review(*NIGHT)
    assert (len(told.incidents), told.unfinished) == (5, 1)
    assert told.incidents[0].missing == ("decision",)
    assert [each.reason for each in told.incidents if each.status is Status.DISMISSED] == ["owner"]
    assert told.figures == archive.figures(*NIGHT)
    assert told.signed == ()


def test_a_signature_and_a_reply_reach_the_archive(archive: Archive) -> None:
    town = night()
    town.ask(
        asked.ReportIncident,
        "reporter:wang",
        kind="theft",
        place={"lon": GATE.lon, "lat": GATE.lat},
        reply_wanted=True,
        command_id="rep-1",
    )
    incident = town.board.snapshot().incidents[0].incident_id
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner", note="his own car")
    town.after(1)
    archive.apply(records(town.said))
    (seen,) = archive.review(*NIGHT).incidents
    assert (seen.missing, seen.note) == (("reply",), "his own car")
    told = archive.told_in("rep-1")
    assert told is not None
    assert told.status is Status.DISMISSED
    assert archive.told_in("rep-2") is None

    before = len(town.said)
    town.ask(asked.InformReporter, LI, incident_id=incident, report_id="rep-1")
    town.ask(asked.SignOffReview, LI, since_ms=START_MS, until_ms=town.now_ms)
    archive.apply(records(town.said[before:], start=before))
    told_now = archive.review(START_MS, town.now_ms, town.district)
    assert told_now.unfinished == 0
    assert [(each.signed_by, each.district) for each in told_now.signed] == [(LI, town.district)]


def test_verdicts_are_of_decided_alerts_of_cameras(archive: Archive) -> None:
    archive.apply(records(busy_night().said))
    told = list(archive.verdicts(*NIGHT))
    assert sorted(str(each.reason) for each in told) == ["None", "None", "None", "owner"]
    assert {each.camera_id for each in told} == {"wall-3"}
