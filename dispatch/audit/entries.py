"""One entry of the audit log and the chain that holds entries together: what was changed or taken out is noticed.

Pure. The chain tells of everyone who does not make all later entries anew; for those, keep the last digest elsewhere.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

import msgspec

BEGIN: Final = "0" * 64
"""The digest before the first entry."""
_ENCODER: Final = msgspec.json.Encoder(order="sorted")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody did something. `seq` counts from 1 without a gap, `at_ms` is UTC epoch ms."""

    seq: int
    at_ms: int
    actor: str
    """As commands name people: `operator:NAME`, `unit:UNIT_ID`, `reporter:NAME`; `?` where nobody was recognised."""
    act: str
    status: int
    """The answer's HTTP status: below 400, it was done."""
    about: dict[str, str] = {}
    """What it was about: the key of a still, the type of a command and its incident."""
    digest: str = ""
    """blake2b-256 of the digest before and of all of the above, hexadecimal."""


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first entry that is not what was written, or that is missing."""

    seq: int
    why: str


def sealed(entry: Entry, before: str) -> Entry:
    """The entry with its digest, `before` being that of the entry before it."""
    body = _ENCODER.encode(msgspec.structs.replace(entry, digest=before))
    return msgspec.structs.replace(entry, digest=hashlib.blake2b(body, digest_size=32).hexdigest())


def broken(entries: Iterable[Entry], *, seq: int = 0, digest: str = BEGIN) -> Broken | None:
    """Where the chain is broken; None: nowhere. `seq` and `digest` are those of the entry before the first."""
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            return Broken(seq=seq, why=f"missing: after {seq - 1} comes {entry.seq}")
        if sealed(entry, digest).digest != entry.digest:
            return Broken(seq=seq, why="not as it was written")
        digest = entry.digest
    return None
