"""Ids derived from facts, so that a replay of the same input makes the same ids."""

import hashlib


def derived_id(kind: str, *facts: str | int) -> str:
    """An id such as `inc-3f2a9c0d1e4b5a67`: `kind` and 64 bits of the blake2b of `facts`.

    Facts are length-prefixed, so `("ab", "c")` and `("a", "bc")` differ.
    """
    digest = hashlib.blake2b(digest_size=8)
    for fact in facts:
        data = str(fact).encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return f"{kind}-{digest.hexdigest()}"


def incident_of(suspicion_id: str) -> str:
    """The id of the incident that a suspicion becomes."""
    return derived_id("inc", suspicion_id)
