"""What a table of a site's file says that its struct has no place for. Knows the values of the file only."""

import math
from collections.abc import Iterator
from itertools import chain
from typing import cast, get_args

import msgspec
from typing_extensions import TypeIs

from deploy.checking.hints import did_you_mean, told
from deploy.checking.rosters import Found
from deploy.checking.toml_lines import Path as TomlPath


def table_mistakes(path: TomlPath, table: object, struct: type[msgspec.Struct]) -> Iterator[Found]:
    """Of one table that shall be a `struct`: unknown names, missing fields, values of the wrong kind."""
    if not isinstance(table, dict):
        yield path, "must be a table of fields"
        return
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for key, value in cast("dict[str, object]", table).items():
        if key not in fields:
            yield (*path, key), f"unknown field{did_you_mean(key, fields)}"
            continue
        yield from _value_mistakes((*path, key), value, fields[key].type)
    for key, field in fields.items():
        if field.required and key not in table:
            yield path, f"the field {key!r} is missing"
    try:
        msgspec.convert(table, struct)
    except msgspec.ValidationError as error:
        if "unknown field" not in str(error) and " - at " not in str(error) and "missing" not in str(error):
            yield path, str(error)


def _value_mistakes(path: TomlPath, value: object, wanted: object) -> Iterator[Found]:
    """As deep as they lie: a table in a table and each of several has its own."""
    within: list[Found] = []
    if isinstance(value, dict) and _is_struct(wanted):
        within = list(table_mistakes(path, value, wanted))
    elif isinstance(value, list) and _is_struct(each := next(iter(get_args(wanted)), None)):
        members = (table_mistakes((*path, index), member, each) for index, member in enumerate(value))
        within = list(chain.from_iterable(members))
    if within:
        yield from within
        return
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        yield path, told(error, wanted)


def _is_struct(wanted: object) -> TypeIs[type[msgspec.Struct]]:
    return isinstance(wanted, type) and issubclass(wanted, msgspec.Struct)


def no_numbers(path: TomlPath, value: object) -> Iterator[Found]:
    """TOML can write `nan` and `inf`; nothing of a site is either."""
    if isinstance(value, dict):
        for key, member in cast("dict[str, object]", value).items():
            yield from no_numbers((*path, key), member)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from no_numbers((*path, index), member)
    elif isinstance(value, float) and not math.isfinite(value):
        yield path, f"{value} is no number"
