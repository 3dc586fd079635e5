"""What a site tells of sending units elsewhere. Apart from `settle`, whose solver takes a third of a second to load."""

from typing import Annotated

import msgspec

from streams.schema.quantities import Seconds


class JointConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a unit on its way is sent elsewhere or replaced. Source: notes on dispatch, "Choosing and re-choosing"."""

    saves_s: Seconds = 30.0
    """Only if that saves at least so much for whom it is sent to,"""
    saves_share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.25
    """and at least this share of what the arrival there would be otherwise."""
