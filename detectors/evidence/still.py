"""The still that goes with an alert: who is meant and which cars, with everybody's face and every plate blurred.

Nothing unblurred leaves this module but sealed, so nothing unblurred reaches a disk or a screen.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import cv2
import numpy as np

from detectors.evidence.blur import Box, blur, corners, with_plates_all_over
from detectors.footage.capture import Frame, Image
from detectors.model.crops import merge, whole
from detectors.model.found import Found
from detectors.model.yolo import Model
from detectors.sight import Sight, Sighting
from detectors.tracks import CAR
from streams.schema.detections import LoiteringReport
from streams.schema.errors import DeviceError

_JPEG_QUALITY: Final = 85
WHO_BGR: Final = (40, 80, 255)
CAR_BGR: Final = (0, 200, 255)
"""Of the boxes about whom a report is, and about the cars that he was at."""


class Sealer(Protocol):
    """Makes a picture unreadable for all who lack its key: `streams.sealing.Seal`."""

    def close(self, name: str, data: bytes) -> bytes:
        """`data`, sealed under a name."""


def report_key(report: LoiteringReport, ending: str) -> str:
    """A name in the evidence store: of the suspicion and which report of it, nothing else."""
    return f"{report.suspicion_id}-{report.seq}{ending}"


def still_key(report: LoiteringReport) -> str:
    """The name of a report's still."""
    return report_key(report, ".jpg")


def illustrate(report: LoiteringReport, frame: Frame, sighting: Sighting, sight: Sight, model: Model) -> bytes:
    """The still of a report: of the frame on which it was said, looked at whole once more so that all are blurred.

    Args:
        report: what is shown.
        frame: the picture.
        sighting: what was found on it.
        sight: whose picture it is, right after that sighting.
        model: finds whoever stood where nothing was looked at.
    """
    tracks, visited = sighting.tracks, sight.cars() | sight.strips()
    people = dict(zip(tracks.ids, tracks.boxes, strict=True))
    return still(
        frame.image,
        blurred=everyone(frame.image, known(sighting, sight), model),
        people=[people[name] for name in report.track_ids if name in people],
        cars={number: visited[name] for number, name in enumerate(report.vehicle_ids, 1) if name in visited},
    )


def unblurred(frame: Frame, key: str, sealer: Sealer) -> bytes:
    """The picture as it was, sealed under `key`."""
    return sealer.close(key, jpeg(frame.image, _JPEG_QUALITY))


def known(sighting: Sighting, sight: Sight) -> Found:
    """All that is known to be on a picture right after its sighting: found, followed, remembered, or on a strip.

    On a strip stand cars that no model makes out, with plates that a person may well read: it counts as a car.
    """
    tracks = sighting.tracks
    strips = [with_plates_all_over(box) for box in sight.strips().values()]
    parked = np.asarray([*sight.cars().values(), *strips], np.float32).reshape(-1, 4)
    return Found.joined(
        [
            sighting.found,
            Found(classes=tracks.classes, xyxy=tracks.boxes, scores=tracks.scores),
            Found(classes=np.full(len(parked), CAR, np.int8), xyxy=parked, scores=np.ones(len(parked), np.float32)),
        ]
    )


def everyone(image: Image, known: Found, model: Model) -> Found:
    """What is known, and whoever stands where nothing was looked at: one more look at the whole picture."""
    size = image.shape[1], image.shape[0]
    look = whole(size)
    return Found.joined([known, merge([look], model.find([look.of(image)]), size)])


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
    picture = blur(image, blurred, people)
    for number, box in cars.items():
        outline(picture, box, CAR_BGR, str(number))
    for box in people:
        outline(picture, box, WHO_BGR, "")
    return jpeg(picture, _JPEG_QUALITY)


def jpeg(picture: Image, quality: int) -> bytes:
    """A picture as JPEG.

    Raises:
        DeviceError: it cannot be coded.
    """
    coded, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not coded:
        raise DeviceError(f"a picture of {picture.shape[1]}x{picture.shape[0]} cannot be coded as JPEG")
    return data.tobytes()


def outline(picture: Image, box: Box, colour: tuple[int, int, int], label: str) -> None:
    """Draw a box onto the picture itself, with a name where there is one."""
    left, top, right, bottom = corners(box, picture)
    thick = max(2, picture.shape[0] // 300)
    cv2.rectangle(picture, (left, top), (right, bottom), colour, thick)
    if label:
        size = max(0.5, picture.shape[0] / 700)
        at = left + 2 * thick, top + round(26 * size)
        cv2.putText(picture, label, at, cv2.FONT_HERSHEY_SIMPLEX, size, (0, 0, 0), 3 * thick)
        cv2.putText(picture, label, at, cv2.FONT_HERSHEY_SIMPLEX, size, colour, thick)
