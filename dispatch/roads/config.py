"""What may be tuned about roads: speeds by class and unit kind, reach from the road, how far to search.

Knows no file format and no graph.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import msgspec

from dispatch.config import UnitKind
from streams.schema.errors import ConfigError
from streams.schema.quantities import Metres

CLASSES: Final = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link",
    "tertiary", "tertiary_link", "unclassified", "residential", "living_street", "service", "road",
    "track", "cycleway", "path", "bridleway", "pedestrian", "footway", "corridor", "steps",
)  # fmt: skip
"""Road classes, after OSM's `highway`. Their order is stored in caches: append only."""

_WALKED: Final = CLASSES[2:]

_CAR_KMH: Final = {
    "motorway": 90.0, "motorway_link": 75.0, "trunk": 85.0, "trunk_link": 70.0, "primary": 65.0, "primary_link": 60.0,
    "secondary": 55.0, "secondary_link": 50.0, "tertiary": 40.0, "tertiary_link": 30.0, "unclassified": 25.0,
    "residential": 25.0, "living_street": 10.0, "service": 15.0, "road": 25.0,
}  # fmt: skip
_BICYCLE_KMH: Final = {
    **dict.fromkeys((*CLASSES[4:15], "cycleway"), 15.0),
    "path": 13.0, "track": 12.0, "bridleway": 4.0, "pedestrian": 4.0, "footway": 4.0, "corridor": 4.0, "steps": 2.0,
}  # fmt: skip
SPEEDS_KMH: Final[Mapping[UnitKind, Mapping[str, float]]] = {
    "car": _CAR_KMH,
    "motorcycle": {**_CAR_KMH, "track": 15.0},
    "bicycle": _BICYCLE_KMH,
    "foot": {**dict.fromkeys(_WALKED, 5.0), "steps": 3.0},
}
"""Free-flow speeds, as there is little traffic at night. Source: the car, bicycle and foot profiles of OSRM
(Project-OSRM/osrm-backend, `profiles/`); motorcycles as cars, and tracks. A posted limit below these is kept."""

HOURS: Final = tuple(f"{hour:02}" for hour in range(24))

Rule = Literal["turns", "one_ways", "access", "gates"]
"""What a crew on call may pass over: turn restrictions, one-ways (but not of trunk roads and motorways), ways that are
private or closed to its kind, gates and bollards that are opened for it."""


class Rules(NamedTuple):
    """What decides which roads a kind of unit can use; another map is built for other rules."""

    classes: frozenset[str]
    """Road classes that it uses."""
    ignored: frozenset[Rule]


class RoadsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The roads section of a site's settings."""

    speeds_kmh: Mapping[UnitKind, Mapping[str, float]] = {}
    """Speeds by unit kind and road class that differ from `SPEEDS_KMH`; a class that is not there is opened by one."""
    speeds_by_hour_kmh: Mapping[UnitKind, Mapping[str, Mapping[str, float]]] = {}
    """Speeds by unit kind, road class and hour of the day (`"00"` to `"23"`) that differ from those of all hours, as
    `patrol eta-report` learns them."""
    ignored: Mapping[UnitKind, tuple[Rule, ...]] = {}
    """Rules that units of a kind pass over on call. None by default: not every car in the system is a police car."""
    incident_off_road_m: Metres = 1000.0
    """An incident farther than this from every road is outside the map. Source: our own, twice a large compound."""
    unit_off_road_m: Metres = 500.0
    """A unit farther than this from a road of its kind cannot be timed. Source: our own; phones in basements jump."""
    incident_island_m: Metres = 300.0
    """A walk that people would make from the main streets to an incident on a piece of road cut off from them."""
    unit_island_m: Metres = 50.0
    """The same for a unit on such a piece: so near, it is a gap in the map. Source: in Porto 3 % of the footpaths lead
    nowhere, four fifths of them end within 50 m of one that does."""
    kerb_m: Metres = 12.0
    """On foot or with a bicycle one gets onto every way this near, over kerbs and lanes: the other pavement of a street
    is no way round. Source: our own; half a street and the usual error of a phone."""
    carriageways_m: Metres = 25.0
    """So much farther from its fix a unit may be on the carriageway that leads its way. Source: our own; the width of a
    street with a strip in its middle."""
    last_leg_kmh: float = 5.0
    """On foot from the road to the incident. Source: OSRM's walking speed."""
    first_leg_kmh: float = 10.0
    """From where a vehicle is to the road, over yards and car parks; on foot `last_leg_kmh`. Source: OSRM's default."""
    search_s: tuple[float, ...] = (300.0, 900.0, 3600.0)
    """How far to search, by travel; the next only when fewer than `enough_units` were found. Source: the target is
    180 s; in Porto 300 s take 0.3 ms and hold 20 of 200 cars, the whole map takes 15 ms."""
    enough_units: int = 5
    """So many may decline or not answer one after the other before the ranking ends."""

    def __post_init__(self) -> None:
        for kind, speeds in self.speeds_kmh.items():
            for road_class, speed in speeds.items():
                _check(road_class in CLASSES, f"speeds_kmh.{kind}.{road_class}", f"one of {', '.join(CLASSES)}")
                _check(0 < speed <= FASTEST_KMH, f"speeds_kmh.{kind}.{road_class}", f"above 0, to {FASTEST_KMH:.0f}")
        for kind, by_class in self.speeds_by_hour_kmh.items():
            for road_class, by_hour in by_class.items():
                field = f"speeds_by_hour_kmh.{kind}.{road_class}"
                _check(self.speed_kmh(kind, road_class) > 0, field, "a class that the kind uses at all hours")
                for hour, speed in by_hour.items():
                    _check(hour in HOURS, f"{field}.{hour}", 'an hour from "00" to "23"')
                    _check(0 < speed <= FASTEST_KMH, f"{field}.{hour}", f"above 0, to {FASTEST_KMH:.0f}")
        _check(0 < self.first_leg_kmh <= FASTEST_KMH, "first_leg_kmh", f"above 0, to {FASTEST_KMH:.0f}")
        _check(0 < self.last_leg_kmh <= FASTEST_KMH, "last_leg_kmh", f"above 0, to {FASTEST_KMH:.0f}")
        limits = self.search_s
        right = bool(limits) and all(0 < s <= LONGEST_SEARCH_S for s in limits) and list(limits) == sorted(limits)
        _check(right, "search_s", f"rising, above 0, to {LONGEST_SEARCH_S:.0f}")

    def speed_kmh(self, kind: UnitKind, road_class: str) -> float:
        """How fast a unit of this kind moves there; 0 where it does not go."""
        return self.speeds_kmh.get(kind, {}).get(road_class, SPEEDS_KMH[kind].get(road_class, 0.0))

    def at_hour(self, hour: int) -> "RoadsConfig":
        """The same with the speeds of this hour of the day; the very same where it has none of its own."""
        own = {
            (kind, road_class): by_hour[HOURS[hour]]
            for kind, by_class in self.speeds_by_hour_kmh.items()
            for road_class, by_hour in by_class.items()
            if HOURS[hour] in by_hour
        }
        if not own:
            return self
        speeds = {kind: dict(by_class) for kind, by_class in self.speeds_kmh.items()}
        for (kind, road_class), speed in own.items():
            speeds.setdefault(kind, {})[road_class] = speed
        return msgspec.structs.replace(self, speeds_kmh=speeds)

    def steps_over(self, kind: UnitKind) -> bool:
        """Whether units of this kind get over kerbs and lanes."""
        return kind in {"bicycle", "foot"} and self.kerb_m > 0

    def rules(self, kind: UnitKind) -> Rules:
        """What units of this kind go by."""
        return Rules(
            classes=frozenset(SPEEDS_KMH[kind]) | frozenset(self.speeds_kmh.get(kind, {})),
            ignored=frozenset(self.ignored.get(kind, ())),
        )


LONGEST_SEARCH_S: Final = 7200.0
FASTEST_KMH: Final = 160.0
"""With these two no path is longer than 320 km, which the search's whole numbers hold."""


def _check(right: bool, field: str, wanted: str) -> None:  # noqa: FBT001 - an assertion of what is right
    if not right:
        raise ConfigError(f"roads.{field}: must be {wanted}")
