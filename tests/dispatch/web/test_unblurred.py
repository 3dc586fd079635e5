"""The picture behind a blurred still: for an operator, with a reason, and never unnoticed."""

import httpx

from streams.sealing import sealed_key
from tests.dispatch.web.station import Station

PICTURE = b"\xff\xd8 as it was"
KEY = "sus-1.jpg"


def keep(station: Station, key: str = KEY) -> None:
    station.evidence.put(sealed_key(key), station.seal.close(sealed_key(key), PICTURE))


def ask(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post(f"/api/evidence/{KEY}/unblurred", json=body)


def test_an_operator_who_says_why_sees_it_and_the_audit_log_tells_who_and_why(
    station: Station, operator: httpx.Client
) -> None:
    keep(station)
    answer = ask(operator, reason="the owner asks whose hand it was")
    assert (answer.status_code, answer.content) == (200, PICTURE)
    assert answer.headers["cache-control"] == "no-store"
    (entry,) = [each for each in station.audit.read() if each.act == "evidence_unblurred"]
    assert (entry.status, entry.about) == (200, {"key": KEY, "reason": "the owner asks whose hand it was"})
    assert entry.actor.startswith("operator:")


def test_each_look_is_an_entry_of_its_own(station: Station, operator: httpx.Client) -> None:
    keep(station)
    for _ in range(2):
        ask(operator, reason="again")
    assert [each.act for each in station.audit.read()].count("evidence_unblurred") == 2


def test_without_a_reason_nothing_is_shown(station: Station, operator: httpx.Client) -> None:
    keep(station)
    for body in ({}, {"reason": " "}, {"reason": 7}):
        answer = ask(operator, **body)
        assert (answer.status_code, answer.json()["field"]) == (400, "reason")


def test_what_is_not_kept_or_was_changed_is_said_so(station: Station, operator: httpx.Client) -> None:
    assert ask(operator, reason="r").json()["error"] == "not_kept"
    station.evidence.put(sealed_key(KEY), station.seal.close("another name", PICTURE))
    assert ask(operator, reason="r").json()["error"] == "not_readable"


def test_strangers_and_units_see_nothing(station: Station, visitor: httpx.Client, operator: httpx.Client) -> None:
    keep(station)
    assert ask(visitor, reason="r").status_code == 401
    token = operator.post("/api/units/car-1/link", json={}).json()["path"].partition("token=")[2]
    answer = visitor.post(
        f"/api/evidence/{KEY}/unblurred", json={"reason": "r"}, headers={"authorization": f"Bearer {token}"}
    )
    assert (answer.status_code, answer.json()["error"]) == (403, "operators_only")


def test_another_sites_page_cannot_ask_with_the_operators_session(station: Station, operator: httpx.Client) -> None:
    keep(station)
    answer = operator.post(
        f"/api/evidence/{KEY}/unblurred", json={"reason": "r"}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403


def test_what_lies_on_the_disk_shows_nothing(station: Station, operator: httpx.Client) -> None:
    keep(station)
    assert b"as it was" not in operator.get(f"/api/evidence/{sealed_key(KEY)}").content
