"""How many small people in the dark are found by native crops, and how many by looking at whole frames.

`python -m tests.bench.night_crops [--seconds N]`: real walkers of the fetched clip, shrunk to 30-60 px on a 1080p frame
and darkened; what the model finds on the clip as it is, bright and large, is taken for the truth. Same frames, same
model, same run; target: twice the recall.
"""

import argparse
import sys
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from detectors.config import CameraConfig, DetectionConfig
from detectors.footage.capture import Frame
from detectors.model.crops import whole
from detectors.model.found import Found
from detectors.model.yolo import Yolo
from detectors.sight import Sight, ask
from detectors.tracks import ious
from tests.bench.footage import far_and_dark, pictures

SURE_SCORE = 0.6
SAME_IOU = 0.4
SIZE = (1920, 1080)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args(arguments).seconds
    model, clip = Yolo(), pictures()[: round(seconds * 5)]
    say(f"{model.name}, {len(clip)} frames")
    say("people px  light  truths  whole@.25  whole@.10  crops@.25  crops@.10  tracked  crops/whole@.10")
    for shrink, light in ((0.6, 0.35), (0.45, 0.35), (0.35, 0.35), (0.45, 0.2)):
        measure(model, clip, shrink, light)


def measure(model: Yolo, clip: Sequence[npt.NDArray[np.uint8]], shrink: float, light: float) -> None:
    """One row of the table."""
    noise = np.random.default_rng(1)
    sight = Sight(CameraConfig(camera_id="bench"), DetectionConfig())
    found = {"whole@.25": 0, "whole@.10": 0, "crops@.25": 0, "crops@.10": 0, "tracked": 0}
    truths, heights = 0, []
    for k, picture in enumerate(clip):
        truth = truth_of(model, picture, shrink)
        frame = Frame(at_ms=200 * k, image=far_and_dark(picture, shrink, light, noise))
        glance = sight.glance(frame)
        (answer,) = ask(model, [glance])
        sighting = sight.settle(glance, *answer)
        (plain,) = model.find([whole(SIZE).of(frame.image)])
        if k < len(clip) // 10:
            continue  # tracks need a moment to begin
        truths += len(truth)
        heights += list(truth[:, 3] - truth[:, 1])
        for name, boxes in (("whole", plain), ("crops", sighting.found)):
            found[f"{name}@.25"] += hits(truth, people(boxes, 0.25))
            found[f"{name}@.10"] += hits(truth, people(boxes, 0.10))
        found["tracked"] += hits(truth, sighting.tracks.boxes[sighting.tracks.classes == 0])
    recall = [each / truths for each in found.values()]
    ratio = found["crops@.10"] / max(1, found["whole@.10"])
    columns = "".join(f"{each:11.2f}" for each in recall)
    say(f"{np.median(heights):9.0f} {light:6.2f} {truths:7d}{columns} {ratio:8.1f}")


def say(line: str) -> None:
    """One line of figures."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def truth_of(model: Yolo, picture: npt.NDArray[np.uint8], shrink: float) -> npt.NDArray[np.float32]:
    """float32 [n, 4]: where people are on the frame, as found on the bright, large picture."""
    size = picture.shape[1], picture.shape[0]
    (sure,) = model.find([whole(size).of(picture)])
    offset = [(SIZE[axis] - round(size[axis] * shrink)) // 2 for axis in (0, 1)] * 2
    return np.asarray(people(sure, SURE_SCORE) * shrink + offset, np.float32)


def people(boxes: Found, least: float) -> npt.NDArray[np.float32]:
    """float32 [n, 4]: the people that were found with at least this score."""
    return boxes.xyxy[boxes.of_people & (boxes.scores >= least)]


def hits(truth: npt.NDArray[np.float32], boxes: npt.NDArray[np.float32]) -> int:
    """How many truths have a box on them."""
    if not len(truth) or not len(boxes):
        return 0
    return int((ious(truth, boxes).max(axis=1) >= SAME_IOU).sum())


if __name__ == "__main__":
    main()
