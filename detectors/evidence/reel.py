"""The last seconds of one camera, small and blurred, and the films cut from them for alerts.

Holds JPEGs, never a picture as it was; knows no disk and no clock.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import cv2
import numpy as np

from detectors.config import EvidenceRules
from detectors.evidence.blur import blur
from detectors.evidence.still import jpeg, known, report_key
from detectors.footage.capture import Frame, Image
from detectors.model.crops import seen_share
from detectors.model.found import Found
from detectors.sight import Glance, Sight, Sighting
from streams.schema.detections import LoiteringReport

_QUIET_MS: Final = 1000
"""While nothing moves one picture a second tells it all."""
_PLAIN_VEHICLE: Final = 0.4
"""A vehicle near enough for its plate to be read here, some 200 px wide, is found plainly..."""
_PLAIN_SCORE: Final = 0.25
"""...a person is blurred on any suspicion, and found so plainly..."""
_MISSED_MS: Final = 1000
"""...for so long after, as one look may miss him..."""
_RECENT_MS: Final = 6000
"""...and so long where nobody has looked since. The whole picture is looked at each 5 s."""
_SHOWN_SHARE: Final = 0.9
_QUALITY: Final = 80


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One blurred picture of the reel."""

    at_ms: int
    jpeg: bytes


@dataclass(frozen=True, kw_only=True)
class Film:
    """What is to become a clip."""

    key: str
    shots: tuple[Shot, ...]


@dataclass(kw_only=True)
class _Cut:
    key: str
    until_ms: int
    shots: list[Shot]


def clip_key(report: LoiteringReport) -> str:
    """The name of a report's clip."""
    return report_key(report, ".mp4")


@dataclass(kw_only=True)
class Reel:
    """The ring buffer of one camera. Not shared between threads."""

    rules: EvidenceRules
    _shots: deque[Shot] = field(default_factory=deque, init=False)
    _recent: deque[tuple[int, Found]] = field(default_factory=deque, init=False)
    _cuts: list[_Cut] = field(default_factory=list, init=False)

    def remember(self, glance: Glance, sighting: Sighting, sight: Sight) -> list[Film]:
        """Take in a frame, right after its sighting; gives the films that are complete with it."""
        frame = glance.frame
        if self._shots and frame.at_ms < self._shots[-1].at_ms:  # the camera's time was set back
            self._shots.clear()
            self._recent.clear()
        found = sighting.found
        self._recent.append((frame.at_ms, found.where(found.of_people & (found.scores >= _PLAIN_SCORE))))
        while frame.at_ms - self._recent[0][0] > _RECENT_MS:
            self._recent.popleft()
        period_ms = 1000 / self.rules.rate_fps if glance.looks or self._cuts else _QUIET_MS
        if self._shots and frame.at_ms - self._shots[-1].at_ms < period_ms - 1:
            return self.due(frame.at_ms)
        now = worth_blurring(known(sighting, sight))
        shot = self._shoot(frame, Found.joined([now, *self._may_be_there(glance)]), now)
        self._shots.append(shot)
        while frame.at_ms - self._shots[0].at_ms > self.rules.pre_roll_s * 1000:
            self._shots.popleft()
        for cut in self._cuts:
            cut.shots.append(shot)
        return self.due(frame.at_ms)

    def cut(self, report: LoiteringReport) -> str:
        """Begin the film of a report that was just made: the reel and what follows. Gives its key."""
        key, until_ms = clip_key(report), report.observed_at_ms + round(self.rules.post_roll_s * 1000)
        self._cuts.append(_Cut(key=key, until_ms=until_ms, shots=list(self._shots)))
        return key

    def due(self, now_ms: int) -> list[Film]:
        """The films whose time is over, whether frames came or not."""
        return self._done([cut for cut in self._cuts if now_ms >= cut.until_ms])

    def rest(self) -> list[Film]:
        """The films that are not complete, as far as they go: no more frames will come."""
        return self._done(self._cuts)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """The reel as it is now."""
        return tuple(self._shots)

    @property
    def size_bytes(self) -> int:
        """What the reel holds."""
        return sum(len(shot.jpeg) for shot in self._shots)

    def _may_be_there(self, glance: Glance) -> list[Found]:
        """People of the last seconds whom no look shows to be gone."""
        since_ms, there = glance.frame.at_ms - _MISSED_MS, []
        for at_ms, found in self._recent:
            unseen = [at_ms > since_ms or seen_share(box, glance.looks) < _SHOWN_SHARE for box in found.xyxy]
            there.append(found.where(np.asarray(unseen, np.bool_)))
        return there

    def _done(self, cuts: list[_Cut]) -> list[Film]:
        self._cuts = [cut for cut in self._cuts if cut not in cuts]
        return [Film(key=cut.key, shots=tuple(cut.shots)) for cut in cuts if cut.shots]

    def _shoot(self, frame: Frame, found: Found, now: Found) -> Shot:
        scale = min(1.0, self.rules.width_px / max(frame.size))
        size = tuple(max(2, round(side * scale)) for side in frame.size)
        small = np.asarray(cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA), np.uint8)
        scaled = Found(classes=found.classes, xyxy=found.xyxy * np.float32(scale), scores=found.scores)
        people = list(now.xyxy[now.of_people] * np.float32(scale))
        return Shot(at_ms=frame.at_ms, jpeg=jpeg(blur(_in_colour(small), scaled, people), _QUALITY))


def worth_blurring(found: Found) -> Found:
    """All people and the plain vehicles; weak boxes of things cover half of a night picture."""
    return found.where(found.of_people | (found.scores >= _PLAIN_VEHICLE))


def _in_colour(image: Image) -> Image:
    return image if image.ndim == 3 else np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR), np.uint8)  # noqa: PLR2004 - grey
