"""What cameras say becomes incidents, once each."""

from dispatch.config import DispatchConfig
from streams.schema.commands import DismissIncident
from streams.schema.detections import Member
from streams.schema.incidents import EvidenceAdded, IncidentOpened, SuspicionEnded, UnitRecommended
from streams.schema.quantities import Place
from tests.dispatch.gate_street import GATE, north
from tests.dispatch.worlds import START_MS, names, night


def test_an_alert_opens_an_incident_with_the_whole_ranking() -> None:
    town = night().unit("near", at_m=300).unit("far", at_m=900).unit("asleep", at_m=10, on_duty=False)
    incident = town.alert()
    assert names(town.said)[-2:] == ["IncidentOpened", "UnitRecommended"]
    decision = town.all(UnitRecommended)[-1]
    assert decision.incident_id == incident
    assert [unit.unit_id for unit in decision.ranking] == ["near", "far"]
    assert [(unit.unit_id, unit.why) for unit in decision.excluded] == [("asleep", "off_duty")]


def test_a_suspicion_that_is_only_watched_opens_nothing() -> None:
    town = night()
    town.alert(level="watch")
    assert not town.all(IncidentOpened)


def test_a_watched_suspicion_opens_when_it_becomes_an_alert_even_if_only_an_update_says_so() -> None:
    town = night()
    town.alert(level="watch")
    town.after(5)
    town.alert(seq=2, update=True)
    assert len(town.all(IncidentOpened)) == 1


def test_the_same_alert_told_again_opens_nothing_more() -> None:
    town = night()
    for seq in (1, 1, 2):
        town.alert(seq=seq)
    assert len(town.all(IncidentOpened)) == 1


def test_the_clock_starts_when_the_alert_was_raised_not_when_it_came() -> None:
    town = night()
    incident = town.alert(age_s=7)
    assert town.incident(incident).raised_ms == START_MS - 7_000


def test_an_alert_from_the_future_is_of_now() -> None:
    town = night()
    incident = town.alert(age_s=-3_600)
    assert town.incident(incident).raised_ms == START_MS


def test_an_alert_of_a_camera_whose_clock_stands_at_1970_is_of_now() -> None:
    town = night()
    incident = town.alert(age_s=START_MS / 1000)
    assert town.incident(incident).raised_ms == START_MS


def test_a_second_car_is_new_evidence() -> None:
    town = night()
    incident = town.alert()
    town.after(10)
    town.alert(seq=2, update=True, vehicles=("car-1", "car-2"))
    assert town.all(EvidenceAdded)[-1].vehicle_ids == ("car-1", "car-2")
    assert town.incident(incident).vehicle_ids == ("car-1", "car-2")


def test_an_update_that_says_nothing_new_is_not_written_down() -> None:
    town = night()
    town.alert(score=0.80)
    town.after(1)
    town.alert(seq=2, update=True, score=0.82)
    assert not town.all(EvidenceAdded)


def test_an_old_update_that_comes_late_changes_nothing() -> None:
    town = night()
    town.alert(score=0.5)
    town.after(10)
    town.alert(seq=3, update=True, score=0.9)
    town.alert(seq=2, update=True, score=0.5, age_s=5)
    assert [fact.score for fact in town.all(EvidenceAdded)] == [0.9]


def test_an_incident_goes_on_when_the_camera_loses_them() -> None:
    town = night()
    incident = town.alert()
    town.after(10)
    town.leave()
    town.leave()
    assert len(town.all(SuspicionEnded)) == 1
    assert town.incident(incident).status == "opened"


def test_a_camera_of_unknown_place_opens_an_incident_that_says_why_nobody_is_ranked() -> None:
    town = night().unit("near", at_m=300)
    town.alert(place=None)
    decision = town.all(UnitRecommended)[-1]
    assert not decision.ranking
    assert "place" in decision.excluded[0].why


def test_once_the_place_is_known_units_are_ranked() -> None:
    town = night().unit("near", at_m=300)
    town.alert(place=None)
    town.after(2)
    town.alert(seq=2, update=True, place=north(100))
    assert town.all(UnitRecommended)[-1].unit_id == "near"


def test_a_dismissed_suspicion_stays_dismissed_however_often_it_is_told() -> None:
    town = night()
    incident = town.alert()
    town.ask(DismissIncident, "operator:li", incident_id=incident, reason="owner")
    before = len(town.said)
    town.after(60)
    town.alert(seq=2, update=True, score=0.99)
    town.leave()
    assert len(town.said) == before


def test_a_site_may_send_without_asking_people() -> None:
    town = night(DispatchConfig(auto_confirm=True)).unit("near", at_m=300)
    incident = town.alert()
    shown = town.incident(incident)
    assert shown.status == "assigned"
    assert shown.acknowledged_ms is None
    assert shown.place == GATE


def test_an_incident_says_who_of_a_group_plays_which_part_as_many_as_were_seen_at_a_time() -> None:
    town = night()
    sure = Place(lon=GATE.lon, lat=GATE.lat, error_m=3)
    one, two = (Member(role="doer", track_ids=(name,)) for name in "12")
    off, car = Member(role="lookout", track_ids=("3",)), Member(role="waiting_car", track_ids=("4",))
    incident = town.alert(place=sure, members=(one, off))
    town.alert("from-the-gate", place=sure, members=(one, two, off, car))
    town.alert(place=sure, seq=2, update=True, score=0.95, members=(one, off))
    assert town.incident(incident).members == (one, two, off, car)
