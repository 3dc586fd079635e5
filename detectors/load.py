"""Whether the cameras of a process bring more pictures than it can look at. Knows counts and times only."""

from dataclasses import dataclass
from typing import Final

_EACH_MS: Final = 60_000
"""Said once a minute while it lasts."""
_TOO_MANY: Final = 0.3
"""Of five pictures a second 3.5 are left: a walker still overlaps himself from one to the next. `design`"""


@dataclass(frozen=True, kw_only=True)
class Overload:
    """More than can be looked at came within a minute or more."""

    looked_at: int
    passed_over: int

    @property
    def share(self) -> float:
        """Of all pictures, those passed over."""
        return self.passed_over / (self.looked_at + self.passed_over)


class Load:
    """Counts since `now_ms`."""

    def __init__(self, now_ms: int) -> None:
        self._begin(now_ms)

    def looked(self, skipped: int) -> None:
        """One picture was dealt with, and so many before it passed over."""
        self._looked_at += 1
        self._passed_over += skipped

    def told(self, now_ms: int) -> Overload | None:
        """What is to be said now, at most once a minute; a clock that was set back begins a new one."""
        if 0 <= now_ms - self._since_ms < _EACH_MS:
            return None
        found = Overload(looked_at=self._looked_at, passed_over=self._passed_over)
        self._begin(now_ms)
        return found if found.passed_over and found.share >= _TOO_MANY else None

    def _begin(self, now_ms: int) -> None:
        self._since_ms, self._looked_at, self._passed_over = now_ms, 0, 0
