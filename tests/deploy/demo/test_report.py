"""The one line that `--check` prints."""

from deploy.demo.report import report
from streams.schema.incidents import (
    FindingRecorded,
    IncidentClosed,
    IncidentFact,
    RankedUnit,
    ResponseTimes,
    UnitRecommended,
)
from tests.dispatch.simulation.crew.crews import NOW, Desk

BEST = RankedUnit(
    unit_id="car-1", eta_s=60, distance_m=500, straight_line_m=400, fix_age_s=2, lon=25, lat=60, reason="nearest"
)


def whole_story() -> list[IncidentFact]:
    desk = Desk()
    return [
        desk.opened(NOW),
        UnitRecommended(**desk.head(NOW), ranking=(BEST,)),
        desk.assigned(NOW + 10_000),
        desk.accepted(NOW + 15_000),
        desk.arrived(NOW + 90_000),
        FindingRecorded(**desk.head(NOW + 120_000), finding="moved_on", unit_id="car-1"),
        IncidentClosed(**desk.head(NOW + 130_000), times=ResponseTimes(response_s=90.0, within_target=True)),
    ]


def told(facts: list[IncidentFact], detections: int = 1) -> dict[str, object]:
    found = report(facts, frames=10, detections=detections, bus="sqlite", model="m", video="v")
    return {
        "complete": found.complete,
        "assigned": found.assigned_unit,
        "recommended": found.recommended_unit,
        "response_s": found.response_s,
        "within_target": found.within_target,
        "events": len(found.events),
    }


def test_a_whole_story_is_complete() -> None:
    assert told(whole_story()) == {
        "complete": True,
        "assigned": "car-1",
        "recommended": "car-1",
        "response_s": 90.0,
        "within_target": True,
        "events": 7,
    }


def test_a_story_that_lacks_any_of_its_steps_is_not() -> None:
    for missing in range(1, 7):
        story = whole_story()
        del story[missing]
        assert told(story)["complete"] is False


def test_an_incident_that_no_camera_saw_does_not_count() -> None:
    assert told(whole_story(), detections=0)["complete"] is False


def test_a_night_without_an_incident_has_nothing_to_tell() -> None:
    assert told([], detections=0) == {
        "complete": False,
        "assigned": None,
        "recommended": None,
        "response_s": None,
        "within_target": False,
        "events": 0,
    }
