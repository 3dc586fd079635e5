"""What may not be kept longer goes, and what was taken up by people stays for its own time."""

import os
from pathlib import Path

from deploy.running.retention import HOUR_MS, expire_evidence
from deploy.settings import RetentionConfig
from dispatch.records.archive import Archive
from streams.evidence import EvidenceStore
from streams.schema import commands as asked
from streams.sealing import sealed_key
from tests.dispatch.records.test_archive import records
from tests.dispatch.worlds import night

NOW_MS = 1_790_000_000_000


def kept(tmp_path: Path, age_h: float, *, archived: bool = True) -> set[str]:
    """Which of five alerts of that age still have all their evidence; `joined` is a further view of the confirmed."""
    town = night().unit("car", at_m=800)
    town.alert("open")
    town.ask(asked.ConfirmIncident, "operator:li", incident_id=town.alert("confirmed"))
    town.alert("joined", vehicles=("car-of-confirmed",))
    town.ask(asked.DismissIncident, "operator:li", incident_id=town.alert("dismissed"), reason="owner")
    archive = Archive(tmp_path / "archive.sqlite")
    archive.apply(records(town.said))
    evidence = EvidenceStore(tmp_path / "evidence")
    names = {"open", "confirmed", "dismissed", "watched", "joined"}
    for key in (key for name in names for key in keys_of(name)):
        evidence.put(key, b"still")
        at_s = (NOW_MS - age_h * HOUR_MS) / 1000
        os.utime(tmp_path / "evidence" / key, (at_s, at_s))
    expire_evidence(evidence, archive if archived else None, RetentionConfig(), NOW_MS)
    archive.close()
    left = {key for name in names for key in keys_of(name) if evidence.get(key)}
    assert left == {key for name in names for key in keys_of(name) if keys_of(name)[0] in left}
    return {name for name in names if keys_of(name)[0] in left}


def keys_of(name: str) -> tuple[str, str, str]:
    """The still, the clip, and the still as it was, sealed."""
    still = f"{name}-1.jpg"
    return still, f"{name}-1.mp4", sealed_key(still)


def test_three_days_keep_everything(tmp_path: Path) -> None:
    assert kept(tmp_path, age_h=71) == {"open", "confirmed", "dismissed", "watched", "joined"}


def test_after_three_days_what_nobody_confirmed_is_gone(tmp_path: Path) -> None:
    assert kept(tmp_path, age_h=73) == {"open", "confirmed", "joined"}


def test_after_thirty_days_all_is_gone(tmp_path: Path) -> None:
    assert kept(tmp_path, age_h=721) == set()


def test_without_an_archive_thirty_days_keep_everything(tmp_path: Path) -> None:
    assert kept(tmp_path, age_h=719, archived=False) == {"open", "confirmed", "dismissed", "watched", "joined"}


def test_without_an_archive_all_is_gone_after_thirty_days_nevertheless(tmp_path: Path) -> None:
    assert kept(tmp_path, age_h=721, archived=False) == set()


def test_what_a_clock_that_ran_ahead_put_there_is_as_old_as_its_first_look(tmp_path: Path) -> None:
    assert kept(tmp_path, age_h=-10_000) == {"open", "confirmed", "dismissed", "watched", "joined"}
    assert EvidenceStore(tmp_path / "evidence").expire(NOW_MS + 1) == len(keys_of("open")) * 5
