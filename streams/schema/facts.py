"""What all facts of `patrol.incidents.v1` have in common, and those that stand outside an incident's own history.

Every record belongs to a stream (an incident, a unit's duty, a refused command, a desk) and carries its `seq` in it.
`history` says which records count.
"""

from typing import ClassVar, Literal

from typing_extensions import override

from streams.schema.commands import ReplyChannel
from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.quantities import Count, EpochMs, Name, Note, Seq


class Fact(Message, frozen=True, kw_only=True):
    """One decided fact.

    `observed_at_ms` is when it happened, `recorded_at_ms` when the desk wrote it down; `cause` is the id of the
    message that led to it (of the deadline, for the clock's doings); `epoch` is the term of office of the desk that
    wrote it.
    """

    topic: ClassVar[str] = "patrol.incidents.v1"

    seq: Seq
    epoch: Seq
    observed_at_ms: EpochMs
    recorded_at_ms: EpochMs
    cause: Name
    actor: Name = "system"

    @property
    def stream(self) -> str:
        """The history that this record belongs to."""
        raise NotImplementedError(type(self).__name__)  # each kind of fact below has its own stream

    @property
    @override
    def message_id(self) -> str:
        return derived_id("fact", self.district, self.stream, self.seq, self.epoch)

    @property
    @override
    def happened_at_ms(self) -> EpochMs:
        return self.observed_at_ms

    @property
    @override
    def source(self) -> str:
        return f"/desk/{self.district}"


class DeskStarted(Fact, frozen=True, kw_only=True, tag=True):
    """A desk took this district over. Records of a lower epoch that come after this one do not count (fencing)."""

    @property
    @override
    def stream(self) -> str:
        return "desk"


class CommandRefused(Fact, frozen=True, kw_only=True, tag=True):
    """A command was understood and not done. `code` is for screens to translate, `why` for logs."""

    command_id: Name
    code: Name
    why: Note
    incident_id: Name | None = None

    @property
    @override
    def stream(self) -> str:
        return f"command/{self.command_id}"


class CommandNoted(Fact, frozen=True, kw_only=True, tag=True):
    """A command that changed nothing, since what it asks for is so already (two operators press at once)."""

    command_id: Name
    incident_id: Name | None = None

    @property
    @override
    def stream(self) -> str:
        return f"command/{self.command_id}"


class DutyFact(Fact, frozen=True, kw_only=True):
    """Something about a unit's shift. Where the roster said it, `shift` is the one that began, or ended."""

    unit_id: Name
    by: Literal["button", "roster"] = "button"
    shift: Name | None = None

    @property
    @override
    def stream(self) -> str:
        return f"duty/{self.unit_id}"


class UnitWentOnDuty(DutyFact, frozen=True, kw_only=True, tag=True):
    """The unit may be sent."""


class UnitWentOffDuty(DutyFact, frozen=True, kw_only=True, tag=True):
    """The unit may not be sent."""


class ReporterInformed(Fact, frozen=True, kw_only=True, tag=True):
    """The person behind a report was told; outside the incident's history, as it may be after the incident's end."""

    incident_id: Name
    report_id: Name
    channel: ReplyChannel
    note: Note = ""

    @property
    @override
    def stream(self) -> str:
        return f"report/{self.report_id}"


class ReviewSigned(Fact, frozen=True, kw_only=True, tag=True):
    """`actor` went through all incidents raised in `since_ms <= t < until_ms`: nothing is missing in any."""

    since_ms: EpochMs
    until_ms: EpochMs
    incidents: Count
    note: Note = ""

    @property
    @override
    def stream(self) -> str:
        return f"review/{self.since_ms}-{self.until_ms}"
