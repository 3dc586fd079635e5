"""`patrol rank`: a map and a table of units from files, the ranking as JSON. A shell around `ranking`."""

import csv
import io
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Final, get_args

import msgspec

from dispatch.config import UnitKind
from dispatch.model import Unit, UnitStatus
from dispatch.ranking import rank
from dispatch.roads import ATTRIBUTION, RoadsConfig, load_roads
from dispatch.roads.config import LONGEST_SEARCH_S
from streams.schema.errors import ConfigError, DispatchError

COLUMNS: Final = ("unit_id", "kind", "lon", "lat", "fix_age_s", "status")
_NUMBERS: Final = ("lon", "lat", "fix_age_s")
_CHOICES: Final = {"kind": get_args(UnitKind), "status": get_args(UnitStatus)}
_LONGEST_ID: Final = 200
"""As in the schema's `Name`."""
Row = Mapping[str, str | None]


def rank_command(roads: Path, units: Path, lon: float, lat: float, cache_dir: Path | None = None) -> dict[str, object]:
    """The answer of `patrol rank`, ready for JSON: `incident`, `ranking` best first, `excluded`, `attribution`.

    Raises:
        ConfigError: a file cannot be read or used; every wrong field of `units` is named with its line.
        DispatchError: the incident is outside the map.
    """
    table = read_units(units)
    area = load_roads(roads, cache_dir, RoadsConfig(search_s=(LONGEST_SEARCH_S,)))
    answer = rank(area, table, lon, lat)
    if answer.problem is not None:
        raise DispatchError(f"incident {lon},{lat}: {answer.problem}")
    return {
        "incident": {"lon": lon, "lat": lat},
        "ranking": [msgspec.to_builtins(unit) for unit in answer.ranking],
        "excluded": [msgspec.to_builtins(unit) for unit in answer.excluded],
        "attribution": ATTRIBUTION,
    }


def read_units(path: Path) -> list[Unit]:
    """The units of a CSV file with a header; columns that are not in `COLUMNS` are passed over.

    A number may be empty, NaN or off the globe: that is a unit that cannot be timed, and the ranking says so.

    Raises:
        ConfigError: not readable, a column is missing, fields are wrong or an id comes twice; names every one by line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is no UTF-8 text (byte {error.start})") from error
    rows = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=True)
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ConfigError(f"{path}:1: column {', '.join(missing)} is missing; wanted are {','.join(COLUMNS)}")
    units: list[Unit] = []
    names: set[str] = set()
    mistakes: list[str] = []
    try:
        for row in rows:
            wrong = list(_mistakes(row, names))
            names.add(_word(row, "unit_id"))
            mistakes += [f"{path}:{rows.line_num}: {mistake}" for mistake in wrong]
            if not wrong:
                units.append(_unit(row))
    except csv.Error as error:
        mistakes.append(f"{path}:{rows.line_num + 1}: {error}")
    if mistakes:
        raise ConfigError("\n".join(mistakes))
    return units


def _mistakes(row: Row, known: Container[str]) -> Iterator[str]:
    """What is wrong with a row: each as `column: what, and what would be right`."""
    if "" in row:
        yield f"more fields than the {len(row) - 1} columns of the header"
    cut_off = [column for column in COLUMNS if row[column] is None]
    if cut_off:
        yield f"{cut_off[0]}: the line ends before it"
        return
    for column in _NUMBERS:
        if not _is_number(_word(row, column)):
            yield f"{column}: {row[column]!r} is no number"
    for column, choices in _CHOICES.items():
        if _word(row, column) not in choices:
            yield f"{column}: {row[column]!r} is none of {', '.join(choices)}"
    unit_id = _word(row, "unit_id")
    if not 0 < len(unit_id) <= _LONGEST_ID:
        yield f"unit_id: must have 1 to {_LONGEST_ID} characters"
    if unit_id in known:
        yield f"unit_id: {unit_id!r} stands in an earlier line too"


def _word(row: Row, column: str) -> str:
    return (row[column] or "").strip()


def _is_number(word: str) -> bool:
    try:
        float(word or "0")
    except ValueError:
        return False
    return True


def _unit(row: Row) -> Unit:
    words = {column: _word(row, column) for column in COLUMNS}
    numbers = {column: float(words[column]) if words[column] else None for column in _NUMBERS}
    return msgspec.convert({**words, **numbers}, Unit)
