"""What screens are shown, as values that become JSON: incidents, units, cameras, each whole and by its id.

The shape is a contract with the web pages: fields are added, never renamed. Times are UTC epoch ms, null when not yet.
"""

import msgspec

from dispatch.config import UnitKind
from dispatch.life.assignment import Assignment
from dispatch.life.incident import Correction
from dispatch.life.status import Status
from dispatch.model import UnitStatus
from dispatch.records.review import Missing
from streams.schema.commands import DismissReason, Finding, IncidentKind, ReportChannel, ReporterRole
from streams.schema.detections import Health, Level, Member
from streams.schema.incidents import ExcludedUnit, RankedUnit, ReleaseReason, ResponseTimes
from streams.schema.linking import LinkProposed
from streams.schema.notices import Receipt
from streams.schema.plans import Companion, Duty, Grade, Post, Role, Severity, Shortfall
from streams.schema.quantities import Place, Term


class View(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a screen shows."""


class AssignmentView(View, frozen=True, kw_only=True):
    """One unit's part in an incident."""

    unit_id: str
    state: Assignment
    eta_s: float | None
    """As expected when the unit was asked; null when it could not be timed."""
    asked_at: tuple[float, float] | None
    """lon, lat of the unit when it was asked; null when that was not known."""
    assigned_ms: int
    accept_by_ms: int
    accepted_ms: int | None = None
    travelling_ms: int | None = None
    arrived_ms: int | None = None
    ended_ms: int | None = None
    released: ReleaseReason | None = None
    slot: int | None = None
    """Which of the plan's units it is, from 1; null where a person sent one more."""
    post: Post | None = None
    duty: Duty = "hold"
    companions: tuple[Companion, ...] = ()
    """Who holds the other ends, as the unit was last told."""


class EscalationView(View, frozen=True, kw_only=True):
    """Who was told of what, and when."""

    step: int
    to: str
    reason: str
    at_ms: int


class NoticeView(View, frozen=True, kw_only=True):
    """Who was told of it, by which channel, and whether it arrived."""

    notice_id: str
    person: str
    to: str
    reason: str
    channel: str
    stand_in_for: str | None
    told_ms: int
    receipt: Receipt | None = None
    """Null while nothing is known of it."""
    receipt_ms: int | None = None
    attempts: int = 0
    detail: str = ""


class ReportView(View, frozen=True, kw_only=True):
    """What a person reported; the first of an incident that a person reported first is the one that opened it."""

    report_id: str
    kind: IncidentKind
    place: Place
    note: str
    role: ReporterRole
    channel: ReportChannel
    reported_ms: int
    reply_wanted: bool
    informed_ms: int | None = None
    """When the person was told; null while nobody has."""
    informed_by: str | None = None


class SightView(View, frozen=True, kw_only=True):
    """What a further camera, or the same one of another person, sees of an incident."""

    suspicion_id: str
    camera_id: str
    score: float
    terms: tuple[Term, ...]
    vehicle_ids: tuple[str, ...]
    still: str | None
    clip: str | None
    seen_ms: int


class StepView(View, frozen=True, kw_only=True):
    """One line of an incident's timeline; `type` is the name of the fact, `detail` its word, if it has one."""

    type: str
    at_ms: int
    recorded_ms: int
    actor: str
    unit_id: str | None = None
    detail: str | None = None


class IncidentView(View, frozen=True, kw_only=True):
    """All that a person needs to decide about one incident, and what has been done.

    The response clock runs from `raised_ms` to `arrived_ms`, against `target_s`.
    """

    incident_id: str
    district: str
    seq: int
    """How many facts it covers."""
    kind: IncidentKind
    status: Status
    place: Place | None
    camera_id: str | None
    """The first to see it, with its evidence; null while only people have told of it."""
    suspicion_id: str | None
    score: float
    terms: tuple[Term, ...]
    vehicle_ids: tuple[str, ...]
    members: tuple[Member, ...]
    """Of a group, who plays which part; empty for one who is alone."""
    still: str | None
    clip: str | None
    views: tuple[SightView, ...]
    """What others see of it."""
    note: str
    staged: bool
    level: Severity
    grade: Grade
    target_s: float
    raised_ms: int
    began_ms: int | None
    suspicion_ended: bool
    acknowledged_ms: int | None
    acknowledged_by: str | None
    confirmed_ms: int | None
    confirmed_by: str | None
    arrived_ms: int | None
    handled_ms: int | None
    over_ms: int | None
    ranked_ms: int | None
    ranking: tuple[RankedUnit, ...]
    excluded: tuple[ExcludedUnit, ...]
    waiting: bool
    """Nobody could be sent when last tried."""
    shortfall: tuple[Shortfall, ...]
    """The plan's units that could not be had when last tried."""
    late: bool
    """The target passed with nobody on scene."""
    predicted_ms: int | None
    """Since when it is certain that nobody can be there within the target."""
    helpers: tuple[str, ...]
    """Units of other districts that were asked for."""
    corrections: tuple[Correction, ...]
    notices: tuple[NoticeView, ...]
    escalations: tuple[EscalationView, ...]
    assignments: tuple[AssignmentView, ...]
    link: LinkProposed | None
    """Of which earlier incident it may be a new sighting; a person decides."""
    sightings: tuple[str, ...]
    """The incidents that turned out to be later sightings of this one; its place is that of the last."""
    seen_ms: int
    """When those whom it is about were last seen."""
    finding: Finding | None
    finding_note: str
    finding_vehicles: int | None
    """How many cars were opened or damaged."""
    finding_reason: DismissReason | None
    """What a false alarm was instead."""
    dismissed_reason: DismissReason | None
    missing: tuple[Missing, ...]
    """What somebody has yet to do before it can be signed off."""
    reports: tuple[ReportView, ...]
    """What people told of it, besides what a camera saw."""
    times: ResponseTimes
    response_s: float | None
    within_target: bool | None
    """Null until somebody is on scene or the target has passed; never true of a dismissed incident."""
    steps: tuple[StepView, ...]


class UnitView(View, frozen=True, kw_only=True):
    """A unit: who, where, and what it is doing."""

    unit_id: str
    call_sign: str
    kind: UnitKind
    district: str
    organisation: str | None
    role: Role
    on_duty: bool
    status: UnitStatus
    incident_id: str | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    fixed_at_ms: int | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None


class WatchView(View, frozen=True, kw_only=True):
    """Something that a camera keeps an eye on, below an alert."""

    suspicion_id: str
    level: Level
    score: float
    began_ms: int
    observed_ms: int
    terms: tuple[Term, ...]
    vehicle_ids: tuple[str, ...]
    still: str | None
    clip: str | None
    place: Place | None
    staged: bool
    own_unit: str | None = None
    """Whom of ours the camera sees, by position or by the roster: no alert, whatever its level."""


class CameraView(View, frozen=True, kw_only=True):
    """Whether a camera can be trusted, and what it watches. The place is null unless the site lists it."""

    camera_id: str
    district: str
    health: Health
    since_ms: int | None
    detail: str
    lon: float | None
    lat: float | None
    watches: tuple[WatchView, ...]


class ReviewView(View, frozen=True, kw_only=True):
    """A name under a period of one district: all its incidents were gone through."""

    district: str
    since_ms: int
    until_ms: int
    incidents: int
    note: str
    signed_by: str
    signed_ms: int
