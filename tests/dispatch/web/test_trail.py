"""Everything that anyone does or looks at is in the audit log, or it does not happen."""

import sqlite3
from pathlib import Path

import httpx

from dispatch.web.routes import WAYS
from tests.dispatch.web.listener import Listener
from tests.dispatch.web.station import Station

UNRECORDED_CHANGES = {"/api/positions", "/api/osmand"}
"""Each position is a record of its own topic."""


def acts(station: Station) -> list[tuple[str, str, int]]:
    """What was done, without what had to be said again because the desk had not answered yet."""
    return [(entry.actor, entry.act, entry.status) for entry in station.audit.read() if entry.status != 202]


def test_a_night_at_the_console_is_told_from_log_in_to_log_out(
    station: Station, operator: httpx.Client, listener: Listener
) -> None:
    station.alert()
    incident = listener.incident()
    body = {"type": "AcknowledgeIncident", "command_id": "c", "incident_id": incident["incident_id"]}
    operator.get("/")
    operator.get(f"/api/evidence/{incident['still']}")
    operator.post("/api/commands", json=body)
    operator.post("/api/commands", json=body | {"type": "CloseIncident", "command_id": "d"})
    operator.get("/api/report")
    operator.get("/api/review")
    operator.post("/api/units/car-1/link", json={})
    operator.post("/api/logout", json={})
    wang = "operator:wang"
    assert acts(station) == [
        (wang, "logged_in", 200),
        (wang, "console_opened", 200),
        (wang, "evidence_viewed", 200),
        (wang, "command_sent", 200),
        (wang, "command_sent", 409),
        (wang, "figures_read", 200),
        (wang, "review_read", 200),
        (wang, "unit_link_issued", 200),
        (wang, "logged_out", 200),
    ]
    about = {entry.act: entry.about for entry in station.audit.read()}
    assert about["evidence_viewed"] == {"key": incident["still"]}
    assert about["command_sent"]["command"] == "CloseIncident"
    assert about["command_sent"]["incident_id"] == incident["incident_id"]
    assert station.audit.check() is None


def test_a_unit_that_looks_at_evidence_not_its_own_is_on_record(station: Station, visitor: httpx.Client) -> None:
    token = station.accounts.issue_unit_token("car-2")
    visitor.get("/api/evidence/sus-1.jpg", headers={"authorization": f"Bearer {token}"})
    assert acts(station) == [("unit:car-2", "evidence_viewed", 403)]


def test_a_wrong_password_and_a_used_link_are_on_record_and_strangers_fill_nothing(
    station: Station, visitor: httpx.Client, address: str
) -> None:
    form = {"name": "wang", "password": "wrong"}
    for _ in range(9):
        visitor.post("/login", data=form, headers={"origin": address})
    visitor.get("/login", params={"token": "used"})
    for path in ("/api/evidence/x.jpg", "/api/review", "/", "/login"):
        visitor.get(path)
    entries = list(station.audit.read())
    assert [entry.about["result"] for entry in entries] == ["wrong"] * 5 + ["link"]
    assert {entry.actor for entry in entries} == {"?"}
    assert entries[0].about["name"] == "wang"


def test_a_clip_that_comes_in_pieces_is_one_look(station: Station, operator: httpx.Client) -> None:
    station.evidence.put("sus-1.mp4", bytes(100_000))
    for begin in (0, 20_000, 40_000):
        answer = operator.get("/api/evidence/sus-1.mp4", headers={"range": f"bytes={begin}-{begin + 19_999}"})
        assert answer.status_code == 206
    assert [act for _, act, _ in acts(station)].count("evidence_viewed") == 1


def test_what_cannot_be_written_down_is_not_shown(station: Station, operator: httpx.Client, tmp_path: Path) -> None:
    station.evidence.put("sus-1.jpg", b"still")
    with sqlite3.connect(tmp_path / "audit.sqlite") as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    answer = operator.get("/api/evidence/sus-1.jpg")
    assert (answer.status_code, answer.json()["error"]) == (503, "audit_unwritable")


def test_whatever_changes_something_leaves_an_entry() -> None:
    changes = {way.path for way in WAYS if "POST" in way.methods and way.leaves is None}
    assert changes == UNRECORDED_CHANGES
