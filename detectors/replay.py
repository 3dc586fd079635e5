"""Tracks in a file → the lines that `patrol replay` prints, without pixels. Reads row by row: any length of footage.

Knows nothing of how suspicion comes about.
"""

import codecs
import csv
import gzip
import io
import itertools
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from detectors.config import CameraConfig, DetectionConfig
from detectors.lines import line
from detectors.loitering.scene import Scene
from detectors.tracks import CLASSES, Tracks
from streams.schema.errors import ConfigError

COLUMNS: Final = ("t_s", "track_id", "class", "x1", "y1", "x2", "y2")
MOST_ROWS: Final = 2_000
"""Of one frame. A frame is all that is held in memory at a time."""
_GZIP: Final = b"\x1f\x8b"
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WANTED: Final = "must be a table as CSV in UTF-8, plain or as gzip"


class Row(NamedTuple):
    """One line of the file."""

    number: int
    at_ms: int
    track_id: str
    class_code: int
    box: tuple[float, float, float, float]


def replay(
    tracks_file: Path, camera: CameraConfig, detection: DetectionConfig, start_ms: int | None = None
) -> Iterator[dict[str, object]]:
    """The detections of a table of tracks, CSV or that as gzip, one dict per suspicion raised, as they come.

    Without `start_ms` the footage is taken for night. Rows are grouped into frames by equal `t_s`. A header alone gives
    nothing.

    Raises:
        ConfigError: the file cannot be read or is empty, its time goes back, or a row is none: NaN, x2 ≤ x1, an unknown
            class, two boxes of one id in one frame, columns missing; names file, line and what would be right.
    """
    if start_ms is None:
        camera = msgspec.structs.replace(camera, night="always" if camera.night == "auto" else camera.night)
    scene, origin_ms = Scene(camera, detection), start_ms or 0
    last_ms = origin_ms
    for at_ms, rows in itertools.groupby(_rows(tracks_file), key=lambda row: row.at_ms):
        tracks = _frame(tracks_file, list(itertools.islice(rows, MOST_ROWS + 1)), origin_ms + at_ms - last_ms)
        last_ms = origin_ms + at_ms
        for message in scene.observe(last_ms, tracks, camera.frame_size):
            yield from line(message, origin_ms)
    for message in scene.finish(last_ms):
        yield from line(message, origin_ms)


def _frame(path: Path, rows: list[Row], step_ms: int) -> Tracks:
    where = f"{path}:{rows[0].number}"
    if step_ms < 0:
        raise ConfigError(f"{where}: t_s goes back by {-step_ms / 1000:g} s: rows must be in the order of time")
    if len(rows) > MOST_ROWS:
        raise ConfigError(f"{where}: more than {MOST_ROWS} rows of one t_s: no frame has so many")
    known: dict[tuple[str, int], int] = {}
    for row in rows:
        first = known.setdefault((row.track_id, row.class_code), row.number)
        if first != row.number:
            why = f"a second box of track {row.track_id!r} in one frame (the first is in line {first})"
            raise ConfigError(f"{path}:{row.number}: {why}")
    return Tracks.of([r.track_id for r in rows], [r.class_code for r in rows], [r.box for r in rows])


def _rows(path: Path) -> Iterator[Row]:
    number = 0
    try:
        with path.open("rb") as raw:
            start = raw.peek(2)[:2]
            if start in _UTF_16:
                raise ConfigError(f"{path}: is text in UTF-16, {_WANTED}")
            data = gzip.GzipFile(fileobj=raw) if start == _GZIP else raw
            reader = csv.reader(io.TextIOWrapper(data, encoding="utf-8-sig", newline=""))
            _check_header(path, next(reader, None))
            for fields in reader:
                number = reader.line_num
                if fields:
                    yield _row(path, number, fields)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is no text in UTF-8{_after(number)}, {_WANTED}") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ConfigError(f"{path}: is damaged or cut{_after(number)}: the rest of its gzip is missing") from error
    except (OSError, csv.Error) as error:
        raise ConfigError(f"{path}: cannot be read{_after(number)}: {error}") from error


def _after(number: int) -> str:
    return f" after line {number}" if number else ""


def _check_header(path: Path, header: list[str] | None) -> None:
    if header is None:
        raise ConfigError(f"{path}: is empty, must begin with the line {','.join(COLUMNS)}")
    found = ",".join(header)
    if "\0" in found:
        raise ConfigError(f"{path}: is no text, {_WANTED}")
    if tuple(name.strip() for name in header) != COLUMNS:
        raise ConfigError(f"{path}:1: columns must be {','.join(COLUMNS)}, found {found[:200]!r}")


def _row(path: Path, number: int, fields: list[str]) -> Row:
    where = f"{path}:{number}"
    if len(fields) != len(COLUMNS):
        raise ConfigError(f"{where}: {len(fields)} fields, must be {len(COLUMNS)}: {','.join(COLUMNS)}")
    t_s, track_id, name, *corners = (f.strip() for f in fields)
    if not track_id:
        raise ConfigError(f"{where}: track_id is empty")
    if name not in CLASSES:
        raise ConfigError(f"{where}: class {name!r} is unknown, must be one of {', '.join(CLASSES)}")
    at_s = _number(where, "t_s", t_s)
    if not 0 <= at_s <= 1e9:  # noqa: PLR2004 - thirty years: more is epoch milliseconds by mistake
        raise ConfigError(f"{where}: t_s is {t_s}, must be seconds from the start of the footage, 0 or more")
    x1, y1, x2, y2 = (_number(where, c, v) for c, v in zip(COLUMNS[3:], corners, strict=True))
    if x2 <= x1 or y2 <= y1:
        raise ConfigError(f"{where}: the box {x1:g},{y1:g},{x2:g},{y2:g} has no area: x1 < x2 and y1 < y2 must hold")
    return Row(number, round(at_s * 1000), track_id, CLASSES[name], (x1, y1, x2, y2))


def _number(where: str, column: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e15:  # noqa: PLR2004 - areas of such boxes still fit float32
        raise ConfigError(f"{where}: {column} is {text[:40]!r}, must be a number")
    return value
