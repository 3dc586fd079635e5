"""What dismissals and false alarms say about a camera's settings: suggestions, each with the count behind it.

Pure. Nothing here is ever applied by itself: a person reads it and changes the site's file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from dispatch.config import SuggestionConfig
from dispatch.fixes import metres_between
from streams.schema.commands import DismissReason
from streams.schema.quantities import Place


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What people said of one alert of a camera; `reason` is None where they did not call it false."""

    camera_id: str
    reason: DismissReason | None
    lon: float | None
    lat: float | None


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a camera's settings that somebody may want to make."""

    camera_id: str
    reason: DismissReason
    count: int
    """So many of its alerts were called false for this reason (where `place` is given: there)."""
    of: int
    """Of so many that people decided."""
    setting: str
    """The site file's name of what to look at."""
    place: Place | None
    """Where they lie together, and how far around; None where they are spread out."""
    text: str
    text_zh: str


_ALERT_POINTS: Final = ("[detection.score] alert_points", "raise it", "提高该值")
_SETTINGS: Final[Mapping[DismissReason, tuple[str, str, str]]] = {
    "owner": ("[detection.owners]", "let signs of an owner weigh more", "提高车主迹象的权重"),
    "resident": _ALERT_POINTS,
    "passer_by": ("[detection.score] stay_from_s", "raise it", "提高该值"),
    "guard": ("[[unit]]", "enter the guards, so that their rounds are known", "登记保安及其巡更"),
    "staff": _ALERT_POINTS,
    "animal": ("[[camera]] masks", "clear branches and webs, or mask", "清理枝叶蛛网或加遮罩"),
    "no_person": ("[[camera]] masks", "clean the lens, or mask", "清洁镜头或加遮罩"),
}
"""What to look at for each reason where the false alerts are spread out; the other reasons say nothing of a camera."""
_AT_ONE_PLACE: Final = ("[[camera]] masks", "mask this spot", "遮罩此处")
_MASKED: Final = frozenset[DismissReason]({"resident", "passer_by", "staff", "animal", "no_person"})
"""Reasons for which a spot that is nobody's parking ground may be left out of sight."""
_REASONS_ZH: Final[Mapping[DismissReason, str]] = {
    "owner": "车主",
    "resident": "居民",
    "passer_by": "路人",
    "guard": "保安",
    "staff": "工作人员",
    "animal": "动物",
    "no_person": "无人",
}


def suggestions(verdicts: Iterable[Verdict], config: SuggestionConfig) -> list[Suggestion]:
    """The suggestions that these verdicts bear out, the most frequent first."""
    by_camera: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_camera.setdefault(verdict.camera_id, []).append(verdict)
    found = [each for camera, own in by_camera.items() for each in _of_camera(camera, own, config)]
    return sorted(found, key=lambda each: (-each.count, each.camera_id, each.reason))


def _of_camera(camera_id: str, own: Sequence[Verdict], config: SuggestionConfig) -> Iterator[Suggestion]:
    for reason in _SETTINGS:
        alike = [verdict for verdict in own if verdict.reason == reason]
        if len(alike) < max(config.least, config.least_share * len(own)):
            continue
        spot = _densest(alike, config.spot_m) if reason in _MASKED else []
        together = len(spot) >= max(config.least, config.least_share * len(alike))
        setting, do, do_zh = _AT_ONE_PLACE if together else _SETTINGS[reason]
        place = _around(spot, config.spot_m) if together else None
        count = len(spot) if together else len(alike)
        where = f" at {place.lon:.5f}, {place.lat:.5f}" if place else ""
        where_zh = f"（集中在 {place.lon:.5f}, {place.lat:.5f}）" if place else ""
        yield Suggestion(
            camera_id=camera_id,
            reason=reason,
            count=count,
            of=len(own),
            setting=setting,
            place=place,
            text=f"{camera_id}: {count} of {len(own)} alerts were `{reason}`{where}: {setting}: {do}",
            text_zh=f"{camera_id}：{len(own)} 次告警中 {count} 次为“{_REASONS_ZH[reason]}”{where_zh}："
            f"{setting}：{do_zh}",
        )


def _densest(alike: Sequence[Verdict], spot_m: float) -> list[tuple[float, float]]:
    """The places around that one of them which has most of the others within reach."""
    places = [(verdict.lon, verdict.lat) for verdict in alike if verdict.lon is not None and verdict.lat is not None]
    around = ([there for there in places if metres_between(*here, *there) <= spot_m] for here in places)
    return max(around, key=len, default=[])


def _around(spot: Sequence[tuple[float, float]], spot_m: float) -> Place:
    lon, lat = (sum(values) / len(spot) for values in zip(*spot, strict=True))
    return Place(lon=lon, lat=lat, error_m=spot_m)
