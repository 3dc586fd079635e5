"""Who is sent by a plan of several units, what each is told, and what is said and done when some cannot be had."""

from collections.abc import Sequence

from dispatch.closing import Approaches
from dispatch.desk import Desk
from dispatch.model import Unit
from dispatch.plans import NeedConfig, PlanBook, PlanConfig
from streams.schema import commands as asked
from streams.schema.incidents import NoUnitAvailable, ShortfallFound, UnitAssigned, UnitPosted
from streams.schema.quantities import Place
from tests.dispatch.gate_street import GATE, by_distance, north
from tests.dispatch.worlds import Night, night

LI = "operator:li"
BOTH_ENDS = PlanBook()


def both_sides() -> Night:
    """Two cars to the north of the gate, a guard to the south."""
    town = night(plans=BOTH_ENDS).unit("near", at_m=400).unit("next", at_m=500)
    return town.unit("guard", "foot", at_m=-250, role="guard")


def confirmed(town: Night, suspicion: str = "men-at-the-cars") -> str:
    incident = town.alert(suspicion)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    return incident


def sides(town: Night) -> dict[str, str | None]:
    """Where each unit that is taken was last told to stand."""
    (incident,) = town.state.incidents.values()
    return {leg.unit_id: leg.post.side if leg.post else None for leg in incident.booked}


def test_the_nearest_is_asked_first_and_another_for_the_other_end() -> None:
    town = both_sides()
    confirmed(town)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["near", "guard"]
    assert sides(town) == {"near": "north", "guard": "south"}


def test_each_is_told_who_holds_the_other_end() -> None:
    town = both_sides()
    confirmed(town)
    told = {fact.unit_id: [(one.unit_id, one.side) for one in fact.companions] for fact in town.all(UnitAssigned)}
    assert told == {"near": [("guard", "south")], "guard": [("near", "north")]}


def test_when_the_second_declines_the_next_best_for_that_end_is_asked_and_the_first_is_told() -> None:
    town = both_sides()
    incident = confirmed(town)
    town.ask(asked.DeclineAssignment, "unit:guard", incident_id=incident, unit_id="guard")
    assert sides(town) == {"near": "north", "next": "south"}
    assert [one.unit_id for one in town.all(UnitPosted)[-1].companions] == ["next"]


def test_when_the_first_does_not_answer_its_place_is_filled_and_the_other_keeps_its_end() -> None:
    town = both_sides()
    incident = confirmed(town)
    town.ask(asked.AcceptAssignment, "unit:guard", incident_id=incident, unit_id="guard")
    town.after(15)
    assert sides(town) == {"guard": "south", "next": "north"}
    assert [fact.slot for fact in town.all(UnitAssigned)] == [1, 2, 1]


def test_when_the_second_does_not_answer_the_one_on_scene_keeps_its_end() -> None:
    town = both_sides()
    incident = confirmed(town)
    town.ask(asked.AcceptAssignment, "unit:near", incident_id=incident, unit_id="near")
    town.ask(asked.ReportArrival, "unit:near", incident_id=incident, unit_id="near")
    town.after(16)
    assert sides(town) == {"near": "north", "next": "south"}


def test_what_cannot_be_had_is_said_with_its_sort_and_made_good_when_somebody_comes_free() -> None:
    plans = PlanBook([PlanConfig(kinds=("loitering",), send=(NeedConfig(), NeedConfig(kinds=("foot",), count=2)))])
    town = night(plans=plans).unit("car", at_m=300).unit("guard", "foot", at_m=100, role="guard")
    town.unit("late", "foot", at_m=150, on_duty=False)
    incident = confirmed(town)
    (short,) = town.all(ShortfallFound)
    assert (short.wanted, short.found) == (3, 2)
    assert [one.why for one in short.missing] == ["no second foot unit within 600 s"]
    assert town.incident(incident).shortfall == short.missing
    town.ask(asked.GoOnDuty, "unit:late", unit_id="late")
    assert town.all(UnitAssigned)[-1].unit_id == "late"
    assert town.incident(incident).shortfall == ()


def test_a_guard_is_not_sent_alone_to_a_group() -> None:
    town = night(plans=BOTH_ENDS).unit("guard", "foot", at_m=100, role="guard")
    confirmed(town)
    assert not town.all(UnitAssigned)
    assert [(one.unit_id, one.why) for one in town.all(NoUnitAvailable)[0].excluded][-1] == (
        "guard",
        "a guard is not sent alone to this",
    )
    town.unit("car", at_m=2_000)
    assert {fact.unit_id for fact in town.all(UnitAssigned)} == {"car", "guard"}


