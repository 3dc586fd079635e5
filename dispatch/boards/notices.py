"""Notices as screens show them: who was told of what, and what became of it. The last receipt counts."""

from msgspec.structs import replace

from dispatch.boards.views import NoticeView
from streams.schema.notices import DeliveryRecorded, NoticeFact, PersonTold


def told(before: NoticeView | None, fact: NoticeFact) -> NoticeView | None:
    """The notice after `fact`; None where only its delivery is known."""
    match fact:
        case PersonTold():
            return NoticeView(
                notice_id=fact.notice_id,
                person=fact.person,
                to=fact.to,
                reason=fact.reason,
                channel=fact.channel,
                stand_in_for=fact.stand_in_for,
                told_ms=fact.observed_at_ms,
            )
        case DeliveryRecorded() if before is not None:
            return replace(
                before,
                receipt=fact.receipt,
                receipt_ms=fact.observed_at_ms,
                attempts=fact.attempts,
                detail=fact.detail,
            )
    return before
