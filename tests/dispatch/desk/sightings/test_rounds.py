"""A guard on his round by the roster: an alert that he explains opens nothing, and the reason is on record."""

from zoneinfo import ZoneInfo

import msgspec

from dispatch.rosters import Rosters
from dispatch.rosters.config import ShiftConfig
from streams.schema.commands import AcceptAssignment, ConfirmIncident
from streams.schema.detections import Member
from streams.schema.incidents import IncidentOpened
from streams.schema.quantities import Place
from streams.schema.sightings import RoundRecognised
from tests.dispatch.gate_street import GATE, north
from tests.dispatch.worlds import Night, night

SURE = Place(lon=GATE.lon, lat=GATE.lat, error_m=3)


def _roster(camera: str) -> Rosters:
    """Rounds each half an hour, all around the clock."""
    one = {"unit": "guard", "cameras": [camera], "begins": "00:00", "ends": "24:00"}
    shifts = [
        msgspec.convert({"id": name, "begins": begins, "ends": ends, "units": ["guard"], "rounds": [one]}, ShiftConfig)
        for name, begins, ends in (("day", "08:00", "20:00"), ("night", "20:00", "08:00"))
    ]
    return Rosters(shifts, zone=ZoneInfo("Asia/Shanghai"))


def _round(*, camera: str = "wall-3", minute: int = 5, at_m: float | None = None) -> Night:
    """It is so many minutes past the hour; where the guard is his phone says only if given."""
    town = night(rosters=_roster(camera))
    town.after((minute * 60 - town.now_ms // 1000) % 3600)
    return town.unit("guard", "foot", at_m=at_m)


def test_a_guard_whose_round_is_due_is_explained_once_and_opens_nothing() -> None:
    town = _round()
    town.alert()
    town.alert(seq=2, update=True)
    [why] = town.all(RoundRecognised)
    assert why.unit_id == "guard"
    assert not town.all(IncidentOpened)


def test_between_two_rounds_and_before_another_camera_nobody_is_explained() -> None:
    for town in (_round(minute=15), _round(camera="gate-1")):
        town.alert()
        assert town.all(IncidentOpened)


def test_nobody_walks_a_round_in_company() -> None:
    town = _round()
    town.alert(members=(Member(role="doer", track_ids=("7",)), Member(role="lookout", track_ids=("8",))))
    assert town.all(IncidentOpened)


def test_a_guard_who_is_known_to_be_elsewhere_is_not_whom_the_camera_sees() -> None:
    town = _round(at_m=400)
    town.alert(place=SURE)
    assert town.all(IncidentOpened)


def test_a_guard_who_cannot_have_come_since_his_phone_last_told_is_not_whom_the_camera_sees() -> None:
    for accuracy_m, age_s in ((5.0, 60.0), (50.0, 1.0), (50.0, 60.0)):
        town = _round()
        town.fix("guard", 400, accuracy_m=accuracy_m, age_s=age_s)
        town.alert(place=SURE)
        assert town.all(IncidentOpened)
    unsure = _round(at_m=400)
    unsure.alert(place=GATE)
    assert unsure.all(IncidentOpened)


def test_a_guard_who_can_have_walked_there_since_his_phone_last_told_is_on_his_round() -> None:
    for at_m, age_s, accuracy_m in ((100, 60, 5), (400, 300, 5), (60, 1, 50)):
        town = _round()
        town.fix("guard", at_m, age_s=age_s, accuracy_m=accuracy_m)
        town.alert(place=SURE)
        assert town.all(RoundRecognised)


def test_of_two_who_are_on_rounds_before_a_camera_the_one_who_can_be_there_is_who_it_sees() -> None:
    one = {"unit": "far", "cameras": ["wall-3"], "begins": "00:00", "ends": "24:00"}
    shift = {"id": "all", "begins": "00:00", "ends": "16:00", "rounds": [one, one | {"unit": "guard"}]}
    town = night(rosters=Rosters([msgspec.convert(shift, ShiftConfig)], zone=ZoneInfo("Asia/Shanghai")))
    town.after((300 - town.now_ms // 1000) % 3600)
    town.unit("guard", "foot").unit("far", "foot", at_m=400)
    town.alert(place=SURE)
    assert [why.unit_id for why in town.all(RoundRecognised)] == ["guard"]


def test_a_guard_who_was_sent_to_an_incident_is_not_on_his_round() -> None:
    town = _round(minute=29)
    town.after(1)
    incident = town.alert("elsewhere", place=north(600))
    town.ask(ConfirmIncident, "operator:wang", incident_id=incident, unit_id="guard")
    town.ask(AcceptAssignment, "unit:guard", incident_id=incident, unit_id="guard")
    town.after(120)
    town.alert(place=SURE)
    assert not town.all(RoundRecognised)
    assert len(town.all(IncidentOpened)) == 2


def test_of_a_group_one_who_deserves_only_watching_changes_nothing_of_the_incident() -> None:
    town = night()
    incident = town.alert(score=0.9)
    town.alert(seq=2, level="watch", score=0.5, vehicles=("car-9",))
    assert town.incident(incident).score == 0.9
