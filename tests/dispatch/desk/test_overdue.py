"""What time itself leads to: once each, and not when the awaited act was done."""

from dispatch.config import Chase, DispatchConfig, EscalationStep
from streams.schema import commands as asked
from streams.schema.incidents import (
    AssignmentReleased,
    IncidentEscalated,
    NoUnitAvailable,
    ResponseTargetMissed,
    UnitAssigned,
)
from tests.dispatch.worlds import START_MS, Night, night

LI = "operator:li"


def reasons(town: Night) -> list[str]:
    return [fact.reason for fact in town.all(IncidentEscalated)]


def test_an_alert_that_nobody_looks_at_for_15_seconds_goes_to_the_duty_officer() -> None:
    town = night()
    town.alert()
    town.after(14.9)
    assert not reasons(town)
    town.after(0.1)
    (told,) = town.all(IncidentEscalated)
    assert (told.step, told.to, told.reason) == (1, "duty_officer", "unacknowledged")


def test_an_acknowledgement_cancels_the_step_that_waits_for_it() -> None:
    town = night()
    incident = town.alert()
    town.after(10)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(30)
    assert not reasons(town)


def test_looking_without_deciding_is_told_too() -> None:
    town = night()
    incident = town.alert()
    town.after(10)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(64)
    assert reasons(town) == ["undecided"]


def test_every_step_is_said_once_through_the_longest_night() -> None:
    town = night().unit("car", at_m=500)
    incident = town.alert()
    town.after(20)
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(400)
    town.ask(asked.AssignUnit, LI, incident_id=incident, unit_id="car")
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    town.after(3_600)
    town.ask(asked.RecordFinding, "unit:car", incident_id=incident, finding="moved_on")
    town.after(36_000)
    assert [fact.reason for fact in town.all(IncidentEscalated) if not fact.again] == [
        "unacknowledged",
        "nobody_accepted",
        "miss_predicted",
        "nobody_on_scene",
        "no_finding",
        "no_finding",
        "not_closed",
    ]


def test_a_restart_neither_repeats_nor_forgets_a_step() -> None:
    town = night()
    town.alert()
    town.after(16)
    town.begin()
    town.after(10)
    assert reasons(town) == ["unacknowledged"]
    town.now_ms += 3_600_000
    town.begin()
    town.after(0)
    assert reasons(town) == ["unacknowledged", "nobody_on_scene"]
    assert town.all(IncidentEscalated)[-1].observed_at_ms == START_MS + 180_000


def test_the_missed_target_is_said_once_at_180_seconds() -> None:
    town = night()
    incident = town.alert()
    town.after(600)
    (missed,) = town.all(ResponseTargetMissed)
    assert missed.observed_at_ms == START_MS + 180_000
    assert town.incident(incident).late


def test_a_dismissed_incident_misses_nothing() -> None:
    town = night()
    incident = town.alert()
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="resident")
    town.after(600)
    assert not town.all(ResponseTargetMissed)
    assert town.desk.next_deadline_ms(town.state) is None


def test_a_unit_that_does_not_answer_is_released_and_the_next_is_asked() -> None:
    town = night().unit("near", at_m=300).unit("far", at_m=900)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(15)
    assert [(fact.unit_id, fact.reason) for fact in town.all(AssignmentReleased)] == [("near", "accept_timeout")]
    assert [fact.unit_id for fact in town.all(UnitAssigned)] == ["near", "far"]


