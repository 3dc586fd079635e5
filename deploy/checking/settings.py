"""Reads a site's file and says every mistake in it at once: the line, the place, what would be right.

Knows the sections by the structs of `settings`; opens nothing but the file.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from deploy.checking.cameras import camera_mistakes
from deploy.checking.districts import district_mistakes
from deploy.checking.hints import did_you_mean
from deploy.checking.rosters import Found, roster_mistakes
from deploy.checking.shapes import no_numbers, table_mistakes
from deploy.checking.toml_lines import Path as TomlPath
from deploy.checking.toml_lines import line_numbers, line_of
from deploy.settings import (
    BusConfig,
    RetentionConfig,
    Settings,
    SiteConfig,
    WebConfig,
)
from detectors.config import CameraConfig, DetectionConfig
from dispatch.config import DispatchConfig, DistrictConfig, UnitConfig
from dispatch.eta import EtaConfig
from dispatch.notify.config import WebhookConfig
from dispatch.plans import PlanConfig
from dispatch.roads import RoadsConfig
from dispatch.rosters.config import OrganisationConfig, PersonConfig, ShiftConfig
from streams.schema.errors import ConfigError

WHOLE_MAP: Final = {"id": "default", "name": "default", "polygon": ((-180, -85), (180, -85), (180, 85), (-180, 85))}
"""The district of a site that names none: a site needs cameras and units only."""


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong in a configuration file."""

    line: int | None
    where: str
    why: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.where}: {self.why}" if self.line else f"{self.where}: {self.why}"


_ARRAYS: Final[Mapping[str, type[msgspec.Struct]]] = {
    "district": DistrictConfig,
    "camera": CameraConfig,
    "unit": UnitConfig,
    "plan": PlanConfig,
    "organisation": OrganisationConfig,
    "person": PersonConfig,
    "shift": ShiftConfig,
    "webhook": WebhookConfig,
}
_TABLES: Final[Mapping[str, type[msgspec.Struct]]] = {
    "site": SiteConfig,
    "detection": DetectionConfig,
    "dispatch": DispatchConfig,
    "eta": EtaConfig,
    "roads": RoadsConfig,
    "bus": BusConfig,
    "web": WebConfig,
    "retention": RetentionConfig,
}

_NAMES: Final[Mapping[str, str]] = {
    "district": "id",
    "camera": "camera_id",
    "unit": "unit_id",
    "organisation": "id",
    "person": "id",
    "shift": "id",
    "webhook": "id",
}


def load_settings(path: Path) -> Settings:
    """The settings in the file at `path`.

    Raises:
        ConfigError: it can't be read or says something that cannot be; lists every mistake with its line.
    """
    settings, mistakes = check_settings(path)
    if mistakes or settings is None:
        raise ConfigError("\n".join(f"{path}: {mistake}" for mistake in mistakes))
    return settings


def check_settings(path: Path) -> tuple[Settings | None, list[Mistake]]:
    """The settings at `path`, None if any mistake forbids them, and all mistakes in order of their lines."""
    try:
        written = path.read_bytes()
        text = written.decode("utf-8-sig")  # with the mark that editors on Windows begin a file with
        data = tomllib.loads(text)
    except OSError as error:
        return None, [Mistake(line=None, where="file", why=str(error.strerror or error))]
    except UnicodeDecodeError as error:
        line = written[: error.start].count(b"\n") + 1
        return None, [
            Mistake(line=line, where="file", why="is no text in UTF-8: save it as that, not as GBK or UTF-16")
        ]
    except tomllib.TOMLDecodeError as error:
        return None, [Mistake(line=None, where="file", why=f"not TOML: {error}")]
    lines = line_numbers(text)
    _fill_in_only_district(data)
    _fill_in_time_zone(data)
    settings = _convert(data)
    found = [*_shape_mistakes(data), *_doubles(data), *(_sense_mistakes(settings) if settings else ())]
    named = {where for where, _ in found}
    found += [(where, why) for where, why in no_numbers((), data) if where not in named]
    mistakes = [Mistake(line=line_of(lines, where), where=_spell(where), why=why) for where, why in found]
    return (settings if not mistakes else None), sorted(mistakes, key=lambda mistake: mistake.line or 0)


