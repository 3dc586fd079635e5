"""The ways out of where an incident is, and when each unit would be at each: the port that roads answer.

Knows nothing of plans and of who is chosen.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from dispatch.model import Unit
from streams.schema.plans import Side
from streams.schema.quantities import Place


class Exit(msgspec.Struct, frozen=True, kw_only=True):
    """One way out: an end of the street, a gate of the yard."""

    lon: float
    lat: float
    side: Side
    """Seen from the incident."""
    street: str = ""


class Approaches(msgspec.Struct, frozen=True, kw_only=True):
    """All ways out of one place, and when units would be there. Seconds from now, inf where a unit cannot."""

    exits: tuple[Exit, ...]
    at_exit_s: Mapping[str, tuple[float, ...]]
    """Unit → expected arrival at each exit without passing the incident."""
    at_scene_s: Mapping[str, tuple[float, ...]]
    """Unit → expected arrival at the incident, coming in by each exit."""


class Approach(Protocol):
    """Times units to the ways out. Pure: the same units, place and time give the same answer."""

    def __call__(self, units: Sequence[Unit], place: Place, at_ms: int, /) -> Approaches | None:
        """None where the place has no ways out that could be closed: it is off the roads."""
