"""The figures of a month, the morning review and suggestions, for operators."""

import httpx

from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station


def test_an_operator_gets_the_figures_of_a_month(operator: httpx.Client) -> None:
    told = operator.get("/api/report", params={"month": "2026-11"}).json()
    assert told["month"] == "2026-11"
    assert told["groups"][0]["parts"]["response_s"] == {"measured": 0, "p50_s": None, "p90_s": None, "p99_s": None}


def test_what_is_no_month_is_named(operator: httpx.Client) -> None:
    answer = operator.get("/api/report", params={"month": "soon"})
    assert (answer.status_code, answer.json()["field"]) == (400, "month")


def test_a_stranger_gets_no_figures(visitor: httpx.Client) -> None:
    assert {visitor.get(f"/api/{what}").status_code for what in ("report", "review", "suggestions")} == {401}


def test_the_review_lists_the_day_of_duty_and_what_is_missing(
    station: Station, operator: httpx.Client, listener: Listener
) -> None:
    station.alert()
    incident = listener.incident()
    told = operator.get("/api/review", params={"back": -1}).json()
    assert [(each["incident_id"], each["missing"]) for each in told["incidents"]] == [
        (incident["incident_id"], ["decision"])
    ]
    assert told["since_ms"] <= incident["raised_ms"] < told["until_ms"]
    earlier = [operator.get("/api/review", params={"back": back}).json() for back in (0, 1)]
    assert (earlier[0]["until_ms"], earlier[1]["until_ms"]) == (told["since_ms"], earlier[0]["since_ms"])


def test_a_review_of_no_day_is_refused_by_name(operator: httpx.Client) -> None:
    for back in ("-2", "last", "", "1e9"):
        answer = operator.get("/api/review", params={"back": back})
        assert (answer.status_code, answer.json()["field"]) == (400, "back")


def test_false_alerts_of_one_camera_come_back_as_a_suggestion_with_their_count(
    station: Station, operator: httpx.Client, listener: Listener
) -> None:
    for number in range(5):
        station.alert(f"sus-{number}", at=(3.0 * number, 2.0))
    listener.until(lambda me: len(me.incidents) == 5)
    for number, incident_id in enumerate(listener.incidents):
        body = {"type": "DismissIncident", "command_id": f"d{number}", "incident_id": incident_id, "reason": "owner"}
        assert operator.post("/api/commands", json=body).status_code == 200
    (suggestion,) = operator.get("/api/suggestions").json()["suggestions"]
    assert (suggestion["camera_id"], suggestion["reason"]) == ("wall-3", "owner")
    assert (suggestion["count"], suggestion["of"]) == (5, 5)
