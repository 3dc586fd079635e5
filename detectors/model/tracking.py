"""Boxes joined over time into tracks by ultralytics' OC-SORT: place and motion only, never looks of a person.

The model's threshold is low, so a track counts only once time has confirmed it. Where nobody looked, nothing has gone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Final

import numpy as np
import numpy.typing as npt

from detectors.footage.motion import Regions
from detectors.model.crops import Look, seen_share
from detectors.model.found import Found
from detectors.model.weights import seal
from detectors.tracks import Boxes, Mask, Tracks, ious, shares_of

_LOST_S: Final = 4.0
"""How long a track waits to be found again: a step behind a car. What lasts longer is joined by the visits."""
_CONFIRM_MASS: Final = 1.0
"""Sum of the scores that makes a track real: two frames by day, 1.5 s of weak boxes at night."""
_SURE_SCORE: Final = 0.4
"""A still thing must once be this plain: a post looks a little like a man all night, and never walks..."""
_STIRRED_SHARE: Final = 0.2
"""...and a person, just then, have so much of the box stirring: a car's window looks much like a man, once coded
badly, and never stirs. Measured on the clips: in all but a few boxes of a real one, of that window in 2 of 130..."""
_MOVED_SHARE: Final = 0.5
"""...or have moved by this share of its height..."""
_SAME_PLACE_IOU: Final = 0.5
"""...or be where such a one was lost, by the usual overlap of one thing found twice."""
_SEEN_SHARE: Final = 0.9
"""A track was looked at when one look showed this much of it."""
_TAKEN_SHARE: Final = 0.6
"""A track that was not looked at and yet has a new box over this share of it was seen after all."""
_FORGET_S: Final = 60.0

SETTINGS: Final = SimpleNamespace(
    track_high_thresh=0.1,  # = the model's threshold: at night most boxes are weak
    track_low_thresh=0.05,
    new_track_thresh=0.1,
    match_thresh=0.85,  # 1 - IoU: at 5 frames a second someone who runs overlaps himself by a fifth only
    delta_t=3,
    inertia=0.2,
    use_byte=True,
    fuse_score=False,  # IoU x score would make weak boxes of one person never match
)
"""Of OC-SORT. Measured by tests/bench/trackers.py, the same boxes for each: 35 ids of a second and more on vtest.avi, 2
on a dark yard with one man; ByteTrack and BoT-SORT 46 and 3. The man at the door has one id with each."""


@dataclass(kw_only=True)
class _Evidence:
    """What has been seen of one track so far."""

    first: npt.NDArray[np.float32]
    last: npt.NDArray[np.float32]
    mass: float = 0.0
    best: float = 0.0
    """The best score of a box that stirred."""
    moved: bool = False
    last_ms: int = 0

    @property
    def confirmed(self) -> bool:
        return self.mass >= _CONFIRM_MASS and (self.best >= _SURE_SCORE or self.moved)


@dataclass(kw_only=True)
class Tracker:
    """The tracks of one camera.

    `prefix` makes ids unique over restarts of a process: `p3` is the third person track since the camera's start.
    """

    rate_fps: float = 5.0
    prefix: str = ""

    def __post_init__(self) -> None:
        self._last_ms: int | None = None
        self._people = _Kind(letter=f"{self.prefix}p", rate_fps=self.rate_fps)
        self._things = _Kind(letter=f"{self.prefix}v", rate_fps=self.rate_fps)

    def update(self, boxes: Found, looks: Sequence[Look], at_ms: int, moving: Regions) -> Tracks:
        """The confirmed tracks after a picture on which `looks` found `boxes` and on which `moving` regions moved.

        A track that no look showed stays as it was; one that was looked at and not found is left out.
        """
        missed = self._missed_frames(at_ms)
        people, things = boxes.where(boxes.of_people), boxes.where(~boxes.of_people)
        parts = [
            self._people.update(people, looks, at_ms, missed, stirring=_stirring(people.xyxy, moving)),
            self._things.update(things, looks, at_ms, missed, stirring=np.ones(len(things), np.bool_)),
        ]
        joined = Found.joined([part for _, part in parts])
        ids = tuple(name for names, _ in parts for name in names)
        return Tracks(ids=ids, classes=joined.classes, boxes=joined.xyxy, scores=joined.scores)

    def people(self) -> npt.NDArray[np.float32]:
        """float32 [n, 4] xyxy: where confirmed people are or were a moment ago; the next look goes there."""
        return self._people.places()

    def places(self) -> npt.NDArray[np.float32]:
        """float32 [n, 4] xyxy: where anything confirmed is or was a moment ago."""
        return np.concatenate([self._people.places(), self._things.places()])

    def _missed_frames(self, at_ms: int) -> int:
        before, self._last_ms = self._last_ms, at_ms
        return 0 if before is None else max(0, round((at_ms - before) / 1000 * self.rate_fps) - 1)


class _Kind:
    """Tracks that may be taken for each other: people apart from things, so that nobody turns into a car."""

    def __init__(self, *, letter: str, rate_fps: float) -> None:
        seal()
        from ultralytics.trackers.oc_sort import OCSORT  # noqa: PLC0415 - only after `seal`

        self._letter = letter
        lost_frames = round(_LOST_S * rate_fps)
        self._lost_frames = lost_frames
        settings = SimpleNamespace(**vars(SETTINGS), track_buffer=lost_frames)
        self._tracker = OCSORT(settings)
        self._evidence: dict[int, _Evidence] = {}
        self._begin()

    def _begin(self) -> None:
        self._now, self._numbers, self._confirmed = Found.empty(), np.empty(0, np.int64), np.empty(0, np.bool_)

    def update(
        self, boxes: Found, looks: Sequence[Look], at_ms: int, missed: int, *, stirring: Mask
    ) -> tuple[tuple[str, ...], Found]:
        """Names and boxes of the confirmed tracks of this picture; `stirring` bool [boxes]: so plain a box is real."""
        self._coast(missed)
        if looks or not self._rests():
            self._associate(boxes, looks, at_ms, stirring)
        else:
            self._hold(at_ms)
        self._forget(at_ms)
        names = tuple(f"{self._letter}{number}" for number in self._numbers[self._confirmed])
        return names, self._now.where(self._confirmed)

    def _rests(self) -> bool:
        """Nobody is awaited: where nobody looks either, each track would be found where it was."""
        tracker = self._tracker
        return not tracker.lost_stracks and all(track.is_activated for track in tracker.tracked_stracks)

    def _hold(self, at_ms: int) -> None:
        self._tracker.frame_id += 1
        for number in self._numbers:
            self._evidence[int(number)].last_ms = at_ms

    def _associate(self, boxes: Found, looks: Sequence[Look], at_ms: int, stirring: Mask) -> None:
        both = Found.joined([boxes, self._unseen(boxes, looks)])
        rows = self._tracker.update(Results(both))
        self._numbers, positions = _numbers(rows)
        self._now = both.where(positions)
        for number, position in zip(self._numbers, positions, strict=True):
            self._weigh(int(number), both, int(position), stirring, at_ms=at_ms)
        self._confirmed = np.asarray([self._evidence[int(number)].confirmed for number in self._numbers], np.bool_)

    def places(self) -> npt.NDArray[np.float32]:
        """float32 [n, 4] xyxy: where confirmed tracks are, or where they should be since they were lost."""
        lost = [
            np.asarray(track.xyxy, np.float32)[None]
            for track in self._tracker.lost_stracks
            if track.track_id in self._evidence and self._evidence[track.track_id].confirmed
        ]
        return np.concatenate([self._now.xyxy[self._confirmed], *lost])

    def _coast(self, frames: int) -> None:
        """Let the tracks move on through pictures that were skipped; after a long gap none is left."""
        if frames > self._lost_frames:
            self._tracker.tracked_stracks, self._tracker.lost_stracks = [], []
            self._begin()
            return
        for _ in range(frames):
            self._tracker.multi_predict([*self._tracker.tracked_stracks, *self._tracker.lost_stracks])
        self._tracker.frame_id += frames

    def _unseen(self, boxes: Found, looks: Sequence[Look]) -> Found:
        """Where the tracks were that nobody looked at now: they count as found where they were."""
        unseen = np.asarray([seen_share(box, looks) < _SEEN_SHARE for box in self._now.xyxy], np.bool_)
        held = self._now.where(unseen)
        taken = shares_of(held.xyxy, boxes.xyxy).max(axis=1, initial=0.0) > _TAKEN_SHARE
        return held.where(~taken)

    def _weigh(self, number: int, boxes: Found, position: int, stirring: Mask, *, at_ms: int) -> None:
        box, score = boxes.xyxy[position], float(boxes.scores[position])
        if number not in self._evidence:
            self._evidence[number] = _Evidence(first=box, last=box, moved=self._was_here(box, at_ms))
        evidence = self._evidence[number]
        evidence.last, evidence.last_ms = box, at_ms
        if position >= len(stirring):  # nobody looked there
            return
        evidence.mass += score
        evidence.best = max(evidence.best, score if stirring[position] else 0.0)
        way = (box[:2] + box[2:] - evidence.first[:2] - evidence.first[2:]) / 2
        evidence.moved |= float(np.hypot(*way)) >= _MOVED_SHARE * float(evidence.first[3] - evidence.first[1])

    def _was_here(self, box: npt.NDArray[np.float32], at_ms: int) -> bool:
        """Someone confirmed stood in this place when he was lost: he may go on standing there, as still as a post."""
        lost = [each.last for each in self._evidence.values() if each.confirmed and each.last_ms < at_ms]
        return bool((ious(box[None], np.asarray(lost, np.float32).reshape(-1, 4)) >= _SAME_PLACE_IOU).any())

    def _forget(self, at_ms: int) -> None:
        old = [number for number, kept in self._evidence.items() if at_ms - kept.last_ms > _FORGET_S * 1000]
        for number in old:
            del self._evidence[number]


def _stirring(boxes: Boxes, moving: Regions) -> Mask:
    """In which boxes [n, 4] much moves: bool [n]."""
    return np.asarray(shares_of(boxes, moving).max(axis=1, initial=0.0) >= _STIRRED_SHARE, np.bool_)


class Results:
    """The part of ultralytics' results that its trackers use."""

    def __init__(self, boxes: Found) -> None:
        self._boxes = boxes
        self.conf, self.cls = boxes.scores, boxes.classes
        corner_a, corner_b = boxes.xyxy[:, :2], boxes.xyxy[:, 2:]
        self.xywh = np.hstack([(corner_a + corner_b) / 2, corner_b - corner_a])

    def __len__(self) -> int:
        return len(self._boxes)

    def __getitem__(self, mask: npt.NDArray[np.bool_]) -> "Results":
        return Results(self._boxes.where(mask))


def _numbers(rows: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Track numbers and positions among the boxes, of rows x1 y1 x2 y2 number score class position."""
    table = np.asarray(rows, np.float64).reshape(-1, 8)
    return table[:, 4].astype(np.int64), table[:, 7].astype(np.int64)
