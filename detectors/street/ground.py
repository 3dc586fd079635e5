"""Metres from pixels: by the height of people, and by a homography where a camera has ground points.

Knows nothing of behaviour. Ground coordinates are metres east and north of the first ground point.
"""

import math
from typing import Final, NamedTuple

import numpy as np

from detectors.config import CameraConfig, GroundPoint
from detectors.street.homography import Points, homography, project, spread
from detectors.street.lens import Lens
from detectors.tracks import Boxes
from streams.schema.errors import ConfigError
from streams.schema.quantities import Place

CLICK_PX: Final = 3.0
"""How far beside the point people click. By trial on 1080p stills."""
FOOT_PX: Final = 4.0
"""How far a box's lower edge is from the feet, at least."""
METRES_PER_DEGREE: Final = 111_195.0
"""Of latitude, on the mean sphere (6,371,009 m)."""
SCALE_ROWS: Final = 5
"""Two rows would tell all where nobody clicked beside the point."""


class Scale(NamedTuple):
    """How large the ground looks, row by row, down the middle of the ground points."""

    rows: Points
    """float64 [n] px, from the lowest up."""
    across_m: Points
    """float64 [n]: how wide a pixel is there."""
    away_m: Points
    """float64 [n]: how far on the ground from the lowest."""


class GroundMap:
    """Picture → ground by a homography.

    `residual_m` is the root mean square distance of the ground points from where the map puts them. It is 0 with four
    points, which fit anything: `error_m` therefore also counts how far a click may be off. A `lens` straightens first.

    Raises:
        ConfigError: fewer than four points, or (nearly) on one line, three of four on one line, one twice, one
            beyond what the lens shows, or in an order in which no camera sees them.
    """

    def __init__(self, camera_id: str, points: tuple[GroundPoint, ...], lens: Lens | None = None) -> None:
        if len(points) < 4:  # noqa: PLR2004 - a homography has eight degrees of freedom
            raise ConfigError(f"camera {camera_id}: ground_points: {len(points)} points, at least 4 are needed")
        self._lon0, self._lat0 = points[0].lon, points[0].lat
        self._lens = lens
        self._clicked = clicked = np.array([(p.x_px, p.y_px) for p in points], np.float64)
        image = self._straight(clicked)
        ground = np.array([self._metres(p.lon, p.lat) for p in points], np.float64)
        if not np.isfinite(image).all():
            raise ConfigError(f"camera {camera_id}: ground_points: some are outside the picture that its lens shows")
        for name, where in (("in the picture", image), ("on the map", ground)):
            if not spread(where):
                raise ConfigError(
                    f"camera {camera_id}: ground_points: on one line {name} (or three of four are): "
                    "choose the corners of an area"
                )
        self._matrix = homography(image, ground)
        self.residual_m = float(np.sqrt(np.mean(np.sum((project(self._matrix, image) - ground) ** 2, axis=1))))
        if not math.isfinite(self.residual_m):  # some would lie behind the camera
            raise ConfigError(
                f"camera {camera_id}: ground_points: no camera sees them so: are two of them swapped in the picture or "
                "on the map?"
            )
        self._shaken = [
            homography(self._straight(clicked + _one_moved(len(points), i, axis)), ground)
            for i in range(len(points))
            for axis in (0, 1)
        ]

    def tells_near(self, near_m: float) -> bool:
        """Whether its points agree well enough to tell who is so near to a car; if not, it tells places only."""
        return self.residual_m <= near_m

    def metres(self, points: Points) -> Points:
        """Points [n, 2] px → [n, 2] m east and north of the first ground point. Above the horizon: NaN."""
        return project(self._matrix, self._straight(points))

    def across_m(self, x: float, y: float) -> float:
        """How wide a pixel is there, m. Above the horizon: NaN."""
        left, right = self.metres(np.array([(x - 0.5, y), (x + 0.5, y)], np.float64))
        return float(np.hypot(*(right - left)))

    def stretch(self, points: Points) -> Points:
        """How much longer on the ground a pixel down is than one across, at points [n, 2] px; NaN over the horizon."""
        half = ((0.0, 0.5), (0.5, 0.0))
        down, across = (np.hypot(*(self.metres(points + step) - self.metres(points - step)).T) for step in half)
        stretch: Points = down / across
        return stretch

    def scale(self) -> Scale:
        """Between the lowest and the highest of the ground points, as far as there is ground in their middle."""
        middle, rows = float(self._clicked[:, 0].mean()), self._clicked[:, 1]
        rows = np.linspace(rows.max(), rows.min(), SCALE_ROWS)
        across_m = np.array([self.across_m(middle, float(row)) for row in rows])
        rows, across_m = rows[across_m > 0], across_m[across_m > 0]
        at = self.metres(np.column_stack([np.full(len(rows), middle), rows]))
        return Scale(rows, across_m, np.hypot(*(at - at[:1]).T))

    def error_m(self, x: float, y: float) -> float:
        """How wrong `metres` may be there: residual, clicks and the foot point together. Infinite above the horizon."""
        here = np.array([(x, y)], np.float64)
        at = self.metres(here)[0]
        moves = [project(matrix, self._straight(here))[0] - at for matrix in self._shaken]
        moves.append(self.metres(here + np.array([0.0, FOOT_PX]))[0] - at)
        error = math.hypot(self.residual_m, *(float(np.hypot(*move)) for move in moves))
        return error if math.isfinite(error) else math.inf

    def place(self, x: float, y: float) -> Place | None:
        """The point on the map; None where the map says nothing of use (above the horizon, error over 1 km)."""
        east, north = self.metres(np.array([(x, y)], np.float64))[0].tolist()  # no NumPy scalars on the wire
        error = self.error_m(x, y)
        if not (math.isfinite(east) and math.isfinite(north) and error <= 1000):  # noqa: PLR2004 - see above
            return None
        lat = self._lat0 + north / METRES_PER_DEGREE
        lon = self._lon0 + east / (METRES_PER_DEGREE * math.cos(math.radians(self._lat0)))
        return Place(lon=lon, lat=lat, error_m=round(error, 1))

    def _straight(self, points: Points) -> Points:
        return points if self._lens is None else self._lens.straight(points)

    def _metres(self, lon: float, lat: float) -> tuple[float, float]:
        east = (lon - self._lon0) * METRES_PER_DEGREE * math.cos(math.radians(self._lat0))
        return east, (lat - self._lat0) * METRES_PER_DEGREE


