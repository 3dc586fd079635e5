"""Who may go where, after OSM's tags: a way, a node or a turn, for one unit kind. Knows nothing of graphs.

https://wiki.openstreetmap.org/wiki/Key:access (the most specific key wins), .../Key:oneway, .../Key:barrier,
.../Relation:restriction. Conditional tags (`restriction:conditional`, `access:conditional`) are passed over: most are
for hours of the day or for lorries and hold for no patrol at night; the one that closes a way by night is missed.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from dispatch.config import UnitKind
from dispatch.roads.config import CLASSES, Rules

Tags = Mapping[str, str]

_ACCESS_KEYS: Final[Mapping[UnitKind, tuple[str, ...]]] = {
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "motorcycle": ("motorcycle", "motor_vehicle", "vehicle", "access"),
    "bicycle": ("bicycle", "vehicle", "access"),
    "foot": ("foot", "access"),
}
ROUTING_TAGS: Final = frozenset(
    {"highway", "area", "oneway", "oneway:bicycle", "oneway:foot", "junction", "cycleway", "cycleway:left"}
    | {"cycleway:right", "cycleway:both", "motorroad", "maxspeed", "impassable", "barrier", "bollard", "locked"}
    | {key for keys in _ACCESS_KEYS.values() for key in keys}
    | {f"restriction:{key}" for keys in _ACCESS_KEYS.values() for key in keys[:-1]}
    | {"restriction", "except", "tunnel", "location", "level", "bridge"}
)
"""The only tags that are looked at, so that a reader may forget all others."""

_CLOSED: Final = frozenset({"no", "private", "agricultural", "forestry", "emergency", "use_sidepath", "military"})
_OPEN: Final = frozenset({"yes", "permissive", "designated", "destination", "official"})
_ONE_WAY: Final = frozenset({"yes", "true", "1"})
_REVERSE: Final = frozenset({"-1", "reverse"})
_IMPLIED_ONE_WAY: Final = frozenset({"motorway", "motorway_link"})
_ROUND: Final = frozenset({"roundabout", "circular"})
_NEVER_AGAINST: Final = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
"""Nobody drives these against their one way, on call or not."""
_CYCLED_IF_ALLOWED: Final = frozenset({"footway", "pedestrian", "bridleway"})

_MOTOR_PASSES: Final = frozenset(
    {"cattle_grid", "border_control", "toll_booth", "sally_port", "gate", "lift_gate", "swing_gate", "sliding_gate"}
    | {"no", "entrance", "height_restrictor", "kerb", "bump_gate", "arch"}
)
_OPENED: Final = frozenset({"gate", "lift_gate", "swing_gate", "sliding_gate", "sally_port", "bollard", "chain"})
"""What somebody opens for a car on call."""
_SOLID: Final = frozenset({"yes", "wall", "fence", "hedge", "city_wall", "guard_rail", "ditch", "retaining_wall"})


class Passage(NamedTuple):
    """How one unit kind may use a way."""

    road_class: int
    """Index into `CLASSES`."""
    forward: bool
    backward: bool
    limit_kmh: int
    """0 where none is posted."""
    level: int = 0
    """−1 under the ground, 1 on a bridge, else 0."""


def passage(kind: UnitKind, tags: Tags, rules: Rules) -> Passage | None:
    """How a unit of this kind may use a way of these tags; None where it may not."""
    road_class = tags.get("highway", "")
    if road_class not in rules.classes or tags.get("impassable") == "yes":
        return None
    if tags.get("area") == "yes" and kind != "foot":
        return None
    if tags.get("motorroad") == "yes" and kind in {"bicycle", "foot"}:
        return None
    allowed = _stated_access(kind, tags)
    if allowed in _CLOSED and "access" not in rules.ignored:
        return None
    if kind == "bicycle":
        road_class = _cycled_as(road_class, allowed)
    forward, backward = _directions(kind, tags)
    if "one_ways" in rules.ignored and road_class not in _NEVER_AGAINST:
        forward = backward = True
    if not (forward or backward):
        return None
    limit_kmh = _limit_kmh(tags.get("maxspeed", ""))
    return Passage(CLASSES.index(road_class), forward, backward, limit_kmh, _level(tags))


def is_barrier(kind: UnitKind, tags: Tags, rules: Rules) -> bool:
    """Whether a node of these tags stops a unit of this kind. A gate stops nobody unless it is marked so."""
    barrier = tags.get("barrier", "no")
    if "gates" in rules.ignored and barrier in _OPENED:
        return False
    stated = _stated_access(kind, tags)
    if stated is not None:
        return stated in _CLOSED
    if tags.get("locked") == "yes":
        return True
    if kind in {"foot", "bicycle"}:
        return barrier in _SOLID
    if barrier == "bollard":
        return tags.get("bollard") != "rising"
    return barrier not in _MOTOR_PASSES


def turn_rule(kind: UnitKind, tags: Tags, rules: Rules) -> Literal["no", "only"] | None:
    """What a turn restriction of these tags says to a unit of this kind."""
    if "turns" in rules.ignored:
        return None
    vehicles = _ACCESS_KEYS[kind][:-1]
    if not set(vehicles).isdisjoint(word.strip() for word in tags.get("except", "").split(";")):
        return None
    keys = [f"restriction:{vehicle}" for vehicle in vehicles] + ([] if kind == "foot" else ["restriction"])
    said = next((tags[key] for key in keys if key in tags), "")
    if said.startswith("no_"):
        return "no"
    return "only" if said.startswith("only_") else None


def _stated_access(kind: UnitKind, tags: Tags) -> str | None:
    return next((tags[key] for key in _ACCESS_KEYS[kind] if key in tags), None)


def _cycled_as(road_class: str, allowed: str | None) -> str:
    if allowed == "dismount":
        return "footway"
    return "cycleway" if road_class in _CYCLED_IF_ALLOWED and allowed in _OPEN else road_class


def _directions(kind: UnitKind, tags: Tags) -> tuple[bool, bool]:
    """(along the way, against it)."""
    if kind == "foot":
        stated = tags.get("oneway:foot", "no")
    elif kind == "bicycle" and "oneway:bicycle" in tags:
        stated = tags["oneway:bicycle"]
    elif kind == "bicycle" and _has_opposite_lane(tags):
        stated = "no"
    else:
        stated = tags.get("oneway") or ("yes" if _is_implied_one_way(tags) else "no")
    if stated == "reversible":
        return False, False
    return stated not in _REVERSE, stated not in _ONE_WAY


def _has_opposite_lane(tags: Tags) -> bool:
    keys = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    return any(tags.get(key, "").startswith("opposite") for key in keys)


def _is_implied_one_way(tags: Tags) -> bool:
    return tags.get("junction") in _ROUND or tags.get("highway") in _IMPLIED_ONE_WAY


def _level(tags: Tags) -> int:
    """A passage through a house is on the ground; so is what only a bridge leads over."""
    if tags.get("tunnel") == "yes" or tags.get("location") == "underground" or tags.get("level", "").startswith("-"):
        return -1
    return 1 if tags.get("bridge", "no") != "no" else 0


def _limit_kmh(text: str) -> int:
    """`50`, `30 mph`; 0 for what is no plain number (`signals`, `RO:urban`)."""
    number, _, unit = text.partition(" ")
    if not number.isascii() or not number.isdigit() or len(number) > len("999"):
        return 0
    return min(round(int(number) * (1.609 if unit == "mph" else 1.0)), 255)
