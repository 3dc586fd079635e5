"""One appearance of one person before one camera: his ids, his way, how tall he stands. Nobody is recognised.

Knows nothing of other people, nor of how he is found again.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Self

from detectors.rules import GroundRules
from detectors.tracks import Box, Boxes

SAMPLE_S: Final = 0.2
"""A person's path is kept at most so densely: memory does not grow with the frame rate."""
PATH_S: Final = 12.0
"""And for so long."""
MOST_IDS: Final = 30
"""The first id of a person and so many of the latest are kept: a tracker may give a new one at every frame."""
LONGEST_S: Final = 3.0
"""Over so long a speed is measured at most: then he who has just stopped still seems to walk."""
LEAST_S: Final = 0.4
"""Over less than this, jitter would look like running."""
EARLY_S: Final = 0.05
"""Frames come a little early or late."""
EDGE_SHARE: Final = 0.02
"""Of the picture's width: a box this near to its edge may have come in there."""
HIDDEN_SHARE: Final = 0.15
"""Of his height: where his box ends so near above a car's, his feet may be behind it."""
TOLD_SHARE: Final = 0.15
"""Of his height: so many rows on he stands on other ground."""


class Step(NamedTuple):
    """Where a person was: event time, foot point and box size, px."""

    at_s: float
    x: float
    y: float
    width: float
    height: float

    @classmethod
    def at(cls, at_s: float, box: Box) -> Self:
        """Where a box says that he was."""
        x1, y1, x2, y2 = box
        return cls(at_s, (x1 + x2) / 2, y2, x2 - x1, y2 - y1)


