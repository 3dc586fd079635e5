"""What was found in one incident when several tell of it: of what each said last, the gravest counts.

Knows nothing of the incident's other facts.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from streams.schema.commands import DismissReason, Finding
from streams.schema.incidents import FindingRecorded

_GRAVEST_FIRST: Final[tuple[Finding, ...]] = (
    "crime_found",
    "held",
    "medical_help",
    "identified",
    "moved_on",
    "owner",
    "other",
    "nothing_found",
    "false_alarm",
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit found; `unit_id` is None where an operator said it of the whole."""

    unit_id: str | None
    finding: Finding
    note: str
    vehicles: int | None
    reason: DismissReason | None


def with_finding(before: Sequence[Found], fact: FindingRecorded) -> tuple[Found, ...]:
    """All findings after one more: a unit's own earlier one is replaced, by an operator's word all of them are."""
    kept = () if fact.unit_id is None else (found for found in before if found.unit_id != fact.unit_id)
    told = Found(unit_id=fact.unit_id, finding=fact.finding, note=fact.note, vehicles=fact.vehicles, reason=fact.reason)
    return (*kept, told)


def verdict(findings: Sequence[Found]) -> Found | None:
    """What the incident came to; of equally grave ones the last. Who found no crime leaves the count of cars alone."""
    if not findings:
        return None
    gravest = min(reversed(findings), key=lambda found: _GRAVEST_FIRST.index(found.finding))
    return msgspec.structs.replace(
        gravest, vehicles=max((n for found in findings if (n := found.vehicles) is not None), default=None)
    )
