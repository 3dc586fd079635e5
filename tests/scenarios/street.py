"""A street in metres before a real pinhole camera, told in the domain's words; what the detector says of it.

x runs along the kerb, z away from the camera; cars stand side-on at z = 0, doors towards the camera at z = -0.9.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

import msgspec

from detectors.config import CameraConfig, DetectionConfig
from detectors.loitering.scene import Scene
from detectors.street.postures import Gesture, Posture
from detectors.tracks import BIKE, CAR, OBJECT, PERSON, Tracks
from streams.schema.detections import Detection, LoiteringDetected, LoiteringEnded, LoiteringReport
from tests.scenarios.view import FRAME, View, box_of, in_picture

START_MS = 1_767_200_400_000  # 2025-12-31T17:00:00Z, past one in the morning in China
DOOR_Z = -1.3
WALK_MPS = 1.4
_SIZE_M = {
    PERSON: (0.5, 1.7, 0.3),
    CAR: (4.5, 1.5, 1.8),
    BIKE: (1.8, 1.1, 0.6),
    OBJECT: (0.6, 0.5, 0.3),
}  # along, up, away


@dataclass
class Leg:
    """A stretch of an actor's way: to a place within `s` seconds."""

    s: float
    to: tuple[float, float]
    seen: bool = True
    stoops: bool = False
    gesture: Gesture | None = None


@dataclass
class Actor:
    """A person or a car. Its verbs are said in the order in which they happen."""

    street: "Street"
    name: str
    kind: int
    at_s: float
    place: tuple[float, float]
    end_on: bool = False
    """Stands along z, its boot towards the camera."""
    size_m: tuple[float, float, float] | None = None
    """Along, up, away; as usual of its kind."""
    legs: list[Leg] = field(default_factory=list)
    ids: list[tuple[float, str]] = field(default_factory=list)

    @property
    def end_s(self) -> float:
        return self.at_s + sum(leg.s for leg in self.legs)

    def goes_to(self, x: float, z: float, mps: float = WALK_MPS) -> Self:
        x0, z0 = self.legs[-1].to if self.legs else self.place
        return self._leg(math.hypot(x - x0, z - z0) / mps, (x, z))

    def drifts_to(self, x: float, z: float, s: float) -> Self:
        return self._leg(s, (x, z))

    def stands(self, s: float, *, seen: bool = True, stoops: bool = False) -> Self:
        return self._leg(s, self.legs[-1].to if self.legs else self.place, seen=seen, stoops=stoops)

    def does(self, gesture: Gesture, s: float) -> Self:
        self.stands(s)
        self.legs[-1].gesture = gesture
        return self

    def dwells(self, car: str, s: float) -> Self:
        return self.goes_to(self.street.door_of(car), DOOR_Z).stands(s)

    def tries(self, *cars: str, s: float = 4) -> Self:
        for car in cars:
            self.dwells(car, s)
        return self

    def lost(self, s: float) -> Self:
        return self.stands(s, seen=False)

    def becomes(self, track_id: str) -> Self:
        self.ids.append((self.end_s, track_id))
        return self

    def leaves(self) -> Self:
        return self.goes_to(30, -4)

    def drives_to(self, x: float, z: float = 0.0) -> Self:
        return self.goes_to(x, z, mps=6)

    def person(self, name: str, at_s: float = 0.0, x: float = -30, z: float = -4) -> "Actor":
        return self.street.person(name, at_s, x, z)

    def watch(self) -> "Story":
        return self.street.watch()

    def _leg(self, s: float, to: tuple[float, float], *, seen: bool = True, stoops: bool = False) -> Self:
        self.legs.append(Leg(s, to, seen, stoops))
        return self

    def row_at(self, t: float) -> tuple[str, tuple[float, ...]] | None:
        """His id and box at a moment; None while he is not to be seen."""
        if t < self.at_s or (self.kind == PERSON and t > self.end_s):
            return None
        leg, place = self._where(t)
        if leg is not None and not leg.seen:
            return None
        name = next((n for since, n in reversed(self.ids) if t >= since), self.name)
        stoops = leg is not None and leg.stoops
        box = box_of(self.street.view, self.size_m or _SIZE_M[self.kind], *place, stoops=stoops, end_on=self.end_on)
        return (name, box) if in_picture(box) else None

    def posture_at(self, t: float) -> Posture | None:
        """What a pose model makes of him."""
        row, leg = self.row_at(t), self._where(t)[0]
        if row is None or leg is None or leg.gesture is None:
            return None
        height_px = row[1][3] - row[1][1]
        return Posture(track_id=row[0], gesture=leg.gesture, confidence=0.9, height_px=height_px)

    def _where(self, t: float) -> tuple[Leg | None, tuple[float, float]]:
        """The stretch that he is on, and where; no stretch before the first and after the last."""
        left, place = t - self.at_s, self.place
        for leg in self.legs:
            if left < leg.s:
                share = max(left, 0) / leg.s
                return leg, (place[0] + (leg.to[0] - place[0]) * share, place[1] + (leg.to[1] - place[1]) * share)
            left, place = left - leg.s, leg.to
        return None, place


