"""Dashboards and alerts parse these names."""

from prometheus_client import CollectorRegistry
from prometheus_client.metrics_core import Metric

from streams.runtime.telemetry import host_metrics

GOLDEN = {
    "patrol_messages": "counter",
    "patrol_dead_letters": "counter",
    "patrol_handler_errors": "counter",
    "patrol_facts": "counter",
    "patrol_decide_seconds": "histogram",
    "patrol_lag_records": "gauge",
    "patrol_desk_epoch": "gauge",
}


def test_the_names_of_the_hosts_metrics_are_golden() -> None:
    registry = CollectorRegistry()
    host_metrics(registry)
    families: list[Metric] = list(registry.collect())
    assert {family.name: family.type for family in families} == GOLDEN
