"""What others parse: the wire form of every message, and what happens to bytes that are none."""

import msgspec
import pytest

from streams.schema.codec import decode, encode, headers
from streams.schema.errors import ContractError
from streams.schema.message import Message
from streams.schema.topics import DEAD_LETTERS, DETECTIONS, INCIDENTS, POSITIONS, TOPICS
from tests.streams.examples import examples
from tests.streams.write_golden import GOLDEN, wire_form

EXAMPLES = {type(message).__name__: message for message in examples()}
EVERY_NAME = sorted(message.__name__ for topic in TOPICS.values() for message in topic.messages)


@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_message_has_an_example_and_its_wire_form_is_golden(name: str) -> None:
    assert wire_form(EXAMPLES[name]) == (GOLDEN / f"{name}.json").read_text("utf-8")


def test_the_examples_fill_in_every_field() -> None:
    for message in EXAMPLES.values():
        unsaid = [
            field.name
            for field in msgspec.structs.fields(message)
            if not field.required and getattr(message, field.name) == field.default
        ]
        assert not unsaid, f"{type(message).__name__} leaves {unsaid} at the default"


@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_message_comes_back_as_it_was(name: str) -> None:
    message = EXAMPLES[name]
    assert decode(message.topic, encode(message)) == message


@pytest.mark.parametrize("name", EVERY_NAME)
def test_a_field_that_this_version_does_not_know_is_skipped(name: str) -> None:
    message = EXAMPLES[name]
    fields = msgspec.json.decode(encode(message))
    assert decode(message.topic, msgspec.json.encode({**fields, "from_the_future": {"a": [1]}})) == message


@pytest.mark.parametrize("name", EVERY_NAME)
def test_every_message_has_an_id_of_its_own_facts(name: str) -> None:
    message = EXAMPLES[name]
    again = decode(message.topic, encode(message))
    assert message.message_id == again.message_id
    assert dict(headers(again))["ce_id"].decode() == message.message_id


def test_no_two_messages_of_the_night_share_an_id() -> None:
    facts = [message for message in EXAMPLES.values() if message.topic not in (INCIDENTS.name, "patrol.commands.v1")]
    assert len({message.message_id for message in facts}) == len(facts)


def refusal(topic: str, value: bytes) -> ContractError:
    with pytest.raises(ContractError) as refused:
        decode(topic, value, partition=3, offset=41)
    return refused.value


def test_a_type_that_the_topic_does_not_carry_is_named_with_its_place() -> None:
    error = refusal(POSITIONS.name, encode(EXAMPLES["LoiteringDetected"]))
    assert (error.topic, error.partition, error.offset) == (POSITIONS.name, 3, 41)
    assert "LoiteringDetected" in str(error)
    assert "patrol.positions.v1[3]@41" in str(error)


def test_an_unknown_type_is_named() -> None:
    assert "LoiteringForetold" in str(refusal(DETECTIONS.name, b'{"type":"LoiteringForetold","district":"d"}'))


@pytest.mark.parametrize(
    ("field", "value"),
    [("lon", 181), ("lat", -91), ("lon", "112.5"), ("accuracy_m", -1), ("fixed_at_ms", -5), ("unit_id", "")],
)
def test_a_bad_field_is_named(field: str, value: object) -> None:
    fields = msgspec.json.decode(encode(EXAMPLES["PositionFixed"]))
    assert refusal(POSITIONS.name, msgspec.json.encode({**fields, field: value})).field == f"$.{field}"


def test_a_missing_field_is_named() -> None:
    fields = msgspec.json.decode(encode(EXAMPLES["PositionFixed"]))
    del fields["unit_id"]
    assert "unit_id" in refusal(POSITIONS.name, msgspec.json.encode(fields)).why


@pytest.mark.parametrize(
    "value",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"type":"PositionFixed","lon":NaN}', b"[" * 100_000, b"1e999"],
    ids=["nothing", "null", "list", "half", "no utf-8", "nan", "deep", "infinite"],
)
def test_bytes_that_are_no_message_are_a_contract_error(value: bytes) -> None:
    assert refusal(POSITIONS.name, value).offset == 41


def test_a_topic_that_this_version_does_not_know_is_named() -> None:
    assert "patrol.positions.v2" in str(refusal("patrol.positions.v2", encode(EXAMPLES["PositionFixed"])))


def test_the_raw_bytes_of_a_dead_letter_survive() -> None:
    letter = EXAMPLES["DeadLetter"]
    raw = bytes(range(256))
    read: Message = decode(DEAD_LETTERS.name, encode(msgspec.structs.replace(letter, raw=raw)))
    assert getattr(read, "raw", None) == raw
