"""Late is said when it is certain, not when it is too late; and not while somebody could still make it."""

import msgspec

from dispatch.config import DispatchConfig
from dispatch.desk.deadlines import best_s
from dispatch.plans import NeedConfig, PlanBook, PlanConfig
from streams.schema import commands as asked
from streams.schema.incidents import IncidentEscalated, RankedUnit, ShortfallFound, UnitAssigned
from streams.schema.response import ResponseMissPredicted
from tests.dispatch.gate_street import GATE
from tests.dispatch.worlds import START_MS, Night, night

LI = "operator:li"


def said_at_s(town: Night) -> list[float]:
    return [(fact.observed_at_ms - START_MS) / 1000 for fact in town.all(ResponseMissPredicted)]


def test_where_the_only_car_is_too_far_it_is_known_with_the_alert() -> None:
    town = night().unit("car", at_m=3_000)  # 300 s
    town.alert()
    town.after(0)
    (fact,) = town.all(ResponseMissPredicted)
    assert (fact.unit_id, fact.best_s, fact.target_s) == ("car", 300, 180)
    assert [told.reason for told in town.all(IncidentEscalated)] == ["miss_predicted"]


def test_while_nobody_decides_it_is_certain_once_even_the_best_would_be_late() -> None:
    town = night().unit("car", at_m=1_000)  # 100 s
    town.alert()
    town.after(79)
    assert said_at_s(town) == []
    town.after(10)
    assert said_at_s(town) == [80.001]
    town.after(3_600)
    assert len(said_at_s(town)) == 1


def test_a_unit_that_came_nearer_meanwhile_gives_new_hope() -> None:
    town = night().unit("car", at_m=1_000)
    town.alert()
    town.after(60)
    town.fix("car", 300)
    town.after(60)
    assert said_at_s(town) == []
    town.after(60)
    assert said_at_s(town) == [150.001]


def test_a_unit_that_is_on_its_way_and_in_time_predicts_nothing() -> None:
    town = night().unit("car", at_m=1_000)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.drive("car", 1_000, 0, seconds=100)
    town.fix("car", 0)
    town.after(600)
    assert said_at_s(town) == []


def test_a_unit_that_accepted_and_does_not_move_is_seen_to_be_late() -> None:
    town = night().unit("car", at_m=1_000)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.drive("car", 1_000, 1_000, seconds=100)
    assert said_at_s(town) == [80]


def test_another_unit_that_could_still_make_it_keeps_the_hope_up() -> None:
    town = night().unit("car", at_m=1_000).unit("guard", "foot", at_m=75)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="car")
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.drive("car", 1_000, 1_000, seconds=100)
    assert said_at_s(town) == []


def test_a_restart_says_it_no_second_time() -> None:
    town = night().unit("car", at_m=3_000)
    town.alert()
    town.after(1)
    town.begin()
    town.after(100)
    assert len(said_at_s(town)) == 1


def test_where_the_place_is_not_known_nothing_is_certain() -> None:
    town = night().unit("car", at_m=3_000)
    town.alert(place=None)
    town.after(170)
    assert said_at_s(town) == []


def on_foot(travel_s: float, distance_m: float, fix_age_s: float = 0) -> RankedUnit:
    return RankedUnit(
        unit_id="guard",
        eta_s=travel_s + 5,
        distance_m=distance_m,
        straight_line_m=distance_m,
        fix_age_s=fix_age_s,
        lon=GATE.lon,
        lat=GATE.lat,
        reason="",
        travel_s=travel_s,
    )


def test_at_best_a_unit_is_on_scene_where_the_scene_begins_and_set_out_with_its_last_fix() -> None:
    config = DispatchConfig()
    assert best_s(on_foot(144, 200), config) == 108  # the last 50 of 200 m count as there
    assert best_s(on_foot(144, 200, fix_age_s=20), config) == 88
    assert best_s(on_foot(30, 40), config) == 0


def asked_units(town: Night) -> list[str]:
    return [fact.unit_id for fact in town.all(UnitAssigned)]


def test_once_a_miss_is_certain_one_more_is_asked_than_the_plan_wants() -> None:
    town = night(plans=PlanBook()).unit("p1", at_m=2_000).unit("p2", at_m=-2_500).unit("p3", at_m=3_000)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    assert said_at_s(town) == [0]
    assert asked_units(town) == ["p1", "p2", "p3"]


def test_a_plan_whose_units_make_it_is_not_widened() -> None:
    town = night(plans=PlanBook()).unit("p1", at_m=200).unit("p2", at_m=-300).unit("p3", at_m=400)
    town.ask(asked.ConfirmIncident, LI, incident_id=town.alert())
    town.after(10)
    assert (said_at_s(town), asked_units(town)) == ([], ["p1", "p2"])


def test_a_miss_seen_while_units_come_brings_who_would_not_have_been_sent() -> None:
    own_guards = PlanConfig(kinds=("loitering",), send=(NeedConfig(kinds=("foot",), organisations=("estate",)),))
    town = night(plans=PlanBook([msgspec.structs.replace(own_guards, wider=(NeedConfig(),))]))
    town.unit("g1", "foot", at_m=220, organisation="estate", role="patrol").unit("car", at_m=4_000)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:g1", incident_id=incident, unit_id="g1")
    assert asked_units(town) == ["g1"]
    town.drive("g1", 220, 220, seconds=60)
    assert said_at_s(town) == [35]
    assert asked_units(town) == ["g1", "car"]


def test_what_even_the_wider_plan_cannot_have_is_said() -> None:
    town = night(plans=PlanBook()).unit("p1", at_m=2_000).unit("p2", at_m=2_500)
    town.ask(asked.ConfirmIncident, LI, incident_id=town.alert())
    short = town.all(ShortfallFound)[-1]
    assert (short.found, short.wanted, short.missing[0].why) == (2, 3, "no third unit within 600 s")
