"""A map of what is in reach, now and with every idle unit at its post, for people who decide who waits where.

Draws with Matplotlib, off screen.
"""

from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dispatch.coverage.coverage import Coverage, Post, Reached, Streets
from dispatch.roads import ATTRIBUTION
from dispatch.roads.osm.build import Bools

_IN_REACH: Final = "#3a8f4d"
_OUT_OF_REACH: Final = "#d9a5a3"
_UNIT: Final = "#1b3a6b"
_MARGIN_DEG: Final = 0.01


def draw(path: Path, coverage: Coverage, streets: Streets) -> None:
    """Write a PNG: the streets in reach, now and then, side by side.

    Raises:
        OSError: the file cannot be written.
    """
    figure = Figure(figsize=(15, 7.5), layout="constrained")
    left, right = figure.subplots(1, 2)
    minutes = f"{coverage.within_s / 60:g} minutes"
    _map(left, streets, streets.now, f"Now: {_words(coverage.now)} within {minutes}")
    _map(right, streets, streets.with_posts, f"With these posts: {_words(coverage.with_posts)} within {minutes}")
    moving = [post for post in coverage.posts if post.moves]
    _units(right, coverage.posts, f"posts: {len(moving)} of {len(coverage.posts)} units move there")
    for axes in (left, right):
        _frame(axes, streets)
        axes.legend(loc="upper left", fontsize=9, markerscale=2)
    figure.supxlabel(f"of {coverage.street_km:,.0f} km of street · map {ATTRIBUTION}", fontsize=8, color="#666666")
    figure.savefig(path, format="png", dpi=110)


def _words(reached: Reached) -> str:
    return f"{reached.share:.0%} of the streets ({reached.km:,.0f} km)"


def _map(axes: Axes, streets: Streets, reached: Bools, title: str) -> None:
    lon_lat = streets.pieces.lon_lat
    for some, colour, label in ((~reached, _OUT_OF_REACH, "too far"), (reached, _IN_REACH, "in reach")):
        axes.scatter(lon_lat[some, 0], lon_lat[some, 1], s=2, color=colour, linewidths=0, label=label)
    axes.set_aspect(1 / float(np.cos(np.radians(lon_lat[:, 1].mean()))))
    axes.set(xticks=[], yticks=[], title=title)


def _frame(axes: Axes, streets: Streets) -> None:
    """Of a large map, what is in reach and a kilometre around it."""
    shown = streets.pieces.lon_lat[streets.with_posts]
    if not len(shown):
        return
    (west, south), (east, north) = shown.min(axis=0), shown.max(axis=0)
    axes.set(xlim=(west - _MARGIN_DEG, east + _MARGIN_DEG), ylim=(south - _MARGIN_DEG, north + _MARGIN_DEG))


def _units(axes: Axes, posts: tuple[Post, ...], label: str) -> None:
    axes.scatter(
        [post.lon for post in posts],
        [post.lat for post in posts],
        s=14,
        color=_UNIT,
        marker="s",
        edgecolors="white",
        linewidths=0.4,
        label=label,
    )
