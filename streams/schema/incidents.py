"""`patrol.incidents.v1`: what was decided and what happened. Past tense; the log of these is the truth."""

from typing import Literal

import msgspec
from typing_extensions import override

from streams.schema.commands import DismissReason, Finding, IncidentKind, ReportChannel, ReporterRole
from streams.schema.detections import Member
from streams.schema.facts import (
    CommandNoted,
    CommandRefused,
    DeskStarted,
    Fact,
    ReporterInformed,
    ReviewSigned,
    UnitWentOffDuty,
    UnitWentOnDuty,
)
from streams.schema.plans import Companion, Duty, Grade, Post, Severity, Shortfall
from streams.schema.quantities import Count, EpochMs, Lat, Lon, Metres, Name, Note, Place, Score, Seconds, Seq, Term

ReleaseReason = Literal["declined", "accept_timeout", "called_off", "reassigned", "incident_over", "off_duty"]
ArrivalEvidence = Literal["geofence", "button"]


class IncidentFact(Fact, frozen=True, kw_only=True):
    """Something in the life of one incident."""

    incident_id: Name

    @property
    @override
    def stream(self) -> str:
        return self.incident_id


class IncidentOpened(IncidentFact, frozen=True, kw_only=True, tag=True):
    """An alert or a report became an incident; the clock starts at `observed_at_ms`, when the alert was raised."""

    kind: IncidentKind
    place: Place | None
    score: Score = 1.0
    camera_id: Name | None = None
    suspicion_id: Name | None = None
    suspicion_seq: Seq | None = None
    """Which of the camera's reports it was, as for the facts below: one that comes again says nothing new."""
    began_at_ms: EpochMs | None = None
    terms: tuple[Term, ...] = ()
    vehicle_ids: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    still: Note | None = None
    clip: Note | None = None
    note: Note = ""
    target_s: Seconds = 180.0
    staged: bool = False
    level: Severity = "ordinary"
    grade: Grade = "yellow"


class EvidenceAdded(IncidentFact, frozen=True, kw_only=True, tag=True):
    """The camera has more to say about an open incident."""

    score: Score
    terms: tuple[Term, ...]
    vehicle_ids: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    still: Note | None = None
    clip: Note | None = None
    place: Place | None = None
    suspicion_seq: Seq = 1
    level: Severity | None = None
    """Where it is higher than before; the grade then too."""
    grade: Grade | None = None


class ReportTaken(IncidentFact, frozen=True, kw_only=True, tag=True):
    """A person reported it: said once for each report, be it the one that opened the incident or one more of it."""

    report_id: Name
    kind: IncidentKind
    place: Place
    note: Note = ""
    role: ReporterRole = "citizen"
    channel: ReportChannel = "form"
    reply_wanted: bool = False


class SuspicionEnded(IncidentFact, frozen=True, kw_only=True, tag=True):
    """The camera no longer sees them; the incident goes on until people close it."""

    reason: Name
    suspicion_seq: Seq = 1


class IncidentAcknowledged(IncidentFact, frozen=True, kw_only=True, tag=True):
    """An operator looks at it: alarm answering ends here."""


class IncidentConfirmed(IncidentFact, frozen=True, kw_only=True, tag=True):
    """A person verified it (or the site's settings stand in for one): units may be sent."""


class IncidentDismissed(IncidentFact, frozen=True, kw_only=True, tag=True):
    """A person says that it is nothing. Never counts as within target."""

    reason: DismissReason
    note: Note = ""


class RankedUnit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A unit that could come, as known at the decision."""

    unit_id: Name
    eta_s: Seconds
    """Expected arrival from now: travel by road, turnout and the age of the fix."""
    distance_m: Metres
    straight_line_m: Metres
    fix_age_s: Seconds
    lon: Lon
    lat: Lat
    reason: Note
    travel_s: Seconds | None = None
    """By road alone, from its last fix."""
    worst_s: Seconds | None = None
    """Arrival had it driven straight away ever since its last fix."""


class ExcludedUnit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A unit that could not be asked, and why."""

    unit_id: Name
    why: Note


class UnitRecommended(IncidentFact, frozen=True, kw_only=True, tag=True):
    """The stored decision: everybody who could come, best first, everybody who could not, and by which policy."""

    ranking: tuple[RankedUnit, ...]
    excluded: tuple[ExcludedUnit, ...] = ()
    policy: Name = "road"

    @property
    def unit_id(self) -> str | None:
        """The unit to send; None when nobody can come."""
        return self.ranking[0].unit_id if self.ranking else None


