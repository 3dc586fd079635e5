"""One man before two cameras whose pictures overlap: from the pixels of both to one incident on the desk."""

from collections.abc import Iterator

import cv2
import msgspec
import numpy as np

from detectors.config import CameraConfig, DetectionConfig, GroundPoint
from detectors.evidence.still import still_key
from detectors.footage.capture import Frame, Image
from detectors.sight import Sight, ask
from streams.schema.detections import Detection, LoiteringReport
from streams.schema.incidents import IncidentOpened
from streams.schema.sightings import ViewJoined
from tests.detectors.paint import PaintModel
from tests.dispatch import worlds
from tests.dispatch.gate_street import GATE
from tests.scenarios.test_pixels import DOORS, SIZE, goes_along, night

PX_PER_M = 36.0
"""A painted car is 4.4 m long."""
METRES_PER_DEGREE = 111_195.0


def corner(x_px: float, y_px: float) -> tuple[float, float]:
    """Where a point of the first camera's picture lies on the map: lon, lat."""
    east, north = x_px / PX_PER_M, -y_px / PX_PER_M
    cos = float(np.cos(np.radians(GATE.lat)))
    return GATE.lon + east / METRES_PER_DEGREE / cos, GATE.lat + north / METRES_PER_DEGREE


def camera(camera_id: str, scale: float, *, mirrored: bool) -> Sight:
    """A camera with the corners of the yard as ground points; the mirrored one looks from the other side."""
    points = []
    for x, y in ((100, 150), (860, 150), (860, 350), (100, 350)):
        lon, lat = corner(x, y)
        seen_x = SIZE[0] - x if mirrored else x
        points.append(GroundPoint(x_px=seen_x * scale, y_px=y * scale, lon=lon, lat=lat))
    config = CameraConfig(camera_id=camera_id, district=worlds.TOWN, night="always", ground_points=tuple(points))
    return Sight(config, DetectionConfig())


def from_the_other_side(picture: Image) -> Image:
    return np.asarray(cv2.resize(picture[:, ::-1], None, fx=1.25, fy=1.25, interpolation=cv2.INTER_NEAREST), np.uint8)


def told(from_s: float, seconds: float) -> Iterator[tuple[float, Detection]]:
    """What both cameras say while a man tries three doors, in the order of time."""
    model = PaintModel()
    views = (
        (camera("wall-3", 1.0, mirrored=False), np.asarray),
        (camera("gate-1", 1.25, mirrored=True), from_the_other_side),
    )
    for at_s, picture in night(goes_along(DOORS, 4.0, from_s), seconds):
        for sight, look in views:
            glance = sight.glance(Frame(at_ms=worlds.START_MS + round(at_s * 1000), image=look(picture)))
            (answer,) = ask(model, [glance])
            for said in sight.settle(glance, *answer).detections:
                yield at_s, said


def test_one_man_seen_by_two_cameras_is_one_incident_with_both_views() -> None:
    town, now_s = worlds.night(), 0.0
    alerted: dict[str, str] = {}
    for at_s, said in told(10.0, 45):
        town.after(at_s - now_s)
        now_s = at_s
        if isinstance(said, LoiteringReport):
            town.tell(msgspec.structs.replace(said, still=still_key(said)))
            alerted |= {said.camera_id: said.suspicion_id} if said.level == "alert" else {}
    assert alerted.keys() == {"wall-3", "gate-1"}
    assert len(set(alerted.values())) == 2
    (opened,) = town.all(IncidentOpened)
    (joined,) = town.all(ViewJoined)
    assert {opened.suspicion_id, joined.suspicion_id} == set(alerted.values())
    assert opened.still is not None
    assert joined.still is not None
    assert opened.still != joined.still
