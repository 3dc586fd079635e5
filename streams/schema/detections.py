"""`patrol.detections.v1`: what cameras saw."""

from typing import ClassVar, Literal

import msgspec
from typing_extensions import override

from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.quantities import EpochMs, Name, Note, Place, Score, Seq, Term

Level = Literal["watch", "alert"]
Role = Literal["doer", "lookout", "waiting_car"]
"""Goes from car to car; stands some way off; a car that drove up and that nobody got out of."""
Health = Literal["ok", "offline", "dark", "covered", "frozen", "moved", "defocused", "flooded", "slow", "clock_off"]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """One of a group, or their car, and what part is played in it."""

    role: Role
    track_ids: tuple[str, ...]


class CameraMessage(Message, frozen=True, kw_only=True):
    """Something that one camera saw."""

    topic: ClassVar[str] = "patrol.detections.v1"

    camera_id: Name
    observed_at_ms: EpochMs

    @property
    @override
    def happened_at_ms(self) -> EpochMs:
        return self.observed_at_ms

    @property
    @override
    def source(self) -> str:
        return f"/camera/{self.camera_id}"

    @property
    @override
    def message_id(self) -> str:
        return derived_id("hea", self.camera_id, type(self).__name__, self.observed_at_ms)


class Suspicion(CameraMessage, frozen=True, kw_only=True):
    """One suspicion about one person or group beside parked cars; `seq` counts what was said of it, from 1."""

    suspicion_id: Name
    seq: Seq

    @property
    @override
    def message_id(self) -> str:
        return derived_id("det", self.suspicion_id, self.seq)


class LoiteringReport(Suspicion, frozen=True, kw_only=True):
    """The whole present state of a suspicion: a reader needs only the latest report."""

    level: Level
    score: Score
    began_at_ms: EpochMs
    """When the behaviour began, not when it was noticed."""
    track_ids: tuple[str, ...]
    """Of the one person whose behaviour is told."""
    vehicle_ids: tuple[str, ...] = ()
    """Parked vehicles that were visited, in order of the visits."""
    terms: tuple[Term, ...] = ()
    members: tuple[Member, ...] = ()
    """Of a group all, that person among them; empty for one who is alone."""
    place: Place | None = None
    """On the ground; None where the camera's own place is unknown."""
    still: Note | None = None
    """Evidence key of a blurred still, read through the evidence store."""
    clip: Note | None = None
    """Evidence key of a blurred MP4 of the seconds before and after; it is there some seconds after the report."""
    staged: bool = False
    """The footage is a demonstration: screens must say so."""


class LoiteringDetected(LoiteringReport, frozen=True, kw_only=True, tag=True):
    """A suspicion was raised to `level`, for the first time or from watch to alert."""


class LoiteringUpdated(LoiteringReport, frozen=True, kw_only=True, tag=True):
    """More is known; the level is what it was."""


class LoiteringEnded(Suspicion, frozen=True, kw_only=True, tag=True):
    """The people are gone or an explanation was found; `reason` is a word such as `left`, `owner`, `known`."""

    reason: Name


class CameraHealthChanged(CameraMessage, frozen=True, kw_only=True, tag=True):
    """A camera came into or out of a named state in which it cannot be trusted."""

    health: Health
    was: Health
    detail: Note = ""


Detection = LoiteringDetected | LoiteringUpdated | LoiteringEnded | CameraHealthChanged
