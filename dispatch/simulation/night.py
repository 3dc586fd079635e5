"""What happens in a simulated night, whoever decides: the thefts, who tells of them, the units and their beats.

Drawn from a seed. No policy changes any of it. Pure.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import numpy as np
from scipy.spatial import cKDTree

from dispatch.config import UnitConfig, UnitKind
from dispatch.roads import KINDS, Roads
from dispatch.roads.geodesy import Floats
from dispatch.roads.snap import Ints
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.journey import Point
from dispatch.simulation.town import Town, centres, found_town
from streams.schema.commands import ReportIncident
from streams.schema.detections import LoiteringDetected, LoiteringEnded
from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.quantities import Place, Seconds

DISTRICT: Final = "simulated"
BEGINS_MS: Final = 1_773_849_600_000
"""00:00 in Taiyuan on 19 March 2026: the night of domain.md."""
_WARM_UP_MS: Final = 120_000
"""Before the first theft, for every phone to have told its place."""
_ALERT_SCORE: Final = 0.8
_PLACE_ERROR_M: Final = 12.0
"""Of what a camera says down a street."""
_SEEN_MS: Final = 60_000
"""Thieves are at the cars for so long after the alert."""
_SAME_M: Final = 250.0
_SAME_MS: Final = 1_800_000
"""Two thefts nearer than this and within this time are one incident to any control room: the second is elsewhere."""
_REDRAWS: Final = 20
_KINDS: Final[Mapping[UnitKind, float]] = {"car": 0.6, "motorcycle": 0.15, "bicycle": 0.05, "foot": 0.2}
_VEHICLES: Final = frozenset[UnitKind]({"car", "motorcycle"})
_UNIT_S: Final = 7_200.0
"""One theft for so many seconds of units' time: 36 s apart with 200 units, the worst hours of a city, with several open
at once. Two are sent, each for a good ten minutes."""
_STOPS: Final = 6
"""Must-visit points of one beat."""
_STOPS_NEAR: Final = 40
"""Of so many street places nearest to its middle, a beat's stops are drawn."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What kind of night to draw. Sources are our own choice where none is named."""

    seed: int
    units: int
    incidents: int
    kinds: Mapping[UnitKind, float] = msgspec.field(default_factory=lambda: _KINDS)
    """Shares of the units (车巡 + 步巡): the cars of the station, guards and volunteers on foot."""
    street_km_per_unit: float = 9.0
    """The town is the densest part of the map with so much street: as 200 units for Porto's 1,800 km."""
    gap_s: Seconds | None = None
    """Thefts come this far apart on average; None: as keeps about a fifth of the units busy, see `_UNIT_S`."""
    longest_s: Seconds = 28_800.0
    """A night from 22 to 6 h; more thefts make it busier, not longer."""
    missed_share: float = 0.15
    """So many thefts no camera sees; a passer-by or a guard reports them by phone."""
    habits: Habits = Habits(
        fix_every_s=5.0,
        silent_share=0.3,
        decline_share=0.08,
        no_answer_share=0.03,
        button_share=0.5,
        scene_s=(300.0, 900.0),
    )
    """`seed` is this plan's own."""

    @property
    def length_ms(self) -> int:
        """How long thefts go on."""
        gap_s = _UNIT_S / self.units if self.gap_s is None else self.gap_s
        return round(min(self.longest_s, self.incidents * gap_s) * 1000)


class Night(msgspec.Struct, frozen=True, kw_only=True):
    """One night."""

    plan: Plan
    town: Town
    units: tuple[UnitConfig, ...]
    stops: Mapping[str, tuple[Point, ...]]
    """Unit → the points that its patrol visits, round and round."""
    alarms: tuple[Message, ...]
    """What cameras and callers tell, in order of time."""
    past_thefts: Floats
    """float64 [n, 2] lon, lat: where cars were broken into before, as a station knows it; none of tonight's."""
    begins_ms: int
    ends_ms: int
    """When the last alarm has come."""

    @property
    def habits(self) -> Habits:
        """Of the people in it."""
        return msgspec.structs.replace(self.plan.habits, seed=self.plan.seed)


def draw_night(roads: Roads, plan: Plan, thefts: Sequence[Point] | None = None) -> Night:
    """The night of `plan`; thefts happen at places drawn from `thefts`, else from a distribution with hot spots.

    Raises:
        DispatchError: the map has no streets.
    """
    rng = np.random.default_rng([plan.seed, 1])
    town = found_town(roads, rng, plan.units * plan.street_km_per_unit, thefts)
    rng = np.random.default_rng([plan.seed, 2])
    times_ms = _times_ms(plan, rng)
    tonight = _tonight(times_ms, town, rng)
    alarms = tuple(_alarms(plan, times_ms.tolist(), town.thefts[tonight].tolist()))
    units = _units(plan)
    stops = _beats(roads, units, town, np.random.default_rng([plan.seed, 3]))
    return Night(
        plan=plan,
        town=town,
        units=units,
        stops=stops,
        alarms=alarms,
        past_thefts=np.delete(town.thefts, tonight, axis=0),
        begins_ms=BEGINS_MS,
        ends_ms=max((alarm.happened_at_ms for alarm in alarms), default=BEGINS_MS),
    )


