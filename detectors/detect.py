"""The live process of all cameras: newest frames in, detections and stills out.

One thread reads each camera; this one looks at what they brought, through one model, several cameras in one batch.
Whatever happens to one camera, the others go on.
"""

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import msgspec
import structlog

from detectors.config import CameraConfig, DetectionConfig
from detectors.evidence import Evidence, FilmMaker, Reel, Sealer, illustrate, still_key, unblurred
from detectors.footage.live import Feed
from detectors.load import Load
from detectors.loitering.scene import Scene
from detectors.model.yolo import Model
from detectors.outbox import Outbox, Publish
from detectors.sight import Answer, Glance, Sight, Sighting, ask
from detectors.street.ground import rough
from detectors.street.strays import strays
from streams.runtime.clock import Clock
from streams.schema.detections import Detection, LoiteringDetected, LoiteringReport
from streams.schema.errors import ConfigError, DeviceError
from streams.sealing import sealed_key

_WAKE_S: Final = 0.5
_CATCH_UP_S: Final = 2.0
_REMEMBER_S: Final = 30.0
_LAST_FILMS_S: Final = 6.0
"""So long the process waits at its end for clips that are still being made..."""
_LAST_READ_S: Final = 1.0
"""...and for all readers together, of which one may hang. It is given 10 s by who ends it."""
_BATCH_LOOKS: Final = 4
"""Looks in one go; with more cameras than that the rest waits its turn, and newest frames win. A CPU takes as long for
four as for one four times, so a larger batch would only keep the first of them waiting; a GPU is busy with four."""

_LOG = structlog.get_logger(__name__)


class Gauges(Protocol):
    """What is measured of each camera."""

    def looked(self, camera_id: str, *, latency_s: float, skipped: int, looks: int) -> None:
        """One frame was dealt with: so long after it was taken, so many frames passed over, so many looks."""


def run_cameras(  # noqa: PLR0917 - the process's whole world, in the order agreed between the rooms
    cameras: Sequence[CameraConfig],
    detection: DetectionConfig,
    publish: Publish,
    evidence: Evidence,
    clock: Clock,
    stop: threading.Event,
    *,
    model: Model,
    memory: Path,
    gauges: Gauges | None = None,
    sealer: Sealer | None = None,
) -> None:
    """Watch all cameras until `stop` is set, or all of them were files and have ended.

    Args:
        cameras: which; two of one id are refused.
        detection: thresholds of all cameras.
        publish: stores detections on the bus or raises `BusError`; then they wait on disk, in order.
        evidence: takes the stills, before the report that names them is published, and some seconds later the clips.
        clock: gives frames of streams their time.
        stop: ends it within about a second; what the cameras remember is saved.
        model: shared by all.
        memory: folder for what must survive a restart: remembered cars, unsent detections.
        gauges: told of each frame.
        sealer: where the site keeps pictures unblurred as well; without one nothing unblurred is kept.

    Raises:
        ConfigError: no cameras, two of one id, or ground points that make no map.
    """
    ids = [camera.camera_id for camera in cameras]
    if not ids or len(set(ids)) < len(ids):
        raise ConfigError(f"cameras must be there and have different ids, got {ids}")
    memory.mkdir(parents=True, exist_ok=True)
    arrived, now_ms, rate_fps = threading.Event(), clock.now_ms(), detection.pixels.rate_fps
    watched = [
        _Watched(camera, detection, Feed(camera, rate_fps, clock, arrived, stop), memory, now_ms) for camera in cameras
    ]
    outbox = Outbox(publish, memory / "unsent.jsonl")
    rounds = _Rounds(watched, outbox=outbox, evidence=evidence, clock=clock, model=model, gauges=gauges, sealer=sealer)
    rounds.run(arrived, stop)


class _Watched:
    """One camera of the process: its reader, its sight, and what it knew before."""

    def __init__(self, camera: CameraConfig, detection: DetectionConfig, feed: Feed, memory: Path, now_ms: int) -> None:
        self.camera, self.feed = camera, feed
        self.done = False
        self._detection = detection
        self._file = memory / f"{hashlib.blake2b(camera.camera_id.encode(), digest_size=8).hexdigest()}.scene"
        self._prefix = f"{now_ms // 1000:x}-"
        self._failures = 0
        self._frame_size = (0, 0)
        self.sight = Sight(camera, detection, scene=self._recall(), prefix=self._prefix)
        if why := rough(camera, detection.ground.near_m):
            _LOG.warning("ground_points_rough", camera=camera.camera_id, why=why)
        self.reel = Reel(rules=detection.evidence)

    def begin_anew(self) -> None:
        """After an error in this camera's own state: forget it, but for the parked cars as they were last saved."""
        self._failures += 1
        prefix = f"{self._prefix}f{self._failures}-"
        self.sight = Sight(self.camera, self._detection, scene=self._recall(), prefix=prefix)

    def expect(self, frame_size: tuple[int, int]) -> None:
        """Pictures of this size come now: say what the settings name and they do not show."""
        if frame_size != self._frame_size:
            self._frame_size = frame_size
            for name in strays(self.camera, frame_size):
                _LOG.warning("outside_picture", camera=self.camera.camera_id, setting=name, picture=frame_size)

    def remember(self) -> None:
        """Save what must survive a restart: whole or not at all."""
        part = self._file.with_suffix(".part")
        try:
            part.write_bytes(self.sight.scene.snapshot())
            part.replace(self._file)
        except OSError as error:
            _LOG.error("camera_memory_unsaved", camera=self.camera.camera_id, file=str(self._file), why=str(error))

    def _recall(self) -> Scene | None:
        try:
            return Scene.restore(self.camera, self._detection, self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ConfigError) as error:
            _LOG.error("camera_memory_unreadable", camera=self.camera.camera_id, file=str(self._file), why=str(error))
            return None


