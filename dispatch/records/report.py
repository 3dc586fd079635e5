"""The response clock of a period, exact: overall, per district, per month and per hour of the day, each part of it.

Pure. Months and hours are those of the site's wall clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Final, Literal

import msgspec

from dispatch.records.figures import Case, Figures, figures, percentile
from dispatch.rosters.calendar import instant_ms
from streams.schema.errors import ConfigError

By = Literal["all", "district", "month", "hour"]
PARTS: Final = ("answering_s", "processing_s", "turnout_s", "travel_s", "response_s", "eta_error_s")
"""As `streams.schema.incidents.ResponseTimes` names them, the last of those is the whole; then how far off the expected
arrival of whoever was first was."""
CSV_HEAD: Final = ("by", "key", "incidents", "within_target_share", "part", "measured", "p50_s", "p90_s", "p99_s")


class MeasuredCase(Case, frozen=True, kw_only=True):
    """A case with all that reports are grouped by and the parts of its clock."""

    district: str
    raised_ms: int
    answering_s: float | None
    processing_s: float | None
    turnout_s: float | None
    travel_s: float | None
    eta_error_s: float | None


class Percentiles(msgspec.Struct, frozen=True, kw_only=True):
    """Of so many measured times, by nearest rank."""

    measured: int
    p50_s: float | None
    p90_s: float | None
    p99_s: float | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of some of the incidents: of all, or of one district, month (`2026-11`) or hour (`04`)."""

    by: By
    key: str
    figures: Figures
    parts: dict[str, Percentiles]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A period's report. `month` is None for all that the archive holds."""

    month: str | None
    groups: tuple[Group, ...]


def month_bounds_ms(month: str | None, zone: tzinfo) -> tuple[int, int]:
    """When a month such as `2026-11` begins and ends on the wall clock of `zone`; of None, all of time.

    Raises:
        ConfigError: it is no month.
    """
    if month is None:
        return 0, 2**62
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise ConfigError(f"month {month!r}: write it as 2026-11") from None
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return instant_ms(first, 0, zone), instant_ms(following, 0, zone)


def report(cases: Iterable[MeasuredCase], zone: tzinfo, month: str | None = None) -> Report:
    """The report of these incidents, groups in the order of their keys."""
    grouped: dict[tuple[By, str], list[MeasuredCase]] = {("all", ""): []}
    for case in cases:
        for key in _keys(case, zone):
            grouped.setdefault(key, []).append(case)
    order: Mapping[By, int] = {"all": 0, "district": 1, "month": 2, "hour": 3}
    ordered = sorted(grouped.items(), key=lambda group: (order[group[0][0]], group[0][1]))
    return Report(month=month, groups=tuple(_group(by, key, members) for (by, key), members in ordered))


def csv_rows(told: Report) -> Iterator[tuple[object, ...]]:
    """One row for each part of the clock in each group, as `CSV_HEAD` names the columns."""
    for group in told.groups:
        known = (group.by, group.key, group.figures.incidents, group.figures.within_target_share)
        for part, times in group.parts.items():
            yield (*known, part, times.measured, times.p50_s, times.p90_s, times.p99_s)


def _keys(case: MeasuredCase, zone: tzinfo) -> Iterator[tuple[By, str]]:
    local = datetime.fromtimestamp(case.raised_ms / 1000, UTC).astimezone(zone)
    yield "all", ""
    yield "district", case.district
    yield "month", f"{local:%Y-%m}"
    yield "hour", f"{local:%H}"


def _group(by: By, key: str, cases: list[MeasuredCase]) -> Group:
    real = [case for case in cases if case.outcome not in {"dismissed", "false_alarm"}]
    return Group(by=by, key=key, figures=figures(cases), parts={part: _percentiles(real, part) for part in PARTS})


def _percentiles(cases: Iterable[MeasuredCase], part: str) -> Percentiles:
    times = sorted(time for case in cases if (time := getattr(case, part)) is not None)
    return Percentiles(
        measured=len(times), p50_s=percentile(times, 50), p90_s=percentile(times, 90), p99_s=percentile(times, 99)
    )
