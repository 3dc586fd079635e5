"""How many reports strangers may send: few from one address, and not more in all than a control room can look at."""

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
    """Counts what was let in of late, each report once. Lives on the event loop alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._taken: dict[str, dict[str, int]] = {}
        """By who sent them, and by report: when it was let in."""

    def take(self, report_id: str, *, address: str) -> None:
        """A stranger's report.

        Raises:
            Refusal: 429, too many from there, or from everywhere.
        """
        self._take(report_id, (f"address {address}", PER_ADDRESS), ("all", IN_ALL))

    def take_partner(self, report_id: str, name: str) -> None:
        """A report of a system that has a token.

        Raises:
            Refusal: 429, too many.
        """
        self._take(report_id, (f"partner {name}", PER_PARTNER))

    def _take(self, report_id: str, *limits: tuple[str, int]) -> None:
        now_ms = self._clock.now_ms()
        late = {
            key: {of: at for of, at in taken.items() if at > now_ms - WINDOW_MS} for key, taken in self._taken.items()
        }
        self._taken = {key: taken for key, taken in late.items() if taken}
        full = [key for key, most in limits if len(self._taken.get(key, ())) >= most]
        if any(report_id not in self._taken[key] for key in full):
            raise Refusal(429, "too_many_reports", "too many reports; in an emergency, call the police by telephone")
        for key, _ in limits:
            self._taken.setdefault(key, {}).setdefault(report_id, now_ms)
