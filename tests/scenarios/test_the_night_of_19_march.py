"""The night at Jinsheng that the product comes from (domain.md), from the first door handle to the signature."""

from pathlib import Path

from msgspec.structs import asdict

from dispatch.plans import PlanBook
from dispatch.plans.config import NeedConfig, PlanConfig
from dispatch.records.archive import Archive
from dispatch.records.review import Review
from streams.schema import commands as asked
from streams.schema.facts import CommandRefused
from streams.schema.incidents import IncidentOpened, ReportTaken
from tests.dispatch.gate_street import north
from tests.dispatch.records.test_archive import records
from tests.dispatch.worlds import START_MS, Night, night

LI, WANG = "operator:li", "operator:wang"
CARS = ("car-1", "car-2", "car-3")
HOUR_MS = 3_600_000
GUARDS_AND_SQUAD = PlanConfig(
    kinds=("loitering", "suspicious_person"),
    level="serious",
    grade="red",
    send=(
        NeedConfig(count=2, roles=("guard",), organisations=("xinghua-estate",)),
        NeedConfig(kinds=("car",), roles=("patrol",)),
    ),
    close=True,
)
"""Every guard on duty from both sides, and the nearest squad."""
SENT = ("guard-east", "guard-west", "squad")


def four_in_the_morning() -> Night:
    """A squad patrols the bridge, two guards walk in the estate, a second squad is out by the river."""
    return (
        night(plans=PlanBook([GUARDS_AND_SQUAD]))
        .unit("squad", "car", at_m=1_600)
        .unit("guard-east", "foot", at_m=200, role="guard", organisation="xinghua-estate")
        .unit("guard-west", "foot", at_m=-260, role="guard", organisation="xinghua-estate")
        .unit("river-squad", "car", at_m=-4_000)
    )


def test_the_night_of_19_march(tmp_path: Path) -> None:
    town = four_in_the_morning()
    incident = a_guard_telephones_and_the_camera_sees_them_too(town)
    both_sides_and_the_squad_from_the_bridge(town, incident)
    the_last_group_is_seen_again_and_caught(town, incident)
    nothing_closes_without_a_finding(town, incident)
    review = the_morning_review_is_signed(town, incident, tmp_path)
    told = {each.incident_id: each for each in review.incidents}
    assert (told[incident].finding, told[incident].vehicles, told[incident].missing) == ("crime_found", 9, ())
    assert [each.reason for each in told.values()] == [None, "duplicate"]
    assert [signature.signed_by for signature in review.signed] == [WANG]
    assert review.figures.within_target_share == 1.0
    assert not town.state.booked


def a_guard_telephones_and_the_camera_sees_them_too(town: Night) -> str:
    """One incident of the two, with the camera's picture, as grave as the camera makes it."""
    town.alert(level="watch", vehicles=CARS[:1], score=0.4)
    town.ask(
        asked.ReportIncident,
        LI,
        kind="suspicious_person",
        place=asdict(north(30)),
        note="墙外有几个人在拉车门",
        role="guard",
        channel="phone",
        reply_wanted=True,
    )
    town.after(4)
    incident = town.all(IncidentOpened)[0].incident_id
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.alert(seq=2, vehicles=CARS, score=0.93)
    assert len(town.all(IncidentOpened)) == 1
    shown = town.incident(incident)
    assert (shown.camera_id, shown.vehicle_ids, len(shown.reports), shown.grade) == ("wall-3", CARS, 1, "red")
    return incident


def both_sides_and_the_squad_from_the_bridge(town: Night, incident: str) -> None:
    """Guards hold both ends; the squad is there three minutes after the telephone call at the latest."""
    town.after(6)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    sides = {leg.unit_id: leg.post.side for leg in town.incident(incident).assignments if leg.post}
    assert (sides["guard-east"], sides["guard-west"]) == ("north", "south")
    assert sorted(town.state.booked) == sorted(SENT)
    town.after(4)
    for unit in SENT:
        town.ask(asked.AcceptAssignment, f"unit:{unit}", incident_id=incident, unit_id=unit)
    town.drive("guard-east", 200, 20, seconds=60)
    town.ask(asked.ReportArrival, "unit:guard-west", incident_id=incident, unit_id="guard-west")
    town.drive("squad", 1_600, 0, seconds=90)
    town.after(5)
    town.fix("squad", 0)
    shown = town.incident(incident)
    assert all(leg.arrived_ms and leg.arrived_ms - shown.raised_ms <= 180_000 for leg in shown.assignments)
    assert shown.within_target


def the_last_group_is_seen_again_and_caught(town: Night, incident: str) -> None:
    """Beside another road, still the same incident: the river squad takes them."""
    town.leave(seq=9)
    town.after(200)
    again = town.alert("last-group", place=north(-900), vehicles=("car-x",))
    link = town.incident(again).link
    assert link is not None
    assert link.earlier == incident
    town.ask(asked.LinkIncident, LI, incident_id=again, earlier=incident)
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="river-squad")
    town.ask(asked.AcceptAssignment, "unit:river-squad", incident_id=incident, unit_id="river-squad")
    town.drive("river-squad", -4_000, -900, seconds=150)
    town.after(5)
    town.fix("river-squad", -900)
    assert town.incident(incident).sightings == (again,)
    assert town.incident(incident).assignments[-1].arrived_ms


def nothing_closes_without_a_finding(town: Night, incident: str) -> None:
    """Nor does anybody speak of an incident that is not theirs; who found less does not take away the nine cars."""
    (again,) = town.incident(incident).sightings
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    town.ask(asked.RecordFinding, "unit:squad", incident_id=again, finding="held")
    assert [fact.code for fact in town.all(CommandRefused)] == ["no_finding", "incident_over"]
    town.ask(
        asked.RecordFinding,
        "unit:squad",
        incident_id=incident,
        finding="crime_found",
        vehicles=9,
        note="three held, nine cars opened",
    )
    for unit in ("guard-east", "guard-west", "river-squad"):
        town.ask(asked.RecordFinding, f"unit:{unit}", incident_id=incident, finding="held")
    assert not town.state.booked


def the_morning_review_is_signed(town: Night, incident: str, folder: Path) -> Review:
    """After the guard has his answer and the incident is closed, not before; as the archive has it for good."""
    town.after(4 * 3_600)
    since_ms, until_ms = START_MS - 20 * HOUR_MS, START_MS + 4 * HOUR_MS
    town.ask(asked.SignOffReview, WANG, since_ms=since_ms, until_ms=until_ms)
    assert town.all(CommandRefused)[-1].code == "review_unfinished"
    report_id = town.all(ReportTaken)[0].report_id
    town.ask(asked.InformReporter, LI, incident_id=incident, report_id=report_id, note="人已控制")
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    town.ask(asked.SignOffReview, WANG, since_ms=since_ms, until_ms=until_ms)
    archive = Archive(folder / "archive.sqlite")
    archive.apply(records(town.said))
    review = archive.review(since_ms, until_ms)
    archive.close()
    return review
