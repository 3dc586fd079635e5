"""Messages to bytes and back: JSON values, CloudEvents 1.0 in binary mode as headers.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from datetime import UTC, datetime
from typing import Final

import msgspec

from streams.schema.errors import ContractError
from streams.schema.message import Message
from streams.schema.topics import TOPICS

Headers = tuple[tuple[str, bytes], ...]

_ENCODER: Final = msgspec.json.Encoder()
_DECODERS: Final = {name: msgspec.json.Decoder(topic.carries) for name, topic in TOPICS.items()}


def encode(message: Message) -> bytes:
    """The JSON of a message, its class name in `type`."""
    return _ENCODER.encode(message)


def headers(message: Message) -> Headers:
    """The CloudEvents attributes of a message, as Kafka record headers."""
    at = datetime.fromtimestamp(message.happened_at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": message.message_id,
        "ce_type": f"{message.topic}.{type(message).__name__}",
        "ce_source": message.source,
        "ce_time": at.replace("+00:00", "Z"),
        "ce_subject": message.district,
        "content-type": "application/json",
    }
    return tuple((name, value.encode()) for name, value in attributes.items())


def decode(topic: str, value: bytes, *, partition: int | None = None, offset: int | None = None) -> Message:
    """The message that `value` holds.

    Raises:
        ContractError: not JSON, a type that `topic` does not carry, or a bad field; names the place and the field.
    """
    decoder = _DECODERS.get(topic)
    if decoder is None:
        raise ContractError("no such topic in this version", topic=topic, partition=partition, offset=offset)
    try:
        message: Message = decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        why, _, field = str(error).partition(" - at ")
        raise ContractError(
            why, topic=topic, partition=partition, offset=offset, field=field.strip("`") or "$"
        ) from error
    return message
