"""Who was told what, and whether it arrived: one stream of facts for each notice to one person."""

from typing import Literal

from typing_extensions import override

from streams.schema.facts import Fact
from streams.schema.quantities import Name, Note, Seq

Receipt = Literal["delivered", "failed", "read"]


class NoticeFact(Fact, frozen=True, kw_only=True):
    """Something about one notice. `notice_id` is the key under which whoever delivers it knows a repeat."""

    notice_id: Name
    incident_id: Name

    @property
    @override
    def stream(self) -> str:
        return f"notice/{self.notice_id}"


class PersonTold(NoticeFact, frozen=True, kw_only=True, tag=True):
    """A person is to be told, by `channel`: a webhook of the site's settings, or `console`.

    `to` is the step of the ladder (or the role) that the person stands for, `reason` what did not happen in time.
    """

    person: Name
    to: Name
    reason: Name
    channel: Name = "console"
    stand_in_for: Name | None = None
    """Whose quiet hours it is."""


class DeliveryRecorded(NoticeFact, frozen=True, kw_only=True, tag=True):
    """What became of a notice: the channel took it, or did not after all `attempts`, or the person has read it."""

    receipt: Receipt
    attempts: Seq = 1
    detail: Note = ""


NoticeEvent = PersonTold | DeliveryRecorded
