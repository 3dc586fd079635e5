"""What a review finds missing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from dispatch.life.status import Status
from dispatch.records.review import ReviewedIncident, duty_day_ms, missing_in, review

SHANGHAI = ZoneInfo("Asia/Shanghai")


def incident(name: str, status: Status = Status.CLOSED, *, raised_ms: int = 0, late: bool = False) -> ReviewedIncident:
    return ReviewedIncident(
        incident_id=name,
        district="jinsheng",
        kind="theft",
        camera_id="wall-3",
        status=status,
        raised_ms=raised_ms,
        over_ms=None,
        first_unit=None,
        response_s=None,
        within_target=not late,
        missed=late,
        finding=None,
        vehicles=None,
        reason=None,
        note="",
        replies_owed=0,
    )


@pytest.mark.parametrize("status", list(Status))
def test_only_what_is_over_lacks_nothing(status: Status) -> None:
    assert (missing_in(status, reply_owed=False) == ()) == status.is_over


def test_a_reply_is_missing_whatever_else_is() -> None:
    assert missing_in(Status.CLOSED, reply_owed=True) == ("reply",)
    assert missing_in(Status.ON_SCENE, reply_owed=True) == ("finding", "closing", "reply")


def test_what_is_unfinished_comes_first_then_what_came_late() -> None:
    told = review(
        0,
        9,
        [
            incident("fine"),
            incident("late", late=True),
            incident("open", Status.ON_SCENE),
            incident("fine-2", raised_ms=1),
        ],
    )
    assert [each.incident_id for each in told.incidents] == ["open", "late", "fine", "fine-2"]
    assert told.unfinished == 1
    assert told.incidents[0].missing == ("finding", "closing")


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        ("2026-03-19T07:59", "2026-03-17T08:00", "2026-03-18T08:00"),
        ("2026-03-19T08:00", "2026-03-18T08:00", "2026-03-19T08:00"),
    ],
)
def test_a_day_of_duty_ends_at_eight_on_the_wall(now: str, since: str, until: str) -> None:
    def ms(text: str) -> int:
        return round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)

    assert duty_day_ms(ms(now), SHANGHAI) == (ms(since), ms(until))


def test_a_day_of_duty_is_asked_for_by_how_long_ago_it_ended() -> None:
    now_ms = round(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI).timestamp() * 1000)
    ended, before, running = (duty_day_ms(now_ms, SHANGHAI, back) for back in (0, 1, -1))
    assert now_ms - ended[1] == 3_600_000
    assert (before[1], ended[1], running[1] - running[0]) == (ended[0], running[0], 86_400_000)