class _Rounds:
    """All cameras, one round after the other."""

    def __init__(
        self,
        watched: Sequence[_Watched],
        *,
        outbox: Outbox,
        evidence: Evidence,
        clock: Clock,
        model: Model,
        gauges: Gauges | None,
        sealer: Sealer | None,
    ) -> None:
        self._watched, self._outbox, self._evidence, self._sealer = list(watched), outbox, evidence, sealer
        self._films = FilmMaker(evidence, model)
        self._clock, self._model, self._gauges = clock, model, gauges
        self._turn = 0
        self._saved_ms = self._tried_ms = clock.now_ms()
        self._load = Load(self._saved_ms)

    def run(self, arrived: threading.Event, stop: threading.Event) -> None:
        """Until told to stop, or nothing more can come."""
        for watched in self._watched:
            watched.feed.start()
        while not stop.is_set() and not all(watched.done for watched in self._watched):
            arrived.wait(_WAKE_S)
            arrived.clear()
            if self._round():
                arrived.set()  # some cameras had to wait: their turn comes at once
            self._keep_house()
        for watched in self._watched:
            watched.remember()
            self._films.make(watched.reel.rest())
        self._outbox.catch_up()
        self._films.close(_LAST_FILMS_S)
        for watched in self._watched:
            watched.feed.join(_LAST_READ_S / len(self._watched))

    def _round(self) -> bool:
        """Deal with the newest frame of each camera, beginning with whoever had to wait; True when some must again."""
        glances: list[tuple[_Watched, Glance]] = []
        waits = False
        for turn in range(self._turn, self._turn + len(self._watched)):
            watched = self._watched[turn % len(self._watched)]
            waits = sum(len(glance.looks) for _, glance in glances) >= _BATCH_LOOKS
            if waits:
                self._turn = turn % len(self._watched)
                break
            glance = self._glance(watched)
            if glance is not None:
                glances.append((watched, glance))
        answers = ask(self._model, [glance for _, glance in glances])
        for (watched, glance), answer in zip(glances, answers, strict=True):
            self._settle(watched, glance, answer)
        return waits

    def _glance(self, watched: _Watched) -> Glance | None:
        frame = watched.feed.newest.take()
        if frame is None:
            self._silence(watched)
            return None
        watched.expect(frame.size)
        try:
            return watched.sight.glance(frame)
        except Exception:  # noqa: BLE001 - an error of one camera must not stop the others
            self._failed(watched)
            return None

    def _settle(self, watched: _Watched, glance: Glance, answer: Answer) -> None:
        try:
            sighting = watched.sight.settle(glance, *answer)
            self._films.make(watched.reel.remember(glance, sighting, watched.sight))
            detections = [self._with_evidence(watched, glance, sighting, each) for each in sighting.detections]
        except Exception:  # noqa: BLE001 - an error of one camera must not stop the others
            self._failed(watched)
            return
        self._outbox.send(detections)
        self._load.looked(glance.frame.skipped)
        if self._gauges:
            latency_s = max(0, self._clock.now_ms() - glance.frame.at_ms) / 1000
            self._gauges.looked(
                watched.camera.camera_id, latency_s=latency_s, skipped=glance.frame.skipped, looks=len(glance.looks)
            )

    def _with_evidence(self, watched: _Watched, glance: Glance, sighting: Sighting, detection: Detection) -> Detection:
        """Store the still of a report, begin the clip of an alert, and name them there.

        A report goes out without a still if the disk takes none.
        """
        if not isinstance(detection, LoiteringReport):
            return detection
        raised = isinstance(detection, LoiteringDetected) and detection.level == "alert"
        clip = watched.reel.cut(detection) if raised else None
        key = still_key(detection)
        try:
            self._evidence.put(key, illustrate(detection, glance.frame, sighting, watched.sight, self._model))
            if self._sealer is not None:
                self._evidence.put(sealed_key(key), unblurred(glance.frame, sealed_key(key), self._sealer))
        except DeviceError as error:
            _LOG.error("still_unsaved", camera=watched.camera.camera_id, why=str(error))
            return msgspec.structs.replace(detection, clip=clip)
        return msgspec.structs.replace(detection, still=key, clip=clip)

    def _silence(self, watched: _Watched) -> None:
        """No frame: after some time that is a state of the camera, and of an ended file at once."""
        feed, now_ms = watched.feed, self._clock.now_ms()
        if feed.ended and not watched.done:
            watched.done = True
            self._films.make(watched.reel.rest())
            self._outbox.send([*watched.sight.finish(), *watched.sight.silence(now_ms, feed.why, ended=True)])
        elif not feed.ended:
            self._films.make(watched.reel.due(now_ms))
            self._outbox.send(watched.sight.silence(now_ms, feed.why))

    def _failed(self, watched: _Watched) -> None:
        _LOG.exception("camera_failed", camera=watched.camera.camera_id)
        watched.begin_anew()

    def _keep_house(self) -> None:
        now_ms = self._clock.now_ms()
        if overload := self._load.told(now_ms):
            count = len(self._watched)
            _LOG.warning("overloaded", cameras=count, pictures=overload.looked_at, passed_over=overload.passed_over)
        # apart, not later: a clock that was set back holds nothing up
        if self._outbox.behind and abs(now_ms - self._tried_ms) >= _CATCH_UP_S * 1000:
            self._outbox.catch_up()
            self._tried_ms = self._clock.now_ms()
        if abs(now_ms - self._saved_ms) >= _REMEMBER_S * 1000:
            self._saved_ms = now_ms
            for watched in self._watched:
                watched.remember()