def _convert(data: Mapping[str, Any]) -> Settings | None:
    """The settings but for names that nobody knows, so that one of them does not hide other mistakes."""

    def known(member: object, struct: type[msgspec.Struct]) -> object:
        fields = {field.encode_name for field in msgspec.structs.fields(struct)}
        return {key: value for key, value in member.items() if key in fields} if isinstance(member, dict) else member

    tables = {name: known(value, _TABLES[name]) for name, value in data.items() if name in _TABLES}
    arrays = {
        name: [known(member, _ARRAYS[name]) for member in value] if isinstance(value, list) else value
        for name, value in data.items()
        if name in _ARRAYS
    }
    try:
        return msgspec.convert({**tables, **arrays}, Settings)
    except msgspec.ValidationError:
        return None


def _fill_in_only_district(data: dict[str, Any]) -> None:
    """Where there is one district or none, cameras and units need not name it."""
    districts = data.setdefault("district", [WHOLE_MAP])
    match districts:
        case [{"id": str(only)}]:
            members = [*data.get("camera", []), *data.get("unit", [])]
            for member in members:
                if isinstance(member, dict):
                    member.setdefault("district", only)


def _fill_in_time_zone(data: dict[str, Any]) -> None:
    """Cameras live by the site's clock."""
    match data:
        case {"site": {"time_zone": str(zone)}, "camera": list(cameras)}:
            for camera in cameras:
                if isinstance(camera, dict):
                    camera.setdefault("time_zone", zone)


def _shape_mistakes(data: Mapping[str, Any]) -> Iterator[Found]:
    """Unknown names, missing fields and values of the wrong kind."""
    for name, value in data.items():
        if name in _TABLES:
            yield from table_mistakes((name,), value, _TABLES[name])
        elif name in _ARRAYS and isinstance(value, list):
            for index, member in enumerate(value):
                yield from table_mistakes((name, index), member, _ARRAYS[name])
        elif name in _ARRAYS:
            yield (name,), f"write it as [[{name}]], there can be several"
        else:
            yield (name,), f"unknown section{did_you_mean(name, [*_TABLES, *_ARRAYS])}"


def _sense_mistakes(settings: Settings) -> Iterator[Found]:
    """What is well-formed and yet cannot be: names that nothing bears, places that are none."""
    yield from roster_mistakes(settings)
    yield from camera_mistakes(settings)
    yield from district_mistakes(settings)
    districts = [district.id for district in settings.district]
    for index, camera in enumerate(settings.camera):
        yield from _unknown_district(("camera", index), camera.district, districts)
    for index, unit in enumerate(settings.unit):
        yield from _unknown_district(("unit", index), unit.district, districts)
    yield from _plan_mistakes(settings)


def _plan_mistakes(settings: Settings) -> Iterator[Found]:
    taken = [(kind, plan.level) for plan in settings.plan for kind in plan.kinds]
    for index, plan in enumerate(settings.plan):
        for kind in plan.kinds:
            if taken.count((kind, plan.level)) > 1:
                yield ("plan", index, "kinds"), f"there is more than one plan for {kind} from level {plan.level!r} on"
        for need in plan.send:
            if settings.unit and not any(need.fits(unit) for unit in settings.unit):
                yield ("plan", index, "send"), f"no [[unit]] is a {need}: this can never be sent"


def _doubles(data: Mapping[str, Any]) -> Iterator[Found]:
    """Names given twice in one section."""
    for section, key in _NAMES.items():
        members = data.get(section)
        names = [each.get(key) for each in members if isinstance(each, dict)] if isinstance(members, list) else []
        for index, name in enumerate(names):
            if name is not None and name in names[:index]:
                yield (section, index), f"a {section} named {name!r} is there already; names must differ"


def _unknown_district(path: TomlPath, district: str, districts: list[str]) -> Iterator[Found]:
    if districts and district not in districts:
        yield (*path, "district"), f"no [[district]] is named {district!r}{did_you_mean(district, districts)}"


def _spell(path: TomlPath) -> str:
    """`("camera", 1, "url")` as people count: `camera 2: url`."""
    return "".join(
        f" {part + 1}" if isinstance(part, int) else f"{': ' if i else ''}{part}" for i, part in enumerate(path)
    )
