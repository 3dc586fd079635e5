"""What people without an account report, and what they are told of it."""

import httpx
import pytest

from dispatch.web.public.limits import PER_ADDRESS
from tests.dispatch.web.client import Client
from tests.dispatch.web.listener import Json, Listener
from tests.dispatch.web.station import Station, log_in, serve
from tests.dispatch.web.town import corner

LON, LAT = corner(12.0, 9.0)
TOLD = {
    "kind": "theft",
    "place": {"lon": LON, "lat": LAT, "error_m": 12.0},
    "note": "三个人在拉车门",
    "reply_wanted": True,
}
WIDE_AWAY = corner(400.0, 400.0)


def send(
    visitor: httpx.Client, key: str = "a-key-that-nobody-guesses", headers: Json | None = None, **more: object
) -> httpx.Response:
    return visitor.post("/api/reports", json=TOLD | more, headers={"idempotency-key": key, **(headers or {})})


def ask(visitor: httpx.Client, report_id: str) -> Json:
    answer: Json = visitor.get(f"/api/reports/{report_id}").json()
    return answer


def say(client: httpx.Client, wish: str, incident: Json, **more: object) -> None:
    body = {"type": wish, "command_id": f"{wish}-1", "incident_id": incident["incident_id"], **more}
    assert client.post("/api/commands", json=body).status_code == 200


def test_a_citizens_report_becomes_an_incident_and_the_citizen_learns_how_it_ended(
    station: Station, visitor: httpx.Client, listener: Listener, address: str
) -> None:
    answer = send(visitor)
    assert answer.status_code == 200
    report_id = answer.json()["report_id"]
    incident = listener.incident("opened")
    (report,) = incident["reports"]
    assert (report["role"], report["channel"], report["note"]) == ("citizen", "form", "三个人在拉车门")
    assert ask(visitor, report_id)["stage"] == "received"
    with log_in(station, address, "li") as li:
        say(li, "ConfirmIncident", incident)
        assert ask(visitor, report_id)["stage"] == "coming"
        say(li, "RecordFinding", incident, finding="held")
        say(li, "CloseIncident", incident)
    told = ask(visitor, report_id)
    assert (told["stage"], told["finding"]) == ("ended", "held")
    listener.until(lambda me: me.incidents[incident["incident_id"]]["reports"][0]["informed_ms"] is not None)
    assert listener.incidents[incident["incident_id"]]["missing"] == []


def test_a_report_of_what_a_camera_sees_joins_it(station: Station, visitor: httpx.Client, listener: Listener) -> None:
    station.alert(at=(12.0, 9.0))
    incident = listener.incident()
    send(visitor)
    listener.until(lambda me: bool(me.incidents[incident["incident_id"]]["reports"]))
    assert len(listener.incidents) == 1


def test_the_same_report_twice_is_one_and_does_not_count_twice(visitor: httpx.Client, listener: Listener) -> None:
    ids = {send(visitor).json()["report_id"] for _ in range(PER_ADDRESS + 2)}
    assert len(ids) == 1
    assert len(listener.incident()["reports"]) == 1


def test_one_address_may_send_a_few_and_is_then_told_to_telephone(visitor: httpx.Client) -> None:
    answers = [send(visitor, key=f"another-key-number-{n}") for n in range(PER_ADDRESS + 1)]
    assert [answer.status_code for answer in answers] == [200] * PER_ADDRESS + [429]
    assert answers[-1].json()["error"] == "too_many_reports"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"key": "short"}, "key"),
        ({"kind": "ufo"}, "kind"),
        ({"kind": None}, "kind"),
        ({"place": None}, "place"),
        ({"place": {"lon": WIDE_AWAY[0], "lat": WIDE_AWAY[1]}}, "place"),
        ({"place": {"lon": "here", "lat": LAT}}, "place"),
        ({"note": "x" * 1_001}, "note"),
        ({"note": 7}, "note"),
        ({"level": "grave"}, "level"),
        ({"role": "officer"}, "role"),
        ({"issued_by": "operator:wang"}, "issued_by"),
    ],
)
def test_what_is_wrong_with_a_report_is_named_and_nothing_is_opened(
    visitor: httpx.Client, listener: Listener, more: Json, field: str
) -> None:
    answer = send(visitor, **more)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    send(visitor, key="the-one-that-is-right")
    assert listener.incident()["note"] == TOLD["note"]


def test_another_sites_page_cannot_report_through_its_visitors(visitor: httpx.Client) -> None:
    assert send(visitor, headers={"origin": "https://evil.example"}).json()["error"] == "foreign_origin"


def test_a_partners_system_reports_with_its_token_and_says_for_whom(
    station: Station, visitor: httpx.Client, listener: Listener
) -> None:
    token = station.accounts.issue_partner_token("兴华物业")
    bearer = {"authorization": f"Bearer {token}"}
    for number in range(PER_ADDRESS + 2):
        answer = send(visitor, key=f"alarm-of-the-gate-{number}", headers=bearer, role="guard")
        assert answer.status_code == 200
    listener.until(lambda me: any(len(each["reports"]) == PER_ADDRESS + 2 for each in me.incidents.values()))
    report = listener.incident()["reports"][0]
    assert (report["role"], report["channel"]) == ("guard", "api")
    assert {entry.actor for entry in station.audit.read() if entry.act == "report_sent"} == {"reporter:兴华物业"}


def test_a_token_that_was_replaced_reports_nothing(station: Station, visitor: httpx.Client) -> None:
    old = station.accounts.issue_partner_token("property")
    station.accounts.issue_partner_token("property")
    assert send(visitor, headers={"authorization": f"Bearer {old}"}).json()["error"] == "unknown_token"


def test_a_partners_token_opens_nothing_else(station: Station, visitor: httpx.Client) -> None:
    visitor.headers["authorization"] = f"Bearer {station.accounts.issue_partner_token('property')}"
    assert {
        visitor.get(path).status_code for path in ("/api/board", "/api/unit", "/api/me", "/api/evidence/a.jpg")
    } == {401}


def test_a_report_that_nobody_sent_is_not_known(visitor: httpx.Client) -> None:
    assert ask(visitor, "rep-guessed")["error"] == "unknown_report"


def test_a_site_without_the_form_takes_partners_reports_only(station: Station) -> None:
    with serve(station.app(public_reports=False)) as address, Client(address) as visitor:
        assert send(visitor).json()["error"] == "no_public_reports"
        assert visitor.get("/api/streets").status_code == 401
        token = station.accounts.issue_partner_token("property")
        assert send(visitor, headers={"authorization": f"Bearer {token}"}).status_code == 200
