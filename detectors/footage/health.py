"""Whether a camera can be trusted: named states from the signs of its pictures, each with its time to begin and end.

Pure: time comes with the signs and with `tick`; nothing here reads a clock or a device.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from detectors.config import HealthRules
from detectors.footage.signs import Signs
from streams.schema.detections import Health

_OK: Final[tuple[Health, str]] = ("ok", "")
_OTHER_VIEW: Final = frozenset({"moved", "covered"})


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
        self._enter_s: Mapping[Health, float] = {
            "ok": rules.leave_s,
            "frozen": 0.0,  # these have had their time: they are counted over many pictures
            "flooded": 0.0,
            "slow": 0.0,
        }

    @property
    def health(self) -> Health:
        """The state as it was last said."""
        return self._health

    @property
    def seems(self) -> Health:
        """The state that the last picture shows, before it has lasted."""
        return self._seems

    def see(self, signs: Signs, at_ms: int) -> HealthChange | None:
        """What a picture says, taken at `at_ms`; a time that runs back begins anew."""
        self._last_frame_ms = at_ms
        seems, detail = next(self._named(signs), _OK)
        return self._settle(seems, detail, at_ms)

    def tick(self, now_ms: int, why: str = "") -> HealthChange | None:
        """What silence says: call it now and then, also while no frame comes. `why` is told if it is known."""
        if self._last_frame_ms is None:
            self._last_frame_ms = now_ms  # waiting begins with the first question
        silent_s = (now_ms - self._last_frame_ms) / 1000
        if silent_s < self._rules.offline_s or self._health == "offline":
            return None
        return self._say("offline", now_ms, why or f"no frame for {silent_s:.0f} s")

    def offline(self, now_ms: int, why: str) -> HealthChange | None:
        """The camera is known to be away for good: its footage ended, its address is wrong."""
        return None if self._health == "offline" else self._say("offline", now_ms, why)

    def _named(self, signs: Signs) -> Iterator[tuple[Health, str]]:
        """All states that the signs speak for, the gravest first: who sees nothing need not be told of snow."""
        rules = self._rules
        if signs.luma < rules.dark_luminance:
            yield (
                "dark",
                f"mean luma {signs.luma:.0f} of 255: people cannot be made out below {rules.dark_luminance:.0f}",
            )
        faded = signs.drift is None or signs.drift.contrast < rules.covered_contrast
        if signs.detail < rules.covered_detail and faded:
            yield "covered", f"mean step between pixels {signs.detail:.1f}: nothing to be seen"
        if signs.same_s >= rules.frozen_s:
            yield "frozen", f"the very same picture for {signs.same_s:.0f} s"
        yield from self._other_view(signs)
        focus_share = rules.focus_back_share if self._health == "defocused" else rules.focus_share
        if signs.focus is not None and signs.focus < focus_share:
            yield "defocused", f"edges {signs.focus:.0%} as steep as usual"
        if signs.clutter >= rules.flood_share:
            yield (
                "flooded",
                f"{signs.clutter:.0%} of the pictures full of motion that nobody explains: snow, rain, insects",
            )
        if signs.rate_fps is not None and signs.rate_fps < rules.slow_fps:
            yield "slow", f"{signs.rate_fps:.1f} pictures a second: a walker is lost between two of them"
        if abs(signs.clock_off_s) >= rules.clock_off_s:
            yield "clock_off", f"its clock is {signs.clock_off_s:+.0f} s away from where it was against ours"

    def _other_view(self, signs: Signs) -> Iterator[tuple[Health, str]]:
        drift, rules = signs.drift, self._rules
        if drift is None:
            return
        limit = rules.view_back if self._health in _OTHER_VIEW else rules.view_lost
        if drift.other_light and not drift.bare:
            limit = rules.view_other_light
        share = f"{drift.lost:.0%} of the parts of its picture"
        if drift.lost < limit:
            return
        if drift.bare:
            yield "covered", f"{share} show next to nothing of what they used to"
        elif drift.other_light:
            yield "covered", f"colour came or went, and with it what {share} used to show"
        elif drift.lost < rules.view_moved:
            yield "covered", f"{share} show something else: something stands before it, or it was turned a little"
        else:
            yield "moved", f"{share} show something else: turned, or something stands before it"

    def _settle(self, seems: Health, detail: str, at_ms: int) -> HealthChange | None:
        """Say a state once it has lasted: hysteresis in time."""
        either = {seems, self._seems} == _OTHER_VIEW and self._health not in _OTHER_VIEW  # now one, now the other
        if not (seems == self._seems or either) or self._seems_since_ms is None or at_ms < self._seems_since_ms:
            self._seems_since_ms = at_ms
        self._seems = seems
        needed_s = self._enter_s.get(seems, self._rules.enter_s)
        if self._health == "offline":
            needed_s = 0.0  # a frame came: at least that state is over
        if seems == self._health or at_ms - self._seems_since_ms < needed_s * 1000:
            return None
        return self._say(seems, at_ms, detail)

    def _say(self, health: Health, at_ms: int, detail: str) -> HealthChange:
        was, self._health = self._health, health
        return HealthChange(health=health, was=was, at_ms=at_ms, detail=detail)
