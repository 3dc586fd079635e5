"""Notices to people and help from other districts: each once, and what became of it."""

from streams.schema import commands as asked
from streams.schema.facts import CommandNoted, CommandRefused, Fact
from streams.schema.response import HelpAsked
from tests.dispatch.worlds import Night, night

LI = "operator:li"


def code(facts: list[Fact]) -> str:
    (fact,) = facts
    return fact.code if isinstance(fact, CommandRefused) else type(fact).__name__


def ask_help(town: Night, incident: str, district: str) -> list[Fact]:
    return town.ask(asked.AskHelp, LI, incident_id=incident, of_district=district, helper_id="car-9", eta_s=140)


def test_a_notice_that_was_never_given_cannot_be_read_or_delivered() -> None:
    town = night()
    assert code(town.ask(asked.AcknowledgeNotice, LI, notice_id="?", incident_id="?")) == "unknown_notice"
    delivered = town.ask(asked.RecordDelivery, "system", notice_id="?", incident_id="?", delivered=True)
    assert code(delivered) == "unknown_notice"


def test_help_is_asked_once_of_another_district_and_books_nobody() -> None:
    town = night()
    incident = town.alert()
    ask_help(town, incident, "wanbailin")
    assert code(ask_help(town, incident, "wanbailin")) == CommandNoted.__name__
    assert [(fact.helper_id, fact.eta_s) for fact in town.all(HelpAsked)] == [("car-9", 140)]
    assert not town.state.booked


def test_ones_own_unit_is_sent_and_not_asked_for() -> None:
    town = night()
    incident = town.alert()
    assert code(ask_help(town, incident, town.district)) == "own_district"
