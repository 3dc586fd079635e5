"""Clocks as values that are handed in. The core never reads one."""

import mmap
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self

from typing_extensions import override

_MS: Final = struct.Struct("=q")


class Clock(Protocol):
    """Gives the present time."""

    speed: float = 1.0
    """How many times as fast as ours it runs, at most."""

    def now_ms(self) -> int:
        """UTC epoch milliseconds."""


class WallClock(Clock):
    """The machine's time, which never runs backwards within one process, whatever NTP does."""

    def __init__(self) -> None:
        self._wall_ms = time.time_ns() // 1_000_000
        self._steady_ns = time.monotonic_ns()

    @override
    def now_ms(self) -> int:
        return self._wall_ms + (time.monotonic_ns() - self._steady_ns) // 1_000_000


@dataclass(frozen=True, kw_only=True)
class ScaledClock(Clock):
    """A time of its own that runs `speed` times as fast: several processes that share these three numbers agree.

    `origin_ms` is the told time at the wall time `wall_origin_ms`.
    """

    origin_ms: int
    wall_origin_ms: int
    speed: float = 1.0

    @override
    def now_ms(self) -> int:
        return self.origin_ms + int((time.time_ns() // 1_000_000 - self.wall_origin_ms) * self.speed)


class ManualClock(Clock):
    """A clock that its owner moves, for tests and for runs faster than real time."""

    def __init__(self, now_ms: int = 0) -> None:
        self._now_ms = now_ms

    @override
    def now_ms(self) -> int:
        return self._now_ms

    def advance_to(self, now_ms: int) -> None:
        """Move forward; a time in the past is ignored."""
        self._now_ms = max(self._now_ms, now_ms)


class SharedClock(Clock):
    """A time in a file: the process that made it moves it, others read it, and it stands while nobody moves it.

    So several processes can run faster than real time and still wait for the slowest of them.
    """

    def __init__(self, path: Path, *, speed: float = 1.0) -> None:
        """Read the time that `path` holds.

        Raises:
            OSError: it cannot be opened.
            ValueError: it is empty.
        """
        self.speed = speed
        with path.open("r+b") as file:
            self._held = mmap.mmap(file.fileno(), _MS.size)

    @classmethod
    def make(cls, path: Path, now_ms: int, *, speed: float = 1.0) -> Self:
        """A new one in `path`, at `now_ms`."""
        path.write_bytes(_MS.pack(now_ms))
        return cls(path, speed=speed)

    @override
    def now_ms(self) -> int:
        return int(_MS.unpack_from(self._held)[0])

    def advance_to(self, now_ms: int) -> None:
        """Move forward; a time in the past is ignored."""
        _MS.pack_into(self._held, 0, max(self.now_ms(), now_ms))
