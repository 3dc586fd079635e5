"""The sign-off of a night: only when nothing is missing, by name, once."""

import pytest

from streams.schema import commands as asked
from streams.schema.facts import CommandRefused, ReviewSigned
from tests.dispatch.gate_street import GATE
from tests.dispatch.worlds import START_MS, Night, names, night

LI = "operator:li"
DAY_MS = 86_400_000


def sign(town: Night, since_ms: int = START_MS - DAY_MS // 2, until_ms: int | None = None, by: str = LI) -> list[str]:
    until_ms = town.now_ms if until_ms is None else until_ms
    return names(town.ask(asked.SignOffReview, by, since_ms=since_ms, until_ms=until_ms, note="gone through"))


def refusal(town: Night) -> CommandRefused:
    return town.all(CommandRefused)[-1]


def test_a_quiet_night_is_signed_off_by_name() -> None:
    town = night()
    assert sign(town) == ["ReviewSigned"]
    assert town.all(ReviewSigned)[0].actor == LI
    assert town.all(ReviewSigned)[0].incidents == 0


def test_a_night_with_something_missing_is_not_signed_off_and_what_is_missing_is_said() -> None:
    town = night().unit("near", at_m=100)
    incident = town.alert()
    town.after(1)
    sign(town)
    assert refusal(town).code == "review_unfinished"
    assert f"{incident}: decision" in refusal(town).why
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    sign(town)
    assert "finding, closing" in refusal(town).why
    town.ask(asked.RecordFinding, LI, incident_id=incident, finding="moved_on")
    sign(town)
    assert f"{incident}: closing" in refusal(town).why
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    assert sign(town) == ["ReviewSigned"]
    assert town.all(ReviewSigned)[0].incidents == 1


def test_a_reporter_who_waits_for_a_reply_keeps_the_night_open_even_after_a_dismissal() -> None:
    town = night()
    facts = town.ask(
        asked.ReportIncident,
        "reporter:wang",
        kind="theft",
        place={"lon": GATE.lon, "lat": GATE.lat},
        reply_wanted=True,
        command_id="rep-1",
    )
    incident = getattr(facts[0], "incident_id", "")
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="owner")
    town.after(1)
    sign(town)
    assert f"{incident}: reply" in refusal(town).why
    town.ask(asked.InformReporter, LI, incident_id=incident, report_id="rep-1")
    assert sign(town) == ["ReviewSigned"]


def test_what_was_raised_outside_the_period_does_not_keep_it_open() -> None:
    town = night()
    town.alert()
    assert sign(town, until_ms=START_MS) == ["ReviewSigned"]


def test_a_signed_review_is_not_signed_again() -> None:
    town = night()
    sign(town)
    town.begin()
    assert sign(town, by="operator:wu") == ["CommandNoted"]
    assert len(town.all(ReviewSigned)) == 1


@pytest.mark.parametrize(
    ("since_ms", "until_ms", "code"),
    [
        (START_MS, START_MS, "bad_period"),
        (START_MS, START_MS - 1, "bad_period"),
        (START_MS - 8 * DAY_MS, START_MS, "bad_period"),
        (START_MS - DAY_MS, START_MS + 1, "period_not_over"),
    ],
)
def test_a_period_that_cannot_be_signed_is_refused(since_ms: int, until_ms: int, code: str) -> None:
    town = night()
    sign(town, since_ms, until_ms)
    assert refusal(town).code == code


@pytest.mark.parametrize("who", ["unit:near", "reporter:wang"])
def test_only_operators_sign(who: str) -> None:
    town = night()
    sign(town, by=who)
    assert refusal(town).code == "not_allowed"
