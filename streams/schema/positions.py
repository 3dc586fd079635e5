"""`patrol.positions.v1`: where units are."""

from typing import ClassVar

from typing_extensions import override

from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.quantities import EpochMs, Lat, Lon, Metres, Name


class PositionFixed(Message, frozen=True, kw_only=True, tag=True):
    """A unit's phone or car says where it is. `fixed_at_ms` is the receiver's time of the fix."""

    topic: ClassVar[str] = "patrol.positions.v1"

    unit_id: Name
    lon: Lon
    lat: Lat
    fixed_at_ms: EpochMs
    accuracy_m: Metres = 0.0
    speed_mps: Metres | None = None
    heading_deg: float | None = None

    @property
    @override
    def message_id(self) -> str:
        return derived_id("fix", self.unit_id, self.fixed_at_ms)

    @property
    @override
    def happened_at_ms(self) -> EpochMs:
        return self.fixed_at_ms

    @property
    @override
    def source(self) -> str:
        return f"/unit/{self.unit_id}"


Position = PositionFixed
