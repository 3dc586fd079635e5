"""Facts as lines of a timeline: who, when, and the one word that a person wants to read there."""

from dispatch.boards.views import EscalationView, StepView
from streams.schema import incidents as said
from streams.schema import linking as linked
from streams.schema import response as ahead


def step(fact: said.IncidentFact) -> StepView:
    """The line of this fact."""
    unit_id = fact.unit_id if isinstance(fact, said.AssignmentFact | said.FindingRecorded) else None
    if isinstance(fact, said.UnitRecommended):
        unit_id = fact.unit_id
    return StepView(
        type=type(fact).__name__,
        at_ms=fact.observed_at_ms,
        recorded_ms=fact.recorded_at_ms,
        actor=fact.actor,
        unit_id=unit_id,
        detail=_detail(fact),
    )


def escalation(fact: said.IncidentEscalated) -> EscalationView:
    """Who was told."""
    return EscalationView(step=fact.step, to=fact.to, reason=fact.reason, at_ms=fact.observed_at_ms)


def _detail(fact: said.IncidentFact) -> str | None:  # noqa: C901, PLR0911 - a table
    match fact:
        case said.IncidentDismissed(reason=word) | said.SuspicionEnded(reason=word):
            return word
        case said.AssignmentReleased(reason=word, note=note):
            return f"{word}: {note}" if note else word
        case said.FindingRecorded(finding=word) | said.IncidentOpened(kind=word) | said.UnitArrived(by=word):
            return word
        case said.ReportTaken(role=word, channel=channel):
            return f"{word}: {channel}"
        case said.IncidentEscalated(to=to, reason=reason):
            return f"{reason} → {to}"
        case said.UnitAssigned(post=post) | said.UnitPosted(post=post):
            return (f"{post.side}: {post.street}" if post.street else post.side) if post else None
        case said.ShortfallFound(wanted=wanted, found=found, missing=missing):
            return f"{found}/{wanted}: {missing[0].why}" if missing else f"{found}/{wanted}"
        case ahead.MilestoneCorrected(milestone=milestone, reason=reason):
            return f"{milestone}: {reason}"
        case ahead.HelpAsked(of_district=district, helper_id=helper):
            return f"{district}: {helper}"
        case linked.LinkProposed(earlier=word) | linked.SightingLinked(sighting=word):
            return word
        case said.EvidenceAdded(vehicle_ids=vehicles):
            return ", ".join(vehicles)
    return None
