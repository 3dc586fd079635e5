"""Which of ultralytics' trackers holds people best: `python -m tests.bench.trackers`.

The same boxes of the same model for each, 5 pictures a second, our thresholds, no re-identification by looks.
On a clip with one man all boxes should be one id; on one with many, fewer and longer ids for as many boxes are better.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from deploy.fetch import fetch
from detectors.footage.capture import Footage
from detectors.model.crops import merge, whole
from detectors.model.found import Found
from detectors.model.tracking import SETTINGS, Results
from detectors.model.yolo import Yolo

CLIPS = Path(os.environ.get("PATROL_SHARED", "../shared")) / "data" / "clips"
ONE_MAN = ("Burglary018_x264.mp4", "night.mp4")
OTHERS: dict[str, object] = {  # of BoT-SORT, as shipped but for a camera that stands still
    "gmc_method": "none",
    "with_reid": False,
    "model": "auto",
    "proximity_thresh": 0.5,
    "appearance_thresh": 0.8,
}


def main() -> None:
    """Measure and print."""
    model = Yolo()
    from ultralytics.trackers import BOTSORT, OCSORT, BYTETracker  # noqa: PLC0415 - only after the model has sealed it

    trackers: list[tuple[str, Any]] = [("ByteTrack", BYTETracker), ("BoT-SORT", BOTSORT), ("OC-SORT", OCSORT)]
    clips = [path for path in (fetch("vtest.avi"), *(CLIPS / name for name in ONE_MAN)) if path.exists()]
    settings = SimpleNamespace(**vars(SETTINGS), **OTHERS, track_buffer=20)
    say("clip                    tracker      boxes  ids  in the longest  frames per id  ms")
    for path in clips:
        pictures = people(model, path)
        for name, tracker in trackers:
            lengths, cost_ms = run(tracker(settings), pictures)
            ids = Counter({number: count for number, count in lengths.items() if count >= 5})  # a second at least
            longest = max(ids.values(), default=0) / max(1, sum(lengths.values()))
            mean = sum(ids.values()) / max(1, len(ids))
            say(
                f"{path.name:24}{name:12}{sum(lengths.values()):6}{len(ids):5}{longest:13.0%}{mean:15.0f}{cost_ms:8.1f}"
            )


def people(model: Yolo, path: Path) -> list[Found]:
    """What whole looks find of people on each picture."""
    found = []
    for frame in Footage(path, rate_fps=5.0).frames():
        look = whole(frame.size)
        boxes = merge([look], model.find([look.of(frame.image)]), frame.size)
        found.append(boxes.where(boxes.of_people))
    return found


def run(tracker: Any, pictures: Sequence[Found]) -> tuple[Counter[int], float]:  # noqa: ANN401 - ultralytics' own
    """How many boxes each id got, and the time for a picture."""
    lengths: Counter[int] = Counter()
    began = time.perf_counter()
    for boxes in pictures:
        rows = np.asarray(tracker.update(Results(boxes), np.zeros((2, 2, 3), np.uint8))).reshape(-1, 8)
        lengths.update(rows[:, 4].astype(int).tolist())
    return lengths, (time.perf_counter() - began) * 1000 / max(1, len(pictures))


def say(line: str) -> None:
    """One line of figures."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
