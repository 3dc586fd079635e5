"""Shifts as the desk lives them: on and off duty by themselves, and what is open when they change."""

from zoneinfo import ZoneInfo

import msgspec

from dispatch.rosters import Rosters
from dispatch.rosters.config import PersonConfig, ShiftConfig
from streams.schema import commands as asked
from streams.schema.facts import DutyFact, UnitWentOffDuty
from streams.schema.incidents import AssignmentReleased, UnitAssigned
from streams.schema.notices import PersonTold
from streams.schema.response import ShiftHandedOver
from tests.dispatch.worlds import Night, night

LI = "operator:li"
HOUR_S = 3_600


def shift(name: str, begins: str, ends: str, *units: str, leader: str | None = None) -> ShiftConfig:
    body = {"id": name, "begins": begins, "ends": ends, "units": units, "leader": leader, "organisation": "station"}
    return msgspec.convert(body, ShiftConfig)


def rostered() -> Night:
    """04:00 in Taiyuan; the car's night ends at 06:00, when the bicycle's day begins under Zhao."""
    zhao = PersonConfig(id="zhao", name="赵", role="leader", channel="robot")
    shifts = [shift("night", "22:00", "06:00", "car"), shift("day", "06:00", "14:00", "bike", leader="zhao")]
    town = night(rosters=Rosters(shifts, [zhao], zone=ZoneInfo("Asia/Shanghai")))
    return town.unit("car", at_m=500).unit("bike", "bicycle", at_m=600)


def duty(town: Night) -> list[tuple[str, bool, str | None]]:
    return [(fact.unit_id, not isinstance(fact, UnitWentOffDuty), fact.shift) for fact in town.all(DutyFact)]


def test_a_desk_that_starts_says_who_is_on_duty_and_who_is_not() -> None:
    town = rostered()
    town.after(0)
    assert duty(town) == [("car", True, "night"), ("bike", False, "day")]


def test_shifts_change_by_themselves_at_the_hour_and_a_restart_repeats_nothing() -> None:
    town = rostered()
    town.after(1 * HOUR_S)
    town.begin()
    town.after(2 * HOUR_S)
    town.begin()
    town.after(HOUR_S)
    assert duty(town)[2:] == [("car", False, "night"), ("bike", True, "day")]


def test_of_the_edges_that_no_desk_saw_only_the_last_is_said() -> None:
    town = rostered()
    town.after(0)
    town.now_ms += 10 * 86_400_000
    town.begin()
    town.after(0)
    assert duty(town)[2:] == [("car", True, "night"), ("bike", False, "day")]


def test_a_unit_that_is_ill_stays_off_duty_until_its_next_shift() -> None:
    town = rostered()
    town.after(0)
    town.ask(asked.GoOffDuty, "unit:car", unit_id="car")
    town.after(60)
    assert not town.state.duty["car"].on
    town.after(19 * HOUR_S)
    assert town.state.duty["car"].on


def test_only_who_is_on_duty_is_sent() -> None:
    town = rostered()
    town.after(0)
    town.ask(asked.ConfirmIncident, LI, incident_id=town.alert())
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["car"]


def test_a_shift_that_ends_on_scene_is_handed_over_and_the_unit_stays_until_it_is_cleared() -> None:
    town = rostered()
    town.after(2 * HOUR_S - 300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    town.after(600)
    (over,) = town.all(ShiftHandedOver)
    assert (over.unit_id, over.shift, over.next_shift, over.leader) == ("car", "night", "day", "zhao")
    (told,) = town.all(PersonTold)
    assert (told.person, told.channel, told.reason) == ("zhao", "robot", "shift_handed_over")
    assert town.state.booked == {"car": incident}
    assert not town.all(AssignmentReleased)
    town.ask(asked.RecordFinding, "unit:car", incident_id=incident, finding="held")
    assert not town.state.booked
    other = town.alert("others")
    town.ask(asked.ConfirmIncident, LI, incident_id=other)
    assert town.all(UnitAssigned)[-1].unit_id == "bike"


def test_whoever_waits_for_a_unit_gets_the_one_whose_shift_begins() -> None:
    town = rostered()
    town.after(0)
    town.ask(asked.GoOffDuty, "unit:car", unit_id="car")
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(2 * HOUR_S)
    assert town.state.booked == {"bike": incident}
