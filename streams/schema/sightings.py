"""`patrol.incidents.v1`: what was made of a camera's suspicion beside opening an incident for it."""

from typing_extensions import override

from streams.schema.detections import Member
from streams.schema.facts import Fact
from streams.schema.incidents import IncidentFact
from streams.schema.plans import Grade, Severity
from streams.schema.quantities import Metres, Name, Note, Place, Score, Seq, Term


class ViewJoined(IncidentFact, frozen=True, kw_only=True, tag=True):
    """Another camera sees the same thing, or the same camera another person of it: its view is attached.

    Said again when that suspicion has a newer picture; a reader needs only the last of each suspicion.
    """

    suspicion_id: Name
    suspicion_seq: Seq
    camera_id: Name
    score: Score
    terms: tuple[Term, ...] = ()
    vehicle_ids: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    still: Note | None = None
    clip: Note | None = None
    place: Place | None = None
    level: Severity | None = None
    """Where it makes the incident graver than it was; the grade then too."""
    grade: Grade | None = None


class SuspicionExplained(Fact, frozen=True, kw_only=True, tag=True):
    """An alert that opened nothing: one of our own units is whom the camera sees. Said once of a suspicion."""

    suspicion_id: Name
    camera_id: Name
    unit_id: Name
    """Whose position matches the person's in place and time."""
    apart_m: Metres
    place: Place

    @property
    @override
    def stream(self) -> str:
        return self.suspicion_id


class RoundRecognised(Fact, frozen=True, kw_only=True, tag=True):
    """An alert that opened nothing: the roster has one of our own units on a round past that camera. Said once."""

    suspicion_id: Name
    camera_id: Name
    unit_id: Name
    shift: Name

    @property
    @override
    def stream(self) -> str:
        return self.suspicion_id


SightingEvent = ViewJoined | SuspicionExplained | RoundRecognised
