"""Writes the golden files anew, after a change of the contract that is meant: `python -m tests.streams.write_golden`.

Then read the diff: only fields with defaults may be added; anything else is a new topic version.
"""

from pathlib import Path
from typing import Final

import msgspec

from streams import asyncapi
from streams.schema.codec import encode, headers
from streams.schema.message import Message
from tests.streams.examples import examples

GOLDEN: Final = Path(__file__).parent / "golden"


def wire_form(message: Message) -> str:
    """What stands in a golden file: topic, headers, value."""
    record = {
        "topic": message.topic,
        "headers": {name: value.decode() for name, value in headers(message)},
        "value": msgspec.Raw(encode(message)),
    }
    return msgspec.json.format(msgspec.json.encode(record), indent=2).decode() + "\n"


def main() -> None:
    """Write all of them."""
    GOLDEN.mkdir(exist_ok=True)
    for message in examples():
        (GOLDEN / f"{type(message).__name__}.json").write_text(wire_form(message), "utf-8")
    (GOLDEN / "asyncapi.json").write_text(asyncapi.text(), "utf-8")


if __name__ == "__main__":
    main()
