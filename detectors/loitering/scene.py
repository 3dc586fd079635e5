"""Everything that one camera sees, held together: tracks of a frame in, detections out.

Pure: time comes with the frames; nothing here reads a clock, a file or a picture.
"""

import math
from collections.abc import Sequence
from typing import Final, Self

import msgspec
import numpy as np

from detectors.config import CameraConfig, DetectionConfig, Side
from detectors.loitering.company import Groups, company_of
from detectors.loitering.owners import Owners
from detectors.loitering.score import judge
from detectors.loitering.spots import Metres, Spots
from detectors.loitering.suspicions import Sighting, Suspicions
from detectors.loitering.visits import Spot, Visits
from detectors.street.ground import ground_map, place_of
from detectors.street.night import NightGate
from detectors.street.people import People
from detectors.street.person import Person
from detectors.street.polygons import Polygons
from detectors.street.postures import Posture, trusted
from detectors.street.ruler import Ruler
from detectors.street.things import Things
from detectors.street.timeline import Timeline
from detectors.street.vehicles import Departure, Memory, Vehicle
from detectors.tracks import BIKE, CAR, OBJECT, PERSON, VEHICLE, Boxes, Tracks
from streams.schema.detections import Detection
from streams.schema.errors import ConfigError

WIDE: Final = 16 / 9
"""Width to height of a picture."""
REACH_STEP_PX: Final = 320.0


class Snapshot(msgspec.Struct, kw_only=True):
    """What must survive a restart, in pixels of a picture of `frame_size`."""

    memory: Memory
    ruler: Ruler
    night: NightGate
    frame_size: tuple[Side, Side] | None = None