class AssignmentFact(IncidentFact, frozen=True, kw_only=True):
    """Something about one unit's part in the incident."""

    unit_id: Name


class UnitAssigned(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """The unit was asked to go; it has until `accept_by_ms` to say yes.

    `eta_s` is None where a person sent a unit whose way could not be timed.
    """

    eta_s: Seconds | None = None
    accept_by_ms: EpochMs
    slot: Seq | None = None
    """Which of the plan's units it is, from 1; None where a person sent one more."""
    post: Post | None = None
    duty: Duty = "hold"
    companions: tuple[Companion, ...] = ()


class UnitPosted(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """A unit that comes was told anew: its post changed, or who holds the other ends."""

    post: Post | None
    duty: Duty = "hold"
    companions: tuple[Companion, ...] = ()


class AssignmentAccepted(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """The unit said yes."""


class UnitTravelling(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """The unit is rolling, seen from its positions: turnout ends here."""


class UnitArrived(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """The unit is on scene, `observed_at_ms` back-stamped to its first fix there. The first unit stops the clock."""

    by: ArrivalEvidence


class AssignmentReleased(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """The unit is free of it before arrival."""

    reason: ReleaseReason
    note: Note = ""


class UnitCleared(AssignmentFact, frozen=True, kw_only=True, tag=True):
    """The unit is done on scene and free again."""


class NoUnitAvailable(IncidentFact, frozen=True, kw_only=True, tag=True):
    """Nobody can be sent now. Said out loud; the desk asks again as soon as one is free."""

    excluded: tuple[ExcludedUnit, ...] = ()


class ShortfallFound(IncidentFact, frozen=True, kw_only=True, tag=True):
    """Some of the plan's units cannot be had now; the desk tries again as units come free."""

    wanted: Seq
    found: Seq
    missing: tuple[Shortfall, ...]


class ResponseTargetMissed(IncidentFact, frozen=True, kw_only=True, tag=True):
    """The target passed and nobody is on scene."""

    target_s: Seconds


class IncidentEscalated(IncidentFact, frozen=True, kw_only=True, tag=True):
    """The next one up was told, since what was due did not happen. Steps count from 1 and are said once each.

    The step after the site's last is said again and again while the incident is open.
    """

    step: Seq
    to: Name
    reason: Name
    again: Count = 0
    """How often that step was said by now; 0 of all steps before it."""


class FindingRecorded(IncidentFact, frozen=True, kw_only=True, tag=True):
    """What was found on scene."""

    finding: Finding
    note: Note = ""
    unit_id: Name | None = None
    vehicles: Count | None = None
    """How many cars were opened or damaged, where a crime was found."""
    reason: DismissReason | None = None
    """What it was instead, where it was a false alarm."""


class ResponseTimes(msgspec.Struct, frozen=True, kw_only=True):
    """The response clock and its parts (NFPA 1221/1710 names); a part is None when it did not happen."""

    answering_s: Seconds | None = None
    """Alert raised to acknowledged."""
    processing_s: Seconds | None = None
    """Acknowledged to the unit that arrived first being assigned."""
    turnout_s: Seconds | None = None
    """Assigned to rolling."""
    travel_s: Seconds | None = None
    """Rolling to on scene."""
    response_s: Seconds | None = None
    """Alert raised to first unit on scene."""
    within_target: bool = False


class IncidentClosed(IncidentFact, frozen=True, kw_only=True, tag=True):
    """Handled, recorded, measured."""

    times: ResponseTimes
    note: Note = ""


IncidentEvent = (
    DeskStarted
    | CommandRefused
    | CommandNoted
    | UnitWentOnDuty
    | UnitWentOffDuty
    | ReporterInformed
    | ReviewSigned
    | IncidentOpened
    | ReportTaken
    | EvidenceAdded
    | SuspicionEnded
    | IncidentAcknowledged
    | IncidentConfirmed
    | IncidentDismissed
    | UnitRecommended
    | UnitAssigned
    | AssignmentAccepted
    | UnitTravelling
    | UnitArrived
    | AssignmentReleased
    | UnitCleared
    | UnitPosted
    | NoUnitAvailable
    | ShortfallFound
    | ResponseTargetMissed
    | IncidentEscalated
    | FindingRecorded
    | IncidentClosed
)
