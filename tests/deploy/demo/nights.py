"""The demo's site in a folder of the test, and footage that was seen already."""

from pathlib import Path

import pytest

from deploy.checking.settings import load_settings
from deploy.demo.check import ROADS, START_MS
from deploy.demo.seeing import Seen
from deploy.demo.site import write_site
from deploy.running.wiring import Options, Site, open_site
from streams.runtime.cache import cache_folder
from streams.schema.detections import LoiteringDetected, LoiteringEnded
from streams.schema.quantities import Place

needs_map = pytest.mark.skipif(
    not (cache_folder() / ROADS).exists(), reason=f"needs the demo's map: python -m deploy.fetch {ROADS}"
)


def config(folder: Path, video: str = "night.mp4") -> Path:
    return write_site(folder, roads=cache_folder() / ROADS, video=video, staged=True)


def site(folder: Path, *, bus: str = "sqlite", video: str = "night.mp4") -> Site:
    return open_site(Options(config=config(folder, video), data=folder, bus=bus))


def loiterer(folder: Path) -> list[Seen]:
    """Footage of a minute; an alert after 20 s, over after 50 s."""
    camera = load_settings(config(folder)).camera[0]
    assert camera.lon is not None
    assert camera.lat is not None
    raised = LoiteringDetected(
        district=camera.district,
        camera_id=camera.camera_id,
        observed_at_ms=START_MS + 20_000,
        suspicion_id="sus-1",
        seq=1,
        level="alert",
        score=0.8,
        began_at_ms=START_MS + 5_000,
        track_ids=("p1",),
        vehicle_ids=("car-1",),
        place=Place(lon=camera.lon, lat=camera.lat, error_m=30.0),
        staged=True,
    )
    ended = LoiteringEnded(
        district=camera.district,
        camera_id=camera.camera_id,
        observed_at_ms=START_MS + 50_000,
        suspicion_id="sus-1",
        seq=2,
        reason="left",
    )
    quiet = [Seen(at_ms=START_MS + at_ms) for at_ms in range(0, 60_000, 1000)]
    quiet[20] = Seen(at_ms=START_MS + 20_000, detections=(raised,))
    quiet[50] = Seen(at_ms=START_MS + 50_000, detections=(ended,))
    return quiet
