"""The life of an assignment: one unit asked to go to one incident.

Knows nothing of time, maps or wires. The desk asks `next_assignment`; everything else reads the table.
"""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from streams.schema.errors import IllegalTransition
from streams.schema.incidents import (
    AssignmentAccepted,
    AssignmentFact,
    AssignmentReleased,
    UnitArrived,
    UnitAssigned,
    UnitCleared,
    UnitPosted,
    UnitTravelling,
)


class Assignment(enum.StrEnum):
    """Where one unit stands with one incident."""

    OFFERED = "offered"  # told; its accept timer runs
    ACCEPTED = "accepted"  # will come; turnout time runs
    TRAVELLING = "travelling"
    ON_SCENE = "on_scene"  # stops the three-minute clock, if first
    CLEARED = "cleared"  # was there, and is free again
    RELEASED = "released"  # declined, timed out, called off, or the incident is over

    @property
    def books(self) -> bool:
        """Whether the unit is taken by it."""
        return self not in _OVER

    @property
    def comes(self) -> bool:
        """Whether the unit said yes and is not there yet."""
        return self in {Assignment.ACCEPTED, Assignment.TRAVELLING}


_OVER: Final = frozenset({Assignment.CLEARED, Assignment.RELEASED})

_MOVES: Final[Mapping[Assignment, Mapping[type[AssignmentFact], Assignment]]] = MappingProxyType(
    {
        Assignment.OFFERED: {
            UnitPosted: Assignment.OFFERED,
            AssignmentAccepted: Assignment.ACCEPTED,
            AssignmentReleased: Assignment.RELEASED,
            UnitArrived: Assignment.ON_SCENE,
        },
        Assignment.ACCEPTED: {
            UnitPosted: Assignment.ACCEPTED,
            UnitTravelling: Assignment.TRAVELLING,
            UnitArrived: Assignment.ON_SCENE,
            AssignmentReleased: Assignment.RELEASED,
        },
        Assignment.TRAVELLING: {
            UnitPosted: Assignment.TRAVELLING,
            UnitArrived: Assignment.ON_SCENE,
            AssignmentReleased: Assignment.RELEASED,
        },
        Assignment.ON_SCENE: {UnitPosted: Assignment.ON_SCENE, UnitCleared: Assignment.CLEARED},
        Assignment.CLEARED: {UnitAssigned: Assignment.OFFERED},
        Assignment.RELEASED: {UnitAssigned: Assignment.OFFERED},
    }
)


def next_assignment(state: Assignment | None, fact: type[AssignmentFact]) -> Assignment:
    """The state after a fact of this type; `state` is None for a unit that was never asked.

    A guard may be on scene before anyone pressed "accept": arrival is legal from every state before it. Whoever was
    released or cleared may be asked again.

    Raises:
        IllegalTransition: it cannot happen in `state`; names both.
    """
    if state is None:
        if fact is UnitAssigned:
            return Assignment.OFFERED
        raise IllegalTransition(f"{fact.__name__} of a unit that was not asked")
    after = _MOVES[state].get(fact)
    if after is None:
        raise IllegalTransition(f"{fact.__name__} in an assignment that is {state.value}")
    return after
