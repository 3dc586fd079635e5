"""The morning review (逐级盯警): all incidents of a period, what is missing in each, and who put a name under it.

Pure: knows nothing of logs, archives and screens.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta, tzinfo
from typing import Final, Literal

import msgspec

from dispatch.life.status import Status
from dispatch.records.figures import Case, Figures, figures
from dispatch.rosters.calendar import instant_ms, local_day
from streams.schema.commands import DismissReason, Finding, IncidentKind

Missing = Literal["decision", "finding", "closing", "reply"]
"""What somebody has yet to do: confirm or dismiss, record a finding, close, tell the reporter."""

_MISSING: Final[Mapping[Status, tuple[Missing, ...]]] = {
    Status.OPENED: ("decision",),
    Status.ACKNOWLEDGED: ("decision",),
    **dict.fromkeys((each for each in Status if each.is_sending), ("finding", "closing")),
    Status.HANDLED: ("closing",),
    Status.CLOSED: (),
    Status.DISMISSED: (),
}


DUTY_BEGINS_MIN: Final = 8 * 60
"""Minute of the day at which a day of duty ends and the next begins; the stations' hand-over at eight."""


def duty_day_ms(now_ms: int, zone: tzinfo, back: int = 0) -> tuple[int, int]:
    """When a day of duty began and ended, on the wall clock of `zone`.

    The one that ended last, `back` days before that one, or (-1) the one that runs.
    """
    today = local_day(now_ms, zone)
    last = today if instant_ms(today, DUTY_BEGINS_MIN, zone) <= now_ms else today - timedelta(days=1)
    last -= timedelta(days=back)
    return instant_ms(last - timedelta(days=1), DUTY_BEGINS_MIN, zone), instant_ms(last, DUTY_BEGINS_MIN, zone)


def missing_in(status: Status, *, reply_owed: bool) -> tuple[Missing, ...]:
    """What is missing, in the order in which it is to be done; empty when all is."""
    return (*_MISSING[status], *(("reply",) if reply_owed else ()))


class ReviewedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident as a review goes through it. Times are UTC epoch ms, None when not yet."""

    incident_id: str
    district: str
    kind: IncidentKind
    camera_id: str | None
    status: Status
    raised_ms: int
    over_ms: int | None
    first_unit: str | None
    response_s: float | None
    within_target: bool
    missed: bool
    """The target passed with nobody on scene."""
    finding: Finding | None
    vehicles: int | None
    """How many cars were opened or damaged."""
    reason: DismissReason | None
    """What it was instead, where it was dismissed or a false alarm."""
    note: str
    """Of the last finding, else of the dismissal."""
    replies_owed: int
    """So many of its reporters wait for a reply."""
    missing: tuple[Missing, ...] = ()


class ToldIncident(msgspec.Struct, frozen=True, kw_only=True):
    """What became of what a person reported."""

    incident_id: str
    district: str
    kind: IncidentKind
    reported_ms: int
    reply_wanted: bool
    informed_ms: int | None
    status: Status
    over_ms: int | None
    finding: Finding | None


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed a review, and when."""

    district: str
    since_ms: int
    until_ms: int
    signed_by: str
    signed_ms: int
    note: str


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A period gone through: what is unfinished first, then what came late or never, then the rest; oldest first."""

    since_ms: int
    until_ms: int
    unfinished: int
    incidents: tuple[ReviewedIncident, ...]
    signed: tuple[Signature, ...]
    figures: Figures


def review(
    since_ms: int, until_ms: int, incidents: Iterable[ReviewedIncident], signed: Sequence[Signature] = ()
) -> Review:
    """The review of these incidents; what is missing is worked out here."""
    gone_through = sorted(
        (
            msgspec.structs.replace(each, missing=missing_in(each.status, reply_owed=each.replies_owed > 0))
            for each in incidents
        ),
        key=lambda each: (not each.missing, each.within_target or not each.missed, each.raised_ms, each.incident_id),
    )
    return Review(
        since_ms=since_ms,
        until_ms=until_ms,
        unfinished=sum(bool(each.missing) for each in gone_through),
        incidents=tuple(gone_through),
        signed=tuple(signed),
        figures=figures(_case(each) for each in gone_through),
    )


def _case(each: ReviewedIncident) -> Case:
    return Case(
        status=each.status,
        finding=each.finding,
        missed=each.missed,
        response_s=each.response_s,
        within_target=each.within_target,
    )
