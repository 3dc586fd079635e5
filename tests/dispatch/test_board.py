"""What screens are shown, and that it is what the log says."""

import msgspec

from dispatch.board import Board
from dispatch.boards.cameras import CameraPlace
from dispatch.boards.views import CameraView, UnitView
from streams.schema import commands as asked
from streams.schema.detections import CameraHealthChanged, Health
from streams.schema.incidents import IncidentEscalated
from streams.schema.notices import DeliveryRecorded, PersonTold
from streams.schema.quantities import Place
from tests.dispatch.gate_street import GATE
from tests.dispatch.worlds import START_MS, TOWN, Night, night

LI = "operator:li"


def sent() -> tuple[Night, str]:
    town = night().unit("near", at_m=300).unit("far", at_m=900)
    incident = town.alert()
    town.after(16)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    return town, incident


def unit(town: Night, unit_id: str) -> UnitView:
    view = town.board.view(("units", unit_id))
    assert isinstance(view, UnitView)
    return view


def camera(board: Board, camera_id: str = "wall-3") -> CameraView:
    view = board.view(("cameras", camera_id))
    assert isinstance(view, CameraView)
    return view


def health(now: Health, was: Health = "ok", at_s: int = 0) -> CameraHealthChanged:
    return CameraHealthChanged(
        district=TOWN, camera_id="wall-3", observed_at_ms=START_MS + at_s * 1000, health=now, was=was, detail="!"
    )


def test_an_incident_shows_all_that_an_operator_needs() -> None:
    town, incident = sent()
    shown = town.incident(incident)
    assert (shown.status, shown.raised_ms, shown.target_s) == ("assigned", START_MS, 180)
    assert (shown.acknowledged_by, shown.confirmed_by) == (LI, LI)
    assert [ranked.unit_id for ranked in shown.ranking] == ["near", "far"]
    assert [(each.unit_id, each.state) for each in shown.assignments] == [("near", "offered")]
    assert [(each.to, each.reason) for each in shown.escalations] == [("duty_officer", "unacknowledged")]
    assert shown.within_target is None


def test_the_timeline_tells_the_story_in_order() -> None:
    town, incident = sent()
    town.ask(asked.DeclineAssignment, "unit:near", incident_id=incident, unit_id="near", reason="flat tyre")
    steps = [(step.type, step.unit_id, step.detail) for step in town.incident(incident).steps]
    assert steps[0] == ("IncidentOpened", None, "loitering")
    assert ("IncidentEscalated", None, "unacknowledged → duty_officer") in steps
    assert ("AssignmentReleased", "near", "declined: flat tyre") in steps
    assert steps[-1] == ("UnitAssigned", "far", None)


def test_everything_shown_is_plain_json() -> None:
    town, incident = sent()
    shown = town.board.show(("incidents", incident))
    assert shown is not None
    assert isinstance(shown["assignments"], list)
    assert shown["status"] == "assigned"
    assert msgspec.json.decode(msgspec.json.encode(shown)) == shown


def test_a_unit_shows_where_it_is_and_what_takes_it() -> None:
    town, incident = sent()
    assert (unit(town, "near").status, unit(town, "near").incident_id) == ("busy", incident)
    assert unit(town, "far").status == "available"
    town.ask(asked.GoOffDuty, "unit:far", unit_id="far")
    assert unit(town, "far").status == "off_duty"
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
    assert unit(town, "near").incident_id is None


def test_a_fix_that_comes_late_does_not_move_the_unit_back() -> None:
    town, _ = sent()
    before = unit(town, "near")
    town.fix("near", 5_000, age_s=300)
    assert unit(town, "near") == before


def test_a_phone_that_was_a_day_ahead_is_shown_again_once_its_clock_is_right() -> None:
    town, _ = sent()
    town.fix("near", 5_000, age_s=-86_400)
    town.fix("near", 100)
    assert unit(town, "near").fixed_at_ms == town.now_ms


