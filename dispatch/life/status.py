"""The life of an incident, from opened to closed, as a table of states and what may happen in each.

Knows nothing of time, units' names or wires.
"""

import enum
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from dispatch.life.assignment import Assignment
from streams.schema import incidents as said
from streams.schema import linking as linked
from streams.schema import response as ahead
from streams.schema.errors import IllegalTransition
from streams.schema.sightings import ViewJoined


class Status(enum.StrEnum):
    """Where an incident stands. Between `confirmed` and `on_scene` it stands where its foremost unit stands."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"  # units may be sent; none is booked
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    TRAVELLING = "travelling"
    ON_SCENE = "on_scene"  # the response clock stands; stays so when the unit leaves, until a finding is recorded
    HANDLED = "handled"  # a finding is recorded
    CLOSED = "closed"
    DISMISSED = "dismissed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen in it, but that a recorded time is put right."""
        return self in {Status.CLOSED, Status.DISMISSED}

    @property
    def is_sending(self) -> bool:
        """Whether units may be sent."""
        return self in _SENDING


_SENDING: Final = (Status.CONFIRMED, Status.ASSIGNED, Status.ACCEPTED, Status.TRAVELLING, Status.ON_SCENE)
"""In order: a later one is farther."""

_STANDS: Final[Mapping[Assignment, Status]] = MappingProxyType(
    {
        Assignment.OFFERED: Status.ASSIGNED,
        Assignment.ACCEPTED: Status.ACCEPTED,
        Assignment.TRAVELLING: Status.TRAVELLING,
        Assignment.ON_SCENE: Status.ON_SCENE,
        Assignment.CLEARED: Status.ON_SCENE,
        Assignment.RELEASED: Status.CONFIRMED,
    }
)

_Row = Mapping[type[said.IncidentFact], Status]
_SAID_OF_ANY: Final = (
    said.EvidenceAdded,
    ViewJoined,
    said.ReportTaken,
    said.SuspicionEnded,
    said.UnitRecommended,
    said.UnitPosted,
    said.NoUnitAvailable,
    said.ShortfallFound,
    said.ResponseTargetMissed,
    said.IncidentEscalated,
    linked.LinkProposed,
    linked.SightingLinked,
    ahead.MilestoneCorrected,
    ahead.ResponseMissPredicted,
    ahead.HelpAsked,
    ahead.ShiftHandedOver,
)
"""These move nothing while the incident is open."""


def _row(own: Status, moves: _Row) -> _Row:
    return MappingProxyType({**dict.fromkeys(_SAID_OF_ANY, own), **moves})


def _sending(own: Status, moves: _Row) -> _Row:
    everywhere: _Row = {
        said.IncidentAcknowledged: own,  # the site's settings may have confirmed before anyone looked
        said.UnitAssigned: Status.ASSIGNED,
        said.AssignmentReleased: Status.CONFIRMED,
        said.FindingRecorded: Status.HANDLED,
    }
    return _row(own, {**everywhere, **moves})


_CALL_OFF: Final[_Row] = {said.IncidentDismissed: Status.DISMISSED}
"""Not once somebody is on scene: then only a finding says what it was."""
_COMING: Final[_Row] = {
    said.AssignmentAccepted: Status.ACCEPTED,
    said.UnitTravelling: Status.TRAVELLING,
    said.UnitArrived: Status.ON_SCENE,
}

_MOVES: Final[Mapping[Status, _Row]] = MappingProxyType(
    {
        Status.OPENED: _row(
            Status.OPENED,
            {
                said.IncidentAcknowledged: Status.ACKNOWLEDGED,
                said.IncidentConfirmed: Status.CONFIRMED,
                said.IncidentDismissed: Status.DISMISSED,
            },
        ),
        Status.ACKNOWLEDGED: _row(
            Status.ACKNOWLEDGED,
            {said.IncidentConfirmed: Status.CONFIRMED, said.IncidentDismissed: Status.DISMISSED},
        ),
        Status.CONFIRMED: _sending(Status.CONFIRMED, _CALL_OFF),
        Status.ASSIGNED: _sending(Status.ASSIGNED, {**_CALL_OFF, **_COMING}),
        Status.ACCEPTED: _sending(Status.ACCEPTED, {**_CALL_OFF, **_COMING}),
        Status.TRAVELLING: _sending(Status.TRAVELLING, {**_CALL_OFF, **_COMING}),
        Status.ON_SCENE: _sending(Status.ON_SCENE, {**_COMING, said.UnitCleared: Status.ON_SCENE}),
        Status.HANDLED: _row(
            Status.HANDLED,
            {
                said.IncidentAcknowledged: Status.HANDLED,
                said.FindingRecorded: Status.HANDLED,  # a second unit's, or a better one
                said.UnitArrived: Status.HANDLED,  # a second unit comes too late
                said.AssignmentAccepted: Status.HANDLED,
                said.UnitTravelling: Status.HANDLED,
                said.AssignmentReleased: Status.HANDLED,
                said.UnitCleared: Status.HANDLED,
                said.IncidentClosed: Status.CLOSED,
            },
        ),
        Status.CLOSED: {ahead.MilestoneCorrected: Status.CLOSED},
        Status.DISMISSED: {ahead.MilestoneCorrected: Status.DISMISSED},
    }
)


def next_status(status: Status | None, fact: type[said.IncidentFact], units: Iterable[Assignment] = ()) -> Status:
    """The status after a fact of this type; `status` is None before the incident, `units` stand as they do after it.

    Nothing closes without a finding: only `handled` can become `closed`.

    Raises:
        IllegalTransition: it cannot happen in `status`; names both.
    """
    if status is None:
        if fact is said.IncidentOpened:
            return Status.OPENED
        raise IllegalTransition(f"{fact.__name__} of an incident that was not opened")
    after = _MOVES[status].get(fact)
    if after is None:
        raise IllegalTransition(f"{fact.__name__} in an incident that is {status.value}")
    if after not in _SENDING or status not in _SENDING:
        return after
    return max((after, *(_STANDS[unit] for unit in units)), key=_SENDING.index)
