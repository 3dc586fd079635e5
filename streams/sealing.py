"""Pictures kept unblurred: sealed on their way to the disk with a key that only the environment holds.

AES-256-GCM, bound to the name that they are stored under, so that none can be put in another's place.
"""

import os
from collections.abc import Mapping
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from streams.schema.errors import ConfigError, DeviceError

VARIABLE: Final = "PATROL_EVIDENCE_KEY"
_KEY_BYTES: Final = 32
_FORM: Final = b"VPS1"
"""Begins each sealed file: another way of sealing gets another name."""
_NONCE_BYTES: Final = 12


def sealed_key(key: str) -> str:
    """The evidence key of what is sealed beside the blurred still of that key."""
    return f"{key}.sealed"


class Seal:
    """Seals and opens with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """With the key that the environment holds.

        Raises:
            ConfigError: it holds none, or something else.
        """
        text = environment.get(VARIABLE, "")
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != _KEY_BYTES:
            what = "is not set" if not text else "is no key"
            raise ConfigError(
                f"[detection.evidence] unblurred = true, and the environment variable {VARIABLE} {what}: "
                f"it takes {2 * _KEY_BYTES} hexadecimal digits, such as `openssl rand -hex {_KEY_BYTES}` makes"
            )
        return cls(key)

    def close(self, name: str, data: bytes) -> bytes:
        """`data`, sealed under a name."""
        nonce = os.urandom(_NONCE_BYTES)
        return _FORM + nonce + self._cipher.encrypt(nonce, data, name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """What was sealed under that name.

        Raises:
            DeviceError: it was sealed with another key or under another name, or was changed since; names it.
        """
        head = len(_FORM) + _NONCE_BYTES
        if not sealed.startswith(_FORM) or len(sealed) < head:
            raise DeviceError(f"{name}: is not sealed in a way that is known")
        try:
            return self._cipher.decrypt(sealed[len(_FORM) : head], sealed[head:], name.encode())
        except InvalidTag as error:
            raise DeviceError(f"{name}: sealed with another key, or changed since") from error
