"""A group that flees and is seen again: what is proposed, and how units follow when a person says yes to it."""

from collections.abc import Sequence

import msgspec
from typing_extensions import override

from dispatch.desk import Desk
from dispatch.model import Rank, Ranking, Unit
from dispatch.plans import PlanBook
from streams.schema import commands as asked
from streams.schema.facts import CommandRefused
from streams.schema.ids import incident_of
from streams.schema.incidents import IncidentDismissed, UnitAssigned, UnitPosted
from streams.schema.linking import LinkProposed, SightingLinked
from streams.schema.quantities import Place
from tests.dispatch.gate_street import by_distance, north
from tests.dispatch.worlds import Night, night

LI = "operator:li"


def seen_twice(metres: float = 900, after_s: float = 120) -> tuple[Night, str, str]:
    """Men at the cars, a unit on its way to them, and men at other cars so many metres on, so much later."""
    town = night(plans=PlanBook()).unit("squad", at_m=-1_500).unit("second", at_m=2_000)
    first = town.alert("here")
    town.ask(asked.ConfirmIncident, LI, incident_id=first)
    for unit in ("squad", "second"):
        town.ask(asked.AcceptAssignment, f"unit:{unit}", incident_id=first, unit_id=unit)
    town.after(after_s)
    return town, first, town.alert("there", place=north(metres))


def test_a_sighting_that_they_can_have_reached_is_proposed_as_the_same_incident() -> None:
    town, first, second = seen_twice()
    (proposed,) = town.all(LinkProposed)
    assert (proposed.incident_id, proposed.earlier, proposed.gap_s, proposed.way_s) == (second, first, 120, 90)
    assert town.incident(second).link == proposed


def test_what_they_cannot_have_reached_yet_is_another_group() -> None:
    town, _, _ = seen_twice(metres=2_500, after_s=60)
    assert not town.all(LinkProposed)


def test_nor_is_it_proposed_much_later_far_off_or_for_what_does_not_flee() -> None:
    assert not seen_twice(after_s=1_000)[0].all(LinkProposed)
    assert not seen_twice(metres=4_000, after_s=800)[0].all(LinkProposed)
    town, _, _ = seen_twice()
    place = north(300)
    town.ask(asked.ReportIncident, LI, kind="fire", place={"lon": place.lon, "lat": place.lat})
    assert len(town.all(LinkProposed)) == 1


def test_across_a_yard_no_road_is_needed() -> None:
    class AroundTheBlock(Rank):
        @override
        def __call__(self, units: Sequence[Unit], place: Place, _: int, __: float | None = None, /) -> Ranking:
            ranking = by_distance(units, place).ranking
            return Ranking.told(msgspec.structs.replace(one, eta_s=one.eta_s + 300) for one in ranking)

    town = night(plans=PlanBook())
    town.desk = Desk(town.config, town.units, AroundTheBlock())
    first = town.alert("here")
    town.after(30)
    town.alert("there", place=north(42))
    (proposed,) = town.all(LinkProposed)
    assert (proposed.earlier, proposed.way_s) == (first, 30)
    town.after(30)
    town.alert("elsewhere", place=north(150))
    assert len(town.all(LinkProposed)) == 1


def test_of_several_that_they_can_have_come_from_the_last_seen_is_proposed() -> None:
    town = night(plans=PlanBook())
    town.alert("one", place=north(500))
    town.after(40)
    town.alert("too_far", place=north(-900))
    town.alert("two", place=north(-300))
    town.after(20)
    town.alert("there", place=north(0))
    assert town.all(LinkProposed)[-1].earlier == incident_of("two")


def test_once_linked_whoever_comes_is_told_the_new_place_and_the_incident_goes_on() -> None:
    town, first, second = seen_twice()
    told = len(town.all(UnitPosted))
    town.ask(asked.LinkIncident, LI, incident_id=second, earlier=first)
    assert town.all(SightingLinked)[-1].incident_id == first
    assert town.all(IncidentDismissed)[-1].reason == "duplicate"
    shown = town.incident(first)
    assert (shown.place, shown.sightings) == (north(900), (second,))
    posts = [fact.post for fact in town.all(UnitPosted)[told:]]
    assert {post.side for post in posts if post} == {"north", "south"}
    assert all(post and abs(post.lat - north(900).lat) < 0.002 for post in posts)
    assert town.state.booked == {"squad": first, "second": first}


def test_units_of_the_sighting_are_free_for_the_incident_that_it_joins() -> None:
    town, first, second = seen_twice()
    town.unit("third", at_m=950)
    town.ask(asked.ConfirmIncident, LI, incident_id=second)
    assert town.state.booked["third"] == second
    town.ask(asked.LinkIncident, LI, incident_id=second, earlier=first)
    assert town.state.booked["third"] == first


def test_whoever_is_at_the_first_place_stays_and_others_are_sent_to_the_second() -> None:
    town, first, second = seen_twice()
    town.ask(asked.ReportArrival, "unit:squad", incident_id=first, unit_id="squad")
    town.unit("third", at_m=1_000)
    town.ask(asked.LinkIncident, LI, incident_id=second, earlier=first)
    assert town.incident(first).status == "on_scene"
    assert town.all(UnitAssigned)[-1].unit_id == "third"
    assert set(town.state.booked) == {"squad", "second", "third"}


def test_a_second_arrival_at_the_new_place_does_not_touch_the_clock() -> None:
    town, first, second = seen_twice()
    town.ask(asked.ReportArrival, "unit:squad", incident_id=first, unit_id="squad")
    before = town.incident(first).response_s
    town.ask(asked.LinkIncident, LI, incident_id=second, earlier=first)
    town.drive("second", 2_000, 900, seconds=60)
    town.after(5)
    town.fix("second", 900)
    assert town.incident(first).response_s == before
    assert {leg.unit_id for leg in town.incident(first).assignments if leg.arrived_ms} == {"squad", "second"}


def test_what_cannot_be_linked_is_refused_with_the_reason() -> None:
    town, first, second = seen_twice()
    town.ask(asked.LinkIncident, LI, incident_id=second, earlier="inc-unknown")
    town.ask(asked.LinkIncident, LI, incident_id=second, earlier=second)
    town.ask(asked.LinkIncident, "unit:squad", incident_id=second, earlier=first)
    assert [fact.code for fact in town.all(CommandRefused)] == ["cannot_link", "cannot_link", "not_allowed"]
