"""Who may come in and who may do what, asked of the running server."""

import httpx
import pytest

from dispatch.web.gate.login import FAILURES
from dispatch.web.gate.shield import MAX_BODY
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station, log_in

CHANGES = ["/api/commands", "/api/positions", "/api/units/car-1/link", "/api/password", "/api/logout"]


@pytest.mark.parametrize("path", ["/api/board", "/api/stream", "/api/evidence/x.jpg", "/api/me"])
def test_a_stranger_sees_nothing(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 401


@pytest.mark.parametrize("path", CHANGES)
def test_a_stranger_changes_nothing(visitor: httpx.Client, path: str) -> None:
    assert visitor.post(path, json={}).status_code == 401


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", None])
def test_another_sites_page_cannot_use_the_operators_cookie(
    operator: httpx.Client, path: str, origin: str | None
) -> None:
    del operator.headers["origin"]
    answer = operator.post(path, json={}, headers={"origin": origin} if origin else {})
    assert (answer.status_code, answer.json()["error"]) == (403, "foreign_origin")


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(station: Station, visitor: httpx.Client) -> None:
    cookie = visitor.get("/login", params={"token": station.accounts.login_link_token("wang")}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_the_console_sends_a_stranger_to_the_login_page(visitor: httpx.Client) -> None:
    assert visitor.get("/").headers["location"] == "/login"


def test_a_used_link_does_not_let_in_again(station: Station, visitor: httpx.Client) -> None:
    token = station.accounts.login_link_token("wang")
    visitor.get("/login", params={"token": token})
    visitor.cookies.clear()
    assert visitor.get("/login", params={"token": token}).headers["location"] == "/login?error=link"
    assert visitor.get("/api/me").status_code == 401


def test_name_and_password_let_in(station: Station, visitor: httpx.Client, address: str) -> None:
    station.accounts.set_password("wang", "a long password")
    form = {"name": "wang", "password": "a long password"}
    assert visitor.post("/login", data=form, headers={"origin": address}).headers["location"] == "/"
    assert visitor.get("/api/me").json()["issued_by"] == "operator:wang"


def test_after_some_wrong_passwords_even_the_right_one_must_wait(
    station: Station, visitor: httpx.Client, address: str
) -> None:
    station.accounts.set_password("wang", "a long password")
    visitor.headers["origin"] = address
    for _ in range(FAILURES):
        visitor.post("/login", data={"name": "wang", "password": "wrong"})
    answer = visitor.post("/login", data={"name": "wang", "password": "a long password"})
    assert answer.headers["location"] == "/login?error=too_many_failures"
    assert visitor.get("/api/me").status_code == 401


def test_an_operator_sets_a_password_and_stays_logged_in(operator: httpx.Client, station: Station) -> None:
    assert operator.post("/api/password", json={"password": "a long password"}).status_code == 200
    assert operator.get("/api/me").status_code == 200
    assert station.accounts.verify("wang", "a long password")


def test_after_logging_out_the_cookie_is_worth_nothing(operator: httpx.Client) -> None:
    cookie = operator.cookies["patrol_session"]
    operator.post("/api/logout", json={})
    operator.cookies.set("patrol_session", cookie)
    assert operator.get("/api/me").status_code == 401


def test_a_unit_sees_its_card_and_not_the_board(station: Station, visitor: httpx.Client) -> None:
    visitor.headers["authorization"] = f"Bearer {station.accounts.issue_unit_token('car-1')}"
    assert visitor.get("/api/unit").json()["unit_id"] == "car-1"
    assert visitor.get("/api/board").json()["error"] == "operators_only"


def test_a_phone_link_works_and_its_successor_replaces_it(operator: httpx.Client, visitor: httpx.Client) -> None:
    first, second = (
        operator.post("/api/units/car-1/link", json={}).json()["path"].partition("token=")[2] for _ in range(2)
    )
    assert visitor.get("/api/unit", headers={"authorization": f"Bearer {first}"}).status_code == 401
    assert visitor.get("/api/unit", headers={"authorization": f"Bearer {second}"}).status_code == 200


def test_a_link_for_an_unknown_unit_is_refused_by_name(operator: httpx.Client) -> None:
    answer = operator.post("/api/units/tank-9/link", json={})
    assert (answer.status_code, answer.json()["field"]) == (404, "unit_id")


def test_a_unit_sees_the_still_of_its_own_incident_only(
    station: Station, operator: httpx.Client, visitor: httpx.Client, listener: Listener
) -> None:
    station.alert()
    incident = listener.incident()
    operator.post(
        "/api/commands",
        json={"type": "ConfirmIncident", "command_id": "c", "incident_id": incident["incident_id"], "unit_id": "car-1"},
    )
    listener.incident("assigned")
    for unit_id, status in (("car-1", 200), ("car-2", 403)):
        token = station.accounts.issue_unit_token(unit_id)
        answer = visitor.get(f"/api/evidence/{incident['still']}", headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == status
    assert operator.get(f"/api/evidence/{incident['still']}").headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("key", ["..%2F..%2Faccounts.sqlite", "%2e%2e", "gone.jpg", "A.JPG"])
def test_no_key_leads_out_of_the_evidence(operator: httpx.Client, key: str) -> None:
    assert operator.get(f"/api/evidence/{key}").status_code == 404


def test_every_answer_carries_the_security_headers(visitor: httpx.Client) -> None:
    for path in ("/login", "/api/me", "/healthz", "/nothing/here"):
        headers = visitor.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_body_that_is_too_large_is_not_read(operator: httpx.Client) -> None:
    assert operator.post("/api/commands", content=b"x" * (MAX_BODY + 1)).status_code == 413
    chunks = (b"x" * 1024 for _ in range(MAX_BODY // 1024 + 2))
    assert operator.post("/api/commands", content=chunks).status_code == 413


def test_two_operators_have_a_session_each(station: Station, address: str) -> None:
    with log_in(station, address, "wang") as wang, log_in(station, address, "li") as li:
        names = [client.get("/api/me").json()["issued_by"] for client in (wang, li)]
    assert names == ["operator:wang", "operator:li"]
