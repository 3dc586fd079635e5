"""The port to the road that messages travel: `log` (SQLite) and `kafka` implement it, bound by the same contract tests.

Delivery is at least once and in order per district. Knows nothing of what messages mean.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol, Self

import msgspec

from streams.schema.codec import Headers
from streams.schema.errors import ContractError
from streams.schema.message import Message

Cursor = Mapping[tuple[str, int], int]
"""(topic, partition) → offset of the next record to read. A partition that is not named is read from its start."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One record as it stands in the log.

    `message` is what it holds, or the error that says why it holds none: a poison record is a value, so that the reader
    can put it aside and go on.
    """

    topic: str
    partition: int
    offset: int
    recorded_at_ms: int
    value: bytes
    message: Message | ContractError
    headers: Headers = ()
    """The envelope that it came in; empty in the embedded log, where `codec.headers(message)` says the same."""


class Reader(Protocol):
    """A place in some topics that moves forward. Not shared between threads."""

    @property
    def cursor(self) -> Cursor:
        """Where the next poll begins."""

    def poll(self, timeout_s: float, limit: int = 500) -> list[Record]:
        """The next records, in order per partition; waits up to `timeout_s` for the first, empty when none came.

        With 0 empty only when none is there, however long a broker takes to say so.

        Raises:
            BusError: the log or broker cannot be read now; the cursor has not moved, call again.
        """

    def close(self) -> None:
        """Give up the place."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


class Bus(Protocol):
    """The topics of one site or city. Safe to share between threads."""

    def publish(self, messages: Sequence[Message]) -> None:
        """Append to the topics that the messages belong to, in order; they are durable when this returns.

        Raises:
            BusError: not stored (some may be: say it again, readers drop repeats).
        """

    def read(self, topics: Iterable[str], start: Cursor | Literal["earliest", "latest"]) -> Reader:
        """A reader of all partitions of `topics`."""

    def end(self, topics: Iterable[str]) -> Cursor:
        """The offsets that the next records will get, of all partitions."""

    def offsets_at(self, topics: Iterable[str], at_ms: int) -> Cursor:
        """The offsets of the first records that were recorded at `at_ms` or later, else the ends."""

    def commit(self, group: str, cursor: Cursor, outputs: Sequence[Message] = ()) -> None:
        """Publish `outputs` and remember that `group` is done with all before `cursor`.

        The embedded log does both in one transaction; Kafka publishes first, then commits, so that a crash between the
        two repeats the input and loses nothing. Where `cursor` names a topic that `outputs` belong to, the embedded log
        also refuses (BusError, nothing stored) unless the cursor stands at that topic's end: somebody else wrote there,
        whom the caller has not heard yet.
        """

    def committed(self, group: str, topics: Iterable[str]) -> Cursor:
        """Where `group` goes on; partitions never committed are left out."""

    def close(self) -> None:
        """Flush and let go."""
