"""A night for a police chief to look at: where nobody came within three minutes, and how many came by when.

Draws with Matplotlib, off screen.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dispatch.config import DispatchConfig
from dispatch.roads import ATTRIBUTION, Roads
from dispatch.simulation.names import Policy
from dispatch.simulation.night import Night
from dispatch.simulation.run import Answer
from dispatch.simulation.town import streets_of

_NAMES: Final[Mapping[Policy, str]] = {
    "straight_line": "nearest in a straight line",
    "road": "nearest by road",
    "fix_age": "+ age of positions",
    "closing": "+ both ends",
    "reassign": "+ sent elsewhere on the way",
    "full": "Video Patrol (+ posts)",
}
_COLOURS: Final[Mapping[Policy, str]] = {
    "straight_line": "#b0413e",
    "road": "#c58b1b",
    "fix_age": "#8f8f3a",
    "closing": "#3a8f83",
    "reassign": "#7b5ea7",
    "full": "#1b6ca8",
}
_LONGEST_MIN: Final = 8.0


def draw(path: Path, roads: Roads, night: Night, answers: Mapping[Policy, Sequence[Answer]]) -> None:
    """Write a PNG: the map of the night under the last of the policies, and the response curve of each.

    Raises:
        OSError: the file cannot be written.
    """
    policy = list(answers)[-1]
    target_s = DispatchConfig().target_s
    figure = Figure(figsize=(15, 7.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.05, 1))
    lon_lat = streets_of(roads, night.town).lon_lat
    left.scatter(lon_lat[:, 0], lon_lat[:, 1], s=1.5, color="#b8b8b8", linewidths=0)
    _map(left, night, answers[policy], target_s)
    late = night.plan.incidents - sum(_in_time(one, target_s) for one in answers[policy])
    title = f"“{_NAMES[policy]}”: {late} of {night.plan.incidents} waited longer than {target_s / 60:g} minutes"
    left.set_title(title)
    for name, answered in answers.items():
        _curve(right, name, answered, night.plan.incidents, target_s)
    right.axvline(target_s / 60, color="#444444", linestyle="--", linewidth=1)
    right.set(
        xlim=(0, _LONGEST_MIN), ylim=(0, 100), xlabel="minutes after the alert", ylabel="% with somebody on scene"
    )
    right.set_title(f"{night.plan.incidents} incidents, {night.plan.units} units: how soon somebody was there")
    right.legend(loc="lower right")
    right.grid(alpha=0.3)
    figure.supxlabel(f"simulated, seed {night.plan.seed} · map {ATTRIBUTION}", fontsize=8, color="#666666")
    figure.savefig(path, format="png", dpi=110)


def _map(axes: Axes, night: Night, answers: Sequence[Answer], target_s: float) -> None:
    posts = np.array([stops[0] for stops in night.stops.values()])
    axes.scatter(
        posts[:, 0], posts[:, 1], s=9, color="#7a9cc6", marker="s", linewidths=0, label="patrols, where they begin"
    )
    for in_time, colour, label in ((True, "#3a8f4d", "in time"), (False, "#b0413e", "too late")):
        some = [one.place for one in answers if _in_time(one, target_s) is in_time]
        lon, lat = [place.lon for place in some], [place.lat for place in some]
        text = f"{label}: {len(some)}"
        axes.scatter(lon, lat, s=30, color=colour, edgecolors="white", linewidths=0.5, label=text)
    axes.set_aspect(1 / float(np.cos(np.radians(night.town.middle[1]))))
    axes.set(xticks=[], yticks=[])
    axes.legend(loc="upper left", fontsize=9)


def _in_time(answer: Answer, target_s: float) -> bool:
    return answer.response_s is not None and answer.response_s <= target_s


def _curve(axes: Axes, policy: Policy, answers: Sequence[Answer], incidents: int, target_s: float) -> None:
    times_s = np.sort([one.response_s for one in answers if one.response_s is not None])
    share = np.arange(1, len(times_s) + 1) / max(1, incidents) * 100
    within = float((times_s <= target_s).sum()) / max(1, incidents) * 100
    label = f"{_NAMES[policy]}: {within:.0f} % within {target_s / 60:.0f} min"
    axes.step(times_s / 60, share, where="post", color=_COLOURS[policy], linewidth=2, label=label)
