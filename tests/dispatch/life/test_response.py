"""The response clock and its parts."""

import pytest

from streams.schema import commands as asked
from streams.schema.incidents import IncidentClosed, ResponseTimes
from tests.dispatch.worlds import Night, night

LI = "operator:li"


def closed(town: Night, incident: str, finding: str = "held") -> ResponseTimes:
    town.ask(asked.RecordFinding, LI, incident_id=incident, finding=finding, reason="owner")
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    return town.all(IncidentClosed)[-1].times


def answered_after(seconds: float) -> tuple[Night, str]:
    town = night().unit("car", at_m=800)
    incident = town.alert()
    town.after(seconds)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    return town, incident


def test_the_parts_are_named_as_the_fire_service_names_them_and_add_up() -> None:
    town, incident = answered_after(8)
    town.after(12)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(5)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.after(20)
    town.fix("car", 700)
    town.after(60)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    times = closed(town, incident)
    assert times == ResponseTimes(
        answering_s=8, processing_s=12, turnout_s=25, travel_s=60, response_s=105, within_target=True
    )


@pytest.mark.parametrize(("on_the_way_s", "within"), [(160, True), (160.001, False)])
def test_180_seconds_are_within_the_target_and_not_a_moment_more(on_the_way_s: float, *, within: bool) -> None:
    town, incident = answered_after(10)
    town.after(10)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.after(on_the_way_s)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    assert closed(town, incident).within_target is within


def test_a_unit_that_nobody_saw_roll_has_neither_turnout_nor_travel() -> None:
    town, incident = answered_after(10)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    times = closed(town, incident)
    assert (times.turnout_s, times.travel_s, times.response_s) == (None, None, 10)


def test_where_nobody_came_it_is_late() -> None:
    town, incident = answered_after(3)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert closed(town, incident, "moved_on") == ResponseTimes(answering_s=3, within_target=False)


def test_a_false_alarm_is_never_within_the_target() -> None:
    town, incident = answered_after(3)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    times = closed(town, incident, "false_alarm")
    assert times.response_s == 3
    assert not times.within_target


def test_of_two_units_the_one_that_was_there_first_stops_the_clock_whoever_told_first() -> None:
    town = night().unit("car", at_m=800).unit("guard", "foot", at_m=100)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="car")
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="guard")
    for unit in ("car", "guard"):
        town.ask(asked.AcceptAssignment, f"unit:{unit}", incident_id=incident, unit_id=unit)
    town.after(90)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    town.after(10)
    town.ask(asked.ReportArrival, "unit:guard", ago_s=50, incident_id=incident, unit_id="guard")
    assert closed(town, incident).response_s == 50