class Scene:
    """The memory of one camera. Not shared between threads.

    All boxes are kept in pixels of one picture size, the configured or else the first one seen, so that a camera may
    change its resolution in mid-stream.

    Raises:
        ConfigError: the camera's ground points make no map.
    """

    def __init__(self, camera: CameraConfig, detection: DetectionConfig) -> None:
        self._camera, self._detection = camera, detection
        self._time = Timeline()
        self._memory, self._ruler, self._night = Memory(), Ruler(), NightGate()
        self._people = People(detection.ground, detection.visits, detection.owners)
        self._things, self._groups = Things(), Groups(detection.groups, detection.ground)
        self._ground = ground_map(camera)
        near = self._ground if self._ground and self._ground.tells_near(detection.ground.near_m) else None
        self._visits = Visits(detection, near)
        self._owners = Owners(detection.owners, detection.ground.near_m)
        self._suspicions = Suspicions(camera, detection.score)
        self._spots, self._masks = Spots(camera, detection, near), Polygons(camera.masks)
        self._size = camera.frame_size
        self._reach_px = 0.0
        self._last_at: dict[int, str] = {}
        self._vanished: dict[int, Person] = {}

    def observe(
        self,
        at_ms: int,
        tracks: Tracks,
        frame_size: tuple[int, int] | None = None,
        luminance: float | None = None,
        *,
        looked: Boxes | None = None,
        postures: Sequence[Posture] = (),
    ) -> list[Detection]:
        """What follows from one frame.

        Args:
            at_ms: when the frame was taken, UTC epoch ms. A frame from just before the last one is left out; after a
                longer jump of the clock, back or forth, behaviour goes on as if it had not jumped.
            tracks: what was found on it; rows that cannot be are left out.
            frame_size: width and height of the picture, px; without it the edges of the picture are unknown.
            luminance: mean luma of the picture, 0–255.
            looked: float32 [k, 4] xyxy px, the regions that the detector searched; None is all of the frame. A parked
                car that was not searched for cannot be missed.
            postures: what a pose model says of people on it, by their track ids.
        """
        scale = self._scale(frame_size)
        seen = self._unmasked(tracks.usable().scaled(scale))
        people = seen.where(seen.classes == PERSON)
        at_s = self._time.seconds(at_ms, goes_on=lambda: self._people.stands_on(people))
        if at_s is None:
            return []
        night = self._night.observe(at_ms, luminance, self._camera, self._detection.night)
        searched = None if looked is None else looked * np.array(scale * 2, np.float32)
        left = self._memory.observe(at_s, self._guarded(seen), people.boxes, searched, self._detection.vehicles)
        here, lost = self._people.observe(at_s, people, self._size, self._memory.boxes())
        picture = self._picture(seen)
        spots, metres, stretch = self._spots.near(at_s, here, self._memory, self._ruler, picture)
        for person, times in zip(here, stretch.tolist(), strict=True):
            person.stretch = times
        self._owners.observe(at_s, here, self._memory.vehicles, metres)
        gestures = trusted(postures, self._detection.postures)
        things = self._smaller(seen)
        moving = self._things.moving(at_s, things)
        about = [p for p in self._people.known if at_s - p.seen_s <= self._detection.visits.gap_s]
        self._visits.observe(at_s, here, spots, metres, things, about=about, moving=moving, gestures=gestures)
        self._groups.observe(at_s, about)
        self._learn(here, spots, metres, picture[0])
        said = self._part(at_s, lost, left)
        return said + self._judge(at_s, here, night=night)

    def finish(self, at_ms: int) -> list[Detection]:
        """End all open suspicions: the footage ends here."""
        at_s = self._time.latest(at_ms)
        everyone = [*self._vanished.values(), *self._people.known]
        return self._end(at_s, everyone, "footage_ended")

    def vehicle_boxes(self, frame_size: tuple[int, int] | None = None) -> dict[str, Boxes]:
        """Remembered vehicles by their ids: float32 [4] xyxy px, of a picture of this (width, height)."""
        across, down = self._scale(frame_size)
        scale = np.asarray([across, down] * 2, np.float32)
        return {v.vehicle_id: np.asarray(v.box, np.float32) / scale for v in self._memory.vehicles}

    def beside(self) -> dict[str, str]:
        """Track id → vehicle or strip, of those who were at one when last seen, and did not merely walk by."""
        ground, slow_mps = self._detection.ground, self._detection.postures.slow_mps
        return {
            p.track_ids[-1]: self._last_at[p.key]
            for p in self._people.known
            if p.key in self._last_at and p.speed_mps(ground) <= slow_mps
        }

    def snapshot(self) -> bytes:
        """What must survive a restart, as JSON: parked cars, the ruler, day or night."""
        kept = Snapshot(memory=self._memory, ruler=self._ruler, night=self._night, frame_size=self._size)
        return msgspec.json.encode(kept)

    @classmethod
    def restore(cls, camera: CameraConfig, detection: DetectionConfig, snapshot: bytes) -> Self:
        """A scene that remembers what `snapshot` says.

        Raises:
            ConfigError: `snapshot` is none of ours; names the camera and the field.
        """
        try:
            kept = msgspec.json.decode(snapshot, type=Snapshot)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"camera {camera.camera_id}: snapshot cannot be read: {error}") from error
        if any(v.box[0] >= v.box[2] or v.box[1] >= v.box[3] for v in kept.memory.vehicles):
            raise ConfigError(f"camera {camera.camera_id}: snapshot cannot be: a vehicle without area")
        scene = cls(camera, detection)
        if camera.frame_size in (None, kept.frame_size):
            scene._memory, scene._ruler, scene._size = kept.memory, kept.ruler, kept.frame_size
        scene._night = kept.night
        return scene

    def _scale(self, frame_size: tuple[int, int] | None) -> tuple[float, float]:
        """From pixels of this picture to those in which boxes are kept."""
        if frame_size is None or min(frame_size) <= 0:
            return 1.0, 1.0
        if self._size is None:
            self._size = frame_size
        return self._size[0] / frame_size[0], self._size[1] / frame_size[1]

    def _picture(self, seen: Tracks) -> tuple[float, float]:
        """Width and height, px; where nobody told, as far as anything was ever seen, and as wide as pictures are."""
        if self._size is not None:
            return float(self._size[0]), float(self._size[1])
        reach = max(seen.boxes[:, 2].max(initial=0.0), seen.boxes[:, 3].max(initial=0.0) * WIDE)
        if reach > self._reach_px:  # by whole steps, as all that is judged by it must be judged anew
            self._reach_px = float(math.ceil(reach / REACH_STEP_PX) * REACH_STEP_PX)
        return self._reach_px, self._reach_px / WIDE

    def _unmasked(self, seen: Tracks) -> Tracks:
        if not len(self._masks) or not len(seen):
            return seen
        feet = np.column_stack([(seen.boxes[:, 0] + seen.boxes[:, 2]) / 2, seen.boxes[:, 3]]).astype(np.float64)
        masked = self._masks.contain(feet).any(axis=1)
        return seen.where(np.asarray(~masked, bool))

    def _guarded(self, seen: Tracks) -> Tracks:
        guarded = [CAR, VEHICLE, BIKE] if self._camera.bikes_count else [CAR, VEHICLE]
        return seen.where(np.isin(seen.classes, guarded))

    def _smaller(self, seen: Tracks) -> Tracks:
        """What people carry, lead or ride."""
        return seen.where(np.isin(seen.classes, [OBJECT] if self._camera.bikes_count else [OBJECT, BIKE]))

    def _learn(self, here: Sequence[Person], spots: Sequence[Spot], metres: Metres, width_px: float) -> None:
        """Where everyone is, should he vanish now; and how tall people look there, from those clear of cars."""
        near_m = self._detection.ground.near_m
        boxes = self._memory.boxes()
        for i, person in enumerate(here):
            nearest = int(np.argmin(metres[i])) if len(spots) else -1
            if nearest >= 0 and metres[i, nearest] <= near_m:
                self._last_at[person.key] = spots[nearest].spot_id
                continue
            self._last_at.pop(person.key, None)
            if person.wholly_seen(self._size, boxes) and person.has_gone_on():
                self._ruler.learn(person.foot[1], person.box[3] - person.box[1], width_px)

    def _part(self, at_s: float, lost: Sequence[Person], left: Sequence[Departure]) -> list[Detection]:
        """Who is lost for good has left, unless he vanished at a car: then it is seen whether that drives off."""
        self._visits.forget(lost)
        self._owners.forget(lost)
        self._groups.forget(lost)
        self._vanished |= {p.key: p for p in lost if p.key in self._suspicions}
        drove_off = {d.vehicle_id for d in left if d.drove_off}
        unseen = [*self._vanished.values(), *(p for p in self._people.known if p.seen_s < at_s)]
        owners = [p for p in unseen if self._last_at.get(p.key) in drove_off]
        gone = [
            p
            for p in self._vanished.values()
            if p.key not in self._last_at or at_s - p.seen_s > self._detection.owners.leaving_s
        ]
        said = self._end(at_s, owners, "owner") + self._end(at_s, gone, "left")
        for p in [*owners, *gone]:
            self._vanished.pop(p.key, None)
        for p in lost:
            if p.key not in self._vanished:
                self._last_at.pop(p.key, None)
        return said

    def _end(self, at_s: float, people: Sequence[Person], reason: str) -> list[Detection]:
        said = [self._suspicions.end(self._time.ms(at_s), p, reason) for p in people]
        return [d for d in said if d is not None]

    def _judge(self, at_s: float, here: Sequence[Person], *, night: bool) -> list[Detection]:
        seen_s = self._detection.visits.seen_s
        waiting = [v for v in self._memory.vehicles if v.state(at_s, self._detection.vehicles) == "waiting"]
        said = [self._judge_one(at_s, p, waiting, night=night) for p in here if at_s - p.began_s >= seen_s]
        return [d for d in said if d is not None]

    def _judge_one(self, at_s: float, person: Person, waiting: Sequence[Vehicle], *, night: bool) -> Detection | None:
        behaviour, coming = self._visits.of(person), self._owners.of(person)
        others = self._groups.others(person, self._people.known)
        company = company_of(
            behaviour,
            coming,
            [(p, self._visits.of(p), self._owners.of(p)) for p in others],
            waiting,
            self._detection.groups.lookout_s,
        )
        judgement = judge(at_s, behaviour, coming, company, night=night, detection=self._detection)
        at_ms = self._time.ms(at_s)
        if judgement is None:
            return self._suspicions.calm(at_s, at_ms, person)
        sighting = Sighting(
            at_s=at_s,
            at_ms=at_ms,
            person=person,
            judgement=judgement,
            company=company,
            others=frozenset(p.key for p in others),
            began_ms=self._time.ms(judgement.began_s),
            place=lambda: place_of(self._camera, self._ground, *person.foot),
        )
        return self._suspicions.weigh(sighting)
