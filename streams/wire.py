"""Where messages become records and records become messages, the same on every bus; and the letter for what is none.

Knows no bus: `log` and `kafka` write and read through it, the hosts bury with it.
"""

from typing import Final

import msgspec

from streams.bus import Record
from streams.schema.codec import decode, encode
from streams.schema.errors import ContractError
from streams.schema.letters import DeadLetter
from streams.schema.message import Message

RAW_LIMIT_BYTES: Final = 512 * 1024
"""How much of a poison record a letter holds: with base64 it stays below the 1 MiB that Kafka takes by default."""
MESSAGE_LIMIT_BYTES: Final = 900 * 1024
"""The largest message: with its envelope it stays below that same 1 MiB."""
NOTE_LIMIT: Final = 4000
"""As `quantities.Note`."""
NAME_LIMIT: Final = 200
"""As `quantities.Name`."""


def to_wire(message: Message) -> bytes:
    """The bytes of `message`, which any reader can read.

    Raises:
        ContractError: no reader could (NaN, a bound that is broken, a topic that does not carry it): structs check
            nothing when they are built in Python, and a broken record in the log can never be taken back. Or it is
            larger than every bus takes.
    """
    value = encode(message)
    decode(message.topic, value)
    if len(value) > MESSAGE_LIMIT_BYTES:
        raise ContractError(f"{len(value)} bytes, more than {MESSAGE_LIMIT_BYTES}", topic=message.topic)
    return value


def from_wire(topic: str, value: bytes, *, partition: int, offset: int) -> Message | ContractError:
    """The message in a record, or the error that says why it holds none."""
    try:
        return decode(topic, value, partition=partition, offset=offset)
    except ContractError as error:
        return error


def letter(record: Record, why: str, found_at_ms: int) -> DeadLetter:
    """`record` put aside, with its first bytes and the reason. The same record always makes a letter of the same id."""
    raw = record.value[:RAW_LIMIT_BYTES]
    if len(raw) < len(record.value):
        why = f"{why} (first {len(raw)} of {len(record.value)} bytes)"
    return DeadLetter(
        district=_district(record),
        from_topic=record.topic[:NAME_LIMIT] or "?",
        partition=record.partition,
        offset=record.offset,
        raw=raw,
        why=why[:NOTE_LIMIT],
        found_at_ms=found_at_ms,
    )


class _Addressed(msgspec.Struct):
    """As much of a broken message as is needed to bring its letter to the right district."""

    district: str


def _district(record: Record) -> str:
    if isinstance(record.message, Message):
        return record.message.district
    for name, value in record.headers:
        if name == "ce_subject" and value:
            return value.decode(errors="replace")[:NAME_LIMIT]
    try:
        return msgspec.json.decode(record.value, type=_Addressed).district[:NAME_LIMIT] or "unknown"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "unknown"
