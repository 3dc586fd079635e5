"""The document that others build their clients from says what the code does."""

from collections.abc import Iterator

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # its types are a package of their own

from streams import asyncapi
from streams.schema.codec import encode, headers
from streams.schema.topics import TOPICS
from tests.streams.examples import examples
from tests.streams.write_golden import GOLDEN

DOCUMENT = msgspec.json.decode(asyncapi.text())
EXAMPLES = {type(message).__name__: message for message in examples()}


def schema_of(name: str) -> dict[str, object]:
    return {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(ref := value.get("$ref"), str):
            yield ref
        for part in value.values():
            yield from references(part)
    if isinstance(value, list):
        for part in value:
            yield from references(part)


def test_the_document_is_golden() -> None:
    assert asyncapi.text() == (GOLDEN / "asyncapi.json").read_text("utf-8")


def test_every_topic_and_every_message_is_in_it() -> None:
    said = {channel["address"]: set(channel["messages"]) for channel in DOCUMENT["channels"].values()}
    assert said == {topic.name: {message.__name__ for message in topic.messages} for topic in TOPICS.values()}


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        place: object = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert isinstance(place, dict)
            assert step in place, reference
            place = place[step]


def test_every_schema_is_a_schema() -> None:
    for schema in DOCUMENT["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_the_codec_writes_is_what_the_document_promises(name: str) -> None:
    Draft202012Validator(schema_of(name)).validate(msgspec.json.decode(encode(EXAMPLES[name])))
    Draft202012Validator(schema_of("CloudEventHeaders")).validate(
        {key: value.decode() for key, value in headers(EXAMPLES[name])}
    )


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_what_the_document_forbids_is_no_message(name: str) -> None:
    fields = msgspec.json.decode(encode(EXAMPLES[name]))
    wrong = Draft202012Validator(schema_of(name))
    assert not wrong.is_valid({**fields, "district": ""})
    assert not wrong.is_valid({**fields, "type": "SomethingElse"})


def test_fields_of_the_future_are_allowed() -> None:
    fields = msgspec.json.decode(encode(EXAMPLES["PositionFixed"]))
    Draft202012Validator(schema_of("PositionFixed")).validate({**fields, "altitude_m": 3})
