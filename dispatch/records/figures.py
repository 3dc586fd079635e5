"""Exact figures of a period: how many incidents came to what, and the response clock's percentiles.

Pure. A dismissed or false alert counts neither way; one where nobody arrived counts as late.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from dispatch.life.status import Status
from streams.schema.commands import Finding

Outcome = Literal["open", "within_target", "late", "nobody_came", "false_alarm", "dismissed"]


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What one incident came to; `response_s` is None while nobody was on scene."""

    status: Status
    finding: Finding | None
    missed: bool
    response_s: float | None
    within_target: bool

    @property
    def outcome(self) -> Outcome:
        """How it counts."""
        if self.status is Status.DISMISSED:
            return "dismissed"
        if self.finding == "false_alarm":
            return "false_alarm"
        if self.response_s is not None:
            return "within_target" if self.within_target else "late"
        return "nobody_came" if self.missed or self.status is Status.CLOSED else "open"


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a period. Percentiles are of the incidents where somebody came, by nearest rank; None of none."""

    incidents: int
    outcomes: dict[Outcome, int]
    within_target_share: float | None
    """Of those that came to `within_target`, `late` or `nobody_came`."""
    p50_s: float | None
    p90_s: float | None
    p99_s: float | None


def figures(cases: Iterable[Case]) -> Figures:
    """The figures of these incidents."""
    counted = [(case.outcome, case.response_s) for case in cases]
    outcomes = Counter(outcome for outcome, _ in counted)
    times = sorted(s for outcome, s in counted if s is not None and outcome in {"within_target", "late"})
    measured = outcomes["within_target"] + outcomes["late"] + outcomes["nobody_came"]
    return Figures(
        incidents=len(counted),
        outcomes=dict(outcomes),
        within_target_share=outcomes["within_target"] / measured if measured else None,
        p50_s=percentile(times, 50),
        p90_s=percentile(times, 90),
        p99_s=percentile(times, 99),
    )


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest of the values, in rising order, that so many percent do not exceed (nearest rank); None of none."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]
