"""Places of real thefts from a file, as cities publish them. Knows nothing of maps."""

import csv
import gzip
import io
import zlib
from pathlib import Path

from dispatch.roads.geodesy import is_on_globe
from streams.schema.errors import ConfigError

Point = tuple[float, float]
"""(lon, lat), degrees."""


def read_thefts(path: Path) -> list[Point]:
    """Places from the columns `lon` and `lat` of a CSV file with a header, which may be packed (.gz).

    Raises:
        ConfigError: not readable, a column is missing, or a place is none; names every wrong line.
    """
    try:
        packed = path.read_bytes()
        text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (EOFError, UnicodeDecodeError, zlib.error) as error:
        raise ConfigError(f"{path}: is no text: {error}") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = [column for column in ("lon", "lat") if column not in (rows.fieldnames or ())]
    if missing:
        raise ConfigError(f"{path}:1: column {', '.join(missing)} is missing")
    places, mistakes = [], []
    for row in rows:
        place = _place(row["lon"], row["lat"])
        if place is None:
            mistakes.append(f"{path}:{rows.line_num}: {row['lon']!r}, {row['lat']!r} are no lon and lat")
        else:
            places.append(place)
    if mistakes or not places:
        raise ConfigError("\n".join(mistakes) or f"{path}: has no row below its header")
    return places


def _place(lon: str | None, lat: str | None) -> Point | None:
    try:
        place = float(lon or ""), float(lat or "")
    except ValueError:
        return None
    return place if is_on_globe(*place) else None
