"""Opens maps and keeps what was built from them in a cache folder.

A cache entry is named by the map's sha256, `BUILD` and the rules that it was built by, and anything wrong with it only
means building again.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import numpy as np
import structlog

from dispatch.config import UnitKind
from dispatch.roads.config import KINDS, RoadsConfig, Rules
from dispatch.roads.osm.build import EdgeTable, build_edges
from dispatch.roads.osm.reader import read_pbf
from dispatch.roads.roads import Roads
from dispatch.roads.streets import StreetTable, build_streets
from streams.schema.errors import ConfigError

BUILD: Final = 3
"""Raise it with every change of what is built from the same map."""

_CHECKSUM_BYTES: Final = 32
_PLAIN: Final = (int, Sequence[str])
"""Types of table fields that are no arrays."""

T = TypeVar("T", EdgeTable, StreetTable)
Tables = tuple[Mapping[UnitKind, EdgeTable], StreetTable]
_log: Final = structlog.get_logger()


def load_roads(pbf: Path, cache_dir: Path | None, config: RoadsConfig | None = None) -> Roads:
    """The roads of a map; from `cache_dir` where it was built before, which takes a fraction of the time.

    Raises:
        ConfigError: the file is missing, is no PBF, ends early or has no roads in it; names it.
    """
    try:
        with pbf.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ConfigError(f"{pbf}: cannot be read: {error.strerror}") from error
    config = config or RoadsConfig()
    rules = {kind: config.rules(kind) for kind in KINDS}
    entry = None if cache_dir is None else cache_dir / f"roads-{digest[:32]}-v{BUILD}-{_named(rules)}.npz"
    tables = None if entry is None else _read_cache(entry)
    if tables is None:
        tables = _build(pbf, rules)
        if entry is not None:
            _write_cache(entry, tables)
    edges, streets = tables
    return Roads(edges, streets, config)


def _named(rules: Mapping[UnitKind, Rules]) -> str:
    """A short name for what a map is built by."""
    said = [(kind, sorted(rules[kind].classes), sorted(rules[kind].ignored)) for kind in KINDS]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:8]


def _build(pbf: Path, rules: Mapping[UnitKind, Rules]) -> Tables:
    ways, names = read_pbf(pbf)
    edges = {kind: build_edges(ways, kind, rules[kind]) for kind in KINDS}
    if not any(len(table) for table in edges.values()):
        raise ConfigError(f"{pbf}: has no roads that a unit could use; an extract with highways is needed")
    return edges, build_streets(ways, names)


def _write_cache(entry: Path, tables: Tables) -> None:
    """All or nothing; a folder that cannot be written costs time at the next start and no more, so it is only told."""
    edges, streets = tables
    parts = {f"{kind}.{field}": value for kind in KINDS for field, value in _arrays(edges[kind])}
    parts |= {f"streets.{field}": value for field, value in _arrays(streets)}
    packed = io.BytesIO()
    np.savez(packed, allow_pickle=False, **parts)
    body = packed.getvalue()
    try:
        entry.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=entry.parent, prefix=entry.stem, delete=False) as file:
            file.write(body + _checksum(body))
        Path(file.name).replace(entry)
    except OSError as error:
        _log.warning("roads_cache_not_written", path=str(entry), error=str(error))


def _read_cache(entry: Path) -> Tables | None:
    """What stands in the cache; None where it is not there or not whole."""
    try:
        stored = entry.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("roads_cache_not_read", path=str(entry), error=str(error))
        return None
    body = stored[:-_CHECKSUM_BYTES]
    if _checksum(body) != stored[-_CHECKSUM_BYTES:]:
        _log.warning("roads_cache_not_read", path=str(entry), error="damaged; building again")
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as parts:
        edges = {kind: _table(parts, kind, EdgeTable) for kind in KINDS}
        return edges, _table(parts, "streets", StreetTable)


def _arrays(table: EdgeTable | StreetTable) -> Iterator[tuple[str, np.ndarray]]:
    """Every field as an array; texts and numbers as the bytes of their JSON."""
    for field in table.__struct_fields__:
        value = getattr(table, field)
        yield field, value if isinstance(value, np.ndarray) else np.frombuffer(msgspec.json.encode(value), np.uint8)


def _table(parts: Mapping[str, np.ndarray], prefix: str, table: type[T]) -> T:
    """The reverse of `_arrays`."""
    fields: dict[str, object] = {}
    for field in msgspec.structs.fields(table):
        value = parts[f"{prefix}.{field.name}"]
        fields[field.name] = msgspec.json.decode(value.tobytes(), type=field.type) if field.type in _PLAIN else value
    return msgspec.convert(fields, table, dec_hook=_as_it_is)


def _as_it_is(_: type, value: object) -> object:
    """What msgspec asks for types that it does not know: arrays stay arrays."""
    return value


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_CHECKSUM_BYTES).digest()