@dataclass
class Street:
    """One night before one camera."""

    camera_config: CameraConfig = field(default_factory=lambda: CameraConfig(camera_id="wall-3", night="always"))
    detection: DetectionConfig = field(default_factory=DetectionConfig)
    view: View = field(default_factory=View)
    fps: float = 5.0
    jitter: float = 0.0
    missed: float = 0.0
    seed: int = 7
    hidden: bool = False
    """Boxes of people end where a car stands before them."""
    actors: list[Actor] = field(default_factory=list)

    def camera(self, camera_id: str, **changes: object) -> Self:
        self.camera_config = msgspec.structs.replace(self.camera_config, camera_id=camera_id, **changes)
        return self

    def row(self, cars: int, *, spacing_m: float = 6.0) -> Self:
        """Parked cars `car-1` …, from left to right."""
        for i in range(cars):
            self.car(f"car-{i + 1}", (i - (cars - 1) / 2) * spacing_m)
        return self

    def car(self, name: str, x: float = 0.0, z: float = 0.0, at_s: float = 0.0, kind: int = CAR) -> Actor:
        self.actors.append(Actor(self, name, kind, at_s, (x, z)))
        return self.actors[-1]

    def side_street(self, cars: int) -> Self:
        """Parked cars `car-1` …, nose to tail away from the camera, their left doors at x = -0.9."""
        for i in range(cars):
            self.car(f"car-{i + 1}", 0, 2 + 5.5 * i).end_on = True
        return self

    def person(self, name: str, at_s: float = 0.0, x: float = -30, z: float = -4) -> Actor:
        self.actors.append(Actor(self, name, PERSON, at_s, (x, z)))
        return self.actors[-1]

    def door_of(self, car: str) -> float:
        actor = next(a for a in self.actors if a.name == car)
        return (actor.legs[-1].to if actor.legs else actor.place)[0]

    def frames(self, until_s: float) -> Iterator[tuple[float, Tracks]]:
        """Tracks as a tracker would give them: jittered, with misses."""
        rng = random.Random(self.seed)
        for k in range(int(until_s * self.fps) + 1):
            t = k / self.fps
            rows = [(a.kind, row) for a in self.actors if (row := a.row_at(t)) and rng.random() >= self.missed]
            shown = [self._not_hidden(kind, row[1], t) for kind, row in rows]
            boxes = [[p + rng.gauss(0, self.jitter) for p in box] for box in shown]
            yield t, Tracks.of([row[0] for _, row in rows], [kind for kind, _ in rows], boxes)

    def _not_hidden(self, kind: int, box: tuple[float, ...], t: float) -> tuple[float, ...]:
        """What is seen over the lower half of a car that stands before him."""
        x1, y1, x2, y2 = box
        if not self.hidden or kind != PERSON:
            return box
        for _, car in (row for a in self.actors if a.kind == CAR and (row := a.row_at(t))):
            middle, over = (x1 + x2) / 2, car[1] + 0.3 * (car[3] - car[1])
            if car[0] < middle < car[2] and over < y2 < car[3] - 0.02 * (car[3] - car[1]):
                y2 = max(over, y1 + 0.15 * (y2 - y1))
        return x1, y1, x2, y2

    def watch(self, scene: Scene | None = None) -> "Story":
        """Let the detector see all of it, and what it says."""
        scene = scene or Scene(self.camera_config, self.detection)
        until_s = max(a.end_s for a in self.actors) + 12
        said: list[Detection] = []
        for t, tracks in self.frames(until_s):
            postures = [p for a in self.actors if (p := a.posture_at(t))]
            said += scene.observe(START_MS + round(t * 1000), tracks, FRAME, postures=postures)
        return Story(said, scene)


@dataclass
class Story:
    """What was said, in order."""

    said: list[Detection]
    scene: Scene

    @property
    def raised(self) -> list[LoiteringDetected]:
        return [m for m in self.said if isinstance(m, LoiteringDetected)]

    @property
    def alerts(self) -> list[LoiteringDetected]:
        return [m for m in self.raised if m.level == "alert"]

    @property
    def endings(self) -> list[str]:
        return [m.reason for m in self.said if isinstance(m, LoiteringEnded)]

    @property
    def suspicions(self) -> set[str]:
        return {m.suspicion_id for m in self.said if isinstance(m, LoiteringReport)}

    def at_s(self, level: str) -> float:
        """When a level was first raised, seconds from the start."""
        return next(self.second_of(m) for m in self.raised if m.level == level)

    def second_of(self, message: LoiteringReport) -> float:
        """When it was said, seconds from the start."""
        return (message.observed_at_ms - START_MS) / 1000

    def terms(self) -> set[str]:
        return {t.name for m in self.said if isinstance(m, LoiteringReport) for t in m.terms}


def night(**settings: float) -> Street:
    """A street at night; settings are `fps`, `jitter` (px) and `missed` (share of boxes)."""
    return Street(**settings)  # type: ignore[arg-type]  # all three are floats, which a dict of floats cannot say
