"""What operators ask for, and what they are told when it cannot be."""

import pytest

from streams.schema import commands as asked
from streams.schema.facts import CommandNoted, CommandRefused
from streams.schema.incidents import (
    AssignmentReleased,
    IncidentAcknowledged,
    IncidentClosed,
    IncidentConfirmed,
    IncidentDismissed,
    NoUnitAvailable,
    UnitAssigned,
)
from tests.dispatch.worlds import Night, names, night

LI, WU = "operator:li", "operator:wu"


def two_cars() -> Night:
    return night().unit("near", at_m=300).unit("far", at_m=900)


def test_one_key_acknowledges_confirms_and_asks_the_best_unit() -> None:
    town = two_cars()
    incident = town.alert()
    town.after(6)
    facts = town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert [name for name in names(facts) if name != "UnitRecommended"] == [
        "IncidentAcknowledged",
        "IncidentConfirmed",
        "UnitAssigned",
    ]
    assert town.all(UnitAssigned)[-1].unit_id == "near"
    assert {fact.cause for fact in facts} == {"cmd-1"}


def test_a_ranking_that_is_old_is_made_anew_before_anyone_is_sent() -> None:
    town = two_cars()
    incident = town.alert()
    town.after(7)
    town.fix("far", 100)
    town.after(1)
    town.fix("far", 100)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert town.all(UnitAssigned)[-1].unit_id == "far"


def test_the_operator_may_choose_another_unit() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="far")
    assigned = town.all(UnitAssigned)[-1]
    assert assigned.unit_id == "far"
    assert assigned.eta_s == pytest.approx(90, rel=0.01)


def test_a_unit_without_a_position_can_be_sent_by_name_with_no_arrival_promised() -> None:
    town = night().unit("silent")
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="silent")
    assert town.all(UnitAssigned)[-1].eta_s is None


def test_two_operators_confirm_at_once_and_one_unit_goes() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    second = town.ask(asked.ConfirmIncident, WU, incident_id=incident)
    assert names(second) == ["CommandNoted"]
    assert len(town.all(UnitAssigned)) == 1


def test_two_operators_who_choose_different_units_are_not_both_right() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="near")
    town.ask(asked.ConfirmIncident, WU, incident_id=incident, unit_id="far")
    assert town.all(CommandRefused)[-1].code == "already_confirmed"


def test_the_same_command_twice_is_done_once() -> None:
    town = two_cars()
    incident = town.alert()
    confirm = town.command(asked.ConfirmIncident, LI, incident_id=incident)
    town.tell(confirm)
    assert town.tell(confirm) == []


def test_the_same_command_twice_is_done_once_even_after_a_restart() -> None:
    town = two_cars()
    incident = town.alert()
    confirm = town.command(asked.ConfirmIncident, LI, incident_id=incident)
    town.tell(confirm)
    town.begin()
    assert town.tell(confirm) == []


def test_a_second_acknowledgement_is_noted() -> None:
    town = night()
    incident = town.alert()
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.ask(asked.AcknowledgeIncident, WU, incident_id=incident)
    assert len(town.all(IncidentAcknowledged)) == 1
    assert town.all(CommandNoted)[-1].actor == WU


def test_nobody_to_send_is_said_out_loud_once() -> None:
    town = night()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(600)
    assert len(town.all(NoUnitAvailable)) == 1
    assert town.incident(incident).waiting


def test_dismissing_calls_everybody_off() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner", note="his own car")
    assert town.all(AssignmentReleased)[-1].reason == "incident_over"
    assert town.all(IncidentDismissed)[-1].reason == "owner"
    assert not town.state.booked


def test_with_somebody_on_scene_only_a_finding_says_what_it_was() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
    refused = town.all(CommandRefused)[-1]
    assert refused.code == "illegal"
    assert "IncidentDismissed" in refused.why
    assert "on_scene" in refused.why


def test_a_second_unit_can_be_sent_too() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="far")
    assert {fact.unit_id for fact in town.all(UnitAssigned)} == {"near", "far"}


def test_a_unit_that_is_taken_or_off_duty_or_unknown_cannot_be_sent() -> None:
    town = two_cars().unit("asleep", at_m=5, on_duty=False)
    first, second = town.alert("one"), town.alert("two")
    town.ask(asked.ConfirmIncident, LI, incident_id=first)
    town.ask(asked.ConfirmIncident, LI, incident_id=second)
    for unit in ("near", "asleep", "nobody"):
        town.ask(asked.AssignUnit, LI, incident_id=second, unit_id=unit)
    assert [fact.code for fact in town.all(CommandRefused)] == ["unit_busy", "unit_off_duty", "unknown_unit"]


def test_no_unit_goes_to_what_nobody_confirmed() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="near")
    assert town.all(CommandRefused)[-1].code == "not_confirmed"


def test_when_a_unit_is_called_off_the_next_one_is_asked() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.ReleaseUnit, LI, incident_id=incident, unit_id="near")
    assert town.all(UnitAssigned)[-1].unit_id == "far"


def test_nothing_closes_without_a_finding() -> None:
    town = two_cars()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    assert town.all(CommandRefused)[-1].code == "no_finding"
    assert not town.all(IncidentClosed)


def test_what_is_over_answers_what_is_so_already_and_refuses_the_rest() -> None:
    town = night()
    incident = town.alert()
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
    assert names(town.ask(asked.DismissIncident, WU, incident_id=incident, reason="guard")) == ["CommandNoted"]
    town.ask(asked.ConfirmIncident, WU, incident_id=incident)
    assert town.all(CommandRefused)[-1].code == "incident_over"


def test_an_unknown_incident_is_named_in_the_refusal() -> None:
    town = night()
    town.ask(asked.ConfirmIncident, LI, incident_id="inc-nowhere")
    assert "inc-nowhere" in town.all(CommandRefused)[-1].why


@pytest.mark.parametrize("who", ["unit:near", "reporter:wang", "li", "admin:li", ""])
def test_only_operators_confirm(who: str) -> None:
    town = two_cars()
    incident = town.alert()
    if not who:
        who = ":"
    town.ask(asked.ConfirmIncident, who, incident_id=incident)
    assert town.all(CommandRefused)[-1].code == "not_allowed"
    assert not town.all(IncidentConfirmed)
