"""What `deploy/run --check` prints, and whether all of it happened. Pure."""

from collections.abc import Sequence
from typing import Final

import msgspec

from streams.schema.incidents import (
    AssignmentAccepted,
    FindingRecorded,
    IncidentClosed,
    IncidentFact,
    IncidentOpened,
    UnitArrived,
    UnitAssigned,
    UnitRecommended,
)

NEEDED: Final = (
    IncidentOpened,
    UnitRecommended,
    UnitAssigned,
    AssignmentAccepted,
    UnitArrived,
    FindingRecorded,
    IncidentClosed,
)
"""An incident has run its course when all of these stand in its history."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One line of JSON; others script against its fields."""

    frames: int
    """Frames of the video that were looked at."""
    detections: int
    """Reports of loitering that the camera made."""
    incident_id: str | None
    recommended_unit: str | None
    """The best of the first ranking."""
    assigned_unit: str | None
    """The unit that was first on scene; while none is, the last one asked."""
    response_s: float | None
    within_target: bool
    events: tuple[str, ...]
    """Types of the incident's facts, in order."""
    bus: str
    model: str
    video: str

    @property
    def complete(self) -> bool:
        """Whether the incident was seen by the model and run to its end."""
        return self.detections > 0 and {kind.__name__ for kind in NEEDED} <= set(self.events)


def report(facts: Sequence[IncidentFact], *, frames: int, detections: int, bus: str, model: str, video: str) -> Report:
    """The report on one incident's facts, in order."""
    recommended = next((fact.unit_id for fact in facts if isinstance(fact, UnitRecommended)), None)
    arrived = next((fact.unit_id for fact in facts if isinstance(fact, UnitArrived)), None)
    asked = [fact.unit_id for fact in facts if isinstance(fact, UnitAssigned)]
    times = next((fact.times for fact in facts if isinstance(fact, IncidentClosed)), None)
    return Report(
        frames=frames,
        detections=detections,
        incident_id=facts[0].incident_id if facts else None,
        recommended_unit=recommended,
        assigned_unit=arrived or (asked[-1] if asked else None),
        response_s=times.response_s if times else None,
        within_target=times is not None and times.within_target,
        events=tuple(type(fact).__name__ for fact in facts),
        bus=bus,
        model=model,
        video=video,
    )
