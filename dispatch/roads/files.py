"""Reads maps (OpenStreetMap PBF) and keeps what was built from them in a cache folder. The only file access of `roads`.

A cache entry is named by the map's sha256 and `BUILD`, and anything wrong with it only means building again.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import numpy as np
import osmium
import structlog

from dispatch.config import UnitKind
from dispatch.roads.access import ROUTING_TAGS
from dispatch.roads.build import EdgeTable, Ways, build_edges
from dispatch.roads.config import CLASSES, KINDS, RoadsConfig
from dispatch.roads.roads import Roads
from dispatch.roads.streets import StreetTable, build_streets
from streams.schema.errors import ConfigError

BUILD: Final = 1
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
    entry = None if cache_dir is None else cache_dir / f"roads-{digest[:32]}-v{BUILD}.npz"
    tables = None if entry is None else _read_cache(entry)
    if tables is None:
        tables = _build(pbf)
        if entry is not None:
            _write_cache(entry, tables)
    edges, streets = tables
    return Roads(edges, streets, config or RoadsConfig())


def _build(pbf: Path) -> Tables:
    ways, names = _read_pbf(pbf)
    edges = {kind: build_edges(ways, kind) for kind in KINDS}
    if not any(len(table) for table in edges.values()):
        raise ConfigError(f"{pbf}: has no roads that a unit could use; an extract with highways is needed")
    return edges, build_streets(ways, names)


def _read_pbf(pbf: Path) -> tuple[Ways, list[str]]:
    """(the ways that are roads, the name of each, empty where it has none)."""
    reader = _WayReader()
    wanted = osmium.osm.NODE | osmium.osm.WAY
    try:
        source = osmium.FileProcessor(osmium.io.File(str(pbf), "pbf"), wanted).with_locations()
        for thing in source.with_filter(osmium.filter.KeyFilter("highway", "barrier")):
            if isinstance(thing, osmium.osm.Way):
                reader.take_way(thing)
            elif isinstance(thing, osmium.osm.Node):
                reader.take_node(thing)
    except (RuntimeError, ValueError) as error:  # what pyosmium raises for broken files
        raise ConfigError(f"{pbf}: is no whole OpenStreetMap PBF: {error}") from error
    return reader.ways(), reader.names


class _WayReader:
    """Collects what matters of a map's nodes and ways."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._tags: list[Mapping[str, str]] = []
        self._barriers: dict[int, Mapping[str, str]] = {}
        self._node: list[int] = []
        self._x: list[int] = []
        self._y: list[int] = []
        self._start = [0]
        self._way: list[int] = []

    def take_node(self, node: osmium.osm.Node) -> None:
        if "barrier" in node.tags:
            self._barriers[node.id] = _routing_tags(node.tags)

    def take_way(self, way: osmium.osm.Way) -> None:
        tags = _routing_tags(way.tags)
        if tags.get("highway") not in CLASSES:
            return
        self.names.append(way.tags.get("name") or "")
        self._tags.append(tags)
        for node in way.nodes:
            place = node.location
            if place.valid():
                self._node.append(node.ref)
                self._x.append(place.x)
                self._y.append(place.y)
            else:
                self._end_run()
        self._end_run()

    def _end_run(self) -> None:
        """Runs end with their way and where a node is not in the file, as at the border of an extract."""
        if len(self._node) > self._start[-1]:
            self._start.append(len(self._node))
            self._way.append(len(self._tags) - 1)

    def ways(self) -> Ways:
        return Ways(
            node=np.array(self._node, dtype=np.int64),
            lon_e7=np.array(self._x, dtype=np.int64),
            lat_e7=np.array(self._y, dtype=np.int64),
            run_start=np.array(self._start, dtype=np.int64),
            run_way=np.array(self._way, dtype=np.int64),
            tags=self._tags,
            barriers=self._barriers,
        )


def _routing_tags(tags: osmium.osm.TagList) -> Mapping[str, str]:
    return {tag.k: tag.v for tag in tags if tag.k in ROUTING_TAGS}


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
