"""Cameras as screens show them: whether each can be trusted, and what it keeps an eye on below an alert."""

from collections.abc import Iterator

from msgspec.structs import replace

from dispatch.boards.views import CameraView, WatchView
from streams.schema.detections import CameraHealthChanged, Detection, LoiteringEnded, LoiteringReport


class Cameras:
    """The cameras that have said something."""

    def __init__(self) -> None:
        self._views: dict[str, CameraView] = {}

    def view(self, camera_id: str) -> CameraView | None:
        """One camera."""
        return self._views.get(camera_id)

    def views(self) -> Iterator[CameraView]:
        """All cameras."""
        yield from self._views.values()

    def hear(self, detection: Detection) -> bool:
        """Take in what a camera said; whether anything looks different for it."""
        before = self._views.get(detection.camera_id)
        after = _heard(before or _unheard(detection), detection)
        self._views[detection.camera_id] = after
        return after != before


def _unheard(detection: Detection) -> CameraView:
    return CameraView(
        camera_id=detection.camera_id,
        district=detection.district,
        health="ok",
        since_ms=None,
        detail="",
        lon=None,
        lat=None,
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
    return replace(view, watches=(*others, _watch(detection)))


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
        place=report.place,
        staged=report.staged,
    )
