"""The desk through a busy night: `python -m tests.bench.busy_night [--incidents N] [--units N] [--roads MAP.osm.pbf]`.

By default 10,000 incidents in 8 hours, 1,000 units that tell their places every 5 s, all on one desk. With `--roads`
units are ranked and both ends of the street held on that map, else by straight line. Prints what an open incident costs
in memory and how large the process is, four times in the night, the processor time of a decision, in all and by what
was decided on, and the hash of all that was decided: the same before and after what should change nothing but time.
"""

import argparse
import gc
import hashlib
import heapq
import resource
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

import msgspec
import numpy as np

from dispatch.closing.on_roads import RoadApproach
from dispatch.config import DispatchConfig, UnitConfig
from dispatch.desk import Desk, State
from dispatch.fixes import metres_between
from dispatch.ranking import Ranker
from dispatch.roads import load_roads
from dispatch.roads.roads import Point
from streams.runtime.cache import cache_folder
from streams.runtime.clock import ManualClock
from streams.runtime.garbage import keep_what_is_loaded
from streams.schema import commands as asked
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import Fact
from streams.schema.incidents import IncidentAcknowledged, IncidentOpened, UnitArrived, UnitAssigned
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place
from streams.seat import Seat
from tests.dispatch.gate_street import GATE, by_distance, street_ends
from tests.dispatch.worlds import START_MS, TOWN

GAP_MS = 2_880
"""10,000 incidents in 8 hours; fewer make a shorter night, not a quieter one."""
AFTER_MS = 900_000
"""So much later, the last of them is closed."""
FIX_EVERY_MS = 5_000
CITY_M = 5_000.0
DEGREE_M = 111_195.0
DRIVES_MPS = 10.0
TARGET_MS = 20.0


