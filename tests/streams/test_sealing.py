"""What is sealed is read by whoever has the key, under its own name, unchanged; by nobody else."""

import pytest

from streams.schema.errors import ConfigError, DeviceError
from streams.sealing import VARIABLE, Seal, sealed_key

KEY = "0f" * 32
NAME = sealed_key("sus-1-1.jpg")


def seal(key: str = KEY) -> Seal:
    return Seal.from_environment({VARIABLE: key})


def test_what_is_sealed_comes_back_and_shows_nothing_meanwhile() -> None:
    sealed = seal().close(NAME, b"a face")
    assert b"face" not in sealed
    assert seal().open(NAME, sealed) == b"a face"


def test_the_same_picture_sealed_twice_looks_different() -> None:
    assert seal().close(NAME, b"a face") != seal().close(NAME, b"a face")


def test_another_key_another_name_and_changed_bytes_open_nothing() -> None:
    sealed = seal().close(NAME, b"a face")
    for opener, name, data in (
        (seal("1e" * 32), NAME, sealed),
        (seal(), sealed_key("sus-2-1.jpg"), sealed),
        (seal(), NAME, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (seal(), NAME, b""),
        (seal(), NAME, sealed[:10]),
    ):
        with pytest.raises(DeviceError, match=r"sus-\d-1\.jpg"):
            opener.open(name, data)


@pytest.mark.parametrize(("text", "why"), [("", "is not set"), ("zz", "is no key"), ("0f" * 16, "is no key")])
def test_a_key_that_is_none_is_refused_with_how_to_make_one(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=rf"{VARIABLE} {why}.*openssl rand -hex 32"):
        Seal.from_environment({VARIABLE: text} if text else {})
