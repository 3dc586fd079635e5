"""What people put right: with a reason, in its place among the other times, and the first value is kept."""

import pytest

from streams.schema import commands as asked
from streams.schema.facts import CommandNoted, CommandRefused
from streams.schema.incidents import IncidentClosed
from streams.schema.response import MilestoneCorrected
from tests.dispatch.worlds import START_MS, Night, night

LI = "operator:li"
WHY = "radio log"


def closed_night() -> tuple[Night, str]:
    """The same, with a finding at 200 s and closed at 210 s."""
    town, incident = night_on_scene()
    town.after(100)
    town.ask(asked.RecordFinding, "unit:car", incident_id=incident, finding="held")
    town.after(10)
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    town.after(3600)
    return town, incident


def night_on_scene() -> tuple[Night, str]:
    """Acknowledged at 5 s, confirmed at 10 s, accepted at 12 s, on scene by button at 100 s."""
    town = night().unit("car", at_m=800)
    incident = town.alert()
    town.after(5)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(5)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(2)
    town.ask(asked.AcceptAssignment, "unit:car", incident_id=incident, unit_id="car")
    town.after(88)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    return town, incident


def correct(
    town: Night, incident: str, milestone: str, at_s: float, *, by: str = LI, reason: str = WHY, unit: str | None = None
) -> str:
    (fact,) = town.ask(
        asked.CorrectMilestone,
        by,
        incident_id=incident,
        milestone=milestone,
        at_ms=START_MS + round(at_s * 1000),
        reason=reason,
        unit_id=unit,
    )
    return fact.code if isinstance(fact, CommandRefused) else type(fact).__name__


def test_an_arrival_that_was_pressed_late_is_put_right_and_measured_so() -> None:
    town, incident = night_on_scene()
    assert correct(town, incident, "arrived", 80) == "MilestoneCorrected"
    town.ask(asked.RecordFinding, "unit:car", incident_id=incident, finding="held")
    town.ask(asked.CloseIncident, LI, incident_id=incident)
    (closed,) = town.all(IncidentClosed)
    assert closed.times.response_s == 80


def test_the_first_value_is_kept_however_often_it_is_corrected() -> None:
    town, incident = night_on_scene()
    correct(town, incident, "arrived", 80)
    correct(town, incident, "arrived", 90)
    kept = town.state.incidents[incident].corrections
    assert [(c.first_ms - START_MS, c.at_ms - START_MS, c.reason, c.actor) for c in kept] == [
        (100_000, 80_000, WHY, LI),
        (100_000, 90_000, WHY, LI),
    ]
    assert [fact.was_ms - START_MS for fact in town.all(MilestoneCorrected)] == [100_000, 80_000]


def test_the_incidents_own_times_can_be_put_right_too() -> None:
    town, incident = night_on_scene()
    assert correct(town, incident, "acknowledged", 2) == "MilestoneCorrected"
    assert town.incident(incident).times.answering_s == 2


def test_what_is_right_already_is_noted() -> None:
    town, incident = night_on_scene()
    assert correct(town, incident, "arrived", 100) == CommandNoted.__name__


@pytest.mark.parametrize(
    ("milestone", "at_s", "code"),
    [
        ("arrived", 11, "out_of_order"),  # before it was accepted
        ("arrived", 101, "out_of_order"),  # in the future
        ("acknowledged", -1, "out_of_order"),  # before the alert
        ("confirmed", 4, "out_of_order"),  # before it was acknowledged
        ("travelling", 50, "no_such_milestone"),
        ("handled", 50, "no_such_milestone"),
    ],
)
def test_what_could_not_be_is_refused_by_name(milestone: str, at_s: float, code: str) -> None:
    town, incident = night_on_scene()
    assert correct(town, incident, milestone, at_s) == code


def test_a_correction_without_a_reason_or_by_a_unit_is_refused() -> None:
    town, incident = night_on_scene()
    assert correct(town, incident, "arrived", 80, reason=" ") == "reason_needed"
    assert correct(town, incident, "arrived", 80, by="unit:car", unit="car") == "not_allowed"


def test_of_two_units_the_one_that_really_was_there_first_stops_the_clock() -> None:
    town, incident = night_on_scene()
    town.unit("guard", "foot", at_m=90)
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="guard")
    town.after(10)
    town.ask(asked.ReportArrival, "unit:guard", incident_id=incident, unit_id="guard")
    assert correct(town, incident, "arrived", 105, unit="guard") == "MilestoneCorrected"
    assert town.incident(incident).response_s == 100
    assert correct(town, incident, "arrived", 108, unit="car") == "MilestoneCorrected"
    assert town.incident(incident).response_s == 105


def test_what_the_morning_finds_wrong_is_put_right_after_the_end() -> None:
    town, incident = closed_night()
    assert correct(town, incident, "arrived", 80) == "MilestoneCorrected"
    assert correct(town, incident, "arrived", 90) == "MilestoneCorrected"
    view = town.incident(incident)
    assert view.response_s == 90
    assert [(each.first_ms - START_MS, each.at_ms - START_MS) for each in view.corrections] == [
        (100_000, 80_000),
        (100_000, 90_000),
    ]
    assert incident not in town.state.incidents


def test_a_desk_that_begins_anew_goes_on_from_what_was_put_right_after_the_end() -> None:
    town, incident = closed_night()
    correct(town, incident, "arrived", 80)
    town.begin()
    assert correct(town, incident, "arrived", 80) == "CommandNoted"
    assert correct(town, incident, "arrived", 85) == "MilestoneCorrected"


def test_nothing_was_handled_after_the_end() -> None:
    town, incident = closed_night()
    assert correct(town, incident, "handled", 205) == "MilestoneCorrected"
    assert correct(town, incident, "handled", 211) == "out_of_order"


def test_once_the_review_of_the_night_is_signed_its_times_stay() -> None:
    town, incident = closed_night()
    town.ask(asked.SignOffReview, LI, since_ms=START_MS - 1000, until_ms=town.now_ms, note="")
    assert correct(town, incident, "arrived", 80) == "review_signed"
