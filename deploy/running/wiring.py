"""Builds the parts of a process from a site's settings: its clock, its road for messages, its map, its desk.

Decides nothing; each function is one `new` with the right arguments.
"""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import httpx
import msgspec

from deploy.checking.settings import load_settings
from deploy.settings import Settings
from dispatch.audit import AuditLog
from dispatch.closing.on_roads import RoadApproach
from dispatch.model import HourOf
from dispatch.notify.notifier import Notifier
from dispatch.plans import PlanBook
from dispatch.ranking import Ranker
from dispatch.roads import Roads, load_roads
from dispatch.rosters import Rosters
from streams.bus import Bus
from streams.evidence import EvidenceStore
from streams.log import SqliteBus
from streams.runtime.cache import cache_folder
from streams.runtime.clock import Clock, ScaledClock, WallClock
from streams.schema.errors import ConfigError
from streams.sealing import Seal

if TYPE_CHECKING:
    from dispatch.desk import Desk


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What every process of a site is told on its command line."""

    config: Path
    data: Path | None = None
    bus: str | None = None
    bootstrap: str | None = None
    clock: str | None = None


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A site's settings with the options of this process laid over them."""

    settings: Settings
    folder: Path
    """Where relative paths of the settings begin."""
    data: Path
    clock: Clock


def open_site(options: Options) -> Site:
    """The site that `options` name; its data folder exists afterwards.

    Raises:
        ConfigError: see `load_settings`, or the data folder cannot be made.
    """
    settings = load_settings(options.config)
    bus = settings.bus
    if options.bus:
        bus = msgspec.structs.replace(bus, kind=options.bus)
    if options.bootstrap:
        bus = msgspec.structs.replace(bus, bootstrap=options.bootstrap)
    folder = options.config.resolve().parent
    data = (options.data or folder / settings.site.data).resolve()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the data folder {data} cannot be made: {error.strerror}") from error
    return Site(
        settings=msgspec.structs.replace(settings, bus=bus), folder=folder, data=data, clock=open_clock(options.clock)
    )


def open_clock(text: str | None) -> Clock:
    """The wall clock, or one of its own from `{"origin_ms":…,"wall_origin_ms":…,"speed":…}`.

    Raises:
        ConfigError: `text` is something else.
    """
    if text is None:
        return WallClock()
    try:
        return msgspec.convert(json.loads(text), ScaledClock)
    except (json.JSONDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"--clock {text!r}: {error}") from error


def open_bus(site: Site) -> Bus:
    """The road of the messages."""
    if site.settings.bus.kind == "kafka":
        from streams.kafka import KafkaBus  # noqa: PLC0415 - half a second of each start, which one machine does not need

        return KafkaBus(site.settings.bus.bootstrap, site.clock)
    return SqliteBus(site.data / "log.sqlite", site.clock)


def open_evidence(site: Site) -> EvidenceStore:
    """Where stills are kept."""
    return EvidenceStore(site.data / "evidence")


def open_audit(site: Site) -> AuditLog:
    """Who did and looked at what."""
    return AuditLog(site.data / "audit.sqlite", site.clock)


def open_seal(site: Site) -> Seal | None:
    """What seals and opens unblurred pictures; None on a site that keeps none.

    Raises:
        ConfigError: the site keeps them, and the environment holds no key.
    """
    return Seal.from_environment(os.environ) if site.settings.detection.evidence.unblurred else None


def open_roads(site: Site) -> Roads:
    """The street map, read once and cached.

    Raises:
        ConfigError: the site names no map, or the file is none.
    """
    if site.settings.site.roads is None:
        raise ConfigError("[site] roads: name the street map, an OpenStreetMap extract such as city.osm.pbf")
    return load_roads(site.folder / site.settings.site.roads, cache_folder() / "roads", site.settings.roads)


def build_desk(site: Site) -> "Desk":
    """The decider of the site's districts, on its streets."""
    from dispatch.desk import Desk  # noqa: PLC0415 - most processes have none

    settings = site.settings
    roads = open_roads(site)
    hour_of = open_hours(site)
    rank, approach = (
        Ranker(roads, settings.eta, hour_of=hour_of),
        RoadApproach(roads, settings.eta, hour_of=hour_of),
    )
    plans, rosters = PlanBook(settings.plan), open_rosters(site)
    return Desk(settings.dispatch, settings.unit, rank, plans, approach, rosters=rosters)


def open_hours(site: Site) -> HourOf:
    """The hour of a time on the site's wall clock."""
    zone = ZoneInfo(site.settings.site.time_zone)
    return lambda at_ms: datetime.fromtimestamp(at_ms / 1000, zone).hour


def open_rosters(site: Site) -> Rosters:
    """Who is on duty when, by the site's wall clock."""
    settings = site.settings
    return Rosters(settings.shift, settings.person, settings.organisation, ZoneInfo(settings.site.time_zone))


def open_notifier(site: Site, bus: Bus) -> Notifier:
    """Whoever brings notices to the site's webhooks.

    Raises:
        ConfigError: a secret is not in the environment.
    """
    names = {person.id: person.name for person in site.settings.person}
    return Notifier(bus, site.clock, site.settings.webhook, names, os.environ, client=httpx.Client())


def district_ids(site: Site) -> list[str]:
    """All districts of the site."""
    return [district.id for district in site.settings.district]
