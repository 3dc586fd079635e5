"""What fixes lead to, and what wrong ones must not lead to."""

import pytest

from dispatch.fixes import metres_between
from streams.schema import commands as asked
from streams.schema.incidents import UnitArrived, UnitAssigned, UnitRecommended, UnitTravelling
from tests.dispatch.gate_street import GATE, north
from tests.dispatch.worlds import Night, names, night

LI = "operator:li"


def accepted() -> tuple[Night, str]:
    """A car 1000 m away said that it comes."""
    town = night().unit("car", at_m=1000)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    return town, incident


def test_a_unit_that_leaves_its_place_is_rolling() -> None:
    town, _ = accepted()
    town.after(20)
    assert town.fix("car", 985) == []
    town.after(5)
    assert names(town.fix("car", 950)) == ["UnitTravelling"]
    assert town.all(UnitTravelling)[-1].observed_at_ms == town.now_ms


def test_a_unit_that_wanders_within_its_phones_error_is_not_rolling() -> None:
    town, _ = accepted()
    town.after(5)
    assert town.fix("car", 940, accuracy_m=80) == []


def test_two_fixes_in_a_row_on_scene_are_an_arrival_at_the_first_of_them() -> None:
    town, incident = accepted()
    town.after(60)
    assert names(town.fix("car", 40)) == ["UnitTravelling"]
    first_ms = town.now_ms
    town.after(5)
    assert names(town.fix("car", 10)) == ["UnitArrived"]
    arrived = town.all(UnitArrived)[-1]
    assert (arrived.observed_at_ms, arrived.by) == (first_ms, "geofence")
    assert town.incident(incident).response_s == 60


def test_driving_past_is_no_arrival() -> None:
    town, _ = accepted()
    for at_m in (120, 30, -120):
        town.after(5)
        town.fix("car", at_m)
    assert not town.all(UnitArrived)


def test_the_same_fix_twice_is_one_fix() -> None:
    town, _ = accepted()
    town.after(60)
    town.fix("car", 10)
    town.fix("car", 10)
    assert not town.all(UnitArrived)


def test_fixes_that_may_be_anywhere_prove_nothing() -> None:
    town, _ = accepted()
    for _ in range(3):
        town.after(5)
        town.fix("car", 10, accuracy_m=51)
    assert not town.all(UnitArrived)


def test_a_guard_who_was_there_before_he_was_asked_arrives_when_asked() -> None:
    town = night().unit("guard", "foot", at_m=10)
    town.after(20)
    town.fix("guard", 10)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    for _ in range(2):
        town.after(5)
        town.fix("guard", 10)
    assert town.incident(incident).response_s == 5


def test_fixes_from_the_future_prove_nothing_and_spoil_nothing() -> None:
    town, _ = accepted()
    for ahead_s in (3_600, 7_200, 86_400):
        town.fix("car", 10, age_s=-ahead_s)
    assert not town.all(UnitArrived)
    for _ in range(2):
        town.after(5)
        town.fix("car", 10)
    assert len(town.all(UnitArrived)) == 1


def test_a_phone_whose_clock_was_a_day_ahead_is_found_again() -> None:
    town = night().unit("car")
    for _ in range(10):
        town.after(5)
        town.fix("car", 5_000, age_s=-86_400)
    town.after(5)
    town.fix("car", 200)
    town.alert()
    ranked = town.all(UnitRecommended)[-1].ranking[0]
    assert ranked.straight_line_m == pytest.approx(200, abs=1)


def test_a_unit_that_only_speaks_from_the_future_is_not_ranked() -> None:
    town = night().unit("car", at_m=None)
    town.fix("car", 100, age_s=-3_600)
    town.alert()
    assert not town.all(UnitRecommended)[-1].ranking


def test_an_old_queue_that_a_phone_sends_late_does_not_move_the_unit_back() -> None:
    town = night().unit("car", at_m=100)
    for age_s in range(7_200, 3_600, -60):
        town.fix("car", 9_000, age_s=age_s)
    town.alert()
    ranked = town.all(UnitRecommended)[-1].ranking[0]
    assert ranked.straight_line_m == pytest.approx(100, abs=1)


def test_an_old_queue_with_the_scene_in_it_is_an_arrival_back_then() -> None:
    town, incident = accepted()
    town.after(120)
    for age_s in (60, 55, 50):
        town.fix("car", 10, age_s=age_s)
    assert town.incident(incident).response_s == 60


def test_hours_old_fixes_do_not_arrive() -> None:
    town, _ = accepted()
    town.after(5)
    for age_s in (7_200, 7_195, 7_190):
        town.fix("car", 10, age_s=age_s)
    assert not town.all(UnitArrived)


def test_positions_of_strangers_and_of_other_districts_leave_no_trace() -> None:
    town = night().unit("theirs", district="elsewhere")
    town.fix("theirs", 10)
    town.fix("who", 10)
    assert not town.state.trails


def test_ordinary_positions_lead_to_nothing() -> None:
    town = night().unit("car", at_m=500)
    before = len(town.said)
    town.alert()
    opened = len(town.said)
    town.drive("car", 500, 1_000, seconds=10)
    assert opened > before
    assert len(town.said) == opened


def test_a_unit_that_is_found_again_goes_to_what_waits() -> None:
    town = night().unit("silent")
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert names(town.fix("silent", 700)) == ["UnitRecommended", "UnitAssigned"]
    assert town.all(UnitAssigned)[-1].incident_id == incident


def test_distances_are_metres_on_the_ground_also_across_the_date_line() -> None:
    there = north(1_000)
    assert metres_between(GATE.lon, GATE.lat, there.lon, there.lat) == pytest.approx(1_000, rel=1e-3)
    assert metres_between(179.999, 0, -179.999, 0) == pytest.approx(222.4, rel=1e-3)
