"""What the screens know of the site: its name, its districts, its units. Decides only which district a place is in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from dispatch.config import DistrictConfig, UnitConfig
from dispatch.web.gate.access import Refusal
from streams.schema.quantities import Place


@dataclass(frozen=True, kw_only=True)
class Site:
    """As its configuration file says."""

    name: str
    districts: Sequence[DistrictConfig]
    units: Sequence[UnitConfig]
    cameras: Sequence[str] = ()
    """Ids of the cameras, so that those which have said nothing yet are shown too."""

    def unit(self, unit_id: str) -> UnitConfig:
        """The unit of that id.

        Raises:
            Refusal: 404, no such unit.
        """
        for unit in self.units:
            if unit.unit_id == unit_id:
                return unit
        raise Refusal(404, "unknown_unit", f"no unit {unit_id!r}", field="unit_id")

    def district_named(self, name: object) -> str:
        """The district of that id.

        Raises:
            Refusal: 404, no such district.
        """
        for district in self.districts:
            if district.id == name:
                return district.id
        raise Refusal(404, "unknown_district", f"no district {name!r}", field="district")

    def district_at(self, place: object) -> str:
        """The district that holds `place`, a `{"lon": …, "lat": …}` as it came in.

        Raises:
            Refusal: 400, no place, or one outside all districts.
        """
        try:
            point = msgspec.convert(place, Place)
        except msgspec.ValidationError as error:
            raise Refusal(400, "bad_field", str(error), field="place") from error
        for district in self.districts:
            if _inside(point, district.polygon):
                return district.id
        raise Refusal(400, "outside", "this place is in none of the districts", field="place")


def _inside(point: Place, polygon: Sequence[tuple[float, float]]) -> bool:
    """Even-odd rule; on the outline counts as it falls. A district is far smaller than the bend of the earth."""
    odd = False
    for (lon_a, lat_a), (lon_b, lat_b) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (lat_a > point.lat) != (lat_b > point.lat):
            crosses_at = lon_a + (point.lat - lat_a) * (lon_b - lon_a) / (lat_b - lat_a)
            odd ^= math.isfinite(crosses_at) and point.lon < crosses_at
    return odd
