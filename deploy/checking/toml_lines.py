"""Which line of a TOML text says what: tomllib tells values, a person who made a mistake needs the line."""

import re
from collections import Counter
from typing import Final

Path = tuple[str | int, ...]

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]")
_KEY: Final = re.compile(r"^\s*([A-Za-z0-9_\-]+|\"[^\"]+\")\s*=")


def line_numbers(text: str) -> dict[Path, int]:
    """Line (from 1) of each table, array member and top-level key in it: `("camera", 1, "url")` → 17.

    Plain tables and arrays of tables, one key a line: what a site's file holds. A key inside an inline value has no
    line of its own; ask for its parent.
    """
    lines: dict[Path, int] = {}
    members: Counter[str] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            name = header[2]
            table = (name, members[name]) if header[1] == "[[" else tuple(name.split("."))
            members[name] += header[1] == "[["
            lines[table] = number
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1].strip('"')), number)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, else of the nearest thing that it is part of."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None
