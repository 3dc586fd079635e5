"""`python -m deploy.dashboard`: writes the Grafana dashboard of the on-call engineer from the table below.

Three questions, top to bottom: did we keep the three minutes, is each camera seeing, is each queue moving.
"""

import json
import sys
from pathlib import Path
from typing import Final

import msgspec

FILE: Final = Path(__file__).parent / "grafana" / "dashboards" / "patrol.json"
COLUMNS: Final = 24
HEIGHT: Final = 7


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """One picture: `queries` are (PromQL, legend)."""

    title: str
    unit: str
    queries: tuple[tuple[str, str], ...]
    kind: str = "timeseries"
    width: int = 8
    red_above: float | None = None


WITHIN: Final = (
    'sum(increase(patrol_response_seconds_bucket{le="180.0"}[$__range])) '
    "/ (sum(increase(patrol_response_seconds_count[$__range])) > 0)"
)
PANELS: Final = (
    Panel(title="Within 180 s", unit="percentunit", kind="stat", queries=((WITHIN, ""),), width=6),
    Panel(
        title="Response p90",
        unit="s",
        kind="stat",
        queries=(("histogram_quantile(0.9, sum by (le) (increase(patrol_response_seconds_bucket[$__range])))", ""),),
        width=6,
        red_above=180,
    ),
    Panel(
        title="Open incidents",
        unit="short",
        kind="stat",
        queries=(("sum(patrol_open_incidents)", ""),),
        width=6,
    ),
    Panel(
        title="Cameras that cannot be trusted",
        unit="short",
        kind="stat",
        queries=(("sum(1 - patrol_camera_ok)", ""),),
        width=6,
        red_above=1,
    ),
    Panel(
        title="Incidents by outcome, per hour",
        unit="short",
        queries=(("sum by (outcome) (increase(patrol_incidents_total[1h]))", "{{outcome}}"),),
    ),
    Panel(
        title="What went late, per hour",
        unit="short",
        queries=(
            ("sum(increase(patrol_targets_missed_total[1h]))", "target missed"),
            ("sum(increase(patrol_misses_predicted_total[1h]))", "nobody could make it"),
            ("sum(increase(patrol_accept_timeouts_total[1h]))", "unit did not answer"),
            ("sum(increase(patrol_declines_total[1h]))", "unit declined"),
            ("sum(increase(patrol_no_unit_available_total[1h]))", "nobody available"),
            ("sum by (reason) (increase(patrol_escalations_total[1h]))", "escalated: {{reason}}"),
        ),
    ),
    Panel(title="Units", unit="short", queries=(("sum by (status) (patrol_units)", "{{status}}"),)),
    Panel(
        title="Units on duty, by organisation",
        unit="short",
        queries=(("sum by (organisation) (patrol_units_on_duty)", "{{organisation}}"),),
        width=12,
    ),
    Panel(
        title="People told, per hour",
        unit="short",
        queries=(
            ("sum by (to) (increase(patrol_people_told_total[1h]))", "{{to}}"),
            ("sum by (receipt) (increase(patrol_notice_receipts_total[1h]))", "{{receipt}}"),
        ),
        width=12,
    ),
    Panel(
        title="Frames looked at, per second",
        unit="short",
        queries=(
            ("sum by (camera) (rate(patrol_camera_frames_total[1m]))", "{{camera}}"),
            ("sum by (camera) (rate(patrol_camera_frames_skipped_total[1m]))", "{{camera}} skipped"),
        ),
    ),
    Panel(
        title="Frame to detection, p99",
        unit="s",
        queries=(
            (
                "histogram_quantile(0.99, sum by (le, camera) (rate(patrol_frame_latency_seconds_bucket[5m])))",
                "{{camera}}",
            ),
        ),
        red_above=0.5,
    ),
    Panel(
        title="Cameras: 1 is trusted",
        unit="short",
        queries=(("patrol_camera_ok", "{{camera}}"),),
    ),
    Panel(title="Waiting to be decided", unit="short", queries=(("sum by (topic) (patrol_lag_records)", "{{topic}}"),)),
    Panel(
        title="Decision, p99",
        unit="s",
        queries=(("histogram_quantile(0.99, sum by (le) (rate(patrol_decide_seconds_bucket[5m])))", "p99"),),
        red_above=0.02,
    ),
    Panel(
        title="Put aside and gone wrong, per hour",
        unit="short",
        queries=(
            ("sum by (topic) (increase(patrol_dead_letters_total[1h]))", "dead letters: {{topic}}"),
            ("sum(increase(patrol_handler_errors_total[1h]))", "our bugs"),
            ("sum by (code) (increase(patrol_commands_refused_total[1h]))", "refused: {{code}}"),
        ),
    ),
)


def dashboard() -> dict[str, object]:
    """The dashboard as Grafana reads it."""
    panels: list[dict[str, object]] = []
    x = y = 0
    for number, panel in enumerate(PANELS, 1):
        if x + panel.width > COLUMNS:
            x, y = 0, y + HEIGHT
        panels.append(_panel(number, panel, x, y))
        x += panel.width
    return {
        "uid": "video-patrol",
        "title": "Video Patrol",
        "timezone": "browser",
        "schemaVersion": 41,
        "refresh": "10s",
        "time": {"from": "now-12h", "to": "now"},
        "panels": panels,
    }


def _panel(number: int, panel: Panel, x: int, y: int) -> dict[str, object]:
    steps: list[dict[str, object]] = [{"color": "green", "value": None}]
    if panel.red_above is not None:
        steps.append({"color": "red", "value": panel.red_above})
    return {
        "id": number,
        "title": panel.title,
        "type": panel.kind,
        "datasource": {"type": "prometheus", "uid": "prometheus"},
        "gridPos": {"x": x, "y": y, "w": panel.width, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "thresholds": {"mode": "absolute", "steps": steps}}},
        "targets": [
            {"refId": chr(ord("A") + index), "expr": query, "legendFormat": legend}
            for index, (query, legend) in enumerate(panel.queries)
        ],
    }


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")
    sys.stdout.write(f"{FILE}\n")


def text() -> str:
    """The file's content."""
    return json.dumps(dashboard(), indent=2) + "\n"


if __name__ == "__main__":
    main()
