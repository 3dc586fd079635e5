"""What is known of a response beside its own steps: a time put right, a miss seen ahead, help asked, a shift's end."""

from streams.schema.commands import Milestone
from streams.schema.incidents import IncidentFact
from streams.schema.quantities import EpochMs, Name, Note, Seconds


class MilestoneCorrected(IncidentFact, frozen=True, kw_only=True, tag=True):
    """A person put a recorded time right. The record of the first value stays; `was_ms` is the value before this one.

    `unit_id` is None where the milestone is the incident's own.
    """

    milestone: Milestone
    at_ms: EpochMs
    was_ms: EpochMs
    reason: Note
    unit_id: Name | None = None


class ResponseMissPredicted(IncidentFact, frozen=True, kw_only=True, tag=True):
    """It is certain, as far as positions tell, that nobody can be there within the target.

    `unit_id` could be there first: at the very best after `best_s`, counted from the alert.
    """

    target_s: Seconds
    best_s: Seconds
    unit_id: Name


class HelpAsked(IncidentFact, frozen=True, kw_only=True, tag=True):
    """Another district was asked to send a unit of its own. It decides itself: nothing is booked here."""

    of_district: Name
    helper_id: Name
    eta_s: Seconds | None = None


class ShiftHandedOver(IncidentFact, frozen=True, kw_only=True, tag=True):
    """A unit's shift ended while the unit is on the incident: it stays until it is cleared, the next shift knows.

    `next_shift` is None where nobody of the unit's organisation follows.
    """

    unit_id: Name
    shift: Name
    next_shift: Name | None = None
    leader: Name | None = None
    """Who leads the next shift."""


ResponseEvent = MilestoneCorrected | ResponseMissPredicted | HelpAsked | ShiftHandedOver
