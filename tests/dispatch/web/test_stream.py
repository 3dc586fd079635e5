import httpx

from tests.dispatch.web.broken_road import BrokenRoad
from tests.dispatch.web.client import Client
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station, log_in, serve


def test_a_new_client_gets_the_whole_board_and_the_time(station: Station, listener: Listener) -> None:
    listener.until(lambda board: "snapshot" in board.seen)
    assert set(listener.units) == {unit.unit_id for unit in station.units}
    assert listener.connection["stale_since_ms"] is None
    assert abs(listener.connection["now_ms"] - station.clock.now_ms()) < 60_000


def test_a_client_that_was_away_gets_what_it_missed_and_no_more(
    station: Station, operator: httpx.Client, listener: Listener
) -> None:
    station.alert()
    incident = listener.until(lambda board: any(each["ranking"] for each in board.incidents.values())).incident()
    body = {"type": "AcknowledgeIncident", "command_id": "a", "incident_id": incident["incident_id"]}
    operator.post("/api/commands", json=body)
    with Listener(operator, last_id=listener.last_id) as again:
        assert again.incident("acknowledged")["acknowledged_by"] == "operator:wang"
        assert "snapshot" not in again.seen


def test_a_client_that_missed_nothing_is_told_nothing(operator: httpx.Client, listener: Listener) -> None:
    listener.until(lambda board: all(unit["lon"] for unit in board.units.values()) and bool(board.units))
    with Listener(operator, last_id=listener.last_id) as again:
        again.until(lambda board: board.seen.count("connection") == 2)
        assert set(again.seen) == {"connection"}


def test_a_client_of_an_unknown_past_gets_a_fresh_board(operator: httpx.Client, station: Station) -> None:
    with Listener(operator, last_id="i0.99999") as listener:
        listener.until(lambda board: len(board.units) == len(station.units))
    assert next(name for name in listener.seen if name != "connection") == "snapshot"


def test_after_a_restart_of_the_server_the_same_incident_and_clock_go_on(station: Station) -> None:
    station.alert()
    with serve(station.app()) as address, log_in(station, address, "wang") as client, Listener(client) as before:
        body = {"type": "AcknowledgeIncident", "command_id": "a", "incident_id": before.incident()["incident_id"]}
        client.post("/api/commands", json=body)
        first = before.incident("acknowledged")
    with serve(station.app()) as address, log_in(station, address, "wang") as client:
        again = client.post("/api/commands", json=body)
        with Listener(client) as after:
            assert after.incident("acknowledged")["raised_ms"] == first["raised_ms"]
    assert [fact["type"] for fact in again.json()["facts"]] == ["IncidentAcknowledged"]


def test_a_unit_hears_only_of_its_own_incidents(
    station: Station, address: str, operator: httpx.Client, listener: Listener
) -> None:
    guard = Client(address, authorization=f"Bearer {station.accounts.issue_unit_token('guard-2')}")
    with guard, Listener(guard, path="/api/unit/stream") as mine:
        mine.until(lambda card: "guard-2" in card.units)
        station.alert()
        incident = listener.incident()
        assert not guard.get("/api/unit").json()["incidents"]
        body = {"type": "ConfirmIncident", "command_id": "c", "unit_id": "guard-2"}
        operator.post("/api/commands", json=body | {"incident_id": incident["incident_id"]})
        assert mine.incident()["incident_id"] == incident["incident_id"]
        assert set(mine.units) == {"guard-2"}


def test_a_server_that_starts_shows_no_part_of_the_night(station: Station) -> None:
    station.alert()
    with serve(station.app()) as address, log_in(station, address, "wang") as client, Listener(client) as listener:
        incident = listener.until(lambda board: any(each["ranking"] for each in board.incidents.values())).incident()
    road = BrokenRoad(station.bus)
    with serve(station.app(road)) as address, log_in(station, address, "wang") as client, Listener(client) as early:
        early.until(lambda board: board.connection.get("stale_since_ms") is not None)
        assert "snapshot" not in early.seen
        assert client.get("/healthz").status_code == 503
        road.broken = False
        assert early.incident() == incident


def test_while_the_log_cannot_be_read_the_board_stays_and_says_since_when(station: Station) -> None:
    station.alert()
    road = BrokenRoad(station.bus, broken=False)
    with serve(station.app(road)) as address, log_in(station, address, "wang") as client, Listener(client) as listener:
        listener.incident()
        road.broken = True
        listener.until(lambda board: board.connection.get("stale_since_ms") is not None)
        assert client.get("/healthz").status_code == 503
        with Listener(client) as late:
            assert late.incident()["status"] == "opened"
            assert late.connection["stale_since_ms"] is not None
        road.broken = False
        station.alert("sus-2")
        listener.until(lambda board: len(board.incidents) == 2 and board.connection["stale_since_ms"] is None)


def test_a_command_that_the_log_does_not_take_is_not_called_done(station: Station) -> None:
    station.alert()
    road = BrokenRoad(station.bus, broken=False)
    with serve(station.app(road)) as address, log_in(station, address, "wang") as client, Listener(client) as listener:
        body = {"type": "AcknowledgeIncident", "command_id": "a", "incident_id": listener.incident()["incident_id"]}
        road.broken = True
        assert client.post("/api/commands", json=body).json()["error"] == "log_unreachable"
        road.broken = False
        assert client.post("/api/commands", json=body).status_code == 200
