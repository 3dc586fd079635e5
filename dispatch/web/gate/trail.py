"""What each request leaves in the audit log: written before the answer goes out, or the answer does not go out.

Knows no routes: it is told which endpoint is worth an entry, under which name.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from streams.runtime.clock import Clock
from streams.schema.errors import DeviceError

AGAIN_MS: Final = 60_000
"""Within this time the same person looking at the same thing again is no new entry: a clip comes in many pieces."""
_STRANGER: Final = "?"

_log = structlog.get_logger(__name__)


class Audit(Protocol):
    """Where entries go."""

    def write(self, actor: str, act: str, status: int, about: Mapping[str, str]) -> None:
        """Append one; raises DeviceError when it cannot be."""


def tell(request: Request, *, actor: str | None = None, **about: str) -> None:
    """What the entry of this request is to say: who asks, and what it is about. Of a stranger, only what is told."""
    told: dict[str, str] = request.scope.setdefault("audit", {})
    told.update(about)
    if actor is not None:
        request.scope["actor"] = actor


class Trail:
    """ASGI middleware: `acts` names the endpoints that leave an entry."""

    def __init__(self, app: ASGIApp, audit: Audit, clock: Clock, acts: Mapping[object, str]) -> None:
        self._app, self._audit, self._clock, self._acts = app, audit, clock, acts
        self._seen_ms: dict[tuple[str, ...], int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; its answer waits for the entry."""
        refused = False

        async def send_written(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                refused = not await self._written(scope, int(message["status"]))
                if refused:
                    why = "what was asked for cannot be written to the audit log, so it is not shown"
                    await JSONResponse({"error": "audit_unwritable", "why": why}, 503)(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, send_written if scope["type"] == "http" else send)

    async def _written(self, scope: Scope, status: int) -> bool:
        act = self._acts.get(scope.get("endpoint", self))
        actor: str = scope.get("actor", _STRANGER)
        told: Mapping[str, str] = scope.get("audit", {})
        if act is None or (actor == _STRANGER and not told):
            return True
        about = {name: str(value) for name, value in scope["path_params"].items()} | dict(told)
        if scope["method"] in {"GET", "HEAD"} and self._is_again((actor, act, str(status), *sorted(about.values()))):
            return True
        try:
            await asyncio.to_thread(self._audit.write, actor, act, status, about)
        except DeviceError as error:
            _log.error("audit_unwritable", actor=actor, act=act, error=str(error))
            return False
        return True

    def _is_again(self, what: tuple[str, ...]) -> bool:
        now_ms = self._clock.now_ms()
        self._seen_ms = {key: at_ms for key, at_ms in self._seen_ms.items() if now_ms - at_ms < AGAIN_MS}
        again = what in self._seen_ms
        self._seen_ms.setdefault(what, now_ms)
        return again
