"""The figures of a month: exact, by the site's wall clock, each part of the clock."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dispatch.life.status import Status
from dispatch.records.archive import Archive
from dispatch.records.report import MeasuredCase, Report, csv_rows, month_bounds_ms, report
from streams.schema import commands as asked
from streams.schema.errors import ConfigError
from tests.dispatch.records.test_archive import LI, busy_night, records
from tests.dispatch.worlds import START_MS

TAIYUAN = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    archive = Archive(tmp_path / "archive.sqlite")
    yield archive
    archive.close()


def keys(told: Report) -> list[tuple[str, str]]:
    return [(group.by, group.key) for group in told.groups]


def test_a_night_is_reported_whole_by_district_month_and_hour(archive: Archive) -> None:
    archive.apply(records(busy_night().said))
    told = archive.report("2026-03", TAIYUAN)
    assert keys(told) == [("all", ""), ("district", "jinsheng"), ("month", "2026-03"), ("hour", "04")]
    assert told.groups[0].figures.incidents == 5
    assert (told.groups[0].parts["response_s"].p50_s, told.groups[0].parts["response_s"].p99_s) == (60, 240)
    assert told.groups[0].parts["answering_s"].measured == 3


def test_how_far_off_expected_arrivals_were_is_told_beside_the_clock(archive: Archive) -> None:
    archive.apply(records(busy_night().said))  # expected after 80 s, there after 60 and 240
    off = archive.report(None, TAIYUAN).groups[0].parts["eta_error_s"]
    assert (off.measured, off.p50_s, off.p90_s) == (2, 20, 160)


def test_the_month_begins_with_the_local_midnight() -> None:
    begin_ms, end_ms = month_bounds_ms("2026-12", TAIYUAN)
    assert (begin_ms, end_ms) == (1_796_054_400_000, 1_798_732_800_000)


def test_a_month_without_incidents_is_empty_and_says_so(archive: Archive) -> None:
    archive.apply(records(busy_night().said))
    told = archive.report("2026-11", TAIYUAN)
    assert keys(told) == [("all", "")]
    assert told.groups[0].parts["response_s"].p90_s is None


@pytest.mark.parametrize("month", ["2026-13", "november", "2026"])
def test_what_is_no_month_is_said_to_be_none(month: str) -> None:
    with pytest.raises(ConfigError, match="write it as 2026-11"):
        month_bounds_ms(month, TAIYUAN)


def test_a_corrected_time_counts_and_the_first_value_stays_in_the_archive(archive: Archive) -> None:
    town = busy_night()
    incident = town.alert("pressed late")
    town.ask(asked.ConfirmIncident, LI, incident_id=incident)
    town.after(14)
    town.ask(asked.ReportArrival, "unit:car", incident_id=incident, unit_id="car")
    about = {"milestone": "arrived", "at_ms": town.now_ms - 5_000, "reason": "radio log"}
    town.tell(town.command(asked.CorrectMilestone, LI, **about, incident_id=incident))  # type: ignore[arg-type] # fields
    archive.apply(records(town.said))
    assert archive.report(None, TAIYUAN).groups[0].parts["response_s"].p50_s == 60
    (kept,) = archive.corrections(incident)
    assert (kept.first_ms - kept.at_ms, kept.reason, kept.actor) == (5_000, "radio log", LI)


@given(times=st.lists(st.floats(0, 4_000), min_size=1, max_size=60))
def test_percentiles_are_times_that_were_measured_and_rise(times: list[float]) -> None:
    cases = [
        MeasuredCase(
            status=Status.CLOSED,
            finding="held",
            missed=False,
            response_s=s,
            within_target=s <= 180,
            district="d",
            raised_ms=START_MS,
            answering_s=None,
            processing_s=None,
            turnout_s=None,
            travel_s=None,
            eta_error_s=None,
        )
        for s in times
    ]
    told = report(cases, TAIYUAN)
    part = told.groups[0].parts["response_s"]
    assert part.measured == len(times)
    assert part.p50_s in times
    assert part.p50_s is not None
    assert part.p90_s is not None
    assert part.p99_s is not None
    assert part.p50_s <= part.p90_s <= part.p99_s <= max(times)
    assert sum(s <= part.p90_s for s in times) >= 0.9 * len(times)
    assert len(list(csv_rows(told))) == 4 * 6
