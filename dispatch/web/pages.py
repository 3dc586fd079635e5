"""The built pages, the street map and the evidence as files that browsers ask for. Knows nothing of their content."""

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from dispatch.web.bodies import json_object, text_field
from dispatch.web.cards import evidence_of, incidents_of
from dispatch.web.gate.access import Refusal, Unit, operator_of, principal_of
from dispatch.web.gate.trail import tell
from streams.schema.errors import DeviceError
from streams.sealing import sealed_key

STATIC: Final = Path(__file__).parent / "static"
_REASON_CHARS: Final = 500


class Evidence(Protocol):
    """Where stills and clips are kept."""

    def find(self, key: str) -> Path | None:
        """The file under a key; None when there is none."""


class Opener(Protocol):
    """Opens what was sealed: `streams.sealing.Seal`."""

    def open(self, name: str, sealed: bytes) -> bytes:
        """What was sealed under that name; raises DeviceError."""


class Streets:
    """The street map as GeoJSON, made once when the first screen asks for it, and kept packed."""

    def __init__(self, make: Callable[[], bytes]) -> None:
        self._make = make
        self._lock = asyncio.Lock()
        self._packed: bytes | None = None

    async def packed(self) -> bytes:
        """The GeoJSON, gzipped."""
        async with self._lock:
            if self._packed is None:
                self._packed = await asyncio.to_thread(lambda: gzip.compress(self._make(), 6))
            return self._packed


def page(_: Request, name: str) -> Response:
    """One of the built pages."""
    file = STATIC / name
    if not file.is_file():
        return PlainTextResponse("The screens are not built: npm ci && npm run build, in dispatch/web/ui\n", 503)
    return FileResponse(file, headers={"cache-control": "no-cache"})


async def console(request: Request) -> Response:
    """The operator's console; the login page for everyone else."""
    try:
        operator_of(request)
    except Refusal:
        return RedirectResponse("/login", 303)
    return page(request, "index.html")


async def unit_page(request: Request) -> Response:
    """The unit's page; the token in its link stays in the browser."""
    return page(request, "unit.html")


async def report_page(request: Request) -> Response:
    """The form for whoever sees something; a unit's phone reports as the unit."""
    return page(request, "report.html")


async def unit_worker(request: Request) -> Response:
    """The script that keeps the unit's page usable without signal."""
    return page(request, "unit-worker.js")


async def streets(request: Request) -> Response:
    """All streets, for the map; for everyone where everyone may report, who must find the place."""
    if not request.app.state.public_reports:
        principal_of(request)
    streets: Streets | None = request.app.state.streets
    if streets is None:
        raise Refusal(404, "no_map", "this site has no street map")
    headers = {"content-encoding": "gzip", "cache-control": "private, max-age=3600"}
    return Response(await streets.packed(), media_type="application/geo+json", headers=headers)


async def evidence(request: Request) -> Response:
    """One still or clip: any for an operator, those of its own incidents for a unit."""
    key = request.path_params["key"]
    match principal_of(request):
        case Unit(unit_id=unit_id) if not any(
            key in evidence_of(each) for each in incidents_of(request.app.state.hub, unit_id)
        ):
            raise Refusal(403, "not_your_incident", "a unit sees the evidence of its own incidents only", field="key")
    store: Evidence = request.app.state.evidence
    file = await asyncio.to_thread(store.find, key)
    if file is None:
        raise Refusal(404, "no_evidence", f"nothing is kept under {key!r} (any more)", field="key")
    # Kept by the browser for this person only: the next one who logs in there is to be seen looking.
    headers = {"cache-control": "private, max-age=3600", "vary": "cookie, authorization"}
    return FileResponse(file, headers=headers)  # in ranges: phones ask for no other


async def unblurred(request: Request) -> Response:
    """The picture behind a blurred still, for an operator who says why; the audit log has it before it is shown.

    Body: `reason`, a text.
    """
    operator_of(request)
    key = request.path_params["key"]
    reason = text_field(await json_object(request), "reason").strip()
    tell(request, reason=reason[:_REASON_CHARS])
    store: Evidence = request.app.state.evidence
    seal: Opener | None = request.app.state.seal
    file = await asyncio.to_thread(store.find, sealed_key(key))
    if seal is None or file is None:
        raise Refusal(404, "not_kept", f"no unblurred picture is kept behind {key!r}", field="key")
    try:
        picture = await asyncio.to_thread(lambda: seal.open(sealed_key(key), file.read_bytes()))
    except (DeviceError, OSError) as error:
        raise Refusal(410, "not_readable", str(error), field="key") from error
    return Response(picture, media_type="image/jpeg", headers={"cache-control": "no-store"})
