"""The process that watches a site's cameras, and what it shows to Prometheus of each."""

import threading
from contextlib import closing

from prometheus_client import CollectorRegistry, Counter, Histogram

from deploy.running.supervisor import broken_off
from deploy.running.wiring import Site, open_bus, open_evidence, open_seal
from detectors.detect import run_cameras
from detectors.model.yolo import Yolo

LATENCY_BUCKETS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0)
"""With an edge at 0.5 s, the target from a frame to its detection."""


class CameraMetrics:
    """Implements `detectors.detect.Gauges` on a registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._frames = Counter("patrol_camera_frames", "Frames looked at", ["camera"], registry=registry)
        self._skipped = Counter("patrol_camera_frames_skipped", "Frames passed over", ["camera"], registry=registry)
        self._looks = Counter("patrol_camera_looks", "Cut-outs given to the model", ["camera"], registry=registry)
        self._latency = Histogram(
            "patrol_frame_latency_seconds",
            "From a frame's time to the end of its analysis",
            ["camera"],
            buckets=LATENCY_BUCKETS_S,
            registry=registry,
        )

    def looked(self, camera_id: str, *, latency_s: float, skipped: int, looks: int) -> None:
        """One frame was dealt with."""
        self._frames.labels(camera_id).inc()
        self._skipped.labels(camera_id).inc(skipped)
        self._looks.labels(camera_id).inc(looks)
        self._latency.labels(camera_id).observe(latency_s)


def watch_cameras(site: Site, stop: threading.Event, registry: CollectorRegistry) -> None:
    """Watch until `stop`.

    Raises:
        ConfigError: no cameras, ground points that make no map, or no key for what is to be sealed.
        DeviceError: the model cannot be used.
    """
    sealer = open_seal(site)
    with broken_off(stop):
        model = Yolo()
    with closing(open_bus(site)) as bus:
        run_cameras(
            site.settings.camera,
            site.settings.detection,
            bus.publish,
            open_evidence(site),
            site.clock,
            stop,
            model=model,
            memory=site.data / "cameras",
            gauges=CameraMetrics(registry),
            sealer=sealer,
        )
        stop.wait()  # the footage has ended: nothing more to see, and nothing to start again
