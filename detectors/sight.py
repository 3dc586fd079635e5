"""One camera from pictures to detections: what to look at, and what follows from what was found there.

Holds the state of one camera and no device: frames are handed in, the model is asked by the caller, so that several
cameras can share one batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from detectors.config import CameraConfig, DetectionConfig, Polygon
from detectors.footage.capture import Frame, Image
from detectors.footage.health import HealthChange, Watchdog
from detectors.footage.light import shrink
from detectors.footage.motion import Motion, MotionGate
from detectors.footage.signs import Senses
from detectors.loitering.scene import Scene
from detectors.model.crops import Look, merge, plan, tiles, whole
from detectors.model.found import Found
from detectors.model.rests import Rests, beyond
from detectors.model.subjects import Subject, postures, subjects
from detectors.model.tracking import Tracker
from detectors.model.yolo import Model
from detectors.street.skeleton import Skeletons
from detectors.tracks import Boxes, Tracks
from streams.schema.detections import CameraHealthChanged, Detection

_REPEATED_S: Final = 3.0
"""The very same picture for so long tells nothing new: nobody's dwell may grow on a frozen camera."""
_OFTEN_S: Final = 1.0
"""The whole picture is looked at so often at first, and while all is full of motion that tells nothing."""
_BLIND: Final = frozenset({"dark", "covered", "defocused", "flooded"})
"""While a camera seems so, what is not found may be there all the same."""
_LIT_LUMA: Final = 21.0
"""Where it is darker, a car that is not found may be there all the same. Measured on people: all found down to here."""
_ABOVE_STRIP_SHARE: Final = 0.5
_ABOVE_STRIP_NET_PX: Final = 80.0
"""A strip is ground; who stands on it rises above it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Glance:
    """One picture, and which parts of it the model is to look at."""

    frame: Frame
    luma: float
    """Mean of the picture, 0–255."""
    looks: tuple[Look, ...]
    moving: Boxes = field(default_factory=lambda: np.empty((0, 4), np.float32))
    """float32 [n, 4] xyxy px: where something moves on it."""
    searched: Boxes = field(default_factory=lambda: np.empty((0, 4), np.float32))
    """float32 [n, 4] xyxy px: where a known car would be found if it still is there."""
    people: tuple[Subject, ...] = ()
    """Whose posture the model is to look at."""
    health: HealthChange | None = None
    """The change of the camera's health that it brought."""
    void: bool = False
    """Nothing may be concluded from it: the very same picture again, or another view than the one that is known."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sighting:
    """What a picture came to."""

    detections: list[Detection]
    found: Found
    """All boxes of the model on it, in pixels of the picture."""
    tracks: Tracks
    """The confirmed tracks, in pixels of the picture."""


class Answer(NamedTuple):
    """What the model says to one glance."""

    found: Sequence[Found]
    """Of each look."""
    skeletons: Sequence[Skeletons] = ()
    """Of each person whose posture was looked at."""


def ask(model: Model, glances: Sequence[Glance]) -> list[Answer]:
    """Let the model answer several glances at once: what they look at goes through it in batches."""
    looks = [look.of(glance.frame.image) for glance in glances for look in glance.looks]
    people = [person.look.of(glance.frame.image) for glance in glances for person in glance.people]
    found = iter(model.find(looks) if looks else ())
    skeletons = iter(model.skeletons(people) if people else ())
    return [
        Answer(list(islice(found, len(glance.looks))), list(islice(skeletons, len(glance.people))))
        for glance in glances
    ]


class Sight:
    """What one camera sees and remembers.

    Args:
        camera: which one.
        detection: the thresholds.
        scene: its memory from before a restart; None begins without.
        prefix: begins each track id, so that ids of two runs of a process differ.
    """

    def __init__(
        self, camera: CameraConfig, detection: DetectionConfig, *, scene: Scene | None = None, prefix: str = ""
    ) -> None:
        self.camera = camera
        self.scene = scene or Scene(camera, detection)
        self._rules, self._posture_rules = detection.pixels, detection.postures
        self._prefix = prefix
        self._health_rules = detection.health
        self._watchdog = Watchdog(detection.health)
        self._drawn_on: tuple[int, int] | None = camera.frame_size
        self._size: tuple[int, int] | None = None
        self._restarts = 0
        self._next_whole_ms = self._next_strips_ms = self._eager_until_ms = self._last_ms = 0

    def glance(self, frame: Frame) -> Glance:
        """Choose what to look at; nothing at all on a quiet picture on which no look is due."""
        if frame.size != self._size:
            self._begin(frame)
        if frame.at_ms < self._last_ms:  # the clock was set back: looks are due as if they had never been
            self._next_whole_ms = self._next_strips_ms = frame.at_ms
        small = shrink(frame.image)
        motion = self._motion.see(small, frame.size, frame.at_ms)
        if motion.light_changed:
            self._eager_until_ms = frame.at_ms + round(self._rules.first_looks_s * 1000)
            self._next_whole_ms = min(self._next_whole_ms, frame.at_ms + 1000)
        elsewhere = beyond(motion.regions, self._tracker.places())
        signs = self._senses.of(frame, small, motion, elsewhere)
        health = self._watchdog.see(signs, frame.at_ms)
        if signs.same_s > _REPEATED_S or self._watchdog.seems == "moved":
            return Glance(frame=frame, luma=signs.luma, looks=(), health=health, void=True)
        people = subjects(
            self._tracks, self.scene.beside(), self.cars() | self.strips(), frame.size, self._posture_rules
        )
        looks = self._looks(frame, motion)
        return Glance(
            frame=frame,
            luma=signs.luma,
            looks=looks,
            moving=motion.regions,
            searched=self._searched(looks, small, frame.size),
            people=people,
            health=health,
        )

    def settle(self, glance: Glance, found: Sequence[Found], skeletons: Sequence[Skeletons] = ()) -> Sighting:
        """What follows from the model's answer to a glance. Glances are settled in their order."""
        frame = glance.frame
        everything = merge(glance.looks, found, frame.size)
        tracks = Tracks.empty()
        detections = self._health_events(glance.health)
        if not glance.void:
            self._rests.learn(self._moving, glance.looks, everything, frame.at_ms)
            tracks = self._tracker.update(everything, glance.looks, frame.at_ms, glance.moving)
            detections += self._observe(frame, tracks, glance, skeletons)
            self._tracks = tracks
        self._last_ms = frame.at_ms
        return Sighting(detections=detections, found=everything, tracks=tracks)

    def silence(self, now_ms: int, why: str = "", *, ended: bool = False) -> list[Detection]:
        """What follows from no frame coming; `ended` says that none will come any more."""
        change = self._watchdog.offline(now_ms, why) if ended else self._watchdog.tick(now_ms, why)
        return self._health_events(change)

    def finish(self) -> list[Detection]:
        """End what is open: the footage ends here."""
        return self.scene.finish(self._last_ms)

    def cars(self) -> dict[str, npt.NDArray[np.float32]]:
        """Remembered vehicles by their ids: float32 [4] xyxy, in pixels of the last picture."""
        return self.scene.vehicle_boxes(self._size)

    def strips(self) -> dict[str, npt.NDArray[np.float32]]:
        """What bounds each parking strip, by its id in reports: float32 [4] xyxy, in pixels of the last picture."""
        corners = [self._in_picture(strip) for strip in self.camera.parking_strips]
        boxes = (np.concatenate([each.min(axis=0), each.max(axis=0)]) for each in corners)
        return {f"strip-{number}": box for number, box in enumerate(boxes, 1)}

    def _begin(self, frame: Frame) -> None:
        """Begin anew with pictures of this size; what the scene remembers stays."""
        self._size = frame.size
        self._drawn_on = self._drawn_on or frame.size
        prefix = f"{self._prefix}{f'r{self._restarts}-' if self._restarts else ''}"
        self._restarts += 1
        masks = tuple(self._in_picture(mask) for mask in self.camera.masks)
        self._senses = Senses(self._health_rules)
        self._motion = MotionGate(rate_fps=self._rules.rate_fps, masks=masks)
        self._tracker = Tracker(rate_fps=self._rules.rate_fps, prefix=prefix)
        self._rests, self._moving = Rests(self._rules.vain_look_s), np.empty((0, 4), np.float32)
        self._strips, self._tracks = self._strip_tiles(), Tracks.empty()
        self._next_whole_ms = self._next_strips_ms = frame.at_ms

    def _looks(self, frame: Frame, motion: Motion) -> tuple[Look, ...]:
        people, flooded = self._tracker.people(), self._watchdog.seems == "flooded"
        self._moving = self._rests.awake(beyond(motion.regions, people), frame.at_ms)
        things = people if flooded else np.concatenate([people, self._moving])
        if frame.at_ms >= self._next_whole_ms:
            often = frame.at_ms < self._eager_until_ms or flooded
            self._next_whole_ms = frame.at_ms + round((_OFTEN_S if often else self._rules.whole_look_s) * 1000)
            crops = plan(things, frame.size)
            return (whole(frame.size), *(look for look in crops if look != whole(frame.size)))
        if frame.at_ms < self._next_strips_ms:
            return plan(things, frame.size)
        self._next_strips_ms = frame.at_ms + round(self._rules.strip_look_s * 1000)
        return plan(things, frame.size, ground=self._strips)

    def _searched(self, looks: Sequence[Look], small: Image, size: tuple[int, int]) -> Boxes:
        """What the looks show of known cars' places that are light enough, while the camera sees anything."""
        if not looks or self._watchdog.seems in _BLIND:
            return np.empty((0, 4), np.float32)
        scale = small.shape[0] / size[1]
        cars = [box for box in self.cars().values() if _luma(small, box * scale) >= _LIT_LUMA]
        a = np.asarray(cars, np.float32).reshape(-1, 1, 4)
        b = np.asarray([[look.box for look in looks]], np.float32)
        shared = np.concatenate([np.maximum(a[..., :2], b[..., :2]), np.minimum(a[..., 2:], b[..., 2:])], axis=-1)
        return shared.reshape(-1, 4)

    def _observe(self, frame: Frame, tracks: Tracks, glance: Glance, skeletons: Sequence[Skeletons]) -> list[Detection]:
        return self.scene.observe(
            frame.at_ms,
            tracks,
            frame.size,
            glance.luma,
            looked=glance.searched,
            postures=postures(glance.people, skeletons, self._posture_rules),
        )

    def _in_picture(self, polygon: Polygon) -> npt.NDArray[np.float32]:
        """A polygon of the configuration, drawn on pictures of one size, on the pictures as they come now."""
        drawn_on, size = self._drawn_on or (1, 1), self._size or (1, 1)
        return np.asarray(polygon, np.float32) * np.asarray([size[0] / drawn_on[0], size[1] / drawn_on[1]], np.float32)

    def _strip_tiles(self) -> npt.NDArray[np.float32]:
        parts = [np.empty((0, 4), np.float32)]
        size = self._size or (1, 1)
        for box in self.strips().values():
            box[1] -= max(_ABOVE_STRIP_NET_PX * min(1.0, max(size) / 640), _ABOVE_STRIP_SHARE * (box[3] - box[1]))
            limits = np.asarray([*size, *size], np.float32)
            parts.append(tiles(np.clip(box, 0, limits), size))
        return np.concatenate(parts)

    def _health_events(self, change: HealthChange | None) -> list[Detection]:
        if change is None:
            return []
        event = CameraHealthChanged(
            district=self.camera.district,
            camera_id=self.camera.camera_id,
            observed_at_ms=change.at_ms,
            health=change.health,
            was=change.was,
            detail=change.detail,
        )
        return [event]


def _luma(small: Image, box: Boxes) -> float:
    """Mean in a box [4] of the small picture; 0 where the box is outside of it."""
    left, top, right, bottom = np.clip(np.round(box), 0, None).astype(int).tolist()
    part = small[top : max(bottom, top + 1), left : max(right, left + 1)]
    return float(part.mean()) if part.size else 0.0
