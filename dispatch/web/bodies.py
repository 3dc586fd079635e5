"""Bodies of requests into values of the language; what is wrong is said with the field's name."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request

from dispatch.web.gate.access import Refusal

T = TypeVar("T")

_NAMED: Final = re.compile(r"`([^`]+)`")


async def json_object(request: Request) -> dict[str, object]:
    """The JSON object in the body.

    Raises:
        Refusal: 400, it is none.
    """
    try:
        body = msgspec.json.decode(await request.body())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, "bad_json", str(error), field="$") from error
    if not isinstance(body, dict):
        raise Refusal(400, "bad_json", "a JSON object is needed", field="$")
    return body


async def form_fields(request: Request) -> dict[str, str]:
    """The fields of an URL-encoded form; of a repeated one the last."""
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))


def read_as(kind: type[T], body: Mapping[str, object]) -> T:
    """`body` as a value of `kind`; a field that `kind` does not have is refused too, as a typing error loses a wish.

    Raises:
        Refusal: 400, naming the field.
    """
    known = {field.encode_name for field in msgspec.structs.fields(kind)}  # type: ignore[arg-type] # structs only
    if strange := sorted(set(body) - known - {"type"}):
        raise Refusal(400, "bad_field", f"{kind.__name__} has no field {strange[0]!r}", field=strange[0])
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        why, _, at = str(error).partition(" - at ")
        found = _NAMED.search(why)
        field = at.strip("`").removeprefix("$.") or (found.group(1) if found else "$")
        raise Refusal(400, "bad_field", why, field=field) from error


def text_field(body: Mapping[str, object], name: str) -> str:
    """A field that must be a text with something in it.

    Raises:
        Refusal: 400, naming the field.
    """
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refusal(400, "bad_field", f"`{name}` is needed, a text", field=name)
    return value