class Night:
    """What happens, in order of time, and what people do when the desk says something."""

    def __init__(self, units: int, incidents: int, places: Iterator[Point]) -> None:
        rng = np.random.default_rng(1)
        self._numbers, self._ends_ms = count(), START_MS + incidents * GAP_MS + AFTER_MS
        self._due: list[tuple[int, int, Message]] = []
        self._scene: dict[str, Place] = {}
        self._way: dict[str, tuple[int, Point, Point]] = {}
        self.units = [UnitConfig(unit_id=f"u-{n}", call_sign=f"U{n}", kind="car", district=TOWN) for n in range(units)]
        for n, unit in enumerate(self.units):
            at = next(places)
            self._way[unit.unit_id] = (START_MS, at, at)
            self._plan(self._fix(unit.unit_id, START_MS + n * FIX_EVERY_MS // units))
        for n, at_ms in enumerate(
            np.sort(rng.integers(START_MS + 10_000, START_MS + incidents * GAP_MS, incidents)).tolist()
        ):
            self._plan(_alert(n, at_ms, next(places)))

    def __iter__(self) -> Iterator[Message]:
        while self._due:
            _, _, message = heapq.heappop(self._due)
            if isinstance(message, PositionFixed) and message.fixed_at_ms < self._ends_ms:
                self._plan(self._fix(message.unit_id, message.fixed_at_ms + FIX_EVERY_MS))
            yield message

    def hear(self, fact: Fact) -> None:
        """Everybody does as asked: the operator looks and confirms, units say yes, drive there, and find something."""
        at_ms = fact.recorded_at_ms
        if isinstance(fact, IncidentOpened) and fact.place is not None:
            self._scene[fact.incident_id] = fact.place
            self._ask(asked.AcknowledgeIncident, "operator:li", at_ms + 5_000, fact.incident_id)
        elif isinstance(fact, IncidentAcknowledged):
            self._ask(asked.ConfirmIncident, "operator:li", at_ms + 8_000, fact.incident_id)
        elif isinstance(fact, UnitAssigned):
            scene, here = self._scene[fact.incident_id], self._at(fact.unit_id, at_ms)
            self._way[fact.unit_id] = (at_ms + 6_000, here, (scene.lon, scene.lat))
            drives_ms = round(metres_between(*here, scene.lon, scene.lat) / DRIVES_MPS * 1000)
            by, who = f"unit:{fact.unit_id}", {"unit_id": fact.unit_id}
            self._ask(asked.AcceptAssignment, by, at_ms + 6_000, fact.incident_id, **who)
            self._ask(asked.ReportArrival, by, at_ms + 12_000 + drives_ms, fact.incident_id, **who)
        elif isinstance(fact, UnitArrived):
            found = {"unit_id": fact.unit_id, "finding": "moved_on"}
            self._ask(asked.RecordFinding, f"unit:{fact.unit_id}", at_ms + 300_000, fact.incident_id, **found)
            self._ask(asked.CloseIncident, "operator:li", at_ms + 310_000, fact.incident_id)

    def _plan(self, message: Message) -> None:
        heapq.heappush(self._due, (message.happened_at_ms, next(self._numbers), message))

    def _ask(self, kind: type[asked.Command], by: str, at_ms: int, incident_id: str, **fields: object) -> None:
        told = {"district": TOWN, "command_id": f"c-{next(self._numbers)}", "issued_by": by, "issued_at_ms": at_ms}
        self._plan(msgspec.convert({"type": kind.__name__, **told, "incident_id": incident_id, **fields}, kind))

    def _at(self, unit_id: str, now_ms: int) -> Point:
        began_ms, (lon, lat), goal = self._way[unit_id]
        whole_m = metres_between(lon, lat, *goal)
        share = min(1.0, max(0.0, (now_ms - began_ms) / 1000 * DRIVES_MPS / whole_m)) if whole_m else 1.0
        return lon + (goal[0] - lon) * share, lat + (goal[1] - lat) * share

    def _fix(self, unit_id: str, at_ms: int) -> PositionFixed:
        lon, lat = self._at(unit_id, at_ms)
        return PositionFixed(district=TOWN, unit_id=unit_id, lon=lon, lat=lat, fixed_at_ms=at_ms, accuracy_m=5)


class Stopwatch:
    """How long the desk took for what it decided, and what that was."""

    def __init__(self) -> None:
        self.decided_s: dict[str, list[float]] = {}
        """By the kind of input."""
        self.inputs = 0
        self._decided = hashlib.sha256()

    @property
    def decided_hash(self) -> str:
        """Of all facts so far, in order, with all that is in them."""
        return self._decided.hexdigest()[:16]

    def time(self, seat: Seat[State], message: Message | None) -> Sequence[Fact]:
        """One input, or the clock's turn."""
        began = time.thread_time()
        facts = seat.tick() if message is None else seat.take(message)
        took_s = time.thread_time() - began
        self.inputs += 1
        if facts or not isinstance(message, PositionFixed):
            self.decided_s.setdefault(type(message).__name__ if message else "the clock's turn", []).append(took_s)
        for fact in facts:
            self._decided.update(msgspec.json.encode(fact))
        return facts


def _alert(number: int, at_ms: int, at: Point) -> LoiteringDetected:
    return LoiteringDetected(
        district=TOWN,
        camera_id=f"camera-{number}",
        observed_at_ms=at_ms,
        suspicion_id=f"s-{number}",
        seq=1,
        level="alert",
        score=0.8,
        began_at_ms=at_ms - 20_000,
        track_ids=("1",),
        place=Place(lon=at[0], lat=at[1], error_m=12.0),
    )


def size_of(thing: object) -> int:
    """Bytes of a value and all that only values like it can hold; classes, functions and modules are nobody's."""
    seen: set[int] = set()
    ahead, size = [thing], 0
    while ahead:
        one = ahead.pop()
        if id(one) in seen or isinstance(one, type) or callable(one):
            continue
        seen.add(id(one))
        size += sys.getsizeof(one)
        ahead += gc.get_referents(one) if gc.is_tracked(one) else _held_by(one)
    return size


def _held_by(one: object) -> Sequence[object]:
    """The values of a struct, or of a tuple of such, that the collector does not look into."""
    if isinstance(one, msgspec.Struct):
        return [getattr(one, name) for name in one.__struct_fields__]
    return gc.get_referents(one)


def live(night: Night, desk: Desk, incidents: int) -> Stopwatch:
    """The whole night; says four times what the desk holds."""
    clock = ManualClock(START_MS)
    seat = Seat(desk, TOWN, clock, "bench")
    seat.hear(seat.candidacy())
    watch, opened, reports = Stopwatch(), 0, list(range(incidents // 4, incidents + 1, max(1, incidents // 4)))
    for message in night:
        while (due_ms := seat.due_ms) is not None and due_ms < message.happened_at_ms:
            clock.advance_to(due_ms)
            for fact in watch.time(seat, None):
                night.hear(fact)
        clock.advance_to(message.happened_at_ms)
        for fact in watch.time(seat, message):
            night.hear(fact)
            opened += isinstance(fact, IncidentOpened)
        if reports and opened >= reports[0]:
            say(f"after {reports.pop(0):,} incidents: {_held(seat.state)}")
    return watch


def _held(state: State) -> str:
    open_ = len(state.incidents)
    each_kb = size_of(list(state.incidents.values())) / max(1, open_) / 1000
    rest_kb = (size_of(state) - size_of(list(state.incidents.values()))) / 1000
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    rest = f"the rest of the desk {rest_kb:,.0f} kB; process at most {peak_mb:,.0f} MB"
    return f"{open_} open, {each_kb:.1f} kB each; {rest}"


def around_the_gate(rng: np.random.Generator) -> Iterator[Point]:
    """Places anywhere in a city of 10 by 10 km."""
    while True:
        east_m, north_m = rng.uniform(-CITY_M, CITY_M, 2)
        yield float(GATE.lon + east_m / DEGREE_M / np.cos(np.radians(GATE.lat))), float(GATE.lat + north_m / DEGREE_M)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--incidents", type=int, default=10_000)
    options.add_argument("--units", type=int, default=1_000)
    options.add_argument("--roads", type=Path)
    chosen = options.parse_args()
    rng = np.random.default_rng(2)
    if chosen.roads is None:
        night = Night(chosen.units, chosen.incidents, around_the_gate(rng))
        desk = Desk(DispatchConfig(), night.units, by_distance, approach=street_ends)
    else:
        roads = load_roads(chosen.roads, cache_folder() / "roads")
        places = iter(roads.random_places("car", rng, chosen.units + chosen.incidents))
        night = Night(chosen.units, chosen.incidents, places)
        desk = Desk(DispatchConfig(), night.units, Ranker(roads), approach=RoadApproach(roads))
    keep_what_is_loaded()
    watch = live(night, desk, chosen.incidents)
    say(f"{watch.inputs:,} inputs, {chosen.units:,} units; all that was decided: {watch.decided_hash}")
    for kind, taken_s in sorted(watch.decided_s.items()):
        say(f"{kind}: {_spread(taken_s)}")
    say(f"decision: {_spread(list(chain(*watch.decided_s.values())))} (target {TARGET_MS:.0f})")


def _spread(taken_s: Sequence[float]) -> str:
    cuts_ms = [cut * 1000 for cut in statistics.quantiles([*taken_s, *taken_s], n=100)]
    worst_ms = max(taken_s) * 1000
    return f"{len(taken_s):,}, median {cuts_ms[49]:.2f} ms, p99 {cuts_ms[98]:.2f} ms, worst {worst_ms:.1f} ms"


if __name__ == "__main__":
    main()
