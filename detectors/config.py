"""Settings of a camera and of what it takes to see: each threshold by name, with unit, default and its source.

`design` as a source means a decision of ours. The behaviour rule has its own in `detectors.rules`.
"""

from typing import Annotated, Literal

import msgspec

from detectors.hours import Hours
from detectors.rules import (
    GroundRules,
    GroupRules,
    OwnerRules,
    PostureRules,
    ScoreRules,
    Settings,
    VehicleRules,
    VisitRules,
)
from streams.schema.quantities import Lat, Lon, Metres, Name, Score, Seconds

Pixel = Annotated[float, msgspec.Meta(ge=-1e6, le=1e6)]
"""Far beyond any picture; so bounded it is a number, which NaN is not."""
Pixels = tuple[Pixel, Pixel]
Side = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Roll = Annotated[float, msgspec.Meta(ge=0, le=600)]
"""Seconds of a clip, all of which are held in memory."""
Polygon = Annotated[tuple[Pixels, ...], msgspec.Meta(min_length=3)]


class GroundPoint(Settings, frozen=True, kw_only=True):
    """A point that was clicked in the picture and on the map."""

    x_px: Pixel
    y_px: Pixel
    lon: Lon
    lat: Lat


class LensConfig(Settings, frozen=True, kw_only=True):
    """How a wide lens bends straight lines: see `detectors.street.lens`."""

    k1: Annotated[float, msgspec.Meta(ge=-1, le=1)]
    """Negative where lines bulge outwards. At -0.1 a kerb is plainly bent; beyond -0.148 it takes a k2 as well."""
    k2: Annotated[float, msgspec.Meta(ge=-1, le=1)] = 0.0


class CameraConfig(Settings, frozen=True, kw_only=True):
    """One camera. Only its id is needed; what else is known makes it better.

    Pixels are of a picture of `frame_size`; where that is not given, of the picture as it comes.
    """

    camera_id: Name
    district: Name = "default"
    url: str = ""
    lon: Lon | None = None
    lat: Lat | None = None
    place_error_m: Metres = 30.0
    """How far from the camera what it sees may be, when there are no ground points. 30 m: a street camera's reach."""
    frame_size: tuple[Side, Side] | None = None
    """Width and height of the picture that ground points, strips and masks were drawn on."""
    ground_points: tuple[GroundPoint, ...] = ()
    """None, or four and more, not on one line: see `detectors.street.ground`."""
    view_deg: Annotated[float, msgspec.Meta(ge=15, le=130)] | None = None
    """How wide it sees, across, as its data sheet says; without it that is judged from people and cars. Makes it surer
    who is behind a car and not at it, where there are no ground points."""
    lens: LensConfig | None = None
    """Where ground points are given and the lens bends the picture; needs `frame_size`."""
    parking_strips: tuple[Polygon, ...] = ()
    """Ground where cars park, for where a car itself cannot be made out."""
    masks: tuple[Polygon, ...] = ()
    """Ground that is none of our business: what stands in there is not looked at."""
    night: Literal["auto", "always", "never"] = "auto"
    """`auto`: by sun and luminance. `always`: a garage without daylight, or footage of unknown time."""
    schedule: tuple[Hours, ...] = ()
    """With `auto`: these hours are night here (`22:00-06:00`, `fri,sat 20:00-07:00`) and all others day, whatever the
    sun: a street that fills after dark, a car park that closes."""
    time_zone: Name = "Asia/Shanghai"
    """Of the schedule; the site's own where a site file gives one."""
    bikes_count: bool = False
    """Parked bicycles, scooters and motorcycles are guarded like cars."""
    staged: bool = False
    """The footage is a demonstration."""
    loop: bool = False
    """A file begins anew when it ends, its times carried on: for demonstrations."""


class NightRules(Settings, frozen=True, kw_only=True):
    """When it is night."""

    sun_down_deg: float = -5.0
    """Sun below: night. Civil twilight ends at −6."""
    sun_up_deg: float = -3.0
    """Sun above: day again; between the two it stays what it was."""
    twilight_deg: float = 6.0
    """Up to so high a sun, a dark picture makes it night: thick cloud, a street between high houses. `design`"""
    dark_luminance: float = 45.0
    """Mean luma 0–255 below which a picture is dark. Clips: infrared night 56 and 5, day above 90. `design`"""
    light_luminance: float = 75.0
    """Above: light again."""
    settle_s: Seconds = 60.0
    """By day, dark for so much longer than light: night. What lasts less is a hand or a lorry before it. `design`"""
    light_s: Seconds = 600.0
    """At night, light for so much longer than dark: day. Headlights and clouds at dusk don't flap it. `design`"""


