"""The operator presses the keys that a person would, once each, and says that it is the demo."""

from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.operator import NAME, Operator
from streams.schema.commands import AcknowledgeIncident, CloseIncident, ConfirmIncident
from streams.schema.incidents import FindingRecorded, IncidentAcknowledged
from tests.dispatch.simulation.crew.crews import NOW, Desk


def test_an_incident_is_acknowledged_confirmed_and_closed_each_after_a_look() -> None:
    operator, desk = Operator(Habits()), Desk()
    operator.hear(desk.opened(NOW))
    assert operator.step(NOW) == []
    (first,) = operator.step(NOW + 10_000)
    assert isinstance(first, AcknowledgeIncident)
    operator.hear(IncidentAcknowledged(**desk.head(NOW + 10_000)))
    (second,) = operator.step(NOW + 30_000)
    assert isinstance(second, ConfirmIncident)
    operator.hear(FindingRecorded(**desk.head(NOW + 60_000), finding="moved_on"))
    (third,) = operator.step(NOW + 90_000)
    assert isinstance(third, CloseIncident)
    assert {first.issued_by, second.issued_by, third.issued_by} == {NAME}


def test_when_a_person_was_faster_nothing_is_pressed_twice() -> None:
    operator, desk = Operator(Habits()), Desk()
    operator.hear(desk.opened(NOW))
    operator.hear(IncidentAcknowledged(**desk.head(NOW + 1000)))
    assert [type(command) for command in operator.step(NOW + 60_000)] == [ConfirmIncident]


def test_the_next_key_is_due_when_it_says() -> None:
    operator, desk = Operator(Habits()), Desk()
    assert operator.next_ms is None
    operator.hear(desk.opened(NOW))
    assert operator.next_ms is not None
    assert operator.step(operator.next_ms - 1) == []
    assert len(operator.step(operator.next_ms)) == 1
