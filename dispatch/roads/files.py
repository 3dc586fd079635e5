"""Opens maps and keeps what was built from them in a cache folder.

A cache entry is named by the map's sha256, `BUILD` and the rules that it was built by, and anything wrong with it only
means building again.
"""

import hashlib
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import structlog

from dispatch.config import KINDS, UnitKind
from dispatch.roads.config import RoadsConfig, Rules
from dispatch.roads.osm.build import EdgeTable, build_edges
from dispatch.roads.osm.reader import read_pbf
from dispatch.roads.roads import Roads
from dispatch.roads.streets import StreetTable, build_streets
from streams.schema.errors import ConfigError

BUILD: Final = 5
"""Raise it with every change of what is built from the same map."""

_CHECKSUM_BYTES: Final = 4
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
    entry = None if cache_dir is None else cache_dir / f"roads-{digest[:32]}-v{BUILD}-{_named(rules)}.msgpack"
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
    body = msgspec.msgpack.encode(tables, enc_hook=_packed)
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
        stored = memoryview(entry.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("roads_cache_not_read", path=str(entry), error=str(error))
        return None
    body = stored[:-_CHECKSUM_BYTES]
    if _checksum(body) != stored[-_CHECKSUM_BYTES:]:
        _log.warning("roads_cache_not_read", path=str(entry), error="damaged; building again")
        return None
    try:
        tables: Tables = msgspec.msgpack.decode(body, type=Tables, dec_hook=_unpacked)
    except msgspec.MsgspecError as error:
        _log.warning("roads_cache_not_read", path=str(entry), error=f"of another version: {error}")
        return None
    return tables


def _packed(array: object) -> tuple[str, tuple[int, ...], bytes]:
    """An array of numbers as msgpack can hold it: (type, shape, bytes)."""
    if not isinstance(array, np.ndarray):
        raise NotImplementedError(f"a {type(array)} in a table")
    return array.dtype.str, array.shape, array.tobytes()


def _unpacked(_: type, packed: tuple[str, tuple[int, ...], bytes]) -> np.ndarray:
    """The reverse of `_packed`, over the same bytes: to be read only."""
    dtype, shape, numbers = packed
    return np.frombuffer(numbers, dtype).reshape(shape)


def _checksum(body: bytes | memoryview) -> bytes:
    return zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "little")
