"""The words that the desk and the ranking share: a unit as it stands now, and the port through which units are ranked.

Knows nothing of roads and of how a decision is taken.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from dispatch.config import UnitKind
from streams.schema.incidents import ExcludedUnit, RankedUnit
from streams.schema.quantities import Lat, Lon, Name, Place, Seconds

Availability = Literal["available", "busy", "off_duty"]


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that has a known place, as it stands at the decision."""

    unit_id: Name
    kind: UnitKind
    lon: Lon
    lat: Lat
    fix_age_s: Seconds
    status: Availability = "available"


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody who could come, best first, and everybody who could not, with why. Each unit is in one of the two."""

    ranking: tuple[RankedUnit, ...]
    excluded: tuple[ExcludedUnit, ...] = ()


class Rank(Protocol):
    """Ranks units by when they would arrive. Pure: the same units and place give the same ranking."""

    def __call__(self, units: Sequence[Unit], place: Place, /) -> Ranking:
        """The units for an incident at `place`. Busy and off-duty units are excluded, not left out.

        Raises:
            DispatchError: nobody can be ranked for this place at all (it is off the map); says why.
        """
