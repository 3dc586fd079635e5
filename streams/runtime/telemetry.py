"""The figures that a host of handlers shows to Prometheus, on a registry that is handed in. Knows no server."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

DECIDE_BUCKETS_S = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0)
"""With an edge at 20 ms, the most that one decision may take at p99."""


@dataclass(frozen=True, kw_only=True)
class HostMetrics:
    """What one host counts. Names are golden: dashboards and alerts parse them."""

    messages: Counter
    """`patrol_messages_total` by `topic`: inputs taken from it, poison included."""
    dead_letters: Counter
    """`patrol_dead_letters_total` by `topic`: what of it was put aside."""
    handler_errors: Counter
    """`patrol_handler_errors_total` by `district`: times our own handler raised; each one is a bug."""
    facts: Counter
    """`patrol_facts_total` by `fact`: what was decided, by class name."""
    decide: Histogram
    """`patrol_decide_seconds`: from a message to its facts."""
    lag: Gauge
    """`patrol_lag_records` by `topic`: how many records wait to be handled."""
    epoch: Gauge
    """`patrol_desk_epoch` by `district`: the term of office; 0 while this host holds none."""


def host_metrics(registry: CollectorRegistry) -> HostMetrics:
    """The metrics of one host, registered.

    Raises:
        ValueError: `registry` already has them.
    """
    return HostMetrics(
        messages=Counter("patrol_messages", "Messages handled", ["topic"], registry=registry),
        dead_letters=Counter("patrol_dead_letters", "Messages put aside", ["topic"], registry=registry),
        handler_errors=Counter("patrol_handler_errors", "Times a handler raised", ["district"], registry=registry),
        facts=Counter("patrol_facts", "Facts decided", ["fact"], registry=registry),
        decide=Histogram(
            "patrol_decide_seconds", "From a message to its facts", registry=registry, buckets=DECIDE_BUCKETS_S
        ),
        lag=Gauge("patrol_lag_records", "Records waiting to be handled", ["topic"], registry=registry),
        epoch=Gauge("patrol_desk_epoch", "Term of office of the desk", ["district"], registry=registry),
    )
