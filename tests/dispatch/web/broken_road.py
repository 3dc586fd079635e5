"""A bus that can be broken and mended, standing before a real one."""

from collections.abc import Iterable, Sequence
from typing import Literal, Self

from typing_extensions import override

from streams.bus import Bus, Cursor, Reader, Record
from streams.schema.errors import BusError
from streams.schema.message import Message


class BrokenRoad(Bus):
    """While `broken`, nothing can be read or written."""

    def __init__(self, bus: Bus, *, broken: bool = True) -> None:
        self._bus, self.broken = bus, broken

    def check(self) -> None:
        if self.broken:
            raise BusError("the road is broken")

    @override
    def publish(self, messages: Sequence[Message]) -> None:
        self.check()
        self._bus.publish(messages)

    @override
    def read(self, topics: Iterable[str], start: Cursor | Literal["earliest", "latest"]) -> Reader:
        self.check()
        return _BrokenReader(self._bus.read(topics, start), self)

    @override
    def end(self, topics: Iterable[str]) -> Cursor:
        self.check()
        return self._bus.end(topics)

    @override
    def offsets_at(self, topics: Iterable[str], at_ms: int) -> Cursor:
        self.check()
        return self._bus.offsets_at(topics, at_ms)

    @override
    def commit(self, group: str, cursor: Cursor, outputs: Sequence[Message] = ()) -> None:
        self.check()
        self._bus.commit(group, cursor, outputs)

    @override
    def committed(self, group: str, topics: Iterable[str]) -> Cursor:
        self.check()
        return self._bus.committed(group, topics)

    @override
    def close(self) -> None:
        self._bus.close()


class _BrokenReader(Reader):
    def __init__(self, reader: Reader, road: BrokenRoad) -> None:
        self._reader, self._road = reader, road

    @property
    @override
    def cursor(self) -> Cursor:
        return self._reader.cursor

    @override
    def poll(self, timeout_s: float, limit: int = 500) -> list[Record]:
        self._road.check()
        return self._reader.poll(min(timeout_s, 0.05), limit)

    @override
    def close(self) -> None:
        self._reader.close()

    @override
    def __enter__(self) -> Self:
        return self

    @override
    def __exit__(self, *_: object) -> None:
        self.close()
