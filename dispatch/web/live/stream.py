"""Server-Sent Events: the snapshot or what was missed first, then every change; a time signal as the heartbeat.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html. One slow client blocks nobody: it is let go.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

import msgspec
from starlette.types import Receive, Scope, Send

from dispatch.web.live.hub import Hub, Key, Subscription
from streams.runtime.clock import Clock

HEARTBEAT_S: Final = 5.0
SEND_S: Final = 10.0
"""A client whose connection takes no bytes for this long is let go."""

View = Callable[[], bytes]
"""The JSON of all that a client may see now."""
Touches = Callable[[frozenset[Key]], bool]

_HEAD: Final = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
)


class EventStream:
    """An ASGI answer that lasts.

    Without `view` the client sees the whole board; with it, only what `view` gives, anew whenever `touches` says that
    a change concerns it.
    """

    def __init__(
        self, hub: Hub, clock: Clock, last_seen: str, *, view: View | None = None, touches: Touches | None = None
    ) -> None:
        self._hub, self._clock, self._last_seen = hub, clock, last_seen
        self._view, self._touches = view, touches

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the ASGI signature
        """Send until the client is gone or too slow."""
        pump = asyncio.ensure_future(self._pump(send))
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await asyncio.wait({pump, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pump.cancel()
            gone.cancel()
            await asyncio.gather(pump, gone, return_exceptions=True)

    async def _pump(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": list(_HEAD)})
        subscription = self._hub.subscribe()
        try:
            async for text in self._texts(subscription):
                async with asyncio.timeout(SEND_S):
                    await send({"type": "http.response.body", "body": text, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            subscription.lost = True
        finally:
            self._hub.unsubscribe(subscription)

    async def _texts(self, subscription: Subscription) -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n" + self._connection()
        while not self._hub.caught_up.is_set():
            await self._hub.settled(HEARTBEAT_S)
            yield self._connection()
        if first := self._first():
            yield first
        while not subscription.lost:
            try:
                pushed = await asyncio.wait_for(subscription.queue.get(), HEARTBEAT_S)
            except TimeoutError:
                yield self._connection()
                continue
            if subscription.lost:
                return
            if pushed is None:
                yield self._connection()
            elif self._view is None:
                yield _event("change", pushed.data, pushed.position)
            elif self._touches is None or self._touches(pushed.touched):
                yield _event("snapshot", self._view(), pushed.position)

    def _first(self) -> bytes:
        if self._view is not None:
            return _event("snapshot", self._view(), self._hub.position)
        missed = self._hub.missed_since(self._last_seen) if self._last_seen else None
        if missed is None:
            return _event("snapshot", self._hub.snapshot(), self._hub.position)
        return b"".join(_event("change", item.data, item.position) for item in missed)

    def _connection(self) -> bytes:
        body = {"now_ms": self._clock.now_ms(), "stale_since_ms": self._hub.stale_since_ms}
        return _event("connection", msgspec.json.encode(body), None)


def _event(name: str, data: bytes, position: str | None) -> bytes:
    head = f"id: {position}\n" if position else ""
    return f"{head}event: {name}\ndata: ".encode() + data + b"\n\n"


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
