"""`patrol coverage`: a map and a table of units from files, what they reach as JSON. A shell around `coverage`."""

from pathlib import Path

import msgspec

from dispatch.coverage import CoverageConfig, cover
from dispatch.rank_command import read_units
from dispatch.roads import ATTRIBUTION, load_roads
from dispatch.thefts import read_thefts
from streams.schema.errors import ConfigError


def coverage_command(
    roads: Path,
    units: Path,
    within_s: float,
    *,
    thefts: Path | None = None,
    picture: Path | None = None,
    cache_dir: Path | None = None,
) -> dict[str, object]:
    """The answer of `patrol coverage`, ready for JSON; `picture` is a PNG of it.

    Raises:
        ConfigError: a file cannot be read, used or written; every wrong field of a table is named with its line.
        DispatchError: the map has no street for cars.
    """
    table = read_units(units)
    told = None if thefts is None else read_thefts(thefts)
    area = load_roads(roads, cache_dir)
    answer, streets = cover(area, table, told, CoverageConfig(within_s=within_s))
    if picture is not None:
        from dispatch.coverage.picture import draw  # noqa: PLC0415 - loads the drawing library, else not needed

        try:
            draw(picture, answer, streets)
        except OSError as error:
            raise ConfigError(f"{picture}: cannot be written: {error.strerror or error}") from error
    return {**msgspec.to_builtins(answer), "attribution": ATTRIBUTION}
