"""What a camera costs: `python -m tests.bench.vision_cost [--minutes N]`, on any machine without a GPU.

A quiet 720p street with someone passing each minute, 5 pictures a second: this detector against `YOLO.track` on every
picture, same pictures, same model, turn by turn in one run, decoding included in both. Then the live process: time from
frame to detections dealt with, and memory for each further camera.
"""

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from detectors.config import CameraConfig, DetectionConfig
from detectors.detect import run_cameras
from detectors.footage.capture import Footage
from detectors.model.crops import Cutout, whole
from detectors.model.weights import openvino_folder
from detectors.model.yolo import Yolo
from detectors.sight import Sight, ask
from streams.evidence import EvidenceStore
from streams.runtime.cache import cache_folder
from streams.runtime.clock import WallClock
from streams.schema.message import Message
from tests.bench.footage import quiet_street, write

CORES = 2
BLOCK_S = 5.0
LIVE_S = 60.0
STREETS = 4


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--live", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--streets", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.live:
        live(options.streets, options.live)
        return
    with tempfile.TemporaryDirectory() as folder:
        for number in range(STREETS):  # people pass at other times in each
            write(Path(folder) / f"{number}.mp4", quiet_street(60 * options.minutes, 60 / STREETS * number))
        cameras = compare(Path(folder) / "0.mp4")
        few, many = (live_elsewhere(Path(folder), count) for count in (1, max(2, cameras // 2)))
        say(f"live, {many['cameras']:.0f} cameras: frame to detections p50 {many['p50_ms']:.0f} ms, "
              f"p99 {many['p99_ms']:.0f} ms (target 500); {many['fps']:.1f} pictures/s of each; "
              f"{many['skipped']:.0f} of {many['frames']:.0f} skipped")  # fmt: skip
        each_mb = (many["peak_mb"] - few["peak_mb"]) / (many["cameras"] - few["cameras"])
        say(f"memory: {few['peak_mb']:.0f} MB with 1 camera, {each_mb:.0f} MB for each further one (target 60)")


def compare(video: Path) -> int:
    """Ours against plain tracking, in CPU time per picture; how many cameras of ours fit on two cores."""
    model = Yolo()
    from ultralytics import YOLO  # type: ignore[attr-defined]  # noqa: PLC0415 - only after the model has sealed it

    plain = YOLO(str(openvino_folder(model.weights, cache_folder())), task="detect")
    warm(model)
    plain.track(np.zeros((720, 1280, 3), np.uint8), imgsz=640, verbose=False)
    sight = Sight(CameraConfig(camera_id="bench", night="always"), DetectionConfig())
    ours_s, plain_s, looks, seen_ours, seen_plain = 0.0, 0.0, 0, 0, 0
    mine, theirs = (Footage(video, rate_fps=5.0).frames() for _ in range(2))
    frames = 0
    while True:
        began = time.process_time()
        count = 0
        for frame in itertools.islice(mine, round(BLOCK_S * 5)):
            glance = sight.glance(frame)
            (answer,) = ask(model, [glance])
            tracks = sight.settle(glance, *answer).tracks
            looks += len(glance.looks)
            seen_ours += int((tracks.classes == 0).any())
            count += 1
        between = time.process_time()
        for frame in itertools.islice(theirs, round(BLOCK_S * 5)):
            (result,) = plain.track(frame.image, persist=True, imgsz=640, classes=[0, 1, 2, 3, 5, 7], verbose=False)
            boxes = result.boxes
            seen_plain += int(boxes is not None and bool((boxes.cls == 0).any()))
        ours_s, plain_s, frames = ours_s + between - began, plain_s + time.process_time() - between, frames + count
        if not count:
            break
    cameras, plainly = (int(CORES * frames / cost / 5) for cost in (ours_s, plain_s))
    say(f"{model.name}, {frames} pictures of 720p, {looks} looks; pictures with a person: {seen_ours} / {seen_plain}")
    say(f"CPU per picture: {1000 * ours_s / frames:.1f} ms, YOLO.track {1000 * plain_s / frames:.1f} ms: "
          f"{plain_s / ours_s:.1f}x (target 3)")  # fmt: skip
    say(f"cameras on {CORES} cores at 5 pictures/s: {cameras}, with YOLO.track {plainly}")
    return cameras


def warm(model: Yolo) -> None:
    """Use each size of input once: the first time costs more."""
    for side in (320, 480, 640):
        model.find([Cutout(image=np.zeros((side, side, 3), np.uint8), net_px=side)])
    model.find([whole((1280, 720)).of(np.zeros((720, 1280, 3), np.uint8))])


def live_elsewhere(streets: Path, cameras: int) -> dict[str, float]:
    """Run the live process in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.bench.vision_cost", "--live", str(cameras), "--streets", str(streets)]
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout
    pairs = (pair.split("=") for pair in out.strip().splitlines()[-1].split())
    return {name: float(value) for name, value in pairs}


def say(line: str) -> None:
    """One line of figures."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Tally:
    """What the live process says of its frames."""

    def __init__(self) -> None:
        self.latencies_s: list[float] = []
        self.skipped = 0

    def looked(self, camera_id: str, *, latency_s: float, skipped: int, looks: int) -> None:
        """One frame was dealt with."""
        del camera_id, looks
        self.latencies_s.append(latency_s)
        self.skipped += skipped


def live(streets: Path, cameras: int) -> None:
    """Run some cameras for a minute and print what came of it."""
    tally, stop, said = Tally(), threading.Event(), list[Message]()
    configs = [
        CameraConfig(camera_id=f"c{k}", url=str(streets / f"{k % STREETS}.mp4"), loop=True, night="always")
        for k in range(cameras)
    ]
    with tempfile.TemporaryDirectory() as folder:
        evidence, memory, model = EvidenceStore(Path(folder)), Path(folder) / "memory", Yolo()
        warm(model)
        threading.Timer(LIVE_S, stop.set).start()
        run_cameras(
            configs,
            DetectionConfig(),
            said.extend,
            evidence,
            WallClock(),
            stop,
            model=model,
            memory=memory,
            gauges=tally,
        )
    settled = np.asarray(tally.latencies_s[len(tally.latencies_s) // 5 :]) * 1000
    figures = {
        "cameras": cameras,
        "frames": len(tally.latencies_s),
        "fps": len(tally.latencies_s) / cameras / LIVE_S,
        "skipped": tally.skipped,
        "p50_ms": float(np.percentile(settled, 50)),
        "p99_ms": float(np.percentile(settled, 99)),
        "peak_mb": peak_mb(),
    }
    say(" ".join(f"{name}={value}" for name, value in figures.items()))


def peak_mb() -> float:
    """The most memory that this process has had resident."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


if __name__ == "__main__":
    main()
