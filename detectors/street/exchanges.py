"""Two who pass close by, and whose ids the tracker exchanges as they do: told by whose way each one's way goes on.

Knows two people at a time, and nothing of how ids are given.
"""

import itertools
import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from detectors.rules import GroundRules
from detectors.street.person import Person, Step

CLOSE_M: Final = 4.0
"""Farther apart than this they did not pass each other in the last second."""
LOOK_S: Final = 1.2
"""So long after an exchange it is still found: by then they are some steps apart."""
WAY_S: Final = 0.8
"""So much of a way, before and after: over more of it people turn. Four boxes at 5 fps."""
LEAST_S: Final = 0.35
"""Less of a way tells no speed: two boxes at 2.5 fps."""
OFF_M: Final = 0.12
"""A box is off by so much (one sd): by 3 % at each edge of it, on both ways."""
TURN_MPS: Final = 0.6
"""Where somebody is missed, his speed may change by so much (one sd)."""
STEP_MPS: Final = 1.0
"""And by so much at any step: he stops or starts."""
SPEED_MPS: Final = 0.4
"""From one part of his way to the next his speed changes by so much, mostly; now and then by any."""
RUN_MPS: Final = 2.0
"""The two together walk no faster, where they come as near to each other as this matters."""
OWN: Final = 1.0
"""So ill each one's own way must go on, in squared sd: an exchange breaks both."""
OTHERS: Final = 8.0
"""And so well at least that of the other: without it twice as many are wrongly found in crowds at 2.5 fps."""
CLEARLY: Final = 5.0
"""And so much better, in all, each must go on as the other. Synthetic crossings, and tracks drawn by people, in which
none is exchanged."""

_AXES: Final = (1.0, 0.5, 0.5)
"""Sideways, and twice up and down: by the foot, which may be hidden, and by the head."""


_Parts = tuple[Sequence[Step], Sequence[Step]]


class Way(NamedTuple):
    """A straight line through some steps: from when to when, mean time, and there (x, foot, head), m, and m/s."""

    from_s: float
    to_s: float
    mid_s: float
    place: tuple[float, ...]
    mps: tuple[float, ...]
    off_m2: float
    """How far the steps lie off it."""


def exchanged_s(p: Person, q: Person, ground: GroundRules) -> float | None:
    """Since when each goes on as the other did; None while each goes on as himself, or it is not clear.

    Both are seen on this frame. Who has been seen for less than half a second has no way yet.
    """
    metre_px = (p.height + q.height) / 2 / ground.person_height_m
    if math.dist(p.foot, q.foot) > CLOSE_M * metre_px:
        return None
    p_steps, q_steps = _lately(p), _lately(q)
    found_s, best = None, CLEARLY
    for cut_s in sorted({step.at_s for step in (*p_steps, *q_steps) if step.at_s > p.seen_s - LOOK_S}):
        gain = _gain(_parts(p_steps, cut_s), _parts(q_steps, cut_s), metre_px)
        if gain > best:
            found_s, best = cut_s, gain
    return found_s


def exchange(p: Person, q: Person, since_s: float) -> None:
    """What was seen of each since then was seen of the other; an id that was taken for his since then, too."""
    p_steps, q_steps = _cut(p, since_s), _cut(q, since_s)
    p.path.extend(q_steps)
    q.path.extend(p_steps)
    p.box, q.box = q.box, p.box
    p_id, q_id = _id_since(p, since_s), _id_since(q, since_s)
    p.found_s = q.found_s = -math.inf
    p.is_called(q_id)
    q.is_called(p_id)


def _id_since(p: Person, since_s: float) -> str:
    """The id that is the other's; one that he never had before is his no more."""
    return p.track_ids.pop() if p.found_s >= since_s else p.track_ids[-1]


def _lately(p: Person) -> list[Step]:
    """His steps that count, the latest last."""
    since_s = p.seen_s - LOOK_S - 2 * WAY_S
    return list(itertools.takewhile(lambda step: step.at_s >= since_s, reversed(p.path)))[::-1]


