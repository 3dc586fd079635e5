"""A site's configuration: one TOML file into structs that know their fields. Secrets come from the environment.

Opens no device and no connection; `check_settings` says what is wrong with a file.
"""

from typing import Annotated, Literal

import msgspec

from detectors.config import CameraConfig, DetectionConfig
from dispatch.config import DispatchConfig, DistrictConfig, UnitConfig
from dispatch.eta import EtaConfig
from dispatch.notify.config import WebhookConfig
from dispatch.plans import PlanConfig
from dispatch.roads import RoadsConfig
from dispatch.rosters.config import OrganisationConfig, PersonConfig, ShiftConfig
from streams.schema.quantities import Name

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
Hours = Annotated[float, msgspec.Meta(gt=0, le=876_000)]
"""A hundred years at most: it fits into a time in milliseconds."""


class SiteConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The place itself."""

    name: Name = "Video Patrol"
    roads: str | None = None
    """Street map, an OpenStreetMap PBF extract; relative to the configuration file."""
    data: str = "data"
    """Folder of the log, the archive and the evidence; relative to the configuration file."""
    time_zone: Name = "Asia/Shanghai"
    """The wall clock of shifts, quiet hours and monthly reports, an IANA name; China has this one only."""


class BusConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The road of the messages: the embedded log of one machine, or a city's Kafka."""

    kind: Literal["sqlite", "kafka"] = "sqlite"
    bootstrap: Name = "127.0.0.1:9092"


class WebConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The console's address. Loopback unless the site says otherwise."""

    host: Name = "127.0.0.1"
    port: Port = 8080
    public_reports: bool = True
    """A form for everyone at /report, without an account; a few reports from each address, a limited number in all."""


class RetentionConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long material is kept. Defaults: 72 h for what nobody confirmed (domain.md), 30 days for the rest."""

    unconfirmed_h: Hours = 72.0
    evidence_h: Hours = 720.0
    audit_h: Hours = 4_416.0
    """Who did and looked at what: 184 days, as China's Cybersecurity Law (art. 21) asks for six months at least."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All that a site says about itself."""

    site: SiteConfig = SiteConfig()
    district: tuple[DistrictConfig, ...] = ()
    camera: tuple[CameraConfig, ...] = ()
    unit: tuple[UnitConfig, ...] = ()
    plan: tuple[PlanConfig, ...] = ()
    organisation: tuple[OrganisationConfig, ...] = ()
    person: tuple[PersonConfig, ...] = ()
    shift: tuple[ShiftConfig, ...] = ()
    webhook: tuple[WebhookConfig, ...] = ()
    detection: DetectionConfig = DetectionConfig()
    dispatch: DispatchConfig = DispatchConfig()
    eta: EtaConfig = EtaConfig()
    roads: RoadsConfig = RoadsConfig()
    bus: BusConfig = BusConfig()
    web: WebConfig = WebConfig()
    retention: RetentionConfig = RetentionConfig()
