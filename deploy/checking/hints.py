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
    """What is wrong with a value for a field of type `wanted`, with the words that it knows or examples of it."""
    text = _AT.sub("", str(error))
    parts = list(_parts(wanted))
    if word := _WORD.search(text):
        return f"{word[1]!r} is not known{did_you_mean(word[1], {part for part in parts if isinstance(part, str)})}"
    for part in parts:
        if isinstance(part, msgspec.Meta) and part.examples and part.pattern and repr(part.pattern) in text:
            return f"must be written like {' or '.join(repr(example) for example in part.examples)}"
    return "must be a list: write it in [ ]" if text.startswith("Expected `array`, got `str`") else text


def _parts(wanted: object) -> Iterator[object]:
    """All that a type is made of at last, however deep: words that it names, what is said of its parts."""
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        for field in msgspec.structs.fields(wanted):
            yield from _parts(field.type)
    elif parts := get_args(wanted):
        for part in parts:
            yield from _parts(part)
    else:
        yield wanted
