"""What a policy made of a night, in figures. Pure."""

from collections.abc import Sequence

import msgspec

from dispatch.records.figures import percentile
from dispatch.simulation.run import Answer
from streams.schema.quantities import Seconds


class ResponseTimes(msgspec.Struct, frozen=True, kw_only=True):
    """Percentiles by nearest rank, of the incidents where somebody came; None where nobody ever did."""

    p50: Seconds | None
    p90: Seconds | None
    p99: Seconds | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one night under one policy."""

    response_s: ResponseTimes
    within_target: float
    """Share of all incidents; one where nobody came is late."""
    incidents: int
    unserved: int
    """Incidents where nobody came until the night was over."""
    policy: str


def outcome(policy: str, answers: Sequence[Answer], incidents: int, target_s: float) -> Outcome:
    """The figures of a night with so many `incidents`; those that nobody ever told the desk of are unserved."""
    times_s = sorted(round(answer.response_s, 1) for answer in answers if answer.response_s is not None)
    within = sum(time_s <= target_s for time_s in times_s)
    return Outcome(
        response_s=ResponseTimes(p50=percentile(times_s, 50), p90=percentile(times_s, 90), p99=percentile(times_s, 99)),
        within_target=round(within / incidents, 4) if incidents else 1.0,
        incidents=incidents,
        unserved=incidents - len(times_s),
        policy=policy,
    )


def late_share(result: Outcome) -> float:
    """Of all incidents: those that were not answered within the target."""
    return 1 - result.within_target
