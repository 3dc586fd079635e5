"""People, held together over lost and swapped ids by place, time and size. Never by looks: nobody is recognised.

Knows nothing of cars. One `Person` is one appearance before one camera; it is forgotten when it ends.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.rules import GroundRules, VisitRules
from detectors.tracks import Boxes, Tracks

SAMPLE_S: Final = 0.2
"""A person's path is kept at most so densely: memory does not grow with the frame rate."""
PATH_S: Final = 12.0
"""And for so long."""
MOST_IDS: Final = 30
"""The first id of a person and so many of the latest are kept: a tracker may give a new one at every frame."""
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


@dataclass(kw_only=True, slots=True)
class Person:
    """One appearance of one person. `box` is the last one, xyxy px."""

    key: int
    track_ids: list[str]
    began_s: float
    seen_s: float
    box: tuple[float, float, float, float]
    at_start: bool
    """Was there when we began to look."""
    at_edge: bool
    """First seen at the edge of the picture."""
    began_px: float = 1.0
    """How tall he was when first seen."""
    path: deque[Step] = field(default_factory=deque)
    height: float = 1.0
    """As tall as he stands upright hereabouts, px."""
    told_y: float = -math.inf
    """The row of his feet when the size of people was last taken from him."""

    @property
    def foot(self) -> tuple[float, float]:
        """Bottom centre of the box, px."""
        return (self.box[0] + self.box[2]) / 2, self.box[3]

    @property
    def edges(self) -> tuple[float, float]:
        """Upper and lower edge of his box, px: mean of the last second."""
        last = [step for step in self.path if self.path[-1].at_s - step.at_s < 1.0]
        foot = sum(step.y for step in last) / len(last)
        return foot - sum(step.height for step in last) / len(last), foot

    def speed_mps(self, ground: GroundRules) -> float:
        """On the ground over the last second or two, by his own height; infinite before it can be told."""
        if len(self.path) < 2:  # noqa: PLR2004 - a speed needs two places
            return math.inf
        last = self.path[-1]
        for step in reversed(self.path):
            if last.at_s - step.at_s >= 0.95:  # noqa: PLR2004 - a second, less rounding
                break
        span_s = last.at_s - step.at_s
        if span_s < 0.4:  # noqa: PLR2004 - jitter would look like running
            return math.inf
        way_px = math.hypot(last.x - step.x, (last.y - step.y) * ground.stretch)
        return way_px / self.height * ground.person_height_m / span_s

    def upright_px(self, ground: GroundRules) -> float:
        """How tall he would be if he stood upright where he is now, at least, px.

        On flat ground people get lower, as they walk away, by their height to the camera's for each row that their
        feet go up the picture. So much is taken off what he measured nearer to the camera.
        """
        y, per_row = self.path[-1].y, ground.person_height_m / ground.camera_m
        return _upright([step.height - max(step.y - y, 0.0) * per_row for step in self.path])

    def touches_edge(self, frame_size: tuple[int, int] | None) -> bool:
        """He may be cut by the edge of the picture, or come in there."""
        return _at_edge(self.box, frame_size)

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

    def see(self, at_s: float, box: npt.NDArray[np.float32], track_id: str) -> None:
        """He is there on this frame."""
        x1, y1, x2, y2 = (float(p) for p in box)
        self.box, self.seen_s = (x1, y1, x2, y2), at_s
        if self.track_ids[-1] != track_id:
            if track_id in self.track_ids:
                self.track_ids.remove(track_id)
            self.track_ids.append(track_id)
            del self.track_ids[1:-MOST_IDS]
        step = Step(at_s, (x1 + x2) / 2, y2, x2 - x1, y2 - y1)
        if self.path and at_s - self.path[-1].at_s < SAMPLE_S * 0.9:
            return
        self.path.append(step)
        while self.path[0].at_s < at_s - PATH_S:
            self.path.popleft()
        self.height = _upright([s.height for s in self.path])