def test_the_only_unit_is_asked_again_after_a_pause_but_not_for_ever() -> None:
    town = night().unit("only", at_m=300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(3_600)
    asked_at_s = [(fact.recorded_at_ms - START_MS) / 1000 for fact in town.all(UnitAssigned)]
    assert asked_at_s == [0, 75, 150]
    assert len(town.all(NoUnitAvailable)) == 3


def test_a_pause_that_ends_while_the_unit_is_off_duty_is_tried_and_said_once() -> None:
    town = night().unit("only", at_m=300)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(20)
    town.ask(asked.GoOffDuty, "unit:only", unit_id="only")
    town.after(600)
    assert len(town.all(UnitAssigned)) == 1
    town.ask(asked.GoOnDuty, "unit:only", unit_id="only")
    assert len(town.all(UnitAssigned)) == 2


def test_a_ladder_of_ones_own_is_followed() -> None:
    ladder = (
        EscalationStep(awaits="acknowledged", after_s=5, to="community"),
        EscalationStep(awaits="acknowledged", after_s=10, to="street"),
    )
    town = night(DispatchConfig(escalation=ladder))
    town.alert()
    town.after(60)
    assert [fact.to for fact in town.all(IncidentEscalated)] == ["community", "street"]


def test_a_clock_that_jumps_back_a_minute_makes_no_time_run_backwards() -> None:
    town = night().unit("near", at_m=300)
    incident = town.alert()
    town.after(30)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.now_ms -= 60_000
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.now_ms += 60_000
    recorded = [fact.recorded_at_ms for fact in town.said]
    assert recorded == sorted(recorded)
    assert town.incident(incident).confirmed_ms == START_MS + 30_000


def test_a_clock_that_was_a_year_ahead_does_not_stop_the_desk_for_a_year() -> None:
    town = night().unit("near", at_m=300)
    town.now_ms += 365 * 86_400_000
    town.alert("phantom")
    town.now_ms = START_MS + 1_000
    incident = town.alert("real")
    town.after(15)
    assert any(fact.incident_id == incident for fact in town.all(IncidentEscalated))


def test_a_finding_is_asked_of_the_unit_after_ten_minutes_and_of_the_officer_after_thirty() -> None:
    town = night().unit("car", at_m=500)
    incident = town.alert()
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    town.after(600)
    assert [(fact.to, fact.reason) for fact in town.all(IncidentEscalated)] == [("unit", "no_finding")]
    town.after(1_200)
    assert [fact.to for fact in town.all(IncidentEscalated)] == ["unit", "duty_officer"]


def test_what_nobody_decides_is_said_again_every_half_hour_after_the_last_step() -> None:
    town = night()
    incident = town.alert()
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(180 + 3 * 1_800)
    chased = [fact for fact in town.all(IncidentEscalated) if fact.again]
    assert [(fact.again, fact.to, fact.reason) for fact in chased] == [
        (1, "duty_officer", "undecided"),
        (2, "duty_officer", "undecided"),
        (3, "duty_officer", "undecided"),
    ]
    assert [fact.observed_at_ms - START_MS for fact in chased] == [1_980_000, 3_780_000, 5_580_000]


def test_the_chase_goes_on_over_restarts_and_what_was_due_while_no_desk_ran_is_said_once() -> None:
    town = night()
    incident = town.alert()
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(180 + 1_800)
    town.begin()
    town.after(1_799)
    assert [fact.again for fact in town.all(IncidentEscalated)][-1] == 1
    town.now_ms += 5 * 3_600_000
    town.begin()
    town.after(0)
    assert [fact.again for fact in town.all(IncidentEscalated)] == [0, 0, 1, 2]


def test_an_act_puts_the_chase_off_and_the_end_of_the_incident_ends_it() -> None:
    town = night(DispatchConfig(chase=Chase(every_s=600, to="street")))
    incident = town.alert()
    town.after(700)
    town.ask(asked.AcknowledgeIncident, LI, incident_id=incident)
    town.after(64 + 600)
    assert [(fact.to, fact.reason) for fact in town.all(IncidentEscalated) if fact.again] == [("street", "undecided")]
    town.ask(asked.DismissIncident, LI, incident_id=incident, reason="resident")
    town.after(36_000)
    assert len([fact for fact in town.all(IncidentEscalated) if fact.again]) == 1


def test_without_any_ladder_an_open_incident_is_chased_all_the_same() -> None:
    town = night(DispatchConfig(escalation=()))
    town.alert()
    town.after(3_600)
    assert [(fact.step, fact.again) for fact in town.all(IncidentEscalated)] == [(1, 1), (1, 2)]
