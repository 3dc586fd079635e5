"""Further views of one thing join its incident."""

from streams.schema import commands as asked
from streams.schema.incidents import IncidentOpened
from streams.schema.quantities import Place
from streams.schema.sightings import ViewJoined
from tests.dispatch.gate_street import GATE
from tests.dispatch.worlds import night

SURE = Place(lon=GATE.lon, lat=GATE.lat, error_m=3)


def test_a_second_suspicion_at_the_same_place_and_time_is_a_view_of_the_same_incident() -> None:
    town = night()
    first = town.alert("from-the-wall", place=SURE)
    town.after(10)
    town.alert("from-the-gate", place=SURE, score=0.95)
    assert len(town.all(IncidentOpened)) == 1
    [view] = town.all(ViewJoined)
    assert (view.incident_id, view.suspicion_id) == (first, "from-the-gate")
    assert town.incident(first).score == 0.95
    town.alert("from-the-gate", place=SURE, seq=2, update=True)
    assert len(town.all(ViewJoined)) == 1


def test_where_people_told_first_the_cameras_evidence_is_the_incidents_and_makes_it_graver() -> None:
    town = night().unit("near", at_m=300)
    place = {"lon": SURE.lon, "lat": SURE.lat}
    (opened, *_) = town.ask(asked.ReportIncident, "operator:li", kind="suspicious_person", place=place)
    assert isinstance(opened, IncidentOpened)
    town.alert("men", place=SURE, vehicles=("car-1", "car-2", "car-3"), score=0.93)
    town.alert("look-out", place=SURE, vehicles=("car-3",))
    shown = town.incident(opened.incident_id)
    assert (shown.camera_id, shown.vehicle_ids) == ("wall-3", ("car-1", "car-2", "car-3"))
    assert (shown.level, shown.grade) == ("serious", "yellow")
    assert [view.suspicion_id for view in shown.views] == ["look-out"]


def test_a_second_man_at_the_same_car_of_the_same_camera_joins_wherever_that_is() -> None:
    town = night()
    town.alert("one", vehicles=("car-7",))
    town.alert("two", vehicles=("car-7", "car-8"))
    assert len(town.all(IncidentOpened)) == 1


def test_ten_minutes_after_they_left_it_is_another_incident() -> None:
    town = night()
    town.alert("one", place=SURE)
    town.leave("one")
    town.after(600)
    town.alert("two", place=SURE)
    assert len(town.all(IncidentOpened)) == 2
