"""What pictures say of their camera's health, second by second: numbers, not yet states.

Knows no model; time comes with the pictures.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from detectors.config import HealthRules
from detectors.footage.capture import Frame, Image
from detectors.footage.light import grey, luminance, stirred_share, within_bars
from detectors.footage.motion import Motion, Regions
from detectors.footage.view import Drift, View
from detectors.tracks import areas

_EACH_MS: Final = 1000
"""View and focus change slowly: they are looked at once a second."""
_ALIKE_SHARE: Final = 0.8
"""A frozen picture may be coded anew now and then; between that it is the very same."""
_CODING_LUMA: Final = 6
"""What coding the same picture anew changes at most, anywhere on the small picture."""
_BUSY_PLACES: Final = 8
"""Motion of nobody at so many: flakes and insects have edges of their own, less steep than the street's."""
_FLOOD_S: Final = 10.0
"""The clutter is averaged over so long."""
_PACE_S: Final = 15.0
"""The rate is counted over so long."""
_CLOCK_DRIFT: Final = 1e-3
"""Clocks differ by less (a quartz by 1e-4); what differs more is no drift."""
_JUMP_MS: Final = 1000.0
"""The clock jumped that goes so far from one picture to the next; what goes slower runs away."""
_JUMP_TOLD_S: Final = 20.0
"""A jump is a sign for so long; then the clock counts from where it is now. Longer than a state takes to be said."""
_SHARP_MEMORY_LOOKS: Final = 300
_SHARP_LEARNT_LOOKS: Final = 8
_PLAIN_STEP_LUMA: Final = 20.0
"""A picture without any step this high has no edges to tell its focus from."""
_FOCUS_PX: Final = (640, 60)
"""Edges are measured on a copy so wide and high: each of its pixels averages the noise of some twenty at 720p, which
would pass for steep edges. With noise of 12 luma more, edges look as steep as before (0.99 to 1.2 times; single rows
1.0 to 3.4)."""


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What the picture of this moment and those before it come to."""

    luma: float
    """Mean, 0–255."""
    detail: float
    """Mean step between neighbours on the small picture, luma."""
    same_s: float
    """For so long the picture has been the very same."""
    drift: Drift | None
    """Against the learnt view; None where that is not known, or nothing is to be seen."""
    focus: float | None
    """Steepness of the edges against the usual, 1 is as ever; None where that is not known."""
    clutter: float
    """Share of the last pictures full of motion that nobody on them explains."""
    rate_fps: float | None
    """Pictures a second that came in; None until that can be said."""
    clock_off_s: float
    """How far the camera's clock has run or jumped away from ours."""


class Senses:
    """The memory behind the signs of one camera."""

    def __init__(self, rules: HealthRules) -> None:
        self._rules = rules
        self._view, self._focus, self._clock = View(match=rules.view_lost), _Focus(), _Clock(rules.clock_off_s)
        self._drift: Drift | None = None
        self._sharpness: float | None = None
        self._before: Image | None = None
        self._due_ms, self._last_ms = 0, -math.inf
        self._begin()

    def of(self, frame: Frame, small: Image, motion: Motion, unexplained: Regions) -> Signs:
        """The signs after one more picture; `unexplained` regions of motion belong to nobody who was found there."""
        luma, detail = luminance(small), _detail(small)
        since_s = (frame.at_ms - self._last_ms) / 1000
        self._last_ms = frame.at_ms
        if not 0 <= since_s < self._rules.offline_s:
            self._begin()
            since_s = 0.0
        flooded = self._is_flood(unexplained, frame.size) or (motion.light_changed and self._stirs(small))
        self._before = small
        same_s = self._sameness.seconds(small, motion, frame.at_ms)
        if not 0 <= frame.at_ms - (self._due_ms - _EACH_MS) < _EACH_MS:
            self._due_ms = frame.at_ms + _EACH_MS
            if luma >= self._rules.dark_luminance:
                learn = self._clutter < self._rules.flood_share and same_s == 0  # the noise of one picture is no edge
                busy = flooded or len(unexplained) >= _BUSY_PLACES
                self._look(frame.image, small, plain=detail < self._rules.covered_detail, busy=busy, learn=learn)
            else:
                self._drift = self._sharpness = None
        self._clutter += (float(flooded) - self._clutter) * min(since_s / _FLOOD_S, 1.0)
        return Signs(
            luma=luma,
            detail=detail,
            same_s=same_s,
            drift=self._drift,
            focus=self._sharpness,
            clutter=self._clutter,
            rate_fps=self._pace.rate_fps(frame),
            clock_off_s=self._clock.off_s(frame),
        )

    def _is_flood(self, regions: Regions, size: tuple[int, int]) -> bool:
        """Many places, or so much of the picture: where much falls its places have grown together."""
        share = float(areas(regions).sum()) / (size[0] * size[1])
        return len(regions) >= self._rules.flood_regions or share >= self._rules.flood_area

    def _stirs(self, small: Image) -> bool:
        """More than a change of light: heavy snow moves too much of the picture to be motion."""
        before = self._before
        if before is None or before.shape != small.shape:
            return False
        return stirred_share(small, before) >= self._rules.flood_area

    def _begin(self) -> None:
        """Count anew what is counted over time: an outage, or a clock set back, is no stretch of pictures."""
        self._pace, self._sameness, self._clutter = _Pace(), _Sameness(), 0.0

    def _look(self, image: Image, small: Image, *, plain: bool, busy: bool, learn: bool) -> None:
        self._drift = self._view.compare(image, small, learn=learn and not plain)
        if plain:
            self._sharpness = None
        elif not busy:  # the edges of flakes, and of insects on the lens, are none of the street's
            self._sharpness = self._focus.of(image, before=self._sharpness)


