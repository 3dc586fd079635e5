"""The life of an assignment as its table tells it."""

import pytest

from dispatch.life.assignment import Assignment, next_assignment
from streams.schema import incidents as said
from streams.schema.errors import IllegalTransition


@pytest.mark.parametrize("before", [Assignment.OFFERED, Assignment.ACCEPTED, Assignment.TRAVELLING])
def test_arrival_is_legal_from_every_state_before_it(before: Assignment) -> None:
    assert next_assignment(before, said.UnitArrived) is Assignment.ON_SCENE


def test_who_is_on_scene_cannot_be_released_but_cleared() -> None:
    with pytest.raises(IllegalTransition, match="AssignmentReleased in an assignment that is on_scene"):
        next_assignment(Assignment.ON_SCENE, said.AssignmentReleased)
    assert next_assignment(Assignment.ON_SCENE, said.UnitCleared) is Assignment.CLEARED


def test_who_is_taken_cannot_be_asked_again() -> None:
    for state in Assignment:
        if state.books:
            with pytest.raises(IllegalTransition):
                next_assignment(state, said.UnitAssigned)
        else:
            assert next_assignment(state, said.UnitAssigned) is Assignment.OFFERED


def test_who_was_never_asked_has_nothing_to_accept() -> None:
    with pytest.raises(IllegalTransition, match="not asked"):
        next_assignment(None, said.AssignmentAccepted)
