"""Whom the desk sends, and what happens when its map or its list of units fails it."""

from collections.abc import Sequence

import msgspec
from typing_extensions import override

from dispatch.desk import Desk
from dispatch.model import Rank, Ranking, Told, Unit
from streams.schema import commands as asked
from streams.schema.facts import CommandRefused
from streams.schema.incidents import IncidentOpened, UnitAssigned, UnitRecommended
from streams.schema.quantities import Place
from tests.dispatch.gate_street import by_distance
from tests.dispatch.worlds import Night, names, night

LI = "operator:li"


class BrokenMap(Rank):
    @override
    def __call__(self, _: Sequence[Unit], __: Place, ___: int, ____: float | None = None, /) -> Ranking:
        raise ZeroDivisionError("a street without length")


def without_map() -> Night:
    town = night().unit("near", at_m=300)
    town.desk = Desk(town.config, town.units, BrokenMap())
    return town


def test_an_alert_reaches_people_even_where_the_map_fails_and_says_why_nobody_is_ranked() -> None:
    town = without_map()
    town.alert()
    assert len(town.all(IncidentOpened)) == 1
    (excluded,) = town.all(UnitRecommended)[-1].excluded
    assert "a street without length" in excluded.why


def test_nor_is_an_alert_lost_where_the_map_fails_to_say_why() -> None:
    class Tongueless(Rank):
        @override
        def __call__(self, units: Sequence[Unit], place: Place, _: int, __: float | None = None, /) -> Ranking:
            return Ranking(by_distance(units, place).eta_s, self._tell)

        def _tell(self) -> Told:
            raise ZeroDivisionError("a street without length")

    town = night().unit("near", at_m=300)
    town.desk = Desk(town.config, town.units, Tongueless())
    town.alert()
    (excluded,) = town.all(UnitRecommended)[-1].excluded
    assert "a street without length" in excluded.why


def test_without_a_map_a_person_can_still_send_by_name() -> None:
    town = without_map()
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident, unit_id="near")
    assert town.all(UnitAssigned)[-1].unit_id == "near"


def test_the_stored_decision_holds_what_was_known_then() -> None:
    town = night().unit("near", at_m=300)
    town.after(40)
    town.alert()
    ranked = town.all(UnitRecommended)[-1].ranking[0]
    assert (ranked.fix_age_s, ranked.straight_line_m // 1) == (40, 300)


def test_a_unit_is_asked_for_one_incident_at_a_time() -> None:
    town = night().unit("only", at_m=300)
    first, second = town.alert("one"), town.alert("two")
    town.ask(asked.ConfirmIncident, LI, incident_id=first)
    facts = town.ask(asked.ConfirmIncident, LI, incident_id=second)
    assert names(facts)[-1] == "NoUnitAvailable"
    assert [fact.incident_id for fact in town.all(UnitAssigned)] == [first]


def test_a_unit_that_was_struck_off_the_list_while_on_its_way_can_be_called_off() -> None:
    town = night().unit("old", at_m=300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:old", incident_id=incident, unit_id="old")
    town.units.clear()
    town.begin()
    town.ask(asked.ReleaseUnit, LI, incident_id=incident, unit_id="old")
    assert not town.all(CommandRefused)
    assert not town.state.booked
    town.ask(asked.GoOnDuty, LI, unit_id="old")
    assert town.all(CommandRefused)[-1].code == "unknown_unit"


def test_one_that_was_struck_off_while_on_its_way_keeps_nobody_from_being_sent_elsewhere() -> None:
    town = night().unit("old", at_m=300).unit("new", at_m=900)
    first, second = town.alert("one"), town.alert("two")
    town.ask(asked.ConfirmIncident, LI, incident_id=first)
    town.units[:] = [unit for unit in town.units if unit.unit_id == "new"]
    town.begin()
    town.ask(asked.ConfirmIncident, LI, incident_id=second)
    assert [(fact.unit_id, fact.incident_id) for fact in town.all(UnitAssigned)] == [("old", first), ("new", second)]


def test_not_even_a_ranking_that_offers_everybody_books_a_unit_twice() -> None:
    class Careless(Rank):
        @override
        def __call__(self, units: Sequence[Unit], place: Place, _: int, __: float | None = None, /) -> Ranking:
            return by_distance([msgspec.structs.replace(unit, status="available") for unit in units], place)

    town = night().unit("only", at_m=300).unit("asleep", at_m=1, on_duty=False)
    town.desk = Desk(town.config, town.units, Careless())
    first, second = town.alert("one"), town.alert("two")
    town.ask(asked.ConfirmIncident, LI, incident_id=first)
    town.ask(asked.ConfirmIncident, LI, incident_id=second)
    town.after(10)
    town.fix("only", 200)
    assert [(fact.unit_id, fact.incident_id) for fact in town.all(UnitAssigned)] == [("only", first)]
    forged = msgspec.structs.replace(town.all(UnitAssigned)[0], incident_id=second, seq=town.incident(second).seq + 1)
    town.state = town.desk.evolve(town.state, forged)
    assert town.state.booked == {"only": first}
