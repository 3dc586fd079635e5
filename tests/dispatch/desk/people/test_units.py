"""What units ask for: from dead spots, out of order, for each other, too late."""

from streams.schema import commands as asked
from streams.schema.facts import CommandNoted, CommandRefused
from streams.schema.incidents import (
    AssignmentReleased,
    FindingRecorded,
    NoUnitAvailable,
    UnitArrived,
    UnitAssigned,
    UnitCleared,
)
from tests.dispatch.worlds import Night, names, night

LI = "operator:li"


def sent() -> tuple[Night, str]:
    """`near` was asked to go; `far` could."""
    town = night().unit("near", at_m=300).unit("far", at_m=900)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    return town, incident


def test_a_unit_that_declines_is_free_and_the_next_is_asked() -> None:
    town, incident = sent()
    town.ask(asked.DeclineAssignment, "unit:near", incident_id=incident, unit_id="near", reason="flat tyre")
    assert town.all(AssignmentReleased)[-1].note == "flat tyre"
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["near", "far"]


def test_a_unit_that_declined_is_not_asked_again_by_the_desk() -> None:
    town, incident = sent()
    for unit in ("near", "far"):
        town.ask(asked.DeclineAssignment, f"unit:{unit}", incident_id=incident, unit_id=unit)
    town.after(600)
    assert len(town.all(UnitAssigned)) == 2
    assert {unit.why for unit in town.all(NoUnitAvailable)[-1].excluded} == {"declined this incident"}


def test_a_unit_that_declined_can_still_be_sent_by_a_person() -> None:
    town, incident = sent()
    town.ask(asked.DeclineAssignment, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="near")
    assert town.all(UnitAssigned)[-1].unit_id == "near"


def test_a_guard_may_be_on_scene_before_he_pressed_accept() -> None:
    town, incident = sent()
    town.after(5)
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    assert town.incident(incident).status == "on_scene"
    assert names(town.ask(asked.AcceptAssignment, "unit:near", incident_id=incident, unit_id="near")) == [
        "CommandNoted"
    ]


def test_an_arrival_pressed_in_a_dead_spot_counts_from_when_it_was_pressed() -> None:
    town, incident = sent()
    town.ask(asked.AcceptAssignment, "unit:near", incident_id=incident, unit_id="near")
    town.after(100)
    town.ask(asked.ReportArrival, "unit:near", ago_s=40, incident_id=incident, unit_id="near")
    assert town.incident(incident).response_s == 60


def test_an_arrival_that_claims_to_be_before_the_unit_was_asked_is_of_then() -> None:
    town, incident = sent()
    town.after(10)
    town.ask(asked.ReportArrival, "unit:near", ago_s=3_600, incident_id=incident, unit_id="near")
    assert town.incident(incident).response_s == 0


def test_an_accept_that_comes_after_the_next_one_was_asked_is_refused() -> None:
    town, incident = sent()
    town.after(16)
    town.ask(asked.AcceptAssignment, "unit:near", ago_s=2, incident_id=incident, unit_id="near")
    assert town.all(CommandRefused)[-1].code == "not_your_incident"


def test_no_unit_speaks_for_another() -> None:
    town, incident = sent()
    town.ask(asked.AcceptAssignment, "unit:far", incident_id=incident, unit_id="near")
    assert town.all(CommandRefused)[-1].code == "not_your_unit"


def test_an_operator_may_speak_for_a_unit_that_told_by_radio() -> None:
    town, incident = sent()
    town.ask(asked.AcceptAssignment, LI, incident_id=incident, unit_id="near")
    assert town.incident(incident).status == "accepted"


def test_a_finding_for_somebody_elses_incident_is_refused() -> None:
    town, incident = sent()
    town.ask(asked.RecordFinding, "unit:far", incident_id=incident, finding="held")
    assert town.all(CommandRefused)[-1].code == "not_your_incident"


