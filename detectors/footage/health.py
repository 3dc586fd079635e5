"""Whether a camera can be trusted: named states from what its pictures look like, each with its time to begin and end.

Pure: time comes with the pictures and with `tick`; nothing here reads a clock or a device.
"""

import msgspec
import numpy as np

from detectors.config import HealthRules
from detectors.footage.capture import Image
from detectors.footage.light import luminance, within_bars
from streams.schema.detections import Health


class HealthChange(msgspec.Struct, frozen=True, kw_only=True):
    """From one state into another."""

    health: Health
    was: Health
    at_ms: int
    detail: str


class Watchdog:
    """The health of one camera. It begins `ok`: a state must show before it is said."""

    def __init__(self, rules: HealthRules) -> None:
        self._rules = rules
        self._health: Health = "ok"
        self._seems: Health = "ok"
        self._seems_since_ms: int | None = None
        self._last_frame_ms: int | None = None
        self._same_since_ms: int | None = None

    @property
    def health(self) -> Health:
        """The state as it was last said."""
        return self._health

    def see(self, small: Image, difference: float | None, at_ms: int) -> HealthChange | None:
        """What a picture says.

        Args:
            small: `light.shrink` of the picture.
            difference: mean absolute difference from the picture before, luma; None where it has no like before it.
            at_ms: when it was taken; a time that runs back begins anew.
        """
        same = difference is not None and difference <= self._rules.frozen_difference
        if not same or self._same_since_ms is None or self._last_frame_ms is None or at_ms < self._last_frame_ms:
            self._same_since_ms = at_ms
        self._last_frame_ms = at_ms
        seems, detail = self._seems_like(small, at_ms)
        return self._settle(seems, detail, at_ms)

    def tick(self, now_ms: int, why: str = "") -> HealthChange | None:
        """What silence says: call it now and then, also while no frame comes. `why` is told if it is known."""
        if self._last_frame_ms is None:
            self._last_frame_ms = now_ms  # waiting begins with the first question
        silent_s = (now_ms - self._last_frame_ms) / 1000
        if silent_s < self._rules.offline_s or self._health == "offline":
            return None
        self._same_since_ms = None
        return self._say("offline", now_ms, why or f"no frame for {silent_s:.0f} s")

    def offline(self, now_ms: int, why: str) -> HealthChange | None:
        """The camera is known to be away for good: its footage ended, its address is wrong."""
        return None if self._health == "offline" else self._say("offline", now_ms, why)

    def _seems_like(self, small: Image, at_ms: int) -> tuple[Health, str]:
        luma = luminance(small)
        if luma < self._rules.dark_luminance:
            return (
                "dark",
                f"mean luma {luma:.0f} of 255: people cannot be made out below {self._rules.dark_luminance:.0f}",
            )
        detail = _detail(small)
        if detail < self._rules.covered_detail:
            return "covered", f"mean step between pixels {detail:.1f}: nothing to be seen"
        same_s = (at_ms - (self._same_since_ms if self._same_since_ms is not None else at_ms)) / 1000
        if same_s >= self._rules.frozen_s:
            return "frozen", f"the very same picture for {same_s:.0f} s"
        return "ok", ""

    def _settle(self, seems: Health, detail: str, at_ms: int) -> HealthChange | None:
        """Say a state once it has lasted: hysteresis in time."""
        if seems != self._seems or self._seems_since_ms is None or at_ms < self._seems_since_ms:
            self._seems, self._seems_since_ms = seems, at_ms
        needed_s = {"ok": self._rules.leave_s, "frozen": 0.0}.get(seems, self._rules.enter_s)  # frozen has had its time
        if self._health == "offline":
            needed_s = 0.0  # a frame came: at least that state is over
        if seems == self._health or at_ms - self._seems_since_ms < needed_s * 1000:
            return None
        return self._say(seems, at_ms, detail)

    def _say(self, health: Health, at_ms: int, detail: str) -> HealthChange:
        was, self._health = self._health, health
        return HealthChange(health=health, was=was, at_ms=at_ms, detail=detail)


def _detail(small: Image) -> float:
    """Mean absolute step between neighbours, luma; low for a hand, a bag, spray paint or fog before the lens."""
    picture = within_bars(small).astype(np.int16)
    if min(picture.shape) < 2:  # noqa: PLR2004 - no neighbours
        return 0.0
    return float((np.abs(np.diff(picture, axis=0)).mean() + np.abs(np.diff(picture, axis=1)).mean()) / 2)
