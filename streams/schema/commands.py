"""`patrol.commands.v1`: what people want. Imperative; the desk answers each with events or a `CommandRefused`."""

from typing import ClassVar, Literal

from typing_extensions import override

from streams.schema.message import Message
from streams.schema.plans import Severity
from streams.schema.quantities import Count, EpochMs, Name, Note, Place, Seconds, Seq

Finding = Literal[
    "nothing_found", "moved_on", "identified", "held", "crime_found", "owner", "false_alarm", "medical_help", "other"
]
DismissReason = Literal["owner", "resident", "passer_by", "guard", "staff", "animal", "no_person", "duplicate", "other"]
Milestone = Literal["acknowledged", "confirmed", "accepted", "travelling", "arrived", "handled"]
"""A step of the response whose time can be put right; `accepted`, `travelling` and `arrived` are a unit's."""
IncidentKind = Literal["loitering", "suspicious_person", "theft", "fight", "medical", "fire", "lost_person", "noise"]
ReporterRole = Literal["citizen", "guard", "officer"]
ReportChannel = Literal["form", "phone", "api"]
"""How a report came; one by phone is typed by an operator."""
ReplyChannel = Literal["phone", "message", "in_person"]


class Command(Message, frozen=True, kw_only=True):
    """One wish of one person. `command_id` is the idempotency key: the same wish twice is done once."""

    topic: ClassVar[str] = "patrol.commands.v1"

    command_id: Name
    issued_by: Name
    """`operator:NAME`, `unit:UNIT_ID`, `reporter:NAME` or `system`."""
    issued_at_ms: EpochMs

    @property
    @override
    def message_id(self) -> str:
        return self.command_id

    @property
    @override
    def happened_at_ms(self) -> EpochMs:
        return self.issued_at_ms

    @property
    @override
    def source(self) -> str:
        return "/" + self.issued_by.replace(":", "/", 1)


class IncidentCommand(Command, frozen=True, kw_only=True):
    """A command about one incident."""

    incident_id: Name


class AssignmentCommand(IncidentCommand, frozen=True, kw_only=True):
    """A command about one unit's part in one incident."""

    unit_id: Name


class ReportIncident(Command, frozen=True, kw_only=True, tag=True):
    """A person tells of something; it takes the same road as a camera's alert.

    How to reach the person is no part of it: what is on the log stays there for longer than that may be kept.
    """

    kind: IncidentKind
    place: Place
    note: Note = ""
    level: Severity = "ordinary"
    role: ReporterRole = "citizen"
    channel: ReportChannel = "form"
    reply_wanted: bool = False
    """Whether somebody is to tell the person how it ended."""


class AcknowledgeIncident(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """An operator has seen it: the sound stops."""


class ConfirmIncident(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """An operator verified it: send the recommended unit, or `unit_id` when given."""

    unit_id: Name | None = None


class DismissIncident(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """It is nothing; the reason flows back to the site's settings."""

    reason: DismissReason
    note: Note = ""


class AssignUnit(AssignmentCommand, frozen=True, kw_only=True, tag=True):
    """Send this unit too, or instead."""


class ReleaseUnit(AssignmentCommand, frozen=True, kw_only=True, tag=True):
    """Call this unit off."""


class AcceptAssignment(AssignmentCommand, frozen=True, kw_only=True, tag=True):
    """The unit comes."""


class DeclineAssignment(AssignmentCommand, frozen=True, kw_only=True, tag=True):
    """The unit cannot come; the next one is asked."""

    reason: Note = ""


class ReportArrival(AssignmentCommand, frozen=True, kw_only=True, tag=True):
    """The unit is on scene, by button."""


class RecordFinding(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """What was found there; nothing closes without it. `unit_id` where a unit reports it."""

    finding: Finding
    note: Note = ""
    unit_id: Name | None = None
    vehicles: Count | None = None
    """How many cars were opened or damaged; `crime_found` needs it, 0 where it was about no car."""
    reason: DismissReason | None = None
    """What it was instead; `false_alarm` needs it. Flows back to the site's settings, as that of a dismissal."""


class LinkIncident(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """This is a new sighting of the same group as an earlier incident: units follow there."""

    earlier: Name


class CloseIncident(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """It is handled and recorded."""

    note: Note = ""


class CorrectMilestone(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """A recorded time is wrong: what is right, and how that is known. `unit_id` where the milestone is a unit's."""

    milestone: Milestone
    at_ms: EpochMs
    reason: Note
    unit_id: Name | None = None


class AskHelp(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """Ask another district for a unit of its own, as the operator was advised."""

    of_district: Name
    helper_id: Name
    eta_s: Seconds | None = None


class AcknowledgeNotice(Command, frozen=True, kw_only=True, tag=True):
    """The person has read what they were told, also after the incident is over."""

    notice_id: Name
    incident_id: Name


class RecordDelivery(Command, frozen=True, kw_only=True, tag=True):
    """What became of a notice on its way: for whoever delivers notices, not for people."""

    notice_id: Name
    incident_id: Name
    delivered: bool
    attempts: Seq = 1
    detail: Note = ""


class InformReporter(IncidentCommand, frozen=True, kw_only=True, tag=True):
    """The person who reported it was told how it stands or ended; possible after the end too."""

    report_id: Name
    channel: ReplyChannel = "phone"
    note: Note = ""


class SignOffReview(Command, frozen=True, kw_only=True, tag=True):
    """The incidents raised in `since_ms <= t < until_ms` were gone through one by one, and nothing is missing."""

    since_ms: EpochMs
    until_ms: EpochMs
    note: Note = ""


class GoOnDuty(Command, frozen=True, kw_only=True, tag=True):
    """The unit's shift begins."""

    unit_id: Name


class GoOffDuty(Command, frozen=True, kw_only=True, tag=True):
    """The unit's shift ends."""

    unit_id: Name


PersonCommand = (
    ReportIncident
    | AcknowledgeIncident
    | ConfirmIncident
    | DismissIncident
    | AssignUnit
    | ReleaseUnit
    | AcceptAssignment
    | DeclineAssignment
    | ReportArrival
    | RecordFinding
    | LinkIncident
    | CloseIncident
    | CorrectMilestone
    | AskHelp
    | AcknowledgeNotice
    | RecordDelivery
    | InformReporter
    | SignOffReview
    | GoOnDuty
    | GoOffDuty
)
