"""A unit as the screens show it, as the ranking takes it."""

import msgspec

from dispatch.model import Unit
from dispatch.web.live.hub import Entity


def unit_of(shown: Entity, now_ms: int) -> Unit:
    """The unit as it is known now."""
    fixed_at_ms = shown["fixed_at_ms"]
    age_s = max(0, now_ms - fixed_at_ms) / 1000 if isinstance(fixed_at_ms, int) else None
    known = {name: shown[name] for name in ("unit_id", "kind", "lon", "lat", "status", "heading_deg")}
    return msgspec.convert({**known, "fix_age_s": age_s}, Unit)
