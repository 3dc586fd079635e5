"""Figures for Prometheus: their names are golden, and they follow the board."""

from prometheus_client import CollectorRegistry

from dispatch.boards.cameras import CameraPlace
from dispatch.metrics import DispatchMetrics, MeteredBoard
from dispatch.rosters import Rosters
from dispatch.rosters.config import PersonConfig
from streams.runtime.clock import ManualClock
from streams.schema import commands as asked
from streams.schema.detections import CameraHealthChanged
from streams.schema.notices import PersonTold
from tests.dispatch.worlds import START_MS, TOWN, Night, night

LI = "operator:li"
NAMES = {
    "patrol_accept_timeouts",
    "patrol_board_lag_seconds",
    "patrol_camera_ok",
    "patrol_commands_refused",
    "patrol_declines",
    "patrol_escalations",
    "patrol_eta_error_seconds",
    "patrol_incidents",
    "patrol_misses_predicted",
    "patrol_no_unit_available",
    "patrol_notice_receipts",
    "patrol_open_incidents",
    "patrol_people_told",
    "patrol_response_seconds",
    "patrol_targets_missed",
    "patrol_units",
    "patrol_units_on_duty",
    "patrol_watches",
}


def metered(town: Night) -> CollectorRegistry:
    registry = CollectorRegistry()
    cameras = [CameraPlace(camera_id="wall-3", district=TOWN)]
    clock = ManualClock(town.now_ms)
    board = MeteredBoard(town.units, cameras, metrics=DispatchMetrics(registry), clock=clock)
    for message in (*town.heard, *town.said, *town.said):
        board.apply(message)
    return registry


def value(registry: CollectorRegistry, name: str, **labels: str) -> float | None:
    return registry.get_sample_value(name, {"district": TOWN, **labels})


def closed_after(seconds: float) -> Night:
    town = night().unit("car", at_m=800)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.after(seconds)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    town.ask(asked.RecordFinding, "unit:car", incident_id=incident, finding="held")
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    return town


def test_the_names_are_those_that_dashboards_ask_for() -> None:
    registry = CollectorRegistry()
    DispatchMetrics(registry)
    assert {metric.name for metric in registry.collect()} == NAMES


def test_180_seconds_fall_below_the_edge_of_the_target() -> None:
    on_time, late = metered(closed_after(180)), metered(closed_after(180.001))
    assert value(on_time, "patrol_response_seconds_bucket", le="180.0") == 1
    assert value(late, "patrol_response_seconds_bucket", le="180.0") == 0
    assert value(late, "patrol_incidents_total", outcome="late") == 1


def test_open_incidents_and_units_are_counted_by_where_they_stand() -> None:
    town = night().unit("near", at_m=300).unit("far", at_m=900).unit("guard", "foot", on_duty=False)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    registry = metered(town)
    assert value(registry, "patrol_open_incidents", status="assigned") == 1
    assert value(registry, "patrol_open_incidents", status="opened") == 0
    assert value(registry, "patrol_units", kind="car", status="busy") == 1
    assert value(registry, "patrol_units", kind="car", status="available") == 1
    assert value(registry, "patrol_units", kind="foot", status="off_duty") == 1


def test_what_went_wrong_is_counted_once_however_often_it_is_told() -> None:
    town = night().unit("near", at_m=300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    town.after(200)
    registry = metered(town)
    assert value(registry, "patrol_accept_timeouts_total") == 3
    assert value(registry, "patrol_targets_missed_total") == 1
    assert value(registry, "patrol_no_unit_available_total") == 3
    assert value(registry, "patrol_commands_refused_total", code="no_finding") == 1
    assert value(registry, "patrol_escalations_total", to="command_centre", reason="nobody_on_scene") == 1


def test_who_was_told_and_who_could_not_be_reached_is_counted() -> None:
    wang = PersonConfig(id="wang", name="王", role="duty_officer", channel="robot")
    town = night(rosters=Rosters(people=(wang,))).unit("car", at_m=3_000)
    incident = town.alert()
    town.after(1)
    (told,) = town.all(PersonTold)
    town.ask(asked.RecordDelivery, "system", notice_id=told.notice_id, incident_id=incident, delivered=False)
    registry = metered(town)
    assert value(registry, "patrol_misses_predicted_total") == 1
    assert value(registry, "patrol_people_told_total", to="duty_officer", channel="robot") == 1
    assert value(registry, "patrol_notice_receipts_total", receipt="failed") == 1


def test_units_on_duty_are_counted_by_whose_they_are() -> None:
    town = night().unit("near").unit("guard", "foot", on_duty=False)
    assert value(metered(town), "patrol_units_on_duty", organisation="") == 1


def test_a_camera_that_cannot_be_trusted_is_seen() -> None:
    town = night()
    town.tell(
        CameraHealthChanged(district=TOWN, camera_id="wall-3", observed_at_ms=START_MS, health="offline", was="ok")
    )
    assert value(metered(town), "patrol_camera_ok", camera="wall-3") == 0


def test_the_error_of_an_expected_arrival_is_measured_when_the_unit_is_there() -> None:
    figures = metered(closed_after(100))
    assert value(figures, "patrol_eta_error_seconds_count", kind="car") == 1
