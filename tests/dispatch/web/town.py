"""A small town made for tests of the screens: a grid of named streets as an OSM extract, with two main roads."""

from pathlib import Path

import osmium

WEST, SOUTH = 112.5300, 37.8600
STEP_LON, STEP_LAT = 0.00114, 0.0009
"""About 100 m each at this latitude."""
SIZE = 24
_NAMES = ("文兴路", "滨河东街", "兴华里", "桃园路", "和平巷", "晋阳街", "学府路", "南内环")


def corner(column: float, row: float) -> tuple[float, float]:
    """The lon, lat of a crossing of the grid, or of a point between crossings."""
    return WEST + column * STEP_LON, SOUTH + row * STEP_LAT


def write_town(file: Path) -> Path:
    """The town as PBF."""
    writer = osmium.SimpleWriter(str(file))
    for row in range(SIZE):
        for column in range(SIZE):
            writer.add_node(osmium.osm.mutable.Node(id=_node(column, row), location=corner(column, row)))
    for line in range(SIZE):
        tags = {"highway": _class(line), "name": f"{_NAMES[line % len(_NAMES)]}{'' if line < len(_NAMES) else line}"}
        across = [_node(column, line) for column in range(SIZE)]
        along = [_node(line, row) for row in range(SIZE)]
        writer.add_way(osmium.osm.mutable.Way(id=1 + line, nodes=across, tags=tags))
        writer.add_way(osmium.osm.mutable.Way(id=101 + line, nodes=along, tags=tags))
    writer.close()
    return file


def _node(column: int, row: int) -> int:
    return 1 + row * SIZE + column


def _class(line: int) -> str:
    if line % 12 == 6:
        return "primary"
    return "tertiary" if line % 4 == 2 else "residential"