def test_a_guard_left_alone_by_others_is_told_to_observe() -> None:
    town = night(plans=BOTH_ENDS).unit("car", at_m=900).unit("guard", "foot", at_m=-150, role="guard")
    incident = confirmed(town)
    town.ask(asked.DeclineAssignment, "unit:car", incident_id=incident, unit_id="car")
    assert [(fact.unit_id, fact.duty) for fact in town.all(UnitPosted)] == [("guard", "observe")]


def test_a_guard_may_go_alone_where_the_plan_says_so() -> None:
    town = night(plans=BOTH_ENDS).unit("guard", "foot", at_m=100, role="guard")
    town.ask(asked.ReportIncident, LI, kind="noise", place={"lon": GATE.lon, "lat": GATE.lat})
    (incident,) = town.state.incidents
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["guard"]
    assert (town.incident(incident).grade, town.incident(incident).target_s) == ("blue", 900)


def test_a_volunteer_is_sent_only_where_the_plan_names_volunteers_and_then_observes() -> None:
    town = night(plans=BOTH_ENDS).unit("aunt", "foot", at_m=10, role="volunteer").unit("car", at_m=900)
    confirmed(town)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["car"]
    watched = PlanBook([PlanConfig(kinds=("loitering",), send=(NeedConfig(), NeedConfig(roles=("volunteer",))))])
    town = night(plans=watched).unit("aunt", "foot", at_m=10, role="volunteer").unit("car", at_m=900)
    confirmed(town)
    assert {fact.unit_id: fact.duty for fact in town.all(UnitAssigned)} == {"aunt": "observe", "car": "hold"}


def test_only_units_of_the_organisation_that_the_plan_names_are_sent() -> None:
    estate = PlanBook([PlanConfig(kinds=("loitering",), send=(NeedConfig(organisations=("east",)),), guard_alone=True)])
    town = night(plans=estate).unit("west", "foot", at_m=10, organisation="west")
    town.unit("east", "foot", at_m=500, organisation="east")
    confirmed(town)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["east"]


def test_a_graver_turn_asks_for_the_rest_of_the_graver_plan() -> None:
    plans = PlanBook(
        [
            PlanConfig(kinds=("loitering",)),
            PlanConfig(kinds=("loitering",), level="serious", grade="red", send=(NeedConfig(count=2),)),
        ]
    )
    town = night(plans=plans).unit("one", at_m=300).unit("two", at_m=400)
    incident = confirmed(town)
    assert town.incident(incident).level == "ordinary"
    town.alert(seq=2, update=True, vehicles=("car-1", "car-2", "car-3"))
    assert (town.incident(incident).level, town.incident(incident).grade) == ("serious", "red")
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["one", "two"]


def test_one_that_a_person_called_off_is_not_replaced_while_another_is_on_it() -> None:
    town = both_sides()
    incident = confirmed(town)
    town.ask(asked.ReleaseUnit, LI, incident_id=incident, unit_id="guard")
    assert list(sides(town)) == ["near"]


def test_the_unit_that_a_person_named_goes_first_and_the_plan_adds_the_other_end() -> None:
    town = both_sides()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="next")
    assert town.all(UnitAssigned)[0].unit_id == "next"
    assert set(sides(town).values()) == {"north", "south"}


def test_too_far_is_too_late_for_a_second_but_not_for_the_only_one() -> None:
    town = night(plans=BOTH_ENDS).unit("far", at_m=9_000).unit("near", at_m=100)
    confirmed(town)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["near"]
    town = night(plans=BOTH_ENDS).unit("far", at_m=9_000)
    confirmed(town)
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["far"]


def test_where_the_map_fails_the_plan_is_sent_without_posts() -> None:
    def torn(_: Sequence[Unit], __: Place, ___: int) -> Approaches:
        raise LookupError("the street is not on the map")

    town = both_sides()
    town.desk = Desk(town.config, town.units, by_distance, BOTH_ENDS, torn)
    confirmed(town)
    assert sides(town) == {"near": None, "next": None}


def test_the_street_next_door_has_its_own_plan() -> None:
    town = both_sides()
    confirmed(town)
    second = town.alert("others", place=north(3_000))
    town.ask(asked.ConfirmIncident, LI, incident_id=second)
    assert town.all(UnitAssigned)[-1].unit_id == "next"
    assert town.incident(second).shortfall
