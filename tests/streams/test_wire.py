"""What cannot be read gets a letter that can, whatever it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from streams.bus import Record
from streams.schema.codec import decode, encode
from streams.schema.errors import ContractError
from streams.schema.letters import DeadLetter
from streams.schema.topics import POSITIONS
from streams.wire import MESSAGE_LIMIT_BYTES, RAW_LIMIT_BYTES, from_wire, letter, to_wire
from tests.contracts.buses import NIGHT_MS, detection, fix


def record(value: bytes, headers: tuple[tuple[str, bytes], ...] = ()) -> Record:
    return Record(
        topic=POSITIONS.name,
        partition=0,
        offset=7,
        recorded_at_ms=NIGHT_MS,
        value=value,
        headers=headers,
        message=from_wire(POSITIONS.name, value, partition=0, offset=7),
    )


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=5_000), st.lists(st.tuples(st.just("ce_subject"), st.binary())))
def test_every_letter_can_be_read(value: bytes, why: str, headers: list[tuple[str, bytes]]) -> None:
    written = letter(record(value, tuple(headers)), why, NIGHT_MS)
    read = decode(written.topic, encode(written))
    assert isinstance(read, DeadLetter)
    assert read.raw == value


def test_a_letter_goes_to_the_district_that_the_envelope_names() -> None:
    assert letter(record(b"{", (("ce_subject", b"wall"),)), "half", NIGHT_MS).district == "wall"


def test_without_an_envelope_it_goes_where_the_broken_message_says() -> None:
    assert letter(record(b'{"type":"NoSuch","district":"wall"}'), "unknown", NIGHT_MS).district == "wall"


def test_what_names_no_district_is_of_an_unknown_one() -> None:
    assert letter(record(b"\xff"), "no text", NIGHT_MS).district == "unknown"
    assert letter(record(b'{"district":""}'), "empty", NIGHT_MS).district == "unknown"


def test_the_letter_of_one_record_has_one_id() -> None:
    first, again = (letter(record(b"{"), "half", NIGHT_MS + n) for n in (0, 1))
    assert first.message_id == again.message_id


def test_a_huge_record_is_cut_to_what_any_bus_takes() -> None:
    written = letter(record(b"x" * 2_000_000), "too long", NIGHT_MS)
    assert len(encode(written)) < 1_000_000
    assert written.raw == b"x" * RAW_LIMIT_BYTES
    assert "first 524288 of 2000000 bytes" in written.why


def test_a_good_message_is_read_as_it_is() -> None:
    assert from_wire(POSITIONS.name, encode(fix("car-7")), partition=0, offset=0) == fix("car-7")


def test_a_message_that_not_every_bus_takes_is_refused_before_it_is_written() -> None:
    with pytest.raises(ContractError, match="bytes, more than"):
        to_wire(replace(detection("s-1"), track_ids=("7" * MESSAGE_LIMIT_BYTES,)))