def test_a_camera_shows_whether_it_can_be_trusted() -> None:
    board = Board(cameras=[CameraPlace(camera_id="wall-3", district=TOWN, lon=112.45, lat=37.75)])
    assert (camera(board).health, camera(board).lon) == ("ok", 112.45)
    assert board.apply(health("covered", at_s=5)) == [("cameras", "wall-3")]
    assert (camera(board).health, camera(board).since_ms) == ("covered", START_MS + 5_000)
    assert board.apply(health("ok", at_s=1)) == ()
    assert camera(board).health == "covered"


def test_what_is_only_watched_is_shown_at_its_camera_until_it_ends() -> None:
    town = night()
    town.alert(level="watch")
    assert [watch.level for watch in camera(town.board).watches] == ["watch"]
    town.leave()
    assert camera(town.board).watches == ()


def test_one_of_our_own_is_shown_at_the_camera_that_sees_him_until_it_is_an_incident_after_all() -> None:
    town = night().unit("guard", "foot", at_m=4)
    place = Place(lon=GATE.lon, lat=GATE.lat, error_m=3)
    town.alert(place=place)
    assert [watch.own_unit for watch in camera(town.board).watches] == ["guard"]
    town.drive("guard", 4, 100, seconds=70)
    town.alert(place=place, seq=2, update=True)
    assert [watch.own_unit for watch in camera(town.board).watches] == [None]


def test_facts_that_do_not_count_are_not_shown() -> None:
    town, incident = sent()
    told = town.all(IncidentEscalated)[-1]
    before = town.board.snapshot()
    assert town.board.apply(told) == ()
    forged = msgspec.structs.replace(told, seq=town.incident(incident).seq + 1, epoch=1, step=9)
    assert town.board.apply(forged) == ()
    assert town.board.snapshot() == before


def test_the_same_log_makes_the_same_board() -> None:
    town, _ = sent()
    again = Board(town.units)
    for message in (*town.heard, *town.said):
        again.apply(message)
    first, second = town.board.snapshot(), again.snapshot()
    assert (first.incidents, first.units, first.cameras) == (second.incidents, second.units, second.cameras)


def test_open_incidents_stay_however_many_and_finished_ones_go_oldest_first() -> None:
    town = night()
    board = Board(recent=2)
    names = [town.alert(f"s-{number}") for number in range(5)]
    for name in names[:4]:
        town.ask(asked.DismissIncident, LI, incident_id=name, reason="owner")
    gone = []
    for fact in town.said:
        gone += [key for key in board.apply(fact) if board.view(key) is None]
    assert gone == [("incidents", names[0]), ("incidents", names[1])]
    assert [view.incident_id for view in board.snapshot().incidents] == names[2:]


def test_a_corrected_time_is_shown_with_the_first_value_and_the_reason() -> None:
    town, incident = sent()
    right_ms = START_MS + 14_000
    town.ask(
        asked.CorrectMilestone, LI, incident_id=incident, milestone="acknowledged", at_ms=right_ms, reason="by radio"
    )
    shown = town.incident(incident)
    assert shown.acknowledged_ms == right_ms
    (correction,) = shown.corrections
    assert (correction.first_ms, correction.at_ms, correction.reason) == (START_MS + 16_000, right_ms, "by radio")


def test_an_incident_shows_who_was_told_and_whether_it_arrived() -> None:
    town, incident = sent()
    told = PersonTold(
        district=TOWN,
        seq=1,
        epoch=99,
        observed_at_ms=START_MS,
        recorded_at_ms=START_MS,
        cause="due",
        notice_id="n-1",
        incident_id=incident,
        person="Zhao",
        to="duty_officer",
        reason="unacknowledged",
    )
    town.board.apply(told)
    (shown,) = town.incident(incident).notices
    assert (shown.person, shown.channel, shown.receipt) == ("Zhao", "console", None)
    town.board.apply(
        DeliveryRecorded(
            district=TOWN,
            seq=2,
            epoch=99,
            observed_at_ms=START_MS,
            recorded_at_ms=START_MS,
            cause="sent",
            notice_id="n-1",
            incident_id=incident,
            receipt="delivered",
            attempts=2,
        )
    )
    (shown,) = town.incident(incident).notices
    assert (shown.receipt, shown.attempts) == ("delivered", 2)