@dataclass(kw_only=True, slots=True)
class Person:
    """One appearance of one person. `box` is the last one, xyxy px."""

    key: int
    track_ids: list[str]
    began_s: float
    seen_s: float
    box: Box
    at_start: bool
    """Was there when we began to look."""
    at_edge: bool
    """First seen at the edge of the picture."""
    began_px: float = 1.0
    """How tall he was when first seen."""
    path: deque[Step] = field(default_factory=deque)
    height: float = 1.0
    """As tall as he stands upright where he is now, at least, px."""
    stretch: float = 1.0
    """How much longer a step away from the camera is, where he is now, than it looks."""
    found_s: float = -math.inf
    """When his last id was taken for his, as his own was not to be seen."""
    aside: Step | None = None
    """Where he was last seen upright while no car could hide him."""
    cut: bool = False
    """A car hides his legs: his box goes on below what is seen of him."""
    told_y: float = -math.inf
    """The row of his feet when the size of people was last taken from him."""

    @property
    def foot(self) -> tuple[float, float]:
        """Where he stands, px."""
        return foot_of(self.box)

    @property
    def edges(self) -> tuple[float, float]:
        """Upper and lower edge of his box, px: mean of the last second."""
        last = [step for step in self.path if self.path[-1].at_s - step.at_s < 1.0]
        foot = sum(step.y for step in last) / len(last)
        return foot - sum(step.height for step in last) / len(last), foot

    def reach_px(self, aspect: float) -> float:
        """So far beside the middle of his box his feet may be: who leans over has them at one end of it.

        `aspect` is the width to height of somebody upright.
        """
        x1, _, x2, _ = self.box
        return max(x2 - x1 - aspect * self.height, 0.0) / 2

    def speed_mps(self, ground: GroundRules) -> float:
        """On the ground over the last second, by his own height; infinite before it can be told.

        Away from the camera, where such a step looks far shorter than one across, over two or three: in one his box
        jitters as much.
        """
        if len(self.path) < 2:  # noqa: PLR2004 - a speed needs two places
            return math.inf
        last, across = self.path[-1], self._before(1.0)
        away = self._before(min(max(self.stretch / ground.stretch_most, 1.0), LONGEST_S))
        if last.at_s - across.at_s < LEAST_S:
            return math.inf
        across_pxps = (last.x - across.x) / (last.at_s - across.at_s)
        away_pxps = (last.y - away.y) * self.stretch / (last.at_s - away.at_s)
        return math.hypot(across_pxps, away_pxps) / self.height * ground.person_height_m

    def ahead(self, s: float) -> tuple[float, float]:
        """Where his feet will be so long from now, px, if he goes on as in the last second; jitter is no way yet."""
        (x, y), last, before = self.foot, self.path[-1], self._before(1.0)
        span_s = last.at_s - before.at_s
        if span_s < LEAST_S:
            return x, y
        return x + (last.x - before.x) * s / span_s, y + (last.y - before.y) * s / span_s

    def _before(self, over_s: float) -> Step:
        """Where he was so long ago, or when first known."""
        last = self.path[-1]
        return next((step for step in reversed(self.path) if last.at_s - step.at_s >= over_s - EARLY_S), self.path[0])

    def touches_edge(self, frame_size: tuple[int, int] | None) -> bool:
        """He may be cut by the edge of the picture, or come in there."""
        return at_edge(self.box, frame_size)

    def wholly_seen(self, frame_size: tuple[int, int] | None, cars: Boxes) -> bool:
        """On this frame, neither cut by the edge of the picture nor with his feet behind one of `cars` [n, 4] px."""
        x1, y1, x2, y2 = self.box
        if self.touches_edge(frame_size) or self.path[-1].at_s != self.seen_s:
            return False
        hides = (cars[:, 0] < x2) & (cars[:, 2] > x1) & (cars[:, 1] < y2 + HIDDEN_SHARE * (y2 - y1)) & (cars[:, 3] > y2)
        return not hides.any()

    def has_gone_on(self) -> bool:
        """Towards the camera or away from it since this was last so: how tall he looks tells something new."""
        if abs(self.foot[1] - self.told_y) < TOLD_SHARE * self.height:
            return False
        self.told_y = self.foot[1]
        return True

    def see(self, at_s: float, box: Box, track_id: str, ground: GroundRules) -> None:
        """He is there on this frame.

        On flat ground people get lower, as they walk away, by their height to the camera's for each row that their
        feet go up the picture. So much is taken off what he measured nearer to the camera.
        """
        self.box, self.seen_s = box, at_s
        self.is_called(track_id)
        if self.path and at_s - self.path[-1].at_s < SAMPLE_S * 0.9:
            return
        self.path.append(Step.at(at_s, self.box))
        while self.path[0].at_s < at_s - PATH_S:
            self.path.popleft()
        y, per_row = self.path[-1].y, ground.person_height_m / ground.camera_m
        self.height = _upright([step.height - max(step.y - y, 0.0) * per_row for step in self.path])

    def is_called(self, track_id: str) -> None:
        """His id from here on."""
        if self.track_ids[-1] != track_id:
            if track_id in self.track_ids:
                self.track_ids.remove(track_id)
            self.track_ids.append(track_id)
            del self.track_ids[1:-MOST_IDS]

    def part(self, key: int) -> "Person":
        """Whoever has the last id is another, from when it was taken for his; he himself is where he was before."""
        since = [step for step in self.path if step.at_s >= self.found_s]
        while self.path[-1].at_s >= self.found_s:
            self.path.pop()
        steps = since or [Step.at(self.seen_s, self.box)]
        other = Person(
            key=key,
            track_ids=[self.track_ids.pop()],
            began_s=self.found_s,
            seen_s=self.seen_s,
            box=self.box,
            at_start=self.at_start,
            at_edge=False,
            began_px=steps[0].height,
            path=deque(steps),
            height=_upright([step.height for step in steps]),
        )
        self.seen_s, x, foot, width, tall = self.path[-1]
        self.box, self.found_s = (x - width / 2, foot - tall, x + width / 2, foot), -math.inf
        return other


def _upright(heights: list[float]) -> float:
    """Of somebody who stoops now and then; a few boxes that are too high count nothing."""
    return max(sorted(heights)[(4 * (len(heights) - 1)) // 5], 1.0)


def foot_of(box: Box) -> tuple[float, float]:
    """Bottom centre of a box, px."""
    return (box[0] + box[2]) / 2, box[3]


def at_edge(box: Box, frame_size: tuple[int, int] | None) -> bool:
    """A picture of unknown size has its upper and left edge only."""
    if frame_size is None:
        return min(box[0], box[1]) <= EDGE_SHARE * (box[3] - box[1])
    width, height = frame_size
    margin = EDGE_SHARE * width
    return min(box[0], box[1]) <= margin or box[2] >= width - margin or box[3] >= height - margin
