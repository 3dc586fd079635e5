"""Whose posture is worth a look on the next picture of a camera, and what those looks tell.

Only of people who are at a car already and large enough; a few on one picture. Holds no model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.model.crops import SMALL_PX, Look
from detectors.rules import PostureRules
from detectors.street.postures import Posture
from detectors.street.skeleton import Skeletons, gestures_of
from detectors.tracks import Tracks, ious

Box = npt.NDArray[np.float32]

_MOST: Final = 3
"""On one picture, the tallest first: whoever stands at a car stays for some pictures."""
_ROOM_SHARE: Final = 0.25
"""Around a person, of his height: an arm that is held out."""
_SAME_IOU: Final = 0.4
"""So alike are the boxes that two models draw about one person."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """A person whose posture is looked at."""

    track_id: str
    box: Box
    """float32 [4] xyxy px, as he was found last."""
    car: Box
    """What he is at."""
    look: Look


def subjects(
    tracks: Tracks, at: Mapping[str, str], cars: Mapping[str, Box], size: tuple[int, int], rules: PostureRules
) -> tuple[Subject, ...]:
    """Who is worth a look.

    Args:
        tracks: of the picture before.
        at: track id → what that person was at on it.
        cars: boxes of what people can be at, by name.
        size: (width, height) of the picture.
        rules: the thresholds.
    """
    chosen = [
        (box, name)
        for name, box in zip(tracks.ids, tracks.boxes, strict=True)
        if at.get(name) in cars and box[3] - box[1] >= rules.min_height_px
    ]
    chosen.sort(key=lambda each: (-float(each[0][3] - each[0][1]), each[1]))
    return tuple(
        Subject(track_id=name, box=box, car=cars[at[name]], look=_around(box, size)) for box, name in chosen[:_MOST]
    )


def postures(people: Sequence[Subject], skeletons: Sequence[Skeletons], rules: PostureRules) -> list[Posture]:
    """What the looks at them tell: of each only by the skeleton that is his own."""
    told: list[Posture] = []
    for person, shown in zip(people, skeletons, strict=True):
        row = own_skeleton(person.box, shown.moved(person.look.left, person.look.top))
        if row is None:
            continue
        points, box = row
        told += [
            Posture(track_id=person.track_id, gesture=gesture, confidence=sure, height_px=float(box[3] - box[1]))
            for gesture, sure in gestures_of(points, person.car, rules).items()
        ]
    return told


def own_skeleton(box: Box, shown: Skeletons) -> tuple[npt.NDArray[np.float32], Box] | None:
    """Key points and box of the skeleton that is of the person in `box`; None when nobody's is."""
    if not len(shown):
        return None
    iou = ious(box[None], shown.boxes)[0]
    best = int(iou.argmax())
    return (shown.points[best], shown.boxes[best]) if iou[best] >= _SAME_IOU else None


def _around(box: Box, size: tuple[int, int]) -> Look:
    room = _ROOM_SHARE * float(box[3] - box[1])
    left, top = np.maximum(np.floor(box[:2] - room), 0).astype(int).tolist()
    right, bottom = np.minimum(np.ceil(box[2:] + room), size).astype(int).tolist()
    return Look(left=left, top=top, right=right, bottom=bottom, net_px=SMALL_PX)
