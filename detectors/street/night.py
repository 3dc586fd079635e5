"""Whether it is night: by the sun over the site and by the picture, slow to change its mind."""

from datetime import UTC, datetime

import msgspec
from astral import Observer
from astral.sun import elevation

from detectors.config import CameraConfig, NightRules
from detectors.hours import in_hours


class NightGate(msgspec.Struct, kw_only=True):
    """Day or night at one camera. Its JSON is its snapshot.

    Where the site gives hours, they say it. Else sun down: night; low sun: as dark or light as the picture is; sun up:
    day. Where the site's place is unknown the picture decides; where that is unknown too, it is taken for night.
    """

    night: bool | None = None
    otherwise_since_ms: int | None = None
    sun_deg: float | None = None
    sun_at_ms: int = 0

    def observe(self, at_ms: int, luminance: float | None, camera: CameraConfig, rules: NightRules) -> bool:
        """Whether it is night at `at_ms`; `luminance` is the mean luma of the picture, 0–255."""
        if camera.night != "auto":
            return camera.night == "always"
        if camera.schedule:
            return in_hours(at_ms, camera.schedule, camera.time_zone)
        now = self._looks(at_ms, luminance, camera, rules)
        if self.night is None:
            self.night = now
        if now == self.night:
            self.otherwise_since_ms = None
        elif self.otherwise_since_ms is None or self.otherwise_since_ms > at_ms:
            self.otherwise_since_ms = at_ms
        elif at_ms - self.otherwise_since_ms >= rules.settle_s * 1000:
            self.night, self.otherwise_since_ms = now, None
        return self.night

    def _looks(self, at_ms: int, luminance: float | None, camera: CameraConfig, rules: NightRules) -> bool:
        was = True if self.night is None else self.night
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
