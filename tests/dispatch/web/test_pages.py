import json

import httpx

from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station


def test_the_map_comes_packed_and_whole(operator: httpx.Client) -> None:
    answer = operator.get("/api/streets")
    assert answer.headers["content-encoding"] == "gzip"
    names = {feature["properties"].get("name") for feature in answer.json()["features"]}
    assert "滨河东街" in names


def test_the_way_of_a_unit_ends_at_the_incident(station: Station, operator: httpx.Client, listener: Listener) -> None:
    station.alert()
    incident = listener.incident()
    way = operator.get(f"/api/incidents/{incident['incident_id']}/route/car-1").json()
    lon, lat = way["points"][-1]
    assert abs(lon - incident["place"]["lon"]) < 0.002
    assert abs(lat - incident["place"]["lat"]) < 0.002
    assert way["eta_s"] > 0


def test_no_way_is_said_so(operator: httpx.Client) -> None:
    assert operator.get("/api/incidents/inc-nowhere/route/car-1").json()["error"] == "no_route"


def test_the_ring_of_those_who_fled_begins_where_they_were_seen(
    station: Station, operator: httpx.Client, listener: Listener
) -> None:
    station.alert()
    path = f"/api/incidents/{listener.incident()['incident_id']}/ring"
    answer = operator.get(path, params={"by": "wheels"})
    assert [one["properties"]["what"] for one in answer.json()["features"]] == ["reached", "ring"]
    assert operator.get(path, params={"by": "boat"}).json()["field"] == "by"
    assert operator.get("/api/incidents/inc-nowhere/ring").json()["error"] == "no_ring"


def test_health_tells_what_was_read(station: Station, visitor: httpx.Client, listener: Listener) -> None:
    station.alert()
    listener.incident()
    health = visitor.get("/healthz")
    assert (health.status_code, health.json()["status"]) == (200, "ok")
    assert "i0." in health.json()["position"]


def test_the_board_and_the_stream_say_the_same(station: Station, operator: httpx.Client, listener: Listener) -> None:
    station.alert()
    listener.until(lambda board: any(each["ranking"] for each in board.incidents.values()))
    board = operator.get("/api/board").json()["board"]
    assert json.dumps(board["incidents"]) == json.dumps(list(listener.incidents.values()))


def test_metrics_are_prometheus_text(visitor: httpx.Client) -> None:
    assert visitor.get("/metrics").headers["content-type"].startswith("text/plain")
