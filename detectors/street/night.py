"""Whether it is night: by the sun over the site and by the picture, slow to change its mind."""

from datetime import UTC, datetime
from typing import Final

import msgspec
from astral import Observer
from astral.sun import elevation

from detectors.config import CameraConfig, NightRules
from detectors.hours import in_hours

PICTURE_S: Final = 10.0
"""One picture stands for at most so much time: no single one decides."""


class NightGate(msgspec.Struct, kw_only=True):
    """Day or night at one camera. Its JSON is its snapshot.

    Where the site gives hours, they say it. Else sun down: night; low sun: as dark or light as the picture is; sun up:
    day. Where the site's place is unknown the picture decides; where that is unknown too, it is taken for night.
    """

    night: bool | None = None
    sure_s: float = 0.0
    """For so long it would have to look otherwise before it is taken to be otherwise."""
    looked_s: float = 0.0
    seen_ms: int = 0
    sun_deg: float | None = None
    sun_at_ms: int = 0

    def observe(self, at_ms: int, luminance: float | None, camera: CameraConfig, rules: NightRules) -> bool:
        """Whether it is night at `at_ms`; `luminance` is the mean luma of the picture, 0–255."""
        if camera.night != "auto":
            return camera.night == "always"
        if camera.schedule:
            return in_hours(at_ms, camera.schedule, camera.time_zone)
        now = self._looks(at_ms, luminance, camera, rules)
        if self.night is None:  # a light picture may be a car's headlights; a dark one is no chance
            self.night, self.sure_s, self.seen_ms = now, rules.settle_s if now else 0.0, at_ms
        step_s = self._step_s(at_ms, rules)
        self.sure_s += step_s if now == self.night else -step_s
        if self.sure_s < 0:
            self.night, self.sure_s = now, max(self.looked_s, rules.settle_s)
        self.sure_s = min(self.sure_s, rules.light_s if self.night else rules.settle_s)
        return self.night

    def _step_s(self, at_ms: int, rules: NightRules) -> float:
        """For how much time this picture stands."""
        step_s = max(at_ms - self.seen_ms, 0) / 1000
        self.seen_ms = at_ms
        if step_s > rules.light_s:  # nobody looked meanwhile
            self.sure_s = min(self.sure_s, rules.settle_s)
        self.looked_s += min(step_s, PICTURE_S)
        return min(step_s, PICTURE_S)

    def _looks(self, at_ms: int, luminance: float | None, camera: CameraConfig, rules: NightRules) -> bool:
        was = self.night is not False or self.looked_s < rules.settle_s
        if camera.lon is None or camera.lat is None:
            return _dark(luminance, rules, was=was, otherwise=True)
        if self.sun_deg is None or abs(at_ms - self.sun_at_ms) >= 30_000:  # noqa: PLR2004 - the sun moves 0.1° meanwhile
            self.sun_deg, self.sun_at_ms = sun_deg(at_ms, camera.lon, camera.lat), at_ms
        if self.sun_deg <= rules.sun_down_deg:
            return True
        if self.sun_deg < rules.sun_up_deg and was:
            return True
        if self.sun_deg <= rules.twilight_deg:
            return _dark(luminance, rules, was=was, otherwise=False)
        return False


def sun_deg(at_ms: int, lon: float, lat: float) -> float:
    """Elevation of the sun over the horizon, degrees (astral, after NOAA's equations)."""
    return float(elevation(Observer(latitude=lat, longitude=lon), datetime.fromtimestamp(at_ms / 1000, UTC)))


def _dark(luminance: float | None, rules: NightRules, *, was: bool, otherwise: bool) -> bool:
    if luminance is None:
        return otherwise
    if luminance <= rules.dark_luminance:
        return True
    return was and luminance < rules.light_luminance
