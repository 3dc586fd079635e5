"""Keeps in a folder what a person needs to check the alerts of some footage: still, clip and contact sheet of each."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from detectors.config import EvidenceRules
from detectors.evidence.blur import Box
from detectors.evidence.film import blurred_anew, mp4
from detectors.evidence.reel import Film, Reel, Shot
from detectors.evidence.sheet import Moment, sheet, sheet_key
from detectors.evidence.still import illustrate, still_key
from detectors.model.yolo import Model
from detectors.sight import Glance, Sight, Sighting
from detectors.tracks import PERSON
from streams.schema.detections import Detection, LoiteringDetected
from streams.schema.errors import DeviceError

_MOMENTS: Final = 6
_LONGEST_S: Final = 60.0
"""A sheet goes back so far at most."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    at_ms: int
    people: dict[str, Box]
    cars: dict[str, Box]
    width_px: int


class Explainer:
    """One camera's alerts, explained.

    Args:
        folder: where all goes; made when missing.
        rules: of the clips.
        model: looks at each picture that is kept once more, so that all on it are blurred.
        origin_ms: times on the sheets count from here.

    Raises:
        DeviceError: the folder cannot be made.
    """

    def __init__(self, folder: Path, rules: EvidenceRules, model: Model, origin_ms: int) -> None:
        self._folder, self._model, self._origin_ms = folder, model, origin_ms
        self._reel = Reel(rules=rules)
        self._memory = Reel(rules=msgspec.structs.replace(rules, pre_roll_s=_LONGEST_S, rate_fps=1.0))
        self._known: deque[_Known] = deque()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeviceError(f"{folder}: no place for stills: {error}") from error

    def remember(self, glance: Glance, sighting: Sighting, sight: Sight) -> None:
        """Take in a frame, right after its sighting; stores the clips that are complete with it."""
        frame, tracks = glance.frame, sighting.tracks
        self._store_films(self._reel.remember(glance, sighting, sight))
        self._memory.remember(glance, sighting, sight)
        seen = tracks.where(tracks.classes == PERSON)
        people = dict(zip(seen.ids, seen.boxes, strict=True))
        cars = sight.cars() | sight.strips()
        self._known.append(_Known(at_ms=frame.at_ms, people=people, cars=cars, width_px=frame.size[0]))
        while frame.at_ms - self._known[0].at_ms > _LONGEST_S * 1000:
            self._known.popleft()

    def explain(self, report: Detection, glance: Glance, sighting: Sighting, sight: Sight) -> dict[str, str]:
        """Store what explains a suspicion that was just raised; gives the names of the files by what they are."""
        if not isinstance(report, LoiteringDetected):
            return {}
        names = {"still": still_key(report), "sheet": sheet_key(report)}
        self._store(names["still"], illustrate(report, glance.frame, sighting, sight, self._model))
        self._store(names["sheet"], sheet(report, self._moments(report), self._origin_ms))
        if report.level == "alert":
            names["clip"] = self._reel.cut(report)
        return names

    def finish(self) -> None:
        """The footage ends: store the clips as far as they go."""
        self._store_films(self._reel.rest())

    def _moments(self, report: LoiteringDetected) -> list[Moment]:
        """Evenly from just before the behaviour began to the report."""
        shots = self._memory.shots
        since = [shot for shot in shots if shot.at_ms >= report.began_at_ms - 1000] or shots[-1:]
        chosen = np.unique(np.linspace(0, len(since) - 1, _MOMENTS).round().astype(int))
        return [self._moment(since[k]) for k in chosen]

    def _moment(self, shot: Shot) -> Moment:
        picture = blurred_anew(shot, self._model)
        known = min(self._known, key=lambda each: abs(each.at_ms - shot.at_ms))
        scale = np.float32(picture.shape[1] / known.width_px)
        people, cars = ({name: box * scale for name, box in boxes.items()} for boxes in (known.people, known.cars))
        return Moment(at_ms=shot.at_ms, picture=picture, people=people, cars=cars)

    def _store_films(self, films: list[Film]) -> None:
        for film in films:
            self._store(film.key, mp4(film, self._model))

    def _store(self, name: str, data: bytes) -> None:
        try:
            (self._folder / name).write_bytes(data)
        except OSError as error:
            raise DeviceError(f"{self._folder / name}: not stored: {error}") from error
