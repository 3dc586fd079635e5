"""The street at the gate, without a map: places by metres north of it, ways by straight line and usual speed."""

from collections.abc import Sequence
from typing import Final

from typing_extensions import override

from dispatch.closing import Approaches, Exit
from dispatch.fixes import metres_between
from dispatch.model import Rank, Ranking, Unit
from streams.schema.incidents import ExcludedUnit, RankedUnit
from streams.schema.quantities import Place

GATE = Place(lon=112.4500, lat=37.7500, error_m=20)
DEGREE_LAT_M = 111_195.0
SPEED_MPS = {"car": 10.0, "motorcycle": 10.0, "bicycle": 4.0, "foot": 1.5}


def north(metres: float, of: Place = GATE) -> Place:
    """A point so many metres north of another."""
    return Place(lon=of.lon, lat=of.lat + metres / DEGREE_LAT_M)


class ByDistance(Rank):
    """Units by straight line and the usual speed of their kind; who has no place or is not free is excluded."""

    @override
    def __call__(self, units: Sequence[Unit], place: Place, _: int = 0, __: float | None = None, /) -> Ranking:
        ranked, excluded = [], []
        for unit in units:
            if unit.status != "available" or unit.lon is None or unit.lat is None or unit.fix_age_s is None:
                why = "no position" if unit.status == "available" else unit.status
                excluded.append(ExcludedUnit(unit_id=unit.unit_id, why=why))
                continue
            apart_m = metres_between(unit.lon, unit.lat, place.lon, place.lat)
            ranked.append(
                RankedUnit(
                    unit_id=unit.unit_id,
                    eta_s=apart_m / SPEED_MPS[unit.kind],
                    distance_m=apart_m,
                    straight_line_m=apart_m,
                    fix_age_s=unit.fix_age_s,
                    lon=unit.lon,
                    lat=unit.lat,
                    reason=f"{apart_m:.0f} m",
                )
            )
        ranked.sort(key=lambda unit: (unit.eta_s, unit.unit_id))
        return Ranking.told(ranked, excluded)


by_distance: Final = ByDistance()


def street_ends(units: Sequence[Unit], place: Place, _: int = 0) -> Approaches:
    """The street runs 100 m north and south of any place; from beyond one end it is a minute more to the other."""
    ends = (north(100, place), north(-100, place))
    exits = (Exit(lon=place.lon, lat=ends[0].lat, side="north"), Exit(lon=place.lon, lat=ends[1].lat, side="south"))
    at_exit, at_scene = {}, {}
    for unit in units:
        if unit.lon is None or unit.lat is None:
            continue
        speed = SPEED_MPS[unit.kind]
        to_end = [metres_between(unit.lon, unit.lat, end.lon, end.lat) / speed for end in ends]
        round_s = (0.0, 60.0) if unit.lat > place.lat else (60.0, 0.0)
        at_exit[unit.unit_id] = tuple(s + more for s, more in zip(to_end, round_s, strict=True))
        at_scene[unit.unit_id] = tuple(s + 100 / speed for s in at_exit[unit.unit_id])
    return Approaches(exits=exits, at_exit_s=at_exit, at_scene_s=at_scene)
