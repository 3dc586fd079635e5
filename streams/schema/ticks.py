"""Time as a message: what a host tells a handler when a deadline is due. Never on a topic."""

import msgspec

from streams.schema.quantities import Name


class ClockTicked(msgspec.Struct, frozen=True, kw_only=True):
    """The handler's next deadline in this district has come."""

    district: Name
