"""What Grafana and Prometheus ask for is what the processes really show."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry

from deploy import dashboard
from deploy.running.cameras import CameraMetrics
from deploy.running.processes import process_commands
from dispatch.metrics import DispatchMetrics
from streams.runtime.telemetry import host_metrics

DEPLOY = Path(dashboard.__file__).parent
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
QUERIES = [query for panel in dashboard.PANELS for query, _ in panel.queries]
RULES = [rule["expr"] for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def shown_names() -> set[str]:
    registry = CollectorRegistry()
    host_metrics(registry), DispatchMetrics(registry), CameraMetrics(registry)
    names = set()
    for metric in registry.collect():
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"]}.get(metric.type, [""])
        names |= {metric.name + suffix for suffix in suffixes}
    return names


@pytest.mark.parametrize("query", [*QUERIES, *RULES])
def test_every_query_asks_for_metrics_that_exist(query: str) -> None:
    assert set(re.findall(r"patrol_\w+", query)) <= shown_names()


def test_the_dashboard_file_is_the_one_that_the_table_makes() -> None:
    assert json.loads(dashboard.FILE.read_text(encoding="utf-8")) == dashboard.dashboard()


def test_no_panels_lie_on_each_other() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(dashboard.text())["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken
        taken |= cells


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool parses the queries: apt install prometheus")
def test_prometheus_can_parse_every_query(tmp_path: Path) -> None:
    queries = [query.replace("$__range", "1h") for query in QUERIES]
    rules = [{"record": f"panel_{number}", "expr": query} for number, query in enumerate(queries)]
    file = tmp_path / "rules.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))
    for path in (file, ALERTS):
        subprocess.run(["promtool", "check", "rules", str(path)], check=True, capture_output=True)


COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
OURS = {name: service["command"] for name, service in COMPOSE.items() if service.get("image") == "video-patrol"}


def options_of(command: list[str], site: Path) -> dict[str, object]:
    """What a container's command says to its process; fails where that does not know an option."""
    commands = {known.name: known for known in process_commands}
    given = [str(site) if word == "/site/patrol.toml" else word for word in command[1:]]
    return commands[command[0]].make_context(command[0], given).params


def test_the_containers_are_described_with_processes_and_options_that_exist(tmp_path: Path) -> None:
    (site := tmp_path / "patrol.toml").touch()
    assert {command[0] for command in OURS.values()} == {"worker", "detect", "serve"}
    for command in OURS.values():
        assert options_of(command, site)["bootstrap"] in COMPOSE["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]


def test_prometheus_asks_where_the_containers_show_their_figures_beyond_loopback(tmp_path: Path) -> None:
    (site := tmp_path / "patrol.toml").touch()
    jobs = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
    asked = {job["job_name"]: str(job) for job in jobs}
    assert asked.keys() == OURS.keys()
    for name, command in OURS.items():
        told = options_of(command, site)
        shown = "" if command[0] == "serve" else "metrics_"
        assert told[f"{shown}host"] == "0.0.0.0"  # noqa: S104 - in a container, where only the network of the city is
        assert str(told[f"{shown}port"]) in asked[name]
