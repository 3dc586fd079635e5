"""A client of the live stream, as a browser is one: reads events, remembers the last id, keeps the board."""

import json
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

import httpx

Json = dict[str, Any]  # the wire's values, looked into by the tests
PATIENCE = 24
"""Heartbeats, of five seconds each, without what was waited for: then the test fails instead of waiting for ever."""


class Listener:
    """Use as a context; `last_id` goes on where another listener stopped."""

    def __init__(self, client: httpx.Client, *, last_id: str = "", path: str = "/api/stream") -> None:
        self.last_id = last_id
        self.seen: list[str] = []
        self.incidents: dict[str, Json] = {}
        self.units: dict[str, Json] = {}
        self.connection: Json = {}
        headers = {"last-event-id": last_id} if last_id else {}
        self._stream = client.stream("GET", path, headers=headers)

    def __enter__(self) -> Self:
        self._events = _events(self._stream.__enter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.__exit__(kind, error, trace)

    def hear(self) -> str:
        """Take in one event; its name."""
        name, event_id, data = next(self._events)
        self.seen.append(name)
        self.last_id = event_id or self.last_id
        if name == "connection":
            self.connection = data
            return name
        if name == "snapshot":
            self.incidents, self.units = {}, {}
        self.incidents |= {each["incident_id"]: each for each in data.get("incidents", [])}
        self.units |= {each["unit_id"]: each for each in data.get("units", [])}
        return name

    def until(self, wanted: Callable[[Self], bool]) -> Self:
        """Listen until `wanted` holds."""
        silent = 0
        while not wanted(self):
            silent += self.hear() == "connection"
            if silent > PATIENCE:
                raise AssertionError(f"waited for in vain; came: {self.seen[-20:]}")
        return self

    def incident(self, status: str | None = None) -> Json:
        """The only incident, once it has come (and stands as `status`)."""
        self.until(lambda me: any(status in {None, each["status"]} for each in me.incidents.values()))
        (found,) = self.incidents.values()
        return found


def _events(answer: httpx.Response) -> Iterator[tuple[str, str, Json]]:
    name, event_id, data = "message", "", ""
    for line in answer.iter_lines():
        field, _, value = line.partition(": ")
        match field:
            case "id":
                event_id = value
            case "event":
                name = value
            case "data":
                data = value
            case "" if data:
                yield name, event_id, json.loads(data)
                name, event_id, data = "message", "", ""
