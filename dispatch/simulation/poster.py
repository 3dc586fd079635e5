"""Somebody at the desk who sends idle units, minute by minute, to where `patrol coverage` says they would best wait.

Knows of the units what the desk knows. Pure.
"""

from collections.abc import Callable, Sequence
from typing import Final

from dispatch.config import UnitConfig
from dispatch.coverage import CoverageConfig, Idle, Posts
from dispatch.desk.state import State
from dispatch.eta import TURNOUT_S, EtaConfig
from dispatch.fixes import metres_between
from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.journey import Point
from streams.schema.facts import Fact
from streams.schema.message import Message

EVERY_MS: Final = 60_000
_PEOPLE_S: Final = 20.0
"""What people take of the target before a unit turns out: to look, to confirm, to say yes."""

_OLDEST_MS: Final = EtaConfig().fix_oldest_s * 1000
_NEARLY_THERE_M: Final = 500.0
"""A unit on its way to its post counts as there from here on: a minute, at ordinary speed."""


class Poster:
    """An actor in the night."""

    def __init__(
        self, posts: Posts, units: Sequence[UnitConfig], fleet: Fleet, state: Callable[[], State], *, now_ms: int
    ) -> None:
        self._posts, self._units, self._fleet, self._state = posts, units, fleet, state
        self._post: dict[str, Point] = {}
        self.next_ms = now_ms + EVERY_MS // 2

    def step(self, now_ms: int) -> Sequence[Message]:
        """Nothing is said to the desk; units are told by radio."""
        self.next_ms = now_ms + EVERY_MS
        state = self._state()
        idle = [one for unit in self._units if (one := self._idle(unit, state, now_ms)) is not None]
        for unit_id, post in self._posts.best(idle, rounds=1).items():
            self._post[unit_id] = post
            self._fleet.wait_at(unit_id, post, now_ms)
        return ()

    def hear(self, fact: Fact) -> None:
        """It looks at the desk's screen instead."""

    def _idle(self, unit: UnitConfig, state: State, now_ms: int) -> Idle | None:
        """The unit, if nobody needs it and it is known where it is; one near its post counts as there."""
        trail = state.trails.get(unit.unit_id)
        fix = trail.believed(now_ms) if trail else None
        if unit.unit_id in state.booked or fix is None or now_ms - fix.fixed_at_ms > _OLDEST_MS:
            return None
        left_s = CoverageConfig().within_s - _PEOPLE_S - TURNOUT_S[unit.kind]
        at = self._post.get(unit.unit_id, (fix.lon, fix.lat))
        if metres_between(fix.lon, fix.lat, *at) > _NEARLY_THERE_M:
            at = fix.lon, fix.lat
        return Idle(unit_id=unit.unit_id, kind=unit.kind, at=at, here_s=left_s, there_s=left_s)
