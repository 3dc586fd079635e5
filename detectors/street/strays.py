"""Ground that settings name and the picture does not show: drawn on a larger picture, or on another camera."""

from detectors.config import CameraConfig, Polygon


def outside(polygon: Polygon, frame_size: tuple[float, float]) -> bool:
    """Whether all of its corners are beyond one edge of a picture of this width and height, px."""
    xs, ys = zip(*polygon, strict=True)
    right_px, bottom_px = frame_size
    return bool(min(xs) >= right_px or min(ys) >= bottom_px or max(xs) <= 0 or max(ys) <= 0)


def strays(camera: CameraConfig, frame_size: tuple[int, int]) -> list[str]:
    """The strips and masks that no picture of this size shows, as `parking_strips 2`; none may, where all is well."""
    size = camera.frame_size or frame_size
    return [
        f"{field} {number}"
        for field, polygons in (("parking_strips", camera.parking_strips), ("masks", camera.masks))
        for number, polygon in enumerate(polygons, 1)
        if outside(polygon, size)
    ]
