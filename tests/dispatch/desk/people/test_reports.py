"""What people tell: it takes a camera's road, joins what is known already, and is answered."""

import msgspec
import pytest

from dispatch.config import DispatchConfig
from streams.schema import commands as asked
from streams.schema.facts import CommandNoted, CommandRefused, Fact, ReporterInformed
from streams.schema.incidents import IncidentOpened, ReportTaken, UnitAssigned
from streams.schema.quantities import Place
from tests.dispatch.gate_street import GATE, north
from tests.dispatch.worlds import Night, names, night

LI, WU, WANG = "operator:li", "operator:wu", "reporter:wang"


def report(town: Night, place: Place = GATE, *, kind: str = "theft", ago_s: float = 0, **more: object) -> list[Fact]:
    return town.ask(asked.ReportIncident, WANG, ago_s=ago_s, kind=kind, place=msgspec.structs.asdict(place), **more)


def opened(town: Night) -> list[str]:
    return [fact.incident_id for fact in town.all(IncidentOpened)]


def test_a_report_takes_the_same_road_as_an_alert() -> None:
    town = night().unit("near", at_m=300)
    facts = report(town, ago_s=4, note="拉车门", role="guard", channel="phone")
    assert names(facts) == ["IncidentOpened", "ReportTaken", "UnitRecommended"]
    assert facts[0].observed_at_ms == town.now_ms - 4_000
    assert facts[0].actor == WANG
    (told,) = town.incident(opened(town)[0]).reports
    assert (told.role, told.channel, told.note) == ("guard", "phone", "拉车门")


def test_on_a_strangers_word_nobody_is_sent_by_itself_on_a_guards_somebody_is() -> None:
    town = night(DispatchConfig(auto_confirm=True)).unit("near", at_m=300)
    report(town)
    assert not town.all(UnitAssigned)
    town.ask(asked.ReportIncident, "unit:near", kind="fire", place={"lon": GATE.lon, "lat": GATE.lat})
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["near"]


def test_two_reports_of_one_thing_are_one_incident() -> None:
    town = night()
    report(town)
    town.after(60)
    facts = report(town, north(40), kind="suspicious_person")
    assert names(facts) == ["ReportTaken"]
    assert len(town.incident(opened(town)[0]).reports) == 2


def test_a_report_of_what_a_camera_has_seen_joins_the_cameras_incident() -> None:
    town = night()
    incident = town.alert()
    town.after(20)
    report(town, north(30))
    assert opened(town) == [incident]
    assert [fact.incident_id for fact in town.all(ReportTaken)] == [incident]


def test_a_chain_of_sightings_stays_one_incident_however_long_it_goes_on() -> None:
    town = night()
    for _ in range(4):
        report(town)
        town.after(240)
    assert len(opened(town)) == 1


@pytest.mark.parametrize(
    ("place", "kind", "after_s"),
    [(north(400), "theft", 10), (GATE, "medical", 10), (GATE, "theft", 900)],
    ids=["elsewhere", "something else", "much later"],
)
def test_another_place_kind_or_time_is_another_incident(place: Place, kind: str, after_s: float) -> None:
    town = night()
    report(town)
    town.after(after_s)
    report(town, place, kind=kind)
    assert len(opened(town)) == 2


def test_what_is_handled_has_ended_so_a_new_report_there_is_a_new_incident() -> None:
    town = night()
    report(town)
    town.ask(asked.ConfirmIncident, LI, incident_id=opened(town)[0])
    town.ask(asked.RecordFinding, LI, incident_id=opened(town)[0], finding="moved_on")
    report(town)
    assert len(opened(town)) == 2


def test_of_two_alike_the_report_joins_the_one_last_seen() -> None:
    town = night()
    early, late = town.alert("early", place=north(60)), ""
    town.after(100)
    late = town.alert("late", place=north(-60))
    town.after(10)
    report(town)
    assert town.all(ReportTaken)[-1].incident_id == late != early


def test_a_report_that_comes_twice_is_taken_once() -> None:
    town = night()
    command = town.command(asked.ReportIncident, WANG, kind="theft", place={"lon": GATE.lon, "lat": GATE.lat})
    town.tell(command)
    assert town.tell(command) == []
    town.begin()
    assert town.tell(command) == []


def test_a_reporter_is_told_once_and_after_the_end_too() -> None:
    town = night()
    report(town, reply_wanted=True)
    (incident,) = opened(town)
    told = town.all(ReportTaken)[0].report_id
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
    facts = town.ask(
        asked.InformReporter, LI, incident_id=incident, report_id=told, channel="phone", note="his own car"
    )
    assert names(facts) == ["ReporterInformed"]
    assert town.incident(incident).reports[0].informed_by == LI
    assert names(town.ask(asked.InformReporter, WU, incident_id=incident, report_id=told)) == ["CommandNoted"]
    assert len(town.all(ReporterInformed)) == 1
    assert town.all(CommandNoted)[-1].actor == WU


def test_a_reply_to_a_report_of_another_incident_is_refused() -> None:
    town = night()
    report(town)
    other = town.alert("other", place=north(900))
    told = town.all(ReportTaken)[0].report_id
    town.ask(asked.InformReporter, LI, incident_id=other, report_id=told)
    town.ask(asked.InformReporter, LI, incident_id=opened(town)[0], report_id="rep-nowhere")
    assert [fact.code for fact in town.all(CommandRefused)] == ["unknown_report", "unknown_report"]


@pytest.mark.parametrize("who", ["unit:near", "reporter:wang"])
def test_only_operators_say_that_a_reporter_was_told(who: str) -> None:
    town = night().unit("near")
    report(town)
    told = town.all(ReportTaken)[0]
    town.ask(asked.InformReporter, who, incident_id=told.incident_id, report_id=told.report_id)
    assert town.all(CommandRefused)[-1].code == "not_allowed"
