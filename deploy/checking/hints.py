"""What somebody may have meant: the nearest of the words that would be right. Knows types, no sections and no files."""

import difflib
import re
from collections.abc import Collection, Iterator
from typing import Final, get_args

import msgspec

_WORD: Final = re.compile(r"Invalid enum value '([^']*)'")
_AT: Final = re.compile(r" - at `\$[^`]*`$")


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The one known word that is like `name`; else all of them."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(sorted(known))}"


def told(error: msgspec.ValidationError, wanted: object) -> str:
    """What is wrong with a value for a field of type `wanted`, with the words that it knows."""
    text = _AT.sub("", str(error))
    word = _WORD.search(text)
    return f"{word[1]!r} is not known{did_you_mean(word[1], set(_words(wanted)))}" if word else text


def _words(wanted: object) -> Iterator[str]:
    """All words that a type names, however deep."""
    if isinstance(wanted, str):
        yield wanted
    elif isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        for field in msgspec.structs.fields(wanted):
            yield from _words(field.type)
    else:
        for part in get_args(wanted):
            yield from _words(part)
