from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.dispatch.web.client import Client
from tests.dispatch.web.listener import Json, Listener
from tests.dispatch.web.station import Station, log_in


def say(client: httpx.Client, wish: str, **fields: object) -> httpx.Response:
    return client.post("/api/commands", json={"type": wish, "command_id": f"{wish}-1", **fields})


def types(answer: httpx.Response) -> list[str]:
    return [fact["type"] for fact in answer.json()["facts"]]


@pytest.fixture
def incident(station: Station, listener: Listener) -> Json:
    station.alert()
    return listener.incident()


@pytest.fixture
def car(station: Station, address: str) -> httpx.Client:
    token = station.accounts.issue_unit_token("car-1")
    return Client(address, authorization=f"Bearer {token}")


def test_the_answer_is_the_desks_own_fact_and_names_the_operator(operator: httpx.Client, incident: Json) -> None:
    answer = say(operator, "AcknowledgeIncident", incident_id=incident["incident_id"])
    assert (answer.status_code, types(answer)) == (200, ["IncidentAcknowledged"])
    assert answer.json()["facts"][0]["actor"] == "operator:wang"


def test_what_the_desk_refuses_is_answered_with_its_reason(operator: httpx.Client, incident: Json) -> None:
    answer = say(operator, "CloseIncident", incident_id=incident["incident_id"])
    assert (answer.status_code, answer.json()["status"], types(answer)) == (409, "refused", ["CommandRefused"])
    assert answer.json()["facts"][0]["code"] == "no_finding"


def test_the_same_wish_twice_is_done_once_and_answered_alike(
    operator: httpx.Client, incident: Json, listener: Listener
) -> None:
    first = say(operator, "ConfirmIncident", incident_id=incident["incident_id"])
    second = say(operator, "ConfirmIncident", incident_id=incident["incident_id"])
    assert first.json() == second.json()
    steps = [step["type"] for step in listener.incident("assigned")["steps"]]
    assert steps.count("IncidentConfirmed") == steps.count("UnitAssigned") == 1


def test_the_key_may_come_as_a_header(operator: httpx.Client, incident: Json) -> None:
    body = {"type": "AcknowledgeIncident", "incident_id": incident["incident_id"]}
    answer = operator.post("/api/commands", json=body, headers={"idempotency-key": "from-header"})
    assert answer.json()["command_id"] == "from-header"


def test_somebody_elses_key_gives_nothing_away(
    station: Station, address: str, operator: httpx.Client, incident: Json
) -> None:
    say(operator, "AcknowledgeIncident", incident_id=incident["incident_id"])
    with log_in(station, address, "li") as li:
        answer = say(li, "AcknowledgeIncident", incident_id=incident["incident_id"])
    assert (answer.status_code, answer.json()["error"]) == (409, "command_id_taken")


def test_two_operators_who_confirm_at_once_send_one_unit(
    station: Station, address: str, operator: httpx.Client, incident: Json, listener: Listener
) -> None:
    body = {"type": "ConfirmIncident", "incident_id": incident["incident_id"]}
    with log_in(station, address, "li") as li, ThreadPoolExecutor() as both:
        answers = list(
            both.map(
                lambda each: each[0].post("/api/commands", json={**body, "command_id": each[1]}),
                [(operator, "wangs"), (li, "lis")],
            )
        )
    assert sorted("IncidentConfirmed" in types(answer) for answer in answers) == [False, True]
    assert ["CommandNoted"] in [types(answer) for answer in answers]
    assigned = listener.incident("assigned")
    assert [step["type"] for step in assigned["steps"]].count("UnitAssigned") == 1


def test_a_whole_night_from_alert_to_closed(
    operator: httpx.Client, car: httpx.Client, incident: Json, listener: Listener
) -> None:
    here = {"incident_id": incident["incident_id"]}
    say(operator, "AcknowledgeIncident", **here)
    say(operator, "ConfirmIncident", **here, unit_id="car-1")
    assert types(say(car, "AcceptAssignment", **here)) == ["AssignmentAccepted"]
    assert types(say(car, "ReportArrival", **here))[0] == "UnitArrived"
    assert types(say(car, "RecordFinding", **here, finding="moved_on"))[0] == "FindingRecorded"
    assert types(say(operator, "CloseIncident", **here)) == ["IncidentClosed"]
    closed = listener.incident("closed")
    assert closed["within_target"]
    assert closed["acknowledged_by"] == "operator:wang"