def _times_ms(plan: Plan, rng: np.random.Generator) -> Ints:
    begins_ms = BEGINS_MS + _WARM_UP_MS
    return np.sort(rng.integers(begins_ms, begins_ms + max(1, plan.length_ms), plan.incidents))


def _alarms(plan: Plan, times_ms: Sequence[int], places: Sequence[Point]) -> list[Message]:
    told: list[Message] = []
    for number, (at_ms, (lon, lat)) in enumerate(zip(times_ms, places, strict=True)):
        told += _alarm(plan, number, at_ms, Place(lon=lon, lat=lat, error_m=_PLACE_ERROR_M))
    return sorted(told, key=lambda alarm: (alarm.happened_at_ms, alarm.message_id))


def _tonight(times_ms: Ints, town: Town, rng: np.random.Generator) -> list[int]:
    """Which of the town's thefts happen, each apart from those shortly before as far as a few draws can find."""
    metres = town.metres(town.thefts)
    chosen: list[int] = []
    for number, at_ms in enumerate(times_ms):
        recent = metres[chosen[int(np.searchsorted(times_ms[:number], at_ms - _SAME_MS)) :]]
        draws = rng.integers(0, len(metres), _REDRAWS)
        apart = (np.hypot(*(recent[:, None] - metres[draws]).T) > _SAME_M).all(axis=1)
        chosen.append(int(draws[int(np.argmax(apart))]))
    return chosen


def _alarm(plan: Plan, number: int, at_ms: int, place: Place) -> list[Message]:
    """What is told of one theft: by a camera, or later by somebody on the phone."""
    habits = Habits(seed=plan.seed)
    if habits.chance(number, "missed") >= plan.missed_share:
        return _seen(number, at_ms, place)
    later_ms = round(habits.between((30.0, 300.0), number, "reported") * 1000)
    report = ReportIncident(
        district=DISTRICT,
        command_id=derived_id("cmd", "report", number),
        issued_by=f"reporter:caller-{number}",
        issued_at_ms=at_ms + later_ms,
        kind="theft",
        place=place,
    )
    return [report]


def _seen(number: int, at_ms: int, place: Place) -> list[Message]:
    camera_id, suspicion_id = f"camera-{number}", f"theft-{number}"
    alert = LoiteringDetected(
        district=DISTRICT,
        camera_id=camera_id,
        observed_at_ms=at_ms,
        suspicion_id=suspicion_id,
        seq=1,
        level="alert",
        score=_ALERT_SCORE,
        began_at_ms=at_ms - 20_000,
        track_ids=("1",),
        place=place,
    )
    left = LoiteringEnded(
        district=DISTRICT,
        camera_id=camera_id,
        observed_at_ms=at_ms + _SEEN_MS,
        suspicion_id=suspicion_id,
        seq=2,
        reason="left",
    )
    return [alert, left]


def _units(plan: Plan) -> tuple[UnitConfig, ...]:
    """So many of each kind as its share says; what rounding leaves over goes to the largest share."""
    counts = {kind: int(plan.units * plan.kinds.get(kind, 0.0) + 1e-9) for kind in KINDS}
    most = max(KINDS, key=lambda kind: plan.kinds.get(kind, 0.0))
    counts[most] += plan.units - sum(counts.values())
    return tuple(
        UnitConfig(unit_id=f"{kind}-{n + 1:03}", call_sign=f"{kind} {n + 1}", kind=kind, district=DISTRICT)
        for kind in KINDS
        for n in range(counts[kind])
    )


def _beats(
    roads: Roads, units: Sequence[UnitConfig], town: Town, rng: np.random.Generator
) -> dict[str, tuple[Point, ...]]:
    """Vehicles share the town out evenly; who walks or cycles has a beat where thefts are expected (热力图)."""
    stops: dict[str, tuple[Point, ...]] = {}
    for kinds, reach_m in ((_VEHICLES, np.inf), (frozenset(KINDS) - _VEHICLES, 500.0)):
        crews = [unit for unit in units if unit.kind in kinds]
        if not crews:
            continue
        middles = centres(town, len(crews), rng) if kinds is _VEHICLES else town.some_thefts(len(crews), rng)
        walks = {kind: town.places(roads, kind, rng) for kind in sorted({unit.kind for unit in crews})}
        for unit, middle in zip(crews, rng.permutation(middles), strict=True):
            stops[unit.unit_id] = _stops(walks[unit.kind], middle, reach_m, rng)
    return stops


def _stops(
    places: tuple[cKDTree, Floats], middle: Floats, reach_m: float, rng: np.random.Generator
) -> tuple[Point, ...]:
    """Stops among the street places around `middle` (metres), at least one, within reach where there are some."""
    tree, lon_lat = places
    far_m, near = (np.asarray(part) for part in tree.query(middle, k=np.arange(1, min(_STOPS_NEAR, len(lon_lat)) + 1)))
    inside = near[far_m <= max(reach_m, float(far_m[0]))]
    chosen = rng.choice(inside, size=min(_STOPS, len(inside)), replace=False)
    return tuple((float(lon), float(lat)) for lon, lat in lon_lat[chosen])
