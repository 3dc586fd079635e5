"""How well the rule does on the labelled tracks as worse cameras, detectors and trackers would give them.

Prints a table; reads `loitering-dev` under PATROL_SHARED. Chance is the same in each run, and labels are those of the
tracks as they are.

    python -m tests.bench.disturbed_tracks
"""

import csv
import gzip
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from detectors.config import DetectionConfig
from tests.bench.loitering_tracks import DATA, alerts_of, hits_of, rows_of, show, thin

Row = dict[str, str]
Disturb = Callable[[Row, random.Random], Row | None]
CORNERS: Final = ("x1", "y1", "x2", "y2")
PART: Final = "~"
"""Between a track's id and the number of its part."""


def main() -> int:
    """Print F1 for each disturbance."""
    if not DATA.is_dir():
        sys.stdout.write(f"skipped: {DATA} is needed (set PATROL_SHARED)\n")
        return 0
    clips = rows_of("clips.csv")
    with (
        multiprocessing.Pool(2) as pool,
        tempfile.TemporaryDirectory() as whole,
        tempfile.TemporaryDirectory() as worse,
    ):
        pool.starmap(thin, [(clip["clip"], Path(whole)) for clip in clips])
        for name in DISTURBED:
            pool.starmap(_write, [(name, clip, Path(whole), Path(worse)) for clip in clips])
            said = alerts_of(pool, [clip["clip"] for clip in clips], DetectionConfig(), Path(worse))
            show(name, {(clip, track.partition(PART)[0]) for clip, track in hits_of(said)})
    return 0


def _write(name: str, clip: Mapping[str, str], whole: Path, worse: Path) -> None:
    file, rng = f"{clip['clip']}.csv.gz", random.Random(f"{name} {clip['clip']}")
    disturb = DISTURBED[name](float(clip["width"]))
    with gzip.open(whole / file, "rt") as tracks, gzip.open(worse / file, "wt", compresslevel=1) as written:
        rows = csv.DictReader(tracks)
        kept = csv.DictWriter(written, rows.fieldnames or ())
        kept.writeheader()
        kept.writerows(row for row in (disturb(row, rng) for row in rows) if row is not None)


def _as_it_is(_: float) -> Disturb:
    return lambda row, _: row


def _mirrored(width: float) -> Disturb:
    def mirror(row: Row, _: random.Random) -> Row:
        return row | {"x1": f"{width - float(row['x2']):.1f}", "x2": f"{width - float(row['x1']):.1f}"}

    return mirror


def _scaled(factor: float) -> Callable[[float], Disturb]:
    return lambda _: lambda row, _: row | {name: f"{factor * float(row[name]):.1f}" for name in CORNERS}


def _missed(share: float) -> Callable[[float], Disturb]:
    return lambda _: lambda row, rng: None if rng.random() < share else row


def _jittered(share: float) -> Callable[[float], Disturb]:
    """Each edge by itself, by so much of the box's height (one sd)."""

    def jitter(row: Row, rng: random.Random) -> Row:
        sd = share * (float(row["y2"]) - float(row["y1"]))
        return row | {name: f"{float(row[name]) + rng.gauss(0, sd):.1f}" for name in CORNERS}

    return lambda _: jitter


def _slow(row: Row, _: random.Random) -> Row | None:
    return None if round(float(row["t_s"]) * 5) % 2 else row


def _broken(every_s: float, gap_s: float) -> Callable[[float], Disturb]:
    """People's tracks: lost for `gap_s` and begun anew under another id, after `every_s` on average."""

    def new_breaks(_: float) -> Disturb:
        parts: dict[str, tuple[float, int]] = {}

        def cut(row: Row, rng: random.Random) -> Row | None:
            name, at_s = row["track_id"], float(row["t_s"])
            if row["class"] != "person":
                return row
            ends_s, part = parts.setdefault(name, (at_s + rng.expovariate(1 / every_s), 0))
            if ends_s <= at_s < ends_s + gap_s:
                return None
            if at_s >= ends_s:
                part += 1
                parts[name] = at_s + rng.expovariate(1 / every_s), part
            return row | {"track_id": f"{name}{PART}{part}"}

        return cut

    return new_breaks


DISTURBED: Final[Mapping[str, Callable[[float], Disturb]]] = {
    "as it is, 5 fps": _as_it_is,
    "mirrored": _mirrored,
    "half as large": _scaled(0.5),
    "half as large again": _scaled(1.5),
    "2.5 fps": lambda _: _slow,
    "a tenth of boxes missed": _missed(0.1),
    "three tenths of boxes missed": _missed(0.3),
    "edges off by 2 %": _jittered(0.02),
    "edges off by 4 %": _jittered(0.04),
    "a new id every 10 s": _broken(10, 0),
    "the same, lost for 0.6 s": _broken(10, 0.6),
    "the same, lost for 2 s": _broken(10, 2),
}


if __name__ == "__main__":
    sys.exit(main())
