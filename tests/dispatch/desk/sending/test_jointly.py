"""Several incidents at one desk: who is moved, who is not, and what is said about it."""

from dispatch.plans import PlanBook, PlanConfig
from streams.schema import commands as asked
from streams.schema.incidents import AssignmentReleased, UnitAssigned
from tests.dispatch.gate_street import north
from tests.dispatch.worlds import Night, night

LI = "operator:li"
GRADES = PlanBook([PlanConfig(kinds=("theft",), grade="red"), PlanConfig(kinds=("loitering", "noise"), grade="blue")])
"""One unit each, so that it is seen who gets it."""


def report(town: Night, kind: str, at_m: float) -> str:
    """A person tells of something so many metres north of the gate, and the operator sends somebody."""
    place = north(at_m)
    before = set(town.state.incidents)
    town.ask(asked.ReportIncident, "reporter:wu", kind=kind, place={"lon": place.lon, "lat": place.lat})
    (incident,) = set(town.state.incidents) - before
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    return incident


def going(town: Night) -> dict[str, str]:
    """Unit → the incident that it is taken by."""
    return dict(town.state.booked)


def test_a_unit_on_its_way_is_moved_to_the_new_incident_beside_it_and_another_takes_over() -> None:
    town = night(plans=GRADES).unit("x", at_m=0).unit("y", at_m=2_600)
    old = report(town, "theft", 1_300)
    town.ask(asked.AcceptAssignment, "unit:x", incident_id=old, unit_id="x")
    town.drive("x", 0, 500, seconds=50)
    new = report(town, "theft", 520)
    assert going(town) == {"x": new, "y": old}
    assert [(fact.reason, fact.unit_id) for fact in town.all(AssignmentReleased)] == [("reassigned", "x")]


def test_a_unit_on_its_way_is_left_alone_when_moving_it_saves_too_little() -> None:
    town = night(plans=GRADES).unit("x", at_m=0).unit("y", at_m=1_500)
    old = report(town, "theft", 700)
    town.ask(asked.AcceptAssignment, "unit:x", incident_id=old, unit_id="x")
    town.drive("x", 0, 500, seconds=50)
    new = report(town, "theft", 1_150)
    assert going(town) == {"x": old, "y": new}
    assert not [fact for fact in town.all(AssignmentReleased) if fact.reason == "reassigned"]


def test_a_third_incident_that_would_lose_its_unit_is_weighed_with_the_two() -> None:
    town = night(plans=GRADES).unit("y", at_m=650)
    third = report(town, "theft", 1_250)
    town.unit("x", at_m=0)
    second = report(town, "theft", 600)
    town.unit("z", at_m=-500)
    first = report(town, "theft", 0)
    assert going(town) == {"x": second, "y": third, "z": first}


def test_a_grave_incident_is_not_stripped_for_a_light_one() -> None:
    town = night(plans=GRADES).unit("x", at_m=0)
    grave = report(town, "theft", 2_000)
    town.ask(asked.AcceptAssignment, "unit:x", incident_id=grave, unit_id="x")
    report(town, "loitering", 10)
    assert going(town) == {"x": grave}


def test_whoever_comes_free_next_door_takes_over_from_one_far_away() -> None:
    town = night(plans=GRADES).unit("far", at_m=3_000).unit("home", at_m=100, on_duty=False)
    incident = report(town, "theft", 0)
    town.ask(asked.AcceptAssignment, "unit:far", incident_id=incident, unit_id="far")
    town.ask(asked.GoOnDuty, "unit:home", unit_id="home")
    assert going(town) == {"home": incident}
    assert [(fact.unit_id, fact.note) for fact in town.all(AssignmentReleased)] == [("far", "home is there sooner")]


def test_two_that_wait_share_who_comes_free_so_that_the_later_one_is_not_worse_off() -> None:
    town = night(plans=GRADES).unit("east", at_m=1_000, on_duty=False).unit("west", at_m=-1_000, on_duty=False)
    first, second = report(town, "theft", 900), report(town, "theft", -900)
    town.ask(asked.GoOnDuty, "unit:west", unit_id="west")
    town.ask(asked.GoOnDuty, "unit:east", unit_id="east")
    assert going(town) == {"west": second, "east": first}


def test_whoever_is_on_scene_stays() -> None:
    town = night(plans=GRADES).unit("x", at_m=0)
    old = report(town, "noise", 0)
    town.ask(asked.ReportArrival, "unit:x", incident_id=old, unit_id="x")
    report(town, "theft", 10)
    assert going(town) == {"x": old}


def test_a_graver_incident_takes_the_only_unit_and_the_lighter_one_waits_for_the_next() -> None:
    town = night(plans=GRADES).unit("x", at_m=0)
    old = report(town, "loitering", 2_000)
    new = report(town, "theft", 100)
    assert going(town) == {"x": new}
    assert town.incident(old).waiting
    town.unit("y", at_m=2_500)
    assert going(town) == {"x": new, "y": old}
    assert [fact.incident_id for fact in town.all(UnitAssigned)] == [old, new, old]