class PixelRules(Settings, frozen=True, kw_only=True):
    """From pixels to tracks."""

    rate_fps: Annotated[float, msgspec.Meta(gt=0, le=60)] = 5.0
    """Pictures looked at per second of each camera. Frigate's value; a walker takes half a step between two. What a
    camera sends beyond is decoded all the same, 1 to 2.5 ms for each picture of 720p: have it send 5 to 10."""
    whole_look_s: Seconds = 5.0
    """The whole picture is looked at so often even when nothing moves: parked cars. Frigate: each 50 frames."""
    first_looks_s: Seconds = 4.0
    """After a start and a change of light the whole picture is looked at each second for so long: parked cars again."""
    strip_look_s: Seconds = 1.5
    """Parking strips are looked at so often: a still man in the dark makes no motion. notes-vision.md: 1–2 s"""
    vain_look_s: Seconds = 0.5
    """Where something moved and a look found nothing, the next is so much later: trees, rain, shadows. `design`"""


class HealthRules(Settings, frozen=True, kw_only=True):
    """When a camera cannot be trusted. A state begins and ends after its time only, so that nothing flaps."""

    offline_s: Seconds = 10.0
    """No frame for so long. Any state is said within 30 s."""
    dark_luminance: float = 13.0
    """Mean luma below which people are lost. Measured: recall 1.0 down to 21, 0.57 at 13, 0 at 10."""
    covered_detail: float = 0.75
    """Mean step between neighbouring pixels of the small picture, luma, below which nothing is to be seen. Measured of
    people in fog: recall 0.96 to 1.0 at 1.0, 0.81 to 0.94 at 0.8, 0.53 to 0.85 at 0.7, 0 at 0.5."""
    covered_contrast: Score = 0.7
    """...and less of the contrast than the known view would have in such light: fog, or plain tarmac at dusk. Measured:
    fog that dense 0.02–0.35, half of the light 0.87 and more."""
    frozen_s: Seconds = 20.0
    """The very same picture for so long. A coder may repeat a still scene for one group of pictures, 2–10 s."""
    view_lost: Score = 0.4
    """So many of the parts of its picture no longer show what they used to: covered or moved. Measured on four clips:
    see `footage.view`; healthy streets up to 0.26, half covers from 0.42."""
    view_back: Score = 0.3
    """The same view again below this."""
    view_moved: Score = 0.6
    """From so many on, where they are not bare, it was turned and nothing is concluded from it. Measured: 0.7 and more
    when turned by 5°. With fewer something stands before it, and what is seen beside that still counts. `design`"""
    view_other_light: Score = 0.9
    """...of a picture without colour against a view in colour, where they are not bare: infrared shows much otherwise,
    but not nothing. `design`"""
    focus_share: Score = 0.65
    """Edges this much less steep than usual are out of focus. Measured: 0.33–0.6 for a blur of 5 px sigma on 720p."""
    focus_back_share: Score = 0.8
    """Sharp again from here. Unblurred clips vary by a tenth."""
    flood_regions: int = 16
    """Places of motion without anybody found there, from which a picture is full of it. Measured at night: in light
    rain and snow and with fifteen insects mostly 11 to 14, when all people are found; with thirty 17, in rain and snow
    from 25."""
    flood_area: Score = 0.5
    """...or so much of the picture. Measured: heavy rain and snow all of it, streets and yards up to 0.35. As much of
    it stirs then, too, which tells them from a light that sweeps: 1.0, headlights 0.1–0.4."""
    flood_share: Score = 0.6
    """Of the pictures of the last 10 s that are so: snow, heavy rain, insects, a tree in a storm. `design`"""
    slow_fps: float = 2.0
    """Fewer pictures a second: a walker's boxes no longer overlap from one to the next."""
    clock_off_s: Seconds = 5.0
    """The camera's clock jumped or ran away so far: its own recording cannot be matched to our times. `design`"""
    enter_s: Seconds = 8.0
    """Most states must last so long: headlights, a hand before the lens, a lorry. `design`"""
    leave_s: Seconds = 3.0
    """Good again for so long. `design`"""


class EvidenceRules(Settings, frozen=True, kw_only=True):
    """What is kept of an alert besides its still. All of it is blurred before it reaches a disk."""

    unblurred: bool = False
    """Of each report the picture as it was is kept as well, sealed: opening one is an act with a reason, in the audit
    log. Needs PATROL_EVIDENCE_KEY in the environment of those who watch and of the console."""

    pre_roll_s: Roll = 10.0
    """A clip begins so long before its alert. `design`"""
    post_roll_s: Roll = 5.0
    """...and ends so long after it. `design`: which way he goes"""
    rate_fps: Annotated[float, msgspec.Meta(gt=0, le=30)] = 4.0
    """Pictures a second while anything moves; else one."""
    width_px: Annotated[int, msgspec.Meta(ge=160, le=1920)] = 640
    """Of the longer side. 15 s take some 1 MB in memory and 0.2 MB on disk."""


class DetectionConfig(Settings, frozen=True, kw_only=True):
    """The whole behaviour rule. All defaults are good without any configuration."""

    ground: GroundRules = GroundRules()
    vehicles: VehicleRules = VehicleRules()
    visits: VisitRules = VisitRules()
    owners: OwnerRules = OwnerRules()
    groups: GroupRules = GroupRules()
    postures: PostureRules = PostureRules()
    score: ScoreRules = ScoreRules()
    night: NightRules = NightRules()
    pixels: PixelRules = PixelRules()
    health: HealthRules = HealthRules()
    evidence: EvidenceRules = EvidenceRules()