class People:
    """All people before one camera, now or a moment ago."""

    def __init__(self, ground: GroundRules, rules: VisitRules) -> None:
        self._ground, self._rules = ground, rules
        self._known: dict[int, Person] = {}
        self._next = 1
        self._began_s = 0.0
        self._last_s: float | None = None

    @property
    def known(self) -> tuple[Person, ...]:
        """Everyone not yet forgotten, in the order of appearance."""
        return tuple(self._known.values())

    def observe(
        self, at_s: float, seen: Tracks, frame_size: tuple[int, int] | None, start_s: float
    ) -> tuple[list[Person], list[Person]]:
        """Take in the people of one frame: (who is there, in the order of rows; who is lost for good).

        Args:
            at_s: event time, never less than before.
            seen: people only.
            frame_size: px, for telling who came in at the edge.
            start_s: for so long after the first frame nobody's coming was seen.
        """
        if self._last_s is None or at_s - self._last_s > self._rules.lost_s:
            self._began_s = at_s  # nobody looked meanwhile
        self._last_s = at_s
        lost = [p for p in self._known.values() if at_s - p.seen_s > self._rules.lost_s]
        for p in lost:
            del self._known[p.key]
        who: list[Person | None] = self._by_id(at_s, seen)
        self._by_place(at_s, seen, who)
        here: list[Person] = []
        for i, found in enumerate(who):
            person = found or self._new(at_s, seen, i, frame_size, start_s)
            person.see(at_s, seen.boxes[i], seen.ids[i])
            here.append(person)
        return here, lost

    def stands_on(self, seen: Tracks) -> bool:
        """One of those seen last is still there under his id, within a step."""
        known = {p.track_ids[-1]: p for p in self._known.values()}
        return any(name in known and self._apart_m(known[name], seen, i) < 1.0 for i, name in enumerate(seen.ids))

    def _by_id(self, at_s: float, seen: Tracks) -> list[Person | None]:
        """Whose id it is, unless he would have had to fly."""
        by_id = {p.track_ids[-1]: p for p in self._known.values()}
        who: list[Person | None] = []
        for i, name in enumerate(seen.ids):
            p = by_id.get(name)
            if p is not None:
                metres = self._apart_m(p, seen, i)
                if metres > 1.0 + self._rules.jump_mps * max(at_s - p.seen_s, 0.05):
                    p = None
            who.append(p)
        return who

    def _by_place(self, at_s: float, seen: Tracks, who: list[Person | None]) -> None:
        """Rows without a person go to whom we lost there a moment ago, nearest first."""
        taken = {p.key for p in who if p is not None}
        pairs: list[tuple[float, int, Person]] = []
        for i in (i for i, p in enumerate(who) if p is None):
            for p in self._known.values():
                metres = self._from_trace_m(at_s, p, seen, i) if p.key not in taken else math.inf
                if metres < math.inf:
                    pairs.append((metres, i, p))
        for _, i, p in sorted(pairs, key=lambda pair: (pair[0], pair[1], pair[2].key)):
            if who[i] is None and p.key not in taken:
                who[i] = p
                taken.add(p.key)

    def _from_trace_m(self, at_s: float, p: Person, seen: Tracks, row: int) -> float:
        """How far a box is from where he was lost; infinite if he cannot have come there, or is of another size.

        A track may end on a wrong box (a door for a man): then the last one of the same size counts.
        """
        tall = float(seen.boxes[row, 3] - seen.boxes[row, 1])
        if self._alike(tall, p.height):
            metres, gap_s = self._apart_m(p, seen, row), at_s - p.seen_s
        else:
            step = next((s for s in reversed(p.path) if self._alike(tall, s.height)), None)
            if step is None or at_s - step.at_s > self._rules.lost_s:
                return math.inf
            foot_x, foot_y = (seen.boxes[row, 0] + seen.boxes[row, 2]) / 2, seen.boxes[row, 3]
            metres = math.hypot(foot_x - step.x, foot_y - step.y) / step.height * self._ground.person_height_m
            gap_s = at_s - step.at_s
        reach = self._rules.lost_reach_m * min(gap_s, 1.0) + 0.5 + self._rules.lost_speed_mps * gap_s
        return metres if metres <= reach else math.inf

    def _alike(self, a: float, b: float) -> bool:
        return min(a, b) >= self._rules.lost_size_share * max(a, b)

    def _apart_m(self, p: Person, seen: Tracks, row: int) -> float:
        x1, _, x2, y2 = (float(v) for v in seen.boxes[row])
        x, y = p.foot
        return math.hypot((x1 + x2) / 2 - x, y2 - y) / p.height * self._ground.person_height_m

    def _new(self, at_s: float, seen: Tracks, row: int, frame_size: tuple[int, int] | None, start_s: float) -> Person:
        x1, y1, x2, y2 = (float(v) for v in seen.boxes[row])
        person = Person(
            key=self._next,
            track_ids=[seen.ids[row]],
            began_s=at_s,
            seen_s=at_s,
            box=(x1, y1, x2, y2),
            at_start=at_s - self._began_s < start_s,
            at_edge=_at_edge((x1, y1, x2, y2), frame_size),
            began_px=y2 - y1,
        )
        self._next += 1
        self._known[person.key] = person
        return person


def _upright(heights: list[float]) -> float:
    """Of somebody who stoops now and then; a few boxes that are too high count nothing."""
    return max(sorted(heights)[(4 * (len(heights) - 1)) // 5], 1.0)


def _at_edge(box: tuple[float, float, float, float], frame_size: tuple[int, int] | None) -> bool:
    """A picture of unknown size has its upper and left edge only."""
    if frame_size is None:
        return min(box[0], box[1]) <= EDGE_SHARE * (box[3] - box[1])
    width, height = frame_size
    margin = EDGE_SHARE * width
    return min(box[0], box[1]) <= margin or box[2] >= width - margin or box[3] >= height - margin
