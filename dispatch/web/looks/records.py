"""What is looked at by day, from the archive: a month's figures, the morning review, suggestions. For operators."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dispatch.records.report import Report
from dispatch.records.review import Review, ToldIncident
from dispatch.records.suggestions import Suggestion
from dispatch.web.gate.access import Refusal, operator_of
from streams.schema.errors import ConfigError


@dataclass(frozen=True, kw_only=True)
class Records:
    """What the archive is asked."""

    month: Callable[[str | None], Report]
    """A month such as `2026-11`, or None for all → its report."""
    review: Callable[[int], Review]
    """The day of duty that ended last (0), so many days before it, or (-1) the one that runs → its review."""
    suggestions: Callable[[], Sequence[Suggestion]]
    """What false alerts of the last days say about cameras' settings."""
    told_in: Callable[[str], ToldIncident | None]
    """The id of a person's report → what became of it."""


async def month_report(request: Request) -> Response:
    """`?month=2026-11`: groups in order: all, by district, by month, by hour of the day; without a month, of all."""
    records = _records(request)
    try:
        told = await asyncio.to_thread(records.month, request.query_params.get("month") or None)
    except ConfigError as error:
        raise Refusal(400, "bad_field", str(error), field="month") from error
    return _json(told)


async def morning_review(request: Request) -> Response:
    """`?back=0`: the incidents of a day of duty, what is missing in each, who signed."""
    records = _records(request)
    back = request.query_params.get("back", "0")
    if back != "-1" and not (back.isdecimal() and len(back) <= 4):  # noqa: PLR2004 - some 27 years
        raise Refusal(400, "bad_field", f"back = {back!r}: -1 for today, 0 for the day that ended, 1 …", field="back")
    return _json(await asyncio.to_thread(records.review, int(back)))


async def suggestions(request: Request) -> Response:
    """Changes of cameras' settings that somebody may want to make, each with the count behind it."""
    records = _records(request)
    return _json({"suggestions": await asyncio.to_thread(records.suggestions)})


def _records(request: Request) -> Records:
    operator_of(request)
    records: Records | None = request.app.state.records
    if records is None:
        raise Refusal(404, "no_archive", "this site keeps no archive")
    return records


def _json(told: object) -> Response:
    return Response(msgspec.json.encode(told), media_type="application/json")