def test_a_unit_speaks_for_itself_only(car: httpx.Client, incident: Json) -> None:
    answer = say(car, "AcceptAssignment", incident_id=incident["incident_id"], unit_id="car-2")
    assert (answer.status_code, answer.json()["field"]) == (403, "unit_id")


@pytest.mark.parametrize("kind", ["AcknowledgeIncident", "ConfirmIncident", "DismissIncident", "CloseIncident"])
def test_a_unit_does_not_decide(car: httpx.Client, incident: Json, kind: str) -> None:
    assert say(car, kind, incident_id=incident["incident_id"]).status_code == 403


def test_a_wish_from_a_dead_spot_counts_from_when_it_was_pressed(
    station: Station, operator: httpx.Client, car: httpx.Client, incident: Json, listener: Listener
) -> None:
    here = {"incident_id": incident["incident_id"]}
    say(operator, "ConfirmIncident", **here, unit_id="car-1")
    pressed_ms = max(listener.incident("assigned")["assignments"][0]["assigned_ms"], station.clock.now_ms() - 500)
    fact = say(car, "AcceptAssignment", **here, issued_at_ms=pressed_ms).json()["facts"][0]
    assert fact["observed_at_ms"] == pressed_ms


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "Explode"}, "type"),
        ({"type": 7}, "type"),
        ({}, "type"),
        ({"type": "AcknowledgeIncident", "incident_id": "HERE"}, "command_id"),
        ({"type": "AcknowledgeIncident", "command_id": "", "incident_id": "HERE"}, "command_id"),
        ({"type": "AcknowledgeIncident", "command_id": "x" * 201, "incident_id": "HERE"}, "command_id"),
        ({"type": "DismissIncident", "command_id": "x", "incident_id": "HERE"}, "reason"),
        ({"type": "DismissIncident", "command_id": "x", "incident_id": "HERE", "reason": "bored"}, "reason"),
        ({"type": "AcknowledgeIncident", "command_id": "x", "incident_id": "HERE", "colour": "red"}, "colour"),
        ({"type": "AcknowledgeIncident", "command_id": "x", "incident_id": "HERE", "issued_by": "system"}, "issued_by"),
        ({"type": "AcknowledgeIncident", "command_id": "x", "incident_id": "HERE", "district": "d9"}, "district"),
        ({"type": "AcknowledgeIncident", "command_id": "x", "incident_id": "HERE", "issued_at_ms": 1}, "issued_at_ms"),
        ({"type": "AcknowledgeIncident", "command_id": "x", "issued_at_ms": "now"}, "issued_at_ms"),
        ({"type": "ReportIncident", "command_id": "x", "kind": "theft"}, "place"),
        ({"type": "ReportIncident", "command_id": "x", "kind": "theft", "place": {"lon": 0.0, "lat": 0.0}}, "place"),
        ({"type": "ReportIncident", "command_id": "x", "kind": "theft", "place": {"lon": 999, "lat": 0}}, "place"),
    ],
)
def test_a_bad_field_is_named(operator: httpx.Client, incident: Json, body: Json, field: str) -> None:
    if body.get("incident_id") == "HERE":
        body = body | {"incident_id": incident["incident_id"]}
    answer = operator.post("/api/commands", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


def test_an_unknown_incident_is_named(operator: httpx.Client) -> None:
    answer = say(operator, "AcknowledgeIncident", incident_id="inc-nowhere")
    assert (answer.status_code, answer.json()["field"]) == (404, "incident_id")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b'"text"', b"\xff\xfe", b"[" * 10_000])
def test_what_is_no_json_object_is_refused(operator: httpx.Client, content: bytes) -> None:
    answer = operator.post("/api/commands", content=content)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_json")


def test_a_report_by_phone_becomes_an_incident_in_its_district(
    station: Station, operator: httpx.Client, listener: Listener
) -> None:
    place = {"lon": 112.545, "lat": 37.87}
    answer = say(operator, "ReportIncident", kind="theft", place=place, note="三名男子拉车门")
    assert types(answer)[0] == "IncidentOpened"
    assert listener.incident()["note"] == "三名男子拉车门"
    assert station.units[0].district == listener.incident()["district"]
