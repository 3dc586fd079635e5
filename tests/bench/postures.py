"""From what height in pixels a posture can be trusted: `python -m tests.bench.postures`.

Real people, whole and large: of a picture that ultralytics ships, of the dark development clip where it is there (lit
up), and of the fetched clip, which has them up to 140 px. What the posture model says of each as he is, counts as true;
then he is shrunk and given a sensor's noise, looked at as the product does, and asked again. None of them tries a door.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from deploy.fetch import fetch
from detectors.footage.capture import Footage, Image
from detectors.model.crops import LARGE_PX, Cutout
from detectors.model.subjects import own_skeleton, subjects
from detectors.model.weights import POSE
from detectors.model.yolo import Yolo
from detectors.rules import PostureRules
from detectors.street.skeleton import gestures_of
from detectors.tracks import PERSON, Tracks

CLIPS = Path(os.environ.get("PATROL_SHARED", "../shared")) / "data" / "clips"
HEIGHTS_PX = (300, 240, 180, 140, 100, 75, 60, 45, 35, 25)
JOINTS = list(range(5, 17))
SAME_TRUNKS = 0.25
"""A joint so near to where it was, in lengths of the trunk, is where it was: a third of a forearm."""
ANY_HEIGHT = PostureRules(min_height_px=1.0)
Box = npt.NDArray[np.float32]
Points = npt.NDArray[np.float32]
Person = tuple[Image, Box, Points]


def main() -> None:
    """Measure and print."""
    fetch(POSE)
    model, noise = Yolo(), np.random.default_rng(1)
    people = [each for picture in pictures() for each in large_people(model, picture)]
    say(f"{len(people)} people, {min(p[1][3] - p[1][1] for p in people):.0f} px and more")
    say("height px  people  joints still sure  of these in place  arms and trunks in place  gestures kept  made up")
    for height in HEIGHTS_PX:
        measure(model, [each for each in people if each[1][3] - each[1][1] >= height], height, noise)


def pictures() -> Iterator[Image]:
    """Those with large people on them."""
    import ultralytics  # noqa: PLC0415 - only after the model has sealed it

    yield np.asarray(cv2.imread(str(Path(ultralytics.__file__).parent / "assets" / "bus.jpg")), np.uint8)
    for frame in Footage(fetch("vtest.avi"), rate_fps=1.0).frames():
        yield frame.image
    if (CLIPS / "night.mp4").exists():
        for frame in Footage(CLIPS / "night.mp4", rate_fps=4.0).frames():
            yield np.clip(frame.image.astype(np.float32) * 6, 0, 255).astype(np.uint8)


def large_people(model: Yolo, picture: Image) -> list[Person]:
    """Picture, box and key points of those whose whole body is sure."""
    (shown,) = model.skeletons([Cutout(image=picture, net_px=LARGE_PX)])
    whole = (shown.points[:, JOINTS, 2] >= ANY_HEIGHT.min_confidence).all(axis=1)
    return [(picture, shown.boxes[k], shown.points[k]) for k in np.flatnonzero(whole)]


def measure(
    model: Yolo,
    people: list[Person],
    height: int,
    noise: np.random.Generator,
) -> None:
    """One row of the table."""
    sure, near, limbs, kept, made_up, gestures = [], [], [], 0, 0, 0
    for picture, box, truth in people:
        shrink = height / float(box[3] - box[1])
        small = shrunk(picture, shrink, noise)
        scaled = box * np.float32(shrink)
        now = seen(model, small, scaled)
        points = np.zeros((17, 3), np.float32) if now is None else now
        off = np.hypot(*(points[JOINTS, :2] / shrink - truth[JOINTS, :2]).T) / trunk(truth)
        still_sure = points[JOINTS, 2] >= ANY_HEIGHT.min_confidence
        sure.append(still_sure.mean())
        near += (off[still_sure] <= SAME_TRUNKS).tolist()
        limbs.append(bool((off[:8] <= SAME_TRUNKS).all() and still_sure[:8].all()))  # shoulders, elbows, wrists, hips
        was, said = told(box, truth), told(scaled, points)
        kept, made_up, gestures = kept + len(was & said), made_up + len(said - was), gestures + len(was)
    if people:
        say(
            f"{height:9d}{len(people):8d}{np.mean(sure):19.2f}{np.mean(near):19.2f}{np.mean(limbs):26.2f}"
            f"{kept:11d}/{gestures}{made_up:9d}"
        )


def shrunk(picture: Image, share: float, noise: np.random.Generator) -> Image:
    """As a camera further off sees it, with the noise of its sensor."""
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(np.clip(small + noise.normal(0, 3, small.shape), 0, 255), np.uint8)


def seen(model: Yolo, picture: Image, box: Box) -> Points | None:
    """The key points of whoever the model sees in his place, looked at as the product does."""
    tracks, size = Tracks.of(["p"], [PERSON], [box.tolist()]), (picture.shape[1], picture.shape[0])
    (who,) = subjects(tracks, {"p": "car"}, {"car": box}, size, ANY_HEIGHT)
    (shown,) = model.skeletons([who.look.of(picture)])
    own = own_skeleton(box, shown.moved(who.look.left, who.look.top))
    return None if own is None else own[0]


def told(box: Box, points: Points) -> set[tuple[str, str]]:
    """The gestures that these key points make towards a car at his left and towards one at his right."""
    width = box[2] - box[0]
    cars = {
        "left": np.asarray([box[0] - 4 * width, box[1], box[0] + 0.2 * width, box[3]], np.float32),
        "right": np.asarray([box[2] - 0.2 * width, box[1], box[2] + 4 * width, box[3]], np.float32),
    }
    return {(side, gesture) for side, car in cars.items() for gesture in gestures_of(points, car, ANY_HEIGHT)}


def trunk(points: Points) -> float:
    """From the middle of the shoulders to that of the hips, px."""
    return float(np.hypot(*(points[[5, 6], :2].mean(axis=0) - points[[11, 12], :2].mean(axis=0))))


def say(line: str) -> None:
    """One line of figures."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