def distances_m(feet: Points, m_per_px: Points, boxes: Boxes, ground: GroundMap | None, stretch: Points) -> Points:
    """Distance of each foot point [n, 2] px from each vehicle's box [m, 4], in metres [n, m].

    Without a map: pixels by `m_per_px` [n], which is by the person's own height; those below the box count `stretch`
    [n] times. With a map: on the ground, from the nearest point of the box. 0 inside the box, with or without.
    """
    x, y = feet[:, :1], feet[:, 1:]
    if ground is None:
        across = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0)
        along = np.maximum(np.maximum(boxes[:, 1] - y, (y - boxes[:, 3]) * stretch[:, None]), 0)
        found: Points = np.hypot(across, along) * m_per_px[:, None]
        return found
    nearest = np.stack([np.clip(x, boxes[:, 0], boxes[:, 2]), np.clip(y, boxes[:, 1], boxes[:, 3])], axis=-1)
    on_ground = ground.metres(nearest.reshape(-1, 2)).reshape(nearest.shape)
    apart = on_ground - ground.metres(feet)[:, None, :]
    metres: Points = np.nan_to_num(np.hypot(apart[..., 0], apart[..., 1]), nan=np.inf)
    return metres


def ground_map(camera: CameraConfig) -> GroundMap | None:
    """The map that a camera's ground points make; None where it has none.

    Raises:
        ConfigError: they make no map, or its lens is none.
    """
    if not camera.ground_points:
        return None
    lens = None if camera.lens is None else Lens(camera.camera_id, camera.lens, camera.frame_size)
    return GroundMap(camera.camera_id, camera.ground_points, lens)


def rough(camera: CameraConfig, near_m: float) -> str | None:
    """What to say of ground points that tell places only; None where all is well.

    Raises:
        ConfigError: as `ground_map`.
    """
    ground = ground_map(camera)
    if ground is None or ground.tells_near(near_m):
        return None
    return f"its ground points miss each other by {ground.residual_m:.1f} m: they tell places, not who is at a car"


def place_of(camera: CameraConfig, ground: GroundMap | None, x: float, y: float) -> Place | None:
    """Where on the map a point of the picture is: by ground points, else at the camera, else unknown."""
    if ground is not None and (place := ground.place(x, y)) is not None:
        return place
    if camera.lon is None or camera.lat is None:
        return None
    return Place(lon=camera.lon, lat=camera.lat, error_m=camera.place_error_m)


def _one_moved(n: int, i: int, axis: int) -> Points:
    moved = np.zeros((n, 2))
    moved[i, axis] = CLICK_PX
    return moved
