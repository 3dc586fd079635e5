"""The AsyncAPI 3.0 document of all topics, made from the same structs that the code runs on.

`python -m streams.asyncapi` writes it to stdout. https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

import inspect
import sys
from typing import Final

import msgspec

from streams.schema.message import Message
from streams.schema.topics import COMMANDS, DETECTIONS, POSITIONS, TOPICS, Topic

Json = dict[str, object]

HEADERS: Final = ("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_subject", "content-type")
"""As `codec.headers` writes them."""


def document() -> Json:
    """The document, as values that JSON knows."""
    classes = [message for topic in TOPICS.values() for message in topic.messages]
    _, schemas = msgspec.json.schema_components(classes, ref_template="#/components/schemas/{name}")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Video Patrol",
            "version": "1",
            "description": "What cameras see, where units are, what people want, what was decided. "
            "Fields are added with defaults only: readers skip what they do not know.",
            "license": {"name": "AGPL-3.0-or-later"},
        },
        "defaultContentType": "application/json",
        "channels": {_short(topic): _channel(topic) for topic in TOPICS.values()},
        "operations": {f"{_action(topic)}-{_short(topic)}": _operation(topic) for topic in TOPICS.values()},
        "components": {
            "messages": {message.__name__: _message(message) for message in classes},
            "schemas": {**schemas, "CloudEventHeaders": _headers()},
        },
    }


def text() -> str:
    """The document as it stands in the golden file."""
    return msgspec.json.format(msgspec.json.encode(document(), order="sorted"), indent=2).decode() + "\n"


def _short(topic: Topic) -> str:
    """`dead-letters` of `patrol.dead-letters.v1`."""
    return topic.name.split(".")[1]


def _action(topic: Topic) -> str:
    """Seen from the desk."""
    return "receive" if topic in (DETECTIONS, POSITIONS, COMMANDS) else "send"


def _channel(topic: Topic) -> Json:
    settings: Json = {"cleanup.policy": ["delete"], "retention.ms": topic.retention_ms}
    return {
        "address": topic.name,
        "description": topic.says,
        "messages": {m.__name__: {"$ref": f"#/components/messages/{m.__name__}"} for m in topic.messages},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": settings,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation(topic: Topic) -> Json:
    return {
        "action": _action(topic),
        "channel": {"$ref": f"#/channels/{_short(topic)}"},
        "summary": f"The desk {_action(topic)}s {topic.says}.",
    }


def _message(message: type[Message]) -> Json:
    key = {"type": "string", "description": "The district: one district, one partition, one order."}
    return {
        "name": message.__name__,
        "summary": inspect.cleandoc(message.__doc__ or "").partition("\n")[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {"$ref": f"#/components/schemas/{message.__name__}"},
        "bindings": {"kafka": {"key": key, "bindingVersion": "0.5.0"}},
    }


def _headers() -> Json:
    return {
        "type": "object",
        "description": "CloudEvents 1.0, binary mode of the Kafka binding. On the embedded log they are derived.",
        "required": list(HEADERS),
        "properties": {name: {"type": "string"} for name in HEADERS},
    }


if __name__ == "__main__":
    sys.stdout.write(text())
