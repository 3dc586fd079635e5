"""Event time that only goes forward, whatever the clock of a camera does.

Knows nothing of what happens in that time.
"""

from collections.abc import Callable
from typing import Final

LATE_S: Final = 1.5
"""A frame from so little before the last one is late or doubled: left out. From longer ago: the clock was set."""
JUMP_S: Final = 5.0
"""A pause this long is a clock that jumped if the same people stand where they stood."""
ROUNDING_S: Final = 1e-6
"""Event seconds are sums of decimals: what has lasted so little less than some time has lasted it."""
STEP_S: Final = 0.2
"""What passes at a jump: one frame at 5 fps."""


class Timeline:
    """Camera time in epoch ms ↔ event seconds. After a jump, past events keep their distance to now."""

    def __init__(self) -> None:
        self._ahead_s = 0.0
        self._last_s: float | None = None

    def seconds(self, at_ms: int, goes_on: Callable[[], bool]) -> float | None:
        """Event time of a frame, more than that of the frame before; None for a frame to be left out.

        `goes_on` is asked only after a long pause: whether the picture shows that next to no time has passed.
        """
        at_s = at_ms / 1000 + self._ahead_s
        if self._last_s is not None:
            step_s = at_s - self._last_s
            if -LATE_S <= step_s <= 0:
                return None
            if step_s < -LATE_S or (step_s > JUMP_S and goes_on()):
                self._ahead_s += STEP_S - step_s
                at_s = self._last_s + STEP_S
        self._last_s = at_s
        return at_s

    def latest(self, at_ms: int) -> float:
        """Event time of `at_ms` as an end: never before the last frame."""
        return max(at_ms / 1000 + self._ahead_s, self._last_s if self._last_s is not None else 0.0)

    def ms(self, at_s: float) -> int:
        """What the camera's clock, as it goes now, would have shown at `at_s`."""
        return max(round((at_s - self._ahead_s) * 1000), 0)
