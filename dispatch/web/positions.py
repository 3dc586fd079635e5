"""`POST /api/positions` and the OsmAnd protocol of tracker apps: where a unit is, onto the positions topic.

A fix that cannot be is refused with the reason. https://www.traccar.org/osmand/ lists the names of the second form.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dispatch.web.accounts import Accounts
from dispatch.web.bodies import form_fields, json_object, read_as
from dispatch.web.commands import publish
from dispatch.web.gate.access import Refusal, Unit, principal_of
from dispatch.web.site import Site
from streams.runtime.clock import Clock
from streams.schema.positions import PositionFixed
from streams.schema.quantities import EpochMs, Lat, Lon, Metres

OLDEST_MS: Final = 600_000
"""Older fixes say nothing about now: at 300 s one costs 110 s of arrival, at 1,800 s 402 s (notes on dispatch)."""
AHEAD_MS: Final = 5_000
"""A receiver's clock may be this far ahead; such a fix counts as made now."""
KNOT_MPS: Final = 0.514444
_SECONDS_BELOW: Final = 10_000_000_000
"""OsmAnd clients send seconds or milliseconds; as seconds, this is the year 2286."""


class Fix(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone says of where it is."""

    lon: Lon
    lat: Lat
    fixed_at_ms: EpochMs
    accuracy_m: Metres = 0.0
    speed_mps: Metres | None = None
    heading_deg: float | None = None


async def post_position(request: Request) -> Response:
    """Take one fix of the unit whose token it carries: 202."""
    who = principal_of(request)
    if not isinstance(who, Unit):
        raise Refusal(403, "units_only", "positions come from units")
    fix = read_as(Fix, await json_object(request))
    await _take(request, who.unit_id, fix)
    return JSONResponse({"status": "taken"}, 202)


async def osmand(request: Request) -> Response:
    """Take one fix from a tracker app. A merely old one is thanked for and dropped: the app would send it for ever."""
    values = dict(request.query_params)
    if "form" in request.headers.get("content-type", ""):
        values |= await form_fields(request)
    accounts: Accounts = request.app.state.accounts
    unit_id = accounts.unit_of(values.get("id") or values.get("deviceid") or "")
    if unit_id is None:
        raise Refusal(401, "unknown_token", "`id` is no unit's token", field="id")
    clock: Clock = request.app.state.clock
    try:
        await _take(request, unit_id, _osmand_fix(values, clock.now_ms()))
    except Refusal as refusal:
        if refusal.code != "too_old":
            raise
        return JSONResponse({"status": "dropped", "why": refusal.why}, 202)
    return JSONResponse({"status": "taken"})


async def _take(request: Request, unit_id: str, fix: Fix) -> None:
    site: Site = request.app.state.site
    clock: Clock = request.app.state.clock
    position = position_from(fix, unit_id, site.unit(unit_id).district, clock.now_ms())
    await publish(request.app.state.bus, position)


def position_from(fix: Fix, unit_id: str, district: str, now_ms: int) -> PositionFixed:
    """The message that `fix` makes.

    Raises:
        Refusal: 400, not a number, from the future, or too old.
    """
    for name in ("lon", "lat", "accuracy_m", "speed_mps", "heading_deg"):
        value = getattr(fix, name)
        if value is not None and not math.isfinite(value):
            raise Refusal(400, "bad_field", f"`{name}` is no finite number", field=name)
    if fix.fixed_at_ms > now_ms + AHEAD_MS:
        late_s = (fix.fixed_at_ms - now_ms) / 1000
        raise Refusal(400, "from_the_future", f"the fix is {late_s:.0f} s in the future", field="fixed_at_ms")
    if fix.fixed_at_ms < now_ms - OLDEST_MS:
        raise Refusal(
            400, "too_old", f"the fix is {(now_ms - fix.fixed_at_ms) / 60_000:.0f} min old", field="fixed_at_ms"
        )
    return PositionFixed(
        district=district,
        unit_id=unit_id,
        lon=fix.lon,
        lat=fix.lat,
        fixed_at_ms=min(fix.fixed_at_ms, now_ms),
        accuracy_m=fix.accuracy_m,
        speed_mps=fix.speed_mps,
        heading_deg=fix.heading_deg,
    )


def _osmand_fix(values: Mapping[str, str], now_ms: int) -> Fix:
    speed_kn = _number(values, "speed")
    body: dict[str, object] = {
        "lon": _number(values, "lon", needed=True),
        "lat": _number(values, "lat", needed=True),
        "fixed_at_ms": _osmand_time(values.get("timestamp"), now_ms),
        "accuracy_m": _number(values, "accuracy") or 0.0,
        "speed_mps": None if speed_kn is None or speed_kn < 0 else speed_kn * KNOT_MPS,
        "heading_deg": _number(values, "bearing"),
    }
    return read_as(Fix, body)


def _number(values: Mapping[str, str], name: str, *, needed: bool = False) -> float | None:
    text = values.get(name)
    if text is None and not needed:
        return None
    try:
        number = float(text or "")
    except ValueError as error:
        raise Refusal(400, "bad_field", f"`{name}` is no number: {text!r}", field=name) from error
    if not math.isfinite(number):
        raise Refusal(400, "bad_field", f"`{name}` is no finite number", field=name)
    return number


def _osmand_time(text: str | None, now_ms: int) -> int:
    if text is None:
        return now_ms
    try:
        number = float(text)
        return int(number * 1000 if number < _SECONDS_BELOW else number)
    except (ValueError, OverflowError):
        pass
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
        return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise Refusal(400, "bad_field", f"`timestamp` is no time: {text!r}", field="timestamp") from error
