"""`GET /api/report?month=2026-11`: the exact figures of a month for operators; without a month, of all."""

import asyncio
from collections.abc import Callable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from dispatch.report import Report
from dispatch.web.gate.access import Refusal, operator_of
from streams.schema.errors import ConfigError

Reports = Callable[[str | None], Report]
"""A month such as `2026-11`, or None → its report."""


async def month_report(request: Request) -> Response:
    """The report as JSON, groups in order: all, by district, by month, by hour of the day."""
    operator_of(request)
    reports: Reports | None = request.app.state.reports
    if reports is None:
        raise Refusal(404, "no_archive", "this site keeps no archive")
    try:
        told = await asyncio.to_thread(reports, request.query_params.get("month") or None)
    except ConfigError as error:
        raise Refusal(400, "bad_field", str(error), field="month") from error
    return Response(msgspec.json.encode(told), media_type="application/json")
