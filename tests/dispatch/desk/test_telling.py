"""Who is told, by name: once each, whoever can be reached, and what became of it is known to the desk."""

from zoneinfo import ZoneInfo

from dispatch.config import DispatchConfig, EscalationStep
from dispatch.rosters import Rosters
from dispatch.rosters.config import OrganisationConfig, PersonConfig
from streams.schema import commands as asked
from streams.schema.facts import CommandNoted
from streams.schema.incidents import IncidentEscalated
from streams.schema.notices import DeliveryRecorded, PersonTold
from tests.dispatch.worlds import Night, night

LI = "operator:li"
WANG = PersonConfig(id="wang", name="王", role="duty_officer", channel="robot", quiet=("22:00", "07:00"), stand_in="li")
LI_JUN = PersonConfig(id="li", name="李", role="deputy")
NEXT_DOOR = PersonConfig(id="sun", name="孙", role="duty_officer", organisation="west")


def station() -> Night:
    west = OrganisationConfig(id="west", name="西边派出所", districts=("wanbailin",))
    return night(rosters=Rosters((), (WANG, LI_JUN, NEXT_DOOR), (west,), ZoneInfo("Asia/Shanghai")))


def test_a_step_of_the_ladder_tells_the_stand_in_of_who_sleeps_once() -> None:
    town = station()
    town.alert()
    town.after(60)
    town.begin()
    town.after(60)
    (told,) = town.all(PersonTold)
    assert (told.person, told.stand_in_for, told.to, told.reason) == ("li", "wang", "duty_officer", "unacknowledged")


LEVELS = ("grid", "community", "street", "district")


def four_levels() -> Night:
    """网格 → 社区 → 街道 → 区, a minute each, until somebody looks; the street's leader sleeps, his deputy does not."""
    ladder = tuple(
        EscalationStep(awaits="acknowledged", after_s=60.0 * rung, to=level) for rung, level in enumerate(LEVELS, 1)
    )
    people = [PersonConfig(id=f"{level}-leader", name=level, role=level) for level in LEVELS if level != "street"]
    street = PersonConfig(id="qian", name="钱", role="street", quiet=("22:00", "07:00"), stand_in="zhou")
    rosters = Rosters(
        (), (*people, street, PersonConfig(id="zhou", name="周", role="deputy")), (), ZoneInfo("Asia/Shanghai")
    )
    return night(DispatchConfig(escalation=ladder), rosters=rosters)


def test_the_ladder_goes_up_level_by_level_and_no_restart_repeats_or_forgets_a_rung() -> None:
    town = four_levels()
    town.alert()
    for _ in range(10):
        town.after(30)
        town.begin()
    assert [fact.to for fact in town.all(IncidentEscalated)] == list(LEVELS)
    assert [told.person for told in town.all(PersonTold)] == [
        "grid-leader",
        "community-leader",
        "zhou",
        "district-leader",
    ]
    assert [told.stand_in_for for told in town.all(PersonTold)] == [None, None, "qian", None]


def test_the_act_that_it_waits_for_ends_the_ladder() -> None:
    town = four_levels()
    incident = town.alert()
    town.after(130)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(3_600)
    assert [fact.to for fact in town.all(IncidentEscalated) if not fact.again] == ["grid", "community"]


def test_where_nobody_bears_the_role_nobody_is_told() -> None:
    town = night()
    town.alert()
    town.after(60)
    assert not town.all(PersonTold)


def test_the_first_to_say_what_became_of_a_notice_is_believed_and_reading_it_comes_on_top() -> None:
    town = station()
    incident = town.alert()
    town.after(16)
    (told,) = town.all(PersonTold)
    for delivered in (True, False):
        facts = town.ask(
            asked.RecordDelivery, "system", notice_id=told.notice_id, incident_id=incident, delivered=delivered
        )
    assert isinstance(facts[0], CommandNoted)
    town.ask(asked.AcknowledgeNotice, LI, notice_id=told.notice_id, incident_id=incident)
    town.ask(asked.AcknowledgeNotice, LI, notice_id=told.notice_id, incident_id=incident)
    assert [fact.receipt for fact in town.all(DeliveryRecorded)] == ["delivered", "read"]


def test_a_notice_can_be_read_after_the_incident_is_over() -> None:
    town = station()
    incident = town.alert()
    town.after(16)
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
    (told,) = town.all(PersonTold)
    town.ask(asked.AcknowledgeNotice, LI, notice_id=told.notice_id, incident_id=incident)
    assert [fact.receipt for fact in town.all(DeliveryRecorded)] == ["read"]


def test_who_is_asked_for_help_is_the_duty_officer_of_that_district() -> None:
    town = station()
    incident = town.alert()
    town.ask(asked.AskHelp, LI, incident_id=incident, of_district="wanbailin", helper_id="car-9")
    assert [(told.person, told.reason) for told in town.all(PersonTold)] == [("sun", "help_asked")]