class _Sameness:
    """How long the very same picture has been shown."""

    def __init__(self) -> None:
        self._first: Image | None = None
        self._since_ms = self._alike = self._shown = 0

    def seconds(self, small: Image, motion: Motion, at_ms: int) -> float:
        first = self._first
        self._shown += 1
        self._alike += motion.difference == 0.0
        same = (
            first is not None
            and first.shape == small.shape
            and int(np.abs(small.astype(np.int16) - first).max(initial=0)) <= _CODING_LUMA
            and self._alike >= max(1, _ALIKE_SHARE * (self._shown - 1))
        )
        if not same:
            self._first, self._since_ms, self._alike, self._shown = small, at_ms, 0, 0
        return (at_ms - self._since_ms) / 1000


class _Focus:
    """Steepness of edges against the usual one: what is out of focus has the same steps, less steep."""

    def __init__(self) -> None:
        self._looks, self._usual = 0, 0.0

    def of(self, image: Image, *, before: float | None) -> float | None:
        """The share of the usual; what it was `before` where no plain edge is left: a lens may get ever dirtier."""
        steepness = _steepness(image)
        if steepness is None:
            return before
        share = steepness / self._usual if self._looks >= _SHARP_LEARNT_LOOKS else None
        if share is None or share >= 1 - 1 / 4:  # who is out of focus does not learn that as usual
            self._looks = min(self._looks + 1, _SHARP_MEMORY_LOOKS)
            self._usual += (steepness - self._usual) / self._looks
        return share


class _Pace:
    """How fast pictures come."""

    def __init__(self) -> None:
        self._came: list[tuple[int, int]] = []

    def rate_fps(self, frame: Frame) -> float | None:
        self._came.append((frame.at_ms, 1 + frame.skipped))
        span_s = (frame.at_ms - self._came[0][0]) / 1000
        while len(self._came) > 2 and (frame.at_ms - self._came[1][0]) / 1000 >= _PACE_S:  # noqa: PLR2004 - both ends
            self._came.pop(0)
        if span_s < _PACE_S:
            return None
        return sum(count for _, count in self._came[1:]) / ((frame.at_ms - self._came[0][0]) / 1000)


class _Clock:
    """Whether the camera's clock keeps up with ours."""

    def __init__(self, limit_s: float) -> None:
        self._limit_ms = limit_s * 1000
        self._opening = -1
        self._first_stamp_ms = self._usual_ms = self._ahead_ms = 0.0
        self._last_ms = 0
        self._jumped_at_ms: int | None = None

    def off_s(self, frame: Frame) -> float:
        if frame.stamp_ms is None:
            return 0.0
        at_ms, ahead_ms = frame.at_ms, frame.stamp_ms - frame.at_ms
        if frame.opening != self._opening:
            self._opening, self._first_stamp_ms, self._last_ms = frame.opening, frame.stamp_ms, at_ms
        if frame.stamp_ms == self._first_stamp_ms:  # has not moved yet: a bare H.264 stream says 0 for ever
            self._begin(ahead_ms)
        drift_ms, jump_ms = max(0, at_ms - self._last_ms) * _CLOCK_DRIFT, abs(ahead_ms - self._ahead_ms)
        self._ahead_ms, self._last_ms = ahead_ms, at_ms
        self._usual_ms += float(np.clip(ahead_ms - self._usual_ms, -drift_ms, drift_ms))
        if abs(ahead_ms - self._usual_ms) < self._limit_ms:
            self._jumped_at_ms = None
        elif self._jumped_at_ms is None and jump_ms >= _JUMP_MS:
            self._jumped_at_ms = at_ms
        if self._jumped_at_ms is not None and not 0 <= at_ms - self._jumped_at_ms < _JUMP_TOLD_S * 1000:
            self._begin(ahead_ms)
        return (ahead_ms - self._usual_ms) / 1000

    def _begin(self, ahead_ms: float) -> None:
        self._usual_ms = self._ahead_ms = ahead_ms
        self._jumped_at_ms = None


def _detail(small: Image) -> float:
    """Mean absolute step between neighbours, luma; low for a hand, a bag, spray paint or fog before the lens."""
    picture = within_bars(small).astype(np.int16)
    if min(picture.shape) < 2:  # noqa: PLR2004 - no neighbours
        return 0.0
    return float((np.abs(np.diff(picture, axis=0)).mean() + np.abs(np.diff(picture, axis=1)).mean()) / 2)


def _steepness(image: Image) -> float | None:
    """The steepest steps between pixels against the highest steps at all; None without plain edges."""
    height, width = image.shape[:2]
    size = min(width, _FOCUS_PX[0]), min(height, _FOCUS_PX[1])
    rows = grey(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)).astype(np.int16)
    reach = max(8, size[0] // 40)
    if size[0] <= reach:
        return None
    high = float(np.percentile(np.abs(rows[:, reach:] - rows[:, :-reach]), 99))
    steep = float(np.percentile(np.abs(rows[:, 2:] - rows[:, :-2]), 99))
    return steep / high if high >= _PLAIN_STEP_LUMA else None
