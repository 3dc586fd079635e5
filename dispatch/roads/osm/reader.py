"""Reads what matters for roads from an OpenStreetMap PBF: ways, their names, barriers and turn restrictions.

Knows the file format; what the tags mean is said elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import osmium

from dispatch.roads.config import CLASSES
from dispatch.roads.osm.access import ROUTING_TAGS, Tags
from dispatch.roads.osm.build import Ways
from dispatch.roads.osm.turns import Turn
from streams.schema.errors import ConfigError

_TURN_KEYS: Final = tuple(tag for tag in ROUTING_TAGS if tag.startswith("restriction"))


def read_pbf(pbf: Path) -> tuple[Ways, list[str]]:
    """(the ways that are roads, the name of each, empty where it has none).

    Raises:
        ConfigError: the file is no PBF or ends early; names it.
    """
    reader = _WayReader()
    wanted = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
    try:
        source = osmium.FileProcessor(osmium.io.File(str(pbf), "pbf"), wanted).with_locations()
        for thing in source.with_filter(osmium.filter.KeyFilter("highway", "barrier", *_TURN_KEYS)):
            if isinstance(thing, osmium.osm.Way):
                reader.take_way(thing)
            elif isinstance(thing, osmium.osm.Node):
                reader.take_node(thing)
            elif isinstance(thing, osmium.osm.Relation):
                reader.take_relation(thing)
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
        self._number: dict[int, int] = {}
        """OSM id of a way → its index."""
        self._relations: list[tuple[Tags, list[tuple[str, str, int]]]] = []
        """Tags and (role, type, OSM id) of the members."""

    def take_node(self, node: osmium.osm.Node) -> None:
        if "barrier" in node.tags:
            self._barriers[node.id] = _routing_tags(node.tags)

    def take_way(self, way: osmium.osm.Way) -> None:
        tags = _routing_tags(way.tags)
        if tags.get("highway") not in CLASSES:
            return
        self._number[way.id] = len(self._tags)
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

    def take_relation(self, relation: osmium.osm.Relation) -> None:
        if (relation.tags.get("type") or "").startswith("restriction"):
            members = [(member.role, member.type, member.ref) for member in relation.members]
            self._relations.append((_routing_tags(relation.tags), members))

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
            turns=[turn for tags, members in self._relations for turn in self._turns(tags, members)],
        )

    def _turns(self, tags: Tags, members: Sequence[tuple[str, str, int]]) -> Iterator[Turn]:
        """One for every way that leads there with every way that leads on; none where what lies between is no road."""
        vias = [ref for role, kind, ref in members if (role, kind) == ("via", "n")]
        over = [ref for role, kind, ref in members if (role, kind) == ("via", "w")]
        come, go, known = (
            [self._number[ref] for role, _, ref in members if role == wanted and ref in self._number]
            for wanted in ("from", "to", "via")
        )
        if len(vias) == 1 and not over:
            yield from (Turn(one, vias[0], other, tags) for one in come for other in go)
        elif over and len(known) == len(over) and not vias:
            yield from (Turn(one, 0, other, tags, frozenset(known)) for one in come for other in go)


def _routing_tags(tags: osmium.osm.TagList) -> Mapping[str, str]:
    return {tag.k: tag.v for tag in tags if tag.k in ROUTING_TAGS}
