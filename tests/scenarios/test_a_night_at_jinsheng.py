"""Whole nights in the words of the stations that the product comes from, told to one desk."""

from dispatch.config import DispatchConfig
from streams.schema import commands as asked
from streams.schema.facts import CommandRefused
from streams.schema.incidents import (
    IncidentClosed,
    IncidentEscalated,
    NoUnitAvailable,
    ResponseTargetMissed,
    UnitAssigned,
)
from tests.dispatch.gate_street import north
from tests.dispatch.worlds import Night, names, night

OPERATOR = "operator:li"
CARS = ("car-1", "car-2", "car-3")


def jinsheng() -> Night:
    """The squad patrols a bridge 1.6 km off, two guards walk inside the estate, a second car is in the far village."""
    return (
        night()
        .unit("squad", "car", at_m=1_600)
        .unit("guard-east", "foot", at_m=200)
        .unit("guard-west", "foot", at_m=-260)
        .unit("village-car", "car", at_m=9_000)
    )


def test_four_in_the_morning_men_try_door_handles_and_are_held_within_three_minutes() -> None:
    town = jinsheng()
    town.alert(level="watch", vehicles=CARS[:1], score=0.4)
    town.after(20)
    incident = town.alert(seq=2, vehicles=CARS[:2], score=0.75)
    town.after(6)
    town.ask(asked.AcknowledgeIncident, OPERATOR, incident_id=incident)
    town.alert(seq=3, update=True, vehicles=CARS, score=0.93)
    town.after(5)
    town.ask(asked.ConfirmIncident, OPERATOR, incident_id=incident)
    assert town.all(UnitAssigned)[-1].unit_id == "guard-east"

    town.ask(asked.AssignUnit, OPERATOR, incident_id=incident, unit_id="guard-west")
    town.ask(asked.AssignUnit, OPERATOR, incident_id=incident, unit_id="squad")
    town.after(4)
    for unit in ("guard-east", "guard-west", "squad"):
        town.ask(asked.AcceptAssignment, f"unit:{unit}", incident_id=incident, unit_id=unit)
    town.after(10)
    town.drive("squad", 1_600, 0, seconds=120)
    town.after(5)
    town.fix("squad", 0)
    town.ask(asked.ReportArrival, "unit:guard-east", ago_s=12, incident_id=incident, unit_id="guard-east")

    shown = town.incident(incident)
    assert shown.status == "on_scene"
    assert shown.vehicle_ids == CARS
    town.after(540)
    town.ask(
        asked.RecordFinding, "unit:squad", incident_id=incident, finding="held", note="three held, nine cars opened"
    )
    town.ask(asked.CloseIncident, OPERATOR, incident_id=incident, note="to the station")

    (closed,) = town.all(IncidentClosed)
    assert closed.times.within_target
    assert closed.times.response_s == 138
    assert closed.times.answering_s == 6
    assert not town.all(ResponseTargetMissed)
    assert not town.all(IncidentEscalated)
    assert not town.state.booked
    assert {view.status for view in town.board.snapshot().units} == {"available"}


def test_the_operator_sleeps_the_officer_takes_over_and_the_target_is_missed_and_said() -> None:
    town = jinsheng()
    incident = town.alert()
    town.after(200)
    assert [(fact.to, fact.reason) for fact in town.all(IncidentEscalated)] == [
        ("duty_officer", "unacknowledged"),
        ("duty_officer", "miss_predicted"),
        ("command_centre", "nobody_on_scene"),
    ]
    town.ask(asked.ConfirmIncident, "operator:officer-wang", incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:guard-east", incident_id=incident, unit_id="guard-east")
    town.drive("guard-east", 200, 0, seconds=130)
    town.after(5)
    town.fix("guard-east", 0)
    town.ask(asked.RecordFinding, "unit:guard-east", incident_id=incident, finding="moved_on")
    town.ask(asked.CloseIncident, "operator:officer-wang", incident_id=incident)
    (closed,) = town.all(IncidentClosed)
    assert not closed.times.within_target
    assert closed.times.response_s is not None
    assert closed.times.response_s > 180


def test_nobody_answers_the_phone_until_the_last_one_does() -> None:
    town = jinsheng()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, OPERATOR, incident_id=incident)
    town.ask(asked.DeclineAssignment, "unit:guard-east", incident_id=incident, unit_id="guard-east", reason="another")
    town.after(15)
    town.after(15)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["guard-east", "squad", "guard-west", "village-car"]
    town.ask(asked.AcceptAssignment, "unit:village-car", incident_id=incident, unit_id="village-car")
    assert town.incident(incident).status == "accepted"
    assert not town.all(NoUnitAvailable)


def test_a_night_with_more_alerts_than_units_forgets_none_of_them() -> None:
    town = night().unit("squad", at_m=500)
    incidents = [town.alert(f"street-{number}", place=north(100 * number)) for number in range(4)]
    for incident in incidents:
        town.ask(asked.ConfirmIncident, OPERATOR, incident_id=incident)
    assert len(town.all(NoUnitAvailable)) == 3
    for number, incident in enumerate(incidents):
        assert town.incident(incident).status == "assigned"
        town.ask(asked.AcceptAssignment, "unit:squad", incident_id=incident, unit_id="squad")
        town.after(60)
        for _ in range(2):
            town.after(5)
            town.fix("squad", 100 * number)
        town.ask(asked.RecordFinding, "unit:squad", incident_id=incident, finding="identified")
    assert [fact.incident_id for fact in town.all(UnitAssigned)] == incidents


def test_two_estates_one_power_cut_the_desk_dies_between_accept_and_arrival_and_goes_on() -> None:
    town = jinsheng()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, OPERATOR, incident_id=incident, unit_id="squad")
    town.ask(asked.AcceptAssignment, "unit:squad", incident_id=incident, unit_id="squad")
    town.drive("squad", 1_600, 800, seconds=60)
    before = names(town.said)
    town.begin()
    town.drive("squad", 800, 0, seconds=60)
    town.after(5)
    facts = town.fix("squad", 0)
    assert names(facts) == ["UnitArrived"]
    assert town.incident(incident).response_s == 120
    assert names(town.said)[: len(before)] == before
    assert names(town.said).count("UnitTravelling") == 1


def test_everybody_presses_everything_and_it_is_still_one_incident_with_one_answer_each() -> None:
    town = night(DispatchConfig()).unit("squad", at_m=500)
    incident = town.alert()
    presses = [
        town.command(asked.AcknowledgeIncident, OPERATOR, incident_id=incident),
        town.command(asked.ConfirmIncident, "operator:wu", incident_id=incident),
        town.command(asked.ConfirmIncident, OPERATOR, incident_id=incident),
        town.command(asked.CloseIncident, OPERATOR, incident_id=incident),
        town.command(asked.ConfirmIncident, "unit:squad", incident_id=incident),
    ]
    for command in presses * 3:
        town.tell(command)
    assert len(town.all(UnitAssigned)) == 1
    assert [fact.code for fact in town.all(CommandRefused)] == ["no_finding", "not_allowed"]
    answered = {fact.cause for fact in town.said}
    assert answered >= {command.command_id for command in presses}