def test_a_finding_from_the_road_is_refused() -> None:
    town, incident = sent()
    town.ask(asked.AcceptAssignment, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.RecordFinding, "unit:near", incident_id=incident, finding="nothing_found")
    assert town.all(CommandRefused)[-1].code == "not_on_scene"


def test_a_finding_frees_the_unit_that_made_it() -> None:
    town, incident = sent()
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    facts = town.ask(asked.RecordFinding, "unit:near", incident_id=incident, finding="held", note="three men")
    assert names(facts) == ["FindingRecorded", "UnitCleared"]
    assert town.all(FindingRecorded)[-1].unit_id == "near"
    assert town.incident(incident).status == "handled"
    assert not town.state.booked


def test_an_operator_may_record_that_nobody_was_there_in_time() -> None:
    town, incident = sent()
    town.ask(asked.RecordFinding, LI, incident_id=incident, finding="moved_on")
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    shown = town.incident(incident)
    assert shown.status == "closed"
    assert not shown.times.within_target
    assert not town.state.booked


def test_a_shift_that_ends_on_the_way_hands_over() -> None:
    town, incident = sent()
    town.ask(asked.AcceptAssignment, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.GoOffDuty, "unit:near", unit_id="near")
    assert town.all(AssignmentReleased)[-1].reason == "off_duty"
    assert town.all(UnitAssigned)[-1].unit_id == "far"


def test_a_shift_that_ends_on_scene_clears_the_unit_and_asks_nobody_else() -> None:
    town, incident = sent()
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.GoOffDuty, "unit:near", unit_id="near")
    assert town.all(UnitCleared)[-1].unit_id == "near"
    assert len(town.all(UnitAssigned)) == 1
    assert town.incident(incident).status == "on_scene"


def test_going_on_duty_twice_is_noted() -> None:
    town = night().unit("near", at_m=1)
    town.ask(asked.GoOnDuty, "unit:near", unit_id="near")
    assert len(town.all(CommandNoted)) == 1


def test_whoever_comes_on_duty_goes_to_what_waits() -> None:
    town = night().unit("late-shift", at_m=200, on_duty=False)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert names(town.ask(asked.GoOnDuty, "unit:late-shift", unit_id="late-shift"))[-1] == "UnitAssigned"


def test_whoever_is_done_goes_to_what_waits() -> None:
    town = night().unit("only", at_m=200)
    first, second = town.alert("one"), town.alert("two")
    town.ask(asked.ConfirmIncident, LI, incident_id=first)
    town.ask(asked.ConfirmIncident, LI, incident_id=second)
    town.ask(asked.ReportArrival, "unit:only", incident_id=first, unit_id="only")
    town.ask(asked.RecordFinding, "unit:only", incident_id=first, finding="identified")
    assert town.all(UnitAssigned)[-1].incident_id == second


def test_a_second_units_arrival_leaves_the_clock_where_it_stopped() -> None:
    town, incident = sent()
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="far")
    town.ask(asked.AcceptAssignment, "unit:far", incident_id=incident, unit_id="far")
    town.after(10)
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    town.after(50)
    town.ask(asked.ReportArrival, "unit:far", incident_id=incident, unit_id="far")
    assert len(town.all(UnitArrived)) == 2
    assert town.incident(incident).response_s == 10


def test_a_crime_found_says_of_how_many_cars_and_a_false_alarm_why() -> None:
    town, incident = sent()
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.RecordFinding, "unit:near", incident_id=incident, finding="crime_found")
    town.ask(asked.RecordFinding, "unit:near", incident_id=incident, finding="false_alarm")
    assert [fact.code for fact in town.all(CommandRefused)] == ["count_needed", "reason_needed"]
    town.ask(asked.RecordFinding, "unit:near", incident_id=incident, finding="crime_found", vehicles=9)
    town.ask(asked.RecordFinding, LI, incident_id=incident, finding="false_alarm", reason="resident")
    assert [(fact.vehicles, fact.reason) for fact in town.all(FindingRecorded)] == [(9, None), (None, "resident")]
    assert town.incident(incident).finding_reason == "resident"
