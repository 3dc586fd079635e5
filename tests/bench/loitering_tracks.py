"""How well the rule does on the labelled tracks, on a scene it was not chosen on, and how much each weight matters.

Prints tables; reads `loitering-dev` under PATROL_SHARED and the scorer beside it.

    python -m tests.bench.loitering_tracks [--sensitivity]
"""

import argparse
import csv
import gzip
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import msgspec

from detectors.config import CameraConfig, DetectionConfig
from detectors.replay import replay

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PATROL_SHARED", ROOT.parent / "shared"))
DATA = SHARED / "data" / "loitering-dev"
SCORER = SHARED / "evals" / "score_loitering.py"
FALSE = ("owner", "pass", "far")

Alerts = Mapping[str, list[dict[str, Any]]]
VARIED = (
    ("ground", "near_m"),
    ("ground", "leave_m"),
    ("ground", "camera_m"),
    ("ground", "stretch_most"),
    ("ground", "stretch_step_most"),
    ("visits", "stop_mps"),
    ("visits", "try_s"),
    ("visits", "step_m"),
    ("owners", "bend_s"),
    ("owners", "rode_m"),
    ("score", "alert_points"),
    ("score", "night"),
    ("score", "near"),
    ("score", "stay_long"),
    ("score", "stay_long_s"),
    ("score", "second_car"),
    ("score", "next_car"),
    ("score", "came_out"),
    ("score", "came_out_other"),
    ("score", "bends"),
    ("score", "luggage"),
)


def main() -> int:
    """Print the score; with --sensitivity also each weight ±30 % and leave-one-scene-out over all of these."""
    parser = argparse.ArgumentParser(description="The rule on the labelled development tracks.")
    parser.add_argument("--sensitivity", action="store_true", help="each weight ±30 %%, and leave-one-scene-out")
    options = parser.parse_args()
    if not DATA.is_dir() or not SCORER.is_file():
        sys.stdout.write(f"skipped: {DATA} and {SCORER} are needed (set PATROL_SHARED)\n")
        return 0
    clips = [row["clip"] for row in rows_of("clips.csv")]
    with multiprocessing.Pool(2) as pool:
        plain = alerts_of(pool, clips, DetectionConfig())
        sys.stdout.write(_score(plain) + "\n")
        if options.sensitivity:
            _sensitivity(pool, clips)
    return 0


def _sensitivity(pool: Pool, clips: list[str]) -> None:
    """At 5 fps, and without clips where even the loosest rule raises nothing: no variant can raise anything there."""
    with tempfile.TemporaryDirectory() as folder:
        pool.starmap(thin, [(clip, Path(folder)) for clip in clips])
        loose = alerts_of(pool, clips, _loosest(), Path(folder))
        hot = [clip for clip in clips if loose[clip]]
        runs = {"as it is": hits_of(alerts_of(pool, hot, DetectionConfig(), Path(folder)))}
        for group, name in VARIED:
            for factor in (0.7, 1.3):
                varied = f"{group}.{name} x {factor}"
                runs[varied] = hits_of(alerts_of(pool, hot, _varied(group, name, factor), Path(folder)))
                show(varied, runs[varied])
    _leave_one_out(runs)
    show("as it is", runs["as it is"])


def _leave_one_out(runs: Mapping[str, set[tuple[str, str]]]) -> None:
    """Of all variants the best on the other scenes, shown on the scene that it was not chosen on."""
    scenes = sorted(set(_SCENES.values()))
    held_out: set[tuple[str, str]] = set()
    for scene in scenes:
        best = max(runs, key=lambda name: _f1(runs[name], [s for s in scenes if s != scene]))
        held_out |= {key for key in runs[best] if _SCENES[key[0]] == scene}
        sys.stdout.write(f"without {scene}: {best}, there {_f1(runs[best], [scene]):.3f}\n")
    show("leave one scene out", held_out)


def thin(clip: str, folder: Path) -> None:
    """At 5 fps, as a camera is watched."""
    name = f"{clip}.csv.gz"
    with gzip.open(DATA / "tracks" / name, "rt") as rows, gzip.open(folder / name, "wt", compresslevel=1) as kept:
        kept.write(next(rows))
        kept.writelines(row for row in rows if round(float(row.partition(",")[0]) * 10) % 2 == 0)


def _loosest() -> DetectionConfig:
    plain = DetectionConfig()
    score = msgspec.structs.replace(
        plain.score, alert_points=0.45, came_out=0.0, came_out_other=0.0, bends=0.0, occupied=0.0, arrived=0.0
    )
    return msgspec.structs.replace(plain, score=score, ground=msgspec.structs.replace(plain.ground, near_m=1.4))


def _varied(group: str, name: str, factor: float) -> DetectionConfig:
    plain = DetectionConfig()
    rules = getattr(plain, group)
    return msgspec.structs.replace(
        plain, **{group: msgspec.structs.replace(rules, **{name: getattr(rules, name) * factor})}
    )


def alerts_of(pool: Pool, clips: Iterable[str], detection: DetectionConfig, tracks: Path = DATA / "tracks") -> Alerts:
    """What is said of each clip."""
    return dict(pool.imap_unordered(_one, [(clip, detection, tracks) for clip in clips]))


def _one(job: tuple[str, DetectionConfig, Path]) -> tuple[str, list[dict[str, Any]]]:
    clip, detection, tracks = job
    return clip, list(replay(tracks / f"{clip}.csv.gz", CameraConfig(camera_id="replay"), detection))


def _score(alerts: Alerts) -> str:
    with tempfile.TemporaryDirectory() as folder:
        for clip, lines in alerts.items():
            text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
            (Path(folder) / f"{clip}.jsonl").write_text(text, encoding="utf-8")
        command = [sys.executable, str(SCORER), "--data", str(DATA), "--alerts", folder]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def hits_of(alerts: Alerts) -> set[tuple[str, str]]:
    """Clip and track of all who are an alert."""
    return {
        (clip, track)
        for clip, lines in alerts.items()
        for line in lines
        if line["level"] == "alert"
        for track in line["track_ids"]
    }


def _counts(hits: set[tuple[str, str]], scenes: Iterable[str] | None = None) -> tuple[int, int, int]:
    """Lingerers found, false alerts, lingerers missed."""
    where = None if scenes is None else set(scenes)
    rows = [r for r in rows_of("labels.csv") if where is None or _SCENES[r["clip"]] in where]
    found = sum(r["label"] == "linger" and (r["clip"], r["track_id"]) in hits for r in rows)
    false = sum(r["label"] in FALSE and (r["clip"], r["track_id"]) in hits for r in rows)
    return found, false, sum(r["label"] == "linger" for r in rows) - found


def _f1(hits: set[tuple[str, str]], scenes: Iterable[str] | None = None) -> float:
    found, false, missed = _counts(hits, scenes)
    return 2 * found / max(2 * found + false + missed, 1)


def show(name: str, hits: set[tuple[str, str]]) -> None:
    """One line of the table."""
    found, false, missed = _counts(hits)
    sys.stdout.write(f"{name:32s} F1 {_f1(hits):.3f}  found {found}  missed {missed}  false {false}\n")
    sys.stdout.flush()


def rows_of(name: str) -> list[dict[str, str]]:
    """Of one table of the data."""
    with (DATA / name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


_SCENES = {row["clip"]: row["scene"] for row in rows_of("clips.csv")} if DATA.is_dir() else {}

if __name__ == "__main__":
    sys.exit(main())
