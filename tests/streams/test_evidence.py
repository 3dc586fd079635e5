"""Stills and clips: whole or not there, and nobody reads beside the folder."""

import os
import resource
from pathlib import Path

import pytest

from streams.evidence import EvidenceStore
from streams.schema.errors import DeviceError, PatrolError

NO_KEYS = ["../secret", "/etc/passwd", "a/b", "", ".hidden", "Upper.jpg", "a\x00b", "a b", "x" * 201, "a\n", "车.jpg"]


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "site" / "evidence")


def test_what_was_put_is_got_back(store: EvidenceStore) -> None:
    store.put("wall-3-1.jpg", b"\xff\xd8 a still")
    assert store.get("wall-3-1.jpg") == b"\xff\xd8 a still"


def test_what_was_never_put_is_none(store: EvidenceStore) -> None:
    assert store.get("wall-3-2.jpg") is None


def test_the_last_one_put_stands(store: EvidenceStore) -> None:
    store.put("wall-3-1.jpg", b"early")
    store.put("wall-3-1.jpg", b"late")
    assert store.get("wall-3-1.jpg") == b"late"


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_key_that_is_none_is_refused(store: EvidenceStore, tmp_path: Path, key: str) -> None:
    (tmp_path / "site" / "secret").write_bytes(b"secret")
    assert store.get(key) is None
    with pytest.raises(PatrolError, match="no key of evidence"):
        store.put(key, b"")


def test_what_is_old_expires_and_the_rest_stays(store: EvidenceStore, tmp_path: Path) -> None:
    store.put("old.jpg", b"old")
    store.put("young.jpg", b"young")
    os.utime(tmp_path / "site" / "evidence" / "old.jpg", (1_000, 1_000))
    assert store.expire(1_000_001) == 1
    assert (store.get("old.jpg"), store.get("young.jpg")) == (None, b"young")


def test_what_was_put_under_a_clock_that_ran_ahead_expires_from_now_on(store: EvidenceStore, tmp_path: Path) -> None:
    store.put("ahead.jpg", b"ahead")
    os.utime(tmp_path / "site" / "evidence" / "ahead.jpg", (9_000_000_000, 9_000_000_000))
    store.take_as_of(1_000_000)
    assert store.expire(1_000_000) == 0
    assert store.expire(1_000_001) == 1


def test_a_full_disk_is_named_and_leaves_neither_half_a_file_nor_the_old_one_broken(
    store: EvidenceStore, tmp_path: Path
) -> None:
    store.put("still.jpg", b"whole")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        with pytest.raises(DeviceError, match=r"still\.jpg: not stored"):
            store.put("still.jpg", b"x" * 5_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert store.get("still.jpg") == b"whole"
    assert [file.name for file in (tmp_path / "site" / "evidence").iterdir()] == ["still.jpg"]


def test_what_a_killed_process_left_half_written_is_no_evidence_and_expires(
    store: EvidenceStore, tmp_path: Path
) -> None:
    half = tmp_path / "site" / "evidence" / ".unfinished-abc"
    half.write_bytes(b"ha")
    os.utime(half, (1_000, 1_000))
    assert store.get(".unfinished-abc") is None
    assert store.expire(1_000_001) == 1


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DeviceError, match="file/evidence: no place for evidence"):
        EvidenceStore(tmp_path / "file" / "evidence")
