"""How many reports strangers may send: few from one address, and not more in all than a control room can look at."""

from collections import deque
from typing import Final

from dispatch.web.gate.access import Refusal
from streams.runtime.clock import Clock

WINDOW_MS: Final = 600_000
PER_ADDRESS: Final = 3
"""A witness tells of something, and then that it went on; a house of witnesses may share an address. Our choice."""
IN_ALL: Final = 30
"""From everywhere: one every 20 s keeps an operator busy; more is an attack, or a matter for 110. Our choice."""
PER_PARTNER: Final = 60
"""From a system that has a token of its own: one every 10 s. Our choice."""


class Limits:
    """Counts what was let in of late. Lives on the event loop alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taken: dict[str, deque[int]] = {}

    def take(self, *, address: str) -> None:
        """A stranger's report.

        Raises:
            Refusal: 429, too many from there, or from everywhere.
        """
        self._take((f"address {address}", PER_ADDRESS), ("all", IN_ALL))

    def take_partner(self, name: str) -> None:
        """A report of a system that has a token.

        Raises:
            Refusal: 429, too many.
        """
        self._take((f"partner {name}", PER_PARTNER))

    def _take(self, *limits: tuple[str, int]) -> None:
        now_ms = self._clock.now_ms()
        for key, times in tuple(self._taken.items()):
            while times and times[0] <= now_ms - WINDOW_MS:
                times.popleft()
            if not times:
                del self._taken[key]
        if any(len(self._taken.get(key, ())) >= most for key, most in limits):
            raise Refusal(429, "too_many_reports", "too many reports; in an emergency, call the police by telephone")
        for key, _ in limits:
            self._taken.setdefault(key, deque()).append(now_ms)
