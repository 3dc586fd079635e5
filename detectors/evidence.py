"""The still that goes with an alert: who is meant and which cars, with everybody's face and every plate blurred.

Nothing unblurred leaves this module, so nothing unblurred reaches a disk or a screen.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from detectors.footage.capture import Frame, Image
from detectors.model.crops import merge, whole
from detectors.model.found import Found
from detectors.model.yolo import Model
from detectors.sight import Sight, Sighting
from detectors.tracks import CAR
from streams.schema.detections import LoiteringReport
from streams.schema.errors import DeviceError

_HEAD_SHARE: Final = 0.4
"""Of a person's box from its top: a head is a seventh of a standing man, more of a bent or a small one."""
_HEAD_ASIDE_SHARE: Final = 0.2
_BENT_ASPECT: Final = 0.8
"""A box this wide to its height shows someone bent, lying or cut: the head may be anywhere in it."""
_PLATE_SHARE: Final = 0.6
"""Of a vehicle's box from its bottom: plates sit below the windows."""
_CELLS: Final = 5
"""A blurred region keeps this many patches on its shorter side: no face and no sign survives."""
_BODY_CELLS: Final = 14
"""Of the person in question, over the blurred car behind: posture is to be seen. A plate is about as wide as a person
and holds seven signs, so each gets two patches, and none can be read."""
_JPEG_QUALITY: Final = 85
_WHO_BGR: Final = (40, 80, 255)
_CAR_BGR: Final = (0, 200, 255)

Box = npt.NDArray[np.float32]
"""float32 [4] xyxy px."""


def still_key(report: LoiteringReport) -> str:
    """The name of a report's still in the evidence store: of the suspicion and what was said of it, nothing else."""
    return f"{report.suspicion_id}-{report.seq}.jpg"


def illustrate(report: LoiteringReport, frame: Frame, sighting: Sighting, sight: Sight, model: Model) -> bytes:
    """The still of a report: of the frame on which it was said, looked at whole once more so that all are blurred.

    Args:
        report: what is shown.
        frame: the picture.
        sighting: what was found on it.
        sight: whose picture it is, right after that sighting.
        model: finds whoever stood where nothing was looked at.
    """
    look = whole(frame.size)
    again = merge([look], model.find([look.of(frame.image)]), frame.size)
    cars, tracks = sight.cars(), sighting.tracks
    parked = np.asarray(list(cars.values()), np.float32).reshape(-1, 4)
    everything = [
        again,
        sighting.found,
        Found(classes=tracks.classes, xyxy=tracks.boxes, scores=tracks.scores),
        Found(classes=np.full(len(parked), CAR, np.int8), xyxy=parked, scores=np.ones(len(parked), np.float32)),
    ]
    people = dict(zip(tracks.ids, tracks.boxes, strict=True))
    visited = cars | sight.strips()
    return still(
        frame.image,
        blurred=Found.joined(everything),
        people=[people[name] for name in report.track_ids if name in people],
        cars={number: visited[name] for number, name in enumerate(report.vehicle_ids, 1) if name in visited},
    )


def still(image: Image, blurred: Found, people: Sequence[Box], cars: Mapping[int, Box]) -> bytes:
    """A JPEG of the picture.

    Args:
        image: uint8 [height, width, 3] BGR; not changed.
        blurred: everything that was found on it, however unsure: heads and plates of all of these are blurred.
        people: whom the report is about.
        cars: the cars that were visited, by the number of their visit, from 1.

    Raises:
        DeviceError: the picture cannot be coded.
    """
    picture = image.copy()
    for box in blurred.xyxy[~blurred.of_people]:
        _blur(image, _plate(box), picture)
    for box in people:
        _blur(image, _body(box), picture, patches=_BODY_CELLS)
    for box in blurred.xyxy[blurred.of_people]:
        _blur(image, _head(box), picture)
    for number, box in cars.items():
        _outline(picture, box, _CAR_BGR, str(number))
    for box in people:
        _outline(picture, box, _WHO_BGR, "")
    coded, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not coded:
        raise DeviceError(f"a picture of {picture.shape[1]}x{picture.shape[0]} cannot be coded as JPEG")
    return data.tobytes()


def _head(box: Box) -> Box:
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    share = 1.0 if width >= _BENT_ASPECT * height else _HEAD_SHARE
    aside, above = _HEAD_ASIDE_SHARE * width, 0.1 * height
    return np.asarray([left - aside, top - above, right + aside, top + share * height], np.float32)


def _body(box: Box) -> Box:
    """Below the head; nothing of one who is bent."""
    return np.asarray([box[0], min(_head(box)[3], box[3]), box[2], box[3]], np.float32)


def _plate(box: Box) -> Box:
    left, top, right, bottom = box
    return np.asarray([left, bottom - _PLATE_SHARE * (bottom - top), right, bottom + 0.05 * (bottom - top)], np.float32)


def _blur(image: Image, box: Box, picture: Image, patches: int = _CELLS) -> None:
    """Put few soft patches of a region of `image` into `picture`: what is averaged away cannot be brought back."""
    left, top, right, bottom = _corners(box, picture)
    if right <= left or bottom <= top:
        return
    region = image[top:bottom, left:right]
    width, height = right - left, bottom - top
    scale = min(1.0, patches / min(width, height))
    cells = max(1, round(width * scale)), max(1, round(height * scale))
    coarse = cv2.resize(region, cells, interpolation=cv2.INTER_AREA)
    picture[top:bottom, left:right] = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)


def _outline(picture: Image, box: Box, colour: tuple[int, int, int], label: str) -> None:
    left, top, right, bottom = _corners(box, picture)
    thick = max(2, picture.shape[0] // 300)
    cv2.rectangle(picture, (left, top), (right, bottom), colour, thick)
    if label:
        size = max(0.5, picture.shape[0] / 700)
        at = left + 2 * thick, top + round(26 * size)
        cv2.putText(picture, label, at, cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 3 * thick)
        cv2.putText(picture, label, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, thick)


def _corners(box: Box, picture: Image) -> tuple[int, int, int, int]:
    height, width = picture.shape[:2]
    left, top, right, bottom = np.nan_to_num(box)
    return (
        int(np.clip(np.floor(left), 0, width)),
        int(np.clip(np.floor(top), 0, height)),
        int(np.clip(np.ceil(right), 0, width)),
        int(np.clip(np.ceil(bottom), 0, height)),
    )
