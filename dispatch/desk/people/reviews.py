"""The sign-off of a review: a name under a period in which nothing is missing, or what is."""

from collections.abc import Iterator
from typing import Final

from dispatch.desk.pen import Pen
from dispatch.desk.people.answers import Refusal
from dispatch.desk.state import State
from dispatch.life.status import Status
from dispatch.records.review import missing_in
from streams.schema import commands as asked
from streams.schema.facts import ReviewSigned

_NAMED: Final = 5
"""So many unfinished incidents are named in a refusal; all are on the list."""


def sign_off(pen: Pen, command: asked.SignOffReview) -> Refusal | None:
    """The period is gone through; one that was signed stays as it is."""
    since_ms, until_ms = command.since_ms, command.until_ms
    if not 0 < until_ms - since_ms <= pen.force.config.review_longest_s * 1000:
        return Refusal(code="bad_period", why=f"{since_ms} to {until_ms}: begins before it ends, and is a week at most")
    if until_ms > pen.now_ms:
        return Refusal(code="period_not_over", why=f"it ends at {until_ms}, and now is {pen.now_ms}")
    incidents = dict(_raised(pen.state, since_ms, until_ms))
    unfinished = [f"{name}: {', '.join(lacks)}" for name, lacks in _unfinished(pen.state, incidents)]
    if unfinished:
        return Refusal(code="review_unfinished", why=f"{len(unfinished)} unfinished: {'; '.join(unfinished[:_NAMED])}")
    fact = ReviewSigned(
        **pen.head(1, command.issued_at_ms),
        since_ms=since_ms,
        until_ms=until_ms,
        incidents=len(incidents),
        note=command.note,
    )
    if fact.stream not in pen.state.reviews:
        pen.say(fact)
    return None


def _raised(state: State, since_ms: int, until_ms: int) -> Iterator[tuple[str, Status]]:
    for known in (state.finished, state.incidents):
        for name, incident in known.items():
            if since_ms <= incident.raised_ms < until_ms:
                yield name, incident.status


def is_signed(state: State, raised_ms: int) -> bool:
    """Whether somebody signed for a period in which an incident was raised then."""
    return any(signed.since_ms <= raised_ms < signed.until_ms for signed in state.reviews.values())


def _unfinished(state: State, incidents: dict[str, Status]) -> Iterator[tuple[str, tuple[str, ...]]]:
    owed = {report.incident_id for report in state.reports.values() if report.owed}
    for name, status in incidents.items():
        lacks = missing_in(status, reply_owed=name in owed)
        if lacks:
            yield name, lacks