def _cut(p: Person, since_s: float) -> list[Step]:
    steps = [step for step in p.path if step.at_s >= since_s]
    for _ in steps:
        p.path.pop()
    return steps


def _gain(p: _Parts | None, q: _Parts | None, metre_px: float) -> float:
    """How much better each goes on as the other, in squared sd."""
    if p is None or q is None or not _can_be(p, q, metre_px):
        return -math.inf
    p0, p1, q0, q1 = (_way(steps, metre_px) for steps in (*p, *q))
    own, others = (_break(p0, p1), _break(q0, q1)), (_break(p0, q1), _break(q0, p1))
    return sum(own) - sum(others) if min(own) >= OWN and max(others) <= OTHERS else -math.inf


def _parts(steps: Sequence[Step], cut_s: float) -> _Parts | None:
    """His way before and after; None if either cannot be told."""
    last_s = max((step.at_s for step in steps if step.at_s < cut_s), default=-math.inf)
    before = [step for step in steps if last_s - WAY_S <= step.at_s <= last_s]
    after = [step for step in steps if cut_s <= step.at_s <= cut_s + WAY_S]
    if not before or not after or last_s - before[0].at_s < LEAST_S or cut_s - last_s > WAY_S:
        return None
    return before, after


def _can_be(p: _Parts, q: _Parts, metre_px: float) -> bool:
    """Neither would have had to run to be where the other was seen next: quickly told of most who keep their ids."""
    (p0, q0), (p1, q1) = (p[0][-1], q[0][-1]), (p[1][0], q[1][0])
    farther_px = _apart_px(p0, q1) + _apart_px(q0, p1) - _apart_px(p0, p1) - _apart_px(q0, q1)
    return farther_px <= (OFF_M + RUN_MPS * max(p1.at_s - p0.at_s, q1.at_s - q0.at_s)) * metre_px


def _apart_px(a: Step, b: Step) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)


def _way(steps: Sequence[Step], metre_px: float) -> Way:
    n = len(steps)
    mid_s = sum(step.at_s for step in steps) / n
    times = [step.at_s - mid_s for step in steps]
    spread = sum(t * t for t in times) or 1.0
    place, mps, off_m2 = [], [], 0.0
    for weight, px in zip(_AXES, zip(*((s.x, s.y, s.y - s.height) for s in steps), strict=True), strict=True):
        at = [x / metre_px for x in px]
        mean = sum(at) / n
        speed = sum(t * x for t, x in zip(times, at, strict=True)) / spread
        off_m2 += weight * sum((x - mean - speed * t) ** 2 for t, x in zip(times, at, strict=True)) / max(n - 2, 1)
        place.append(mean)
        mps.append(speed)
    return Way(steps[0].at_s, steps[-1].at_s, mid_s, tuple(place), tuple(mps), off_m2)


def _break(a: Way, b: Way) -> float:
    """How ill `b` goes on from `a`, in squared sd: in place where they meet, and in speed (heavy-tailed)."""
    if b.to_s - b.from_s < LEAST_S:  # tells no speed
        meet_s, mps, unsure_m = b.mid_s, a.mps, STEP_MPS * (b.mid_s - a.to_s)
    else:
        meet_s, mps, unsure_m = (a.to_s + b.from_s) / 2, b.mps, TURN_MPS * (b.from_s - a.to_s) / 2
    apart_m2 = speed2 = 0.0
    for weight, x, v, y, w in zip(_AXES, a.place, a.mps, b.place, mps, strict=True):
        apart_m2 += weight * (x + v * (meet_s - a.mid_s) - y - w * (meet_s - b.mid_s)) ** 2
        speed2 += weight * (v - w) ** 2
    off = apart_m2 / (OFF_M**2 + unsure_m**2 + a.off_m2 + b.off_m2)
    return off + math.log1p(speed2 / SPEED_MPS**2)
