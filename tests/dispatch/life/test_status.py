"""The life of an incident as its table tells it."""

import itertools

import pytest

from dispatch.life.assignment import Assignment
from dispatch.life.status import Status, next_status
from streams.schema import incidents as said
from streams.schema.errors import IllegalTransition
from streams.schema.response import MilestoneCorrected

USUAL = (
    (said.IncidentOpened, Status.OPENED),
    (said.IncidentAcknowledged, Status.ACKNOWLEDGED),
    (said.IncidentConfirmed, Status.CONFIRMED),
    (said.UnitAssigned, Status.ASSIGNED),
    (said.AssignmentAccepted, Status.ACCEPTED),
    (said.UnitTravelling, Status.TRAVELLING),
    (said.UnitArrived, Status.ON_SCENE),
    (said.FindingRecorded, Status.HANDLED),
    (said.UnitCleared, Status.HANDLED),
    (said.IncidentClosed, Status.CLOSED),
)


def test_the_usual_night_goes_from_opened_to_closed() -> None:
    status = None
    for fact, expected in USUAL:
        status = next_status(status, fact)
        assert status is expected


def test_nothing_but_a_handled_incident_closes() -> None:
    closing = []
    for status in Status:
        try:
            next_status(status, said.IncidentClosed)
        except IllegalTransition:
            continue
        closing.append(status)
    assert closing == [Status.HANDLED]


@pytest.mark.parametrize("over", [Status.CLOSED, Status.DISMISSED])
def test_nothing_happens_in_what_is_over_but_that_a_time_is_put_right(over: Status) -> None:
    assert next_status(over, MilestoneCorrected) is over
    for fact in set(_subclasses(said.IncidentFact)) - {MilestoneCorrected}:
        with pytest.raises(IllegalTransition, match=over.value):
            next_status(over, fact)


def test_an_incident_that_was_not_opened_cannot_go_on() -> None:
    with pytest.raises(IllegalTransition, match="UnitArrived"):
        next_status(None, said.UnitArrived)


def test_a_release_falls_back_to_where_the_other_units_stand() -> None:
    others = (Assignment.RELEASED, Assignment.ACCEPTED)
    assert next_status(Status.TRAVELLING, said.AssignmentReleased, others) is Status.ACCEPTED
    assert next_status(Status.TRAVELLING, said.AssignmentReleased, (Assignment.RELEASED,)) is Status.CONFIRMED


def test_a_place_where_somebody_was_stays_on_scene() -> None:
    units = (Assignment.CLEARED, Assignment.OFFERED)
    assert next_status(Status.ON_SCENE, said.UnitAssigned, units) is Status.ON_SCENE


def test_no_fact_leads_back_before_the_confirmation() -> None:
    early = {Status.OPENED, Status.ACKNOWLEDGED}
    for status, fact in itertools.product(set(Status) - early, _subclasses(said.IncidentFact)):
        try:
            after = next_status(status, fact)
        except IllegalTransition:
            continue
        assert after not in early


def _subclasses(kind: type[said.IncidentFact]) -> list[type[said.IncidentFact]]:
    below = kind.__subclasses__()
    return below + [each for sub in below for each in _subclasses(sub)]
