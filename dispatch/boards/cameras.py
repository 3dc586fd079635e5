"""Cameras as screens show them: whether each can be trusted, and what it keeps an eye on below an alert."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from dispatch.boards.views import CameraView, WatchView
from streams.schema.detections import CameraHealthChanged, Detection, LoiteringEnded, LoiteringReport
from streams.schema.facts import Fact
from streams.schema.incidents import IncidentOpened
from streams.schema.sightings import RoundRecognised, SuspicionExplained, ViewJoined

WATCHES: Final = 20
"""So many are shown of one camera; their ends may get lost with a camera's power."""
OWN: Final = 1_000
"""So many of the last that were our own units are remembered."""


class CameraPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A camera of the site and where it hangs, if that is known."""

    camera_id: str
    district: str
    lon: float | None = None
    lat: float | None = None


class Cameras:
    """The cameras that the site lists, and others that have said something."""

    def __init__(self, places: Iterable[CameraPlace]) -> None:
        self._views = {place.camera_id: _silent(place) for place in places}
        self._own: dict[str, str] = {}

    def view(self, camera_id: str) -> CameraView | None:
        """One camera."""
        view = self._views.get(camera_id)
        return None if view is None else self._with_own(view)

    def views(self) -> Iterator[CameraView]:
        """All cameras."""
        yield from map(self._with_own, self._views.values())

    def decided(self, fact: Fact) -> str | None:
        """Take in what was made of a suspicion: one of our own units, or an incident after all; the camera, if any."""
        match fact:
            case SuspicionExplained() | RoundRecognised():
                self._own[fact.suspicion_id] = fact.unit_id
                while len(self._own) > OWN:
                    del self._own[next(iter(self._own))]
                return fact.camera_id
            case IncidentOpened() | ViewJoined():
                return fact.camera_id if self._own.pop(fact.suspicion_id or "", None) else None
        return None

    def hear(self, detection: Detection) -> bool:
        """Take in what a camera said; whether anything looks different for it."""
        before = self._views.get(detection.camera_id)
        unlisted = CameraPlace(camera_id=detection.camera_id, district=detection.district)
        after = _heard(before or _silent(unlisted), detection)
        self._views[detection.camera_id] = after
        return after != before

    def _with_own(self, view: CameraView) -> CameraView:
        watches = (replace(watch, own_unit=self._own.get(watch.suspicion_id)) for watch in view.watches)
        return replace(view, watches=tuple(watches))


def _silent(place: CameraPlace) -> CameraView:
    return CameraView(
        camera_id=place.camera_id,
        district=place.district,
        health="ok",
        since_ms=None,
        detail="",
        lon=place.lon,
        lat=place.lat,
        watches=(),
    )


def _heard(view: CameraView, detection: Detection) -> CameraView:
    if isinstance(detection, CameraHealthChanged):
        if view.since_ms is not None and detection.observed_at_ms < view.since_ms:
            return view
        return replace(view, health=detection.health, since_ms=detection.observed_at_ms, detail=detection.detail)
    others = tuple(watch for watch in view.watches if watch.suspicion_id != detection.suspicion_id)
    if isinstance(detection, LoiteringEnded):
        return replace(view, watches=others)
    return replace(view, watches=(*others[1 - WATCHES :], _watch(detection)))


def _watch(report: LoiteringReport) -> WatchView:
    return WatchView(
        suspicion_id=report.suspicion_id,
        level=report.level,
        score=report.score,
        began_ms=report.began_at_ms,
        observed_ms=report.observed_at_ms,
        terms=report.terms,
        vehicle_ids=report.vehicle_ids,
        still=report.still,
        clip=report.clip,
        place=report.place,
        staged=report.staged,
    )
