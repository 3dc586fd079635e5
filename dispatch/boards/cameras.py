"""Cameras as screens show them: whether each can be trusted, and what it keeps an eye on below an alert."""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec
from msgspec.structs import replace

from dispatch.boards.views import CameraView, WatchView
from streams.schema.detections import CameraHealthChanged, Detection, LoiteringEnded, LoiteringReport

WATCHES: Final = 20
"""So many are shown of one camera; their ends may get lost with a camera's power."""


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

    def view(self, camera_id: str) -> CameraView | None:
        """One camera."""
        return self._views.get(camera_id)

    def views(self) -> Iterator[CameraView]:
        """All cameras."""
        yield from self._views.values()

    def hear(self, detection: Detection) -> bool:
        """Take in what a camera said; whether anything looks different for it."""
        before = self._views.get(detection.camera_id)
        unlisted = CameraPlace(camera_id=detection.camera_id, district=detection.district)
        after = _heard(before or _silent(unlisted), detection)
        self._views[detection.camera_id] = after
        return after != before


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
