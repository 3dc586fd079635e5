"""Simulated units: they patrol the real streets, say where they are, and are sent like any crew.

Pure: facts and time in, messages out. What the desk knows of them is what they say; they know of the desk what stands
in the incident log. `fleet` drives them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol, TypedDict

import numpy as np

from dispatch.config import UnitConfig, UnitKind
from dispatch.fixes import metres_between
from dispatch.simulation.crew.habits import Habits, turnout_s
from dispatch.simulation.crew.journey import Journey, Point, standing
from dispatch.simulation.crew.phone import Phone
from streams.schema.commands import (
    AcceptAssignment,
    DeclineAssignment,
    RecordFinding,
    ReportArrival,
)
from streams.schema.errors import DispatchError
from streams.schema.ids import derived_id
from streams.schema.incidents import (
    AssignmentAccepted,
    AssignmentFact,
    AssignmentReleased,
    UnitArrived,
    UnitAssigned,
    UnitCleared,
)
from streams.schema.message import Message
from streams.schema.quantities import Place

WALK_MPS: Final = 1.3
"""The last steps from the road to the place."""
_BUTTON_AFTER_S: Final = 6.0
"""From stopping to pressing "arrived"."""
Stops = Callable[[int], Point]
"""Where a patrol goes on its n-th trip; 0 is where it begins."""


class Streets(Protocol):
    """What units need of the street graph; `dispatch.roads.Roads` is one."""

    def route(self, kind: UnitKind, start: Point, goal: Point) -> Sequence[tuple[float, float, float]]:
        """The quickest way as `(lon, lat, t_s)`; DispatchError where there is none."""

    def random_place(self, kind: UnitKind, rng: np.random.Generator) -> Point:
        """A point on a street of this kind."""


class _Head(TypedDict):
    district: str
    command_id: str
    issued_by: str
    issued_at_ms: int
    incident_id: str
    unit_id: str


class SimulatedUnit:
    """One crew. `hear` what the log says of it, `step` at any time: the messages that were due until then, in order."""

    def __init__(
        self,
        config: UnitConfig,
        streets: Streets,
        habits: Habits,
        *,
        now_ms: int,
        start: Point | None = None,
        stops: Stops | None = None,
    ) -> None:
        """`start` is where it was last seen; None: at its first stop. Without `stops` it goes anywhere."""
        self._config, self._streets, self._habits = config, streets, habits
        self._stops, self._pace = stops or self._anywhere, habits.patrol_pace
        self._born_ms = now_ms
        self._trips = 0
        self._calls: Counter[str] = Counter()
        self._incident: tuple[str, Place | None] | None = None
        self._journey = standing(start or self._stops(0), now_ms)
        self._phone = Phone(config, habits, now_ms)
        self._due_ms = {"set_off": now_ms}
        self._deeds: Mapping[str, Callable[[int], list[Message]]] = {
            "set_off": self._set_off,
            "answer": self._answer,
            "press": self._press,
            "find": self._find,
        }

    @property
    def next_ms(self) -> int:
        """When it will next do something by itself."""
        return min(self._phone.next_ms, min(self._due_ms.values(), default=self._phone.next_ms))

    def at(self, now_ms: int) -> Point:
        """Where it really is."""
        return self._journey.at(now_ms)

    def step(self, now_ms: int) -> list[Message]:
        """What it says up to `now_ms`."""
        said: list[Message] = []
        while (at_ms := self.next_ms) <= now_ms:
            if at_ms == self._phone.next_ms:
                said += self._phone.fix(self._journey.at(at_ms), in_hand=self._incident is not None)
            else:
                name = min(self._due_ms, key=lambda deed: (self._due_ms[deed], deed))
                said += self._deeds[name](self._due_ms.pop(name))
        return said

    def wait_at(self, post: Point, now_ms: int) -> None:
        """From now on it waits there whenever nobody needs it, in place of its patrol."""
        self._stops, self._pace = lambda _: post, self._habits.move_pace
        if self._incident is None:
            self._journey = standing(self._journey.at(now_ms), now_ms)
            self._due_ms["set_off"] = now_ms

    def hear(self, fact: AssignmentFact, place: Place | None) -> None:
        """A fact about its part in an incident at `place`; one about another incident than the present is let pass."""
        at_ms, incident_id = max(fact.recorded_at_ms, self._born_ms), fact.incident_id
        if isinstance(fact, UnitAssigned):
            self._incident = (incident_id, place)
            self._calls[incident_id] += 1
            if self._draw("no answer") >= self._habits.no_answer_share:
                self._due_ms["answer"] = at_ms + self._ms(self._habits.accept_s, incident_id, self._calls[incident_id])
        elif self._incident is None or self._incident[0] != incident_id:
            return
        elif isinstance(fact, AssignmentAccepted):
            self._go(at_ms, incident_id, place)
        elif isinstance(fact, UnitArrived):
            self._forget("answer", "press", "set_off")
            self._due_ms["find"] = at_ms + self._ms(self._habits.scene_s, incident_id, "scene")
        elif isinstance(fact, (AssignmentReleased, UnitCleared)):
            self._forget("answer", "press", "find")
            self._incident = None
            self._journey = standing(self._journey.at(at_ms), at_ms)
            self._due_ms["set_off"] = at_ms + self._ms(self._habits.rest_s, incident_id, "rest")

    def _go(self, at_ms: int, incident_id: str, place: Place | None) -> None:
        self._forget("answer", "set_off")
        way = self._way_to(place, self._journey.at(at_ms))
        rolls_ms = at_ms + round(turnout_s(self._habits, self._config.kind, self._config.unit_id, incident_id) * 1000)
        pace = self._habits.between(self._habits.travel_pace, self._config.unit_id, incident_id, "pace")
        here = standing(self._journey.at(at_ms), at_ms)
        self._journey = Journey(way=way, began_ms=rolls_ms, pace=pace) if way else here
        if not way or self._habits.chance(self._config.unit_id, incident_id, "button") < self._habits.button_share:
            self._due_ms["press"] = self._journey.ends_ms + round(_BUTTON_AFTER_S * 1000)

    def _answer(self, at_ms: int) -> list[Message]:
        if self._incident is None:
            return []
        incident_id, place = self._incident
        if place is not None and not self._way_to(place, self._journey.at(at_ms)):
            return [DeclineAssignment(**self._about(incident_id, "decline", at_ms), reason="没有路 · no way there")]
        if self._draw("decline") < self._habits.decline_share:
            return [DeclineAssignment(**self._about(incident_id, "decline", at_ms), reason="正在处置 · occupied")]
        return [AcceptAssignment(**self._about(incident_id, "accept", at_ms))]

    def _press(self, at_ms: int) -> list[Message]:
        return [ReportArrival(**self._about(self._incident[0], "arrive", at_ms))] if self._incident else []

    def _find(self, at_ms: int) -> list[Message]:
        if self._incident is None:
            return []
        incident_id, findings = self._incident[0], self._habits.findings
        finding = findings[int(self._habits.chance(incident_id, "finding") * len(findings))]
        return [RecordFinding(**self._about(incident_id, "find", at_ms), finding=finding)]

    def _set_off(self, at_ms: int) -> list[Message]:
        self._trips += 1
        try:
            way = self._streets.route(self._config.kind, self._journey.at(at_ms), self._stops(self._trips))
        except DispatchError:
            way = ()  # that corner of the map has no way out: rest, and choose another place
        if way:
            self._journey = Journey(way=way, began_ms=at_ms, pace=self._pace)
        rest_ms = self._ms(self._habits.rest_s, self._trips, "rest")
        self._due_ms["set_off"] = max(at_ms, self._journey.ends_ms) + max(1000, rest_ms)
        return []

    def _way_to(self, place: Place | None, start: Point) -> Sequence[tuple[float, float, float]]:
        """The way by road and the last steps on foot; empty where there is none or the place is not known."""
        if place is None:
            return ()
        try:
            way = self._streets.route(self._config.kind, start, (place.lon, place.lat))
        except DispatchError:
            return ()
        lon, lat, t_s = way[-1]
        return (*way, (place.lon, place.lat, t_s + metres_between(lon, lat, place.lon, place.lat) / WALK_MPS))

    def _anywhere(self, trip: int) -> Point:
        rng = np.random.default_rng(int(self._habits.chance(self._config.unit_id, trip, "place") * 2**53))
        return self._streets.random_place(self._config.kind, rng)

    def _draw(self, what: str) -> float:
        """A chance in this call to this incident."""
        incident_id = self._incident[0] if self._incident else ""
        return self._habits.chance(self._config.unit_id, incident_id, self._calls[incident_id], what)

    def _about(self, incident_id: str, what: str, at_ms: int) -> _Head:
        unit_id = self._config.unit_id
        return {
            "district": self._config.district,
            "command_id": derived_id("cmd", unit_id, incident_id, what, at_ms),
            "issued_by": f"unit:{unit_id}",
            "issued_at_ms": at_ms,
            "incident_id": incident_id,
            "unit_id": unit_id,
        }

    def _ms(self, limits: tuple[float, float], *facts: str | int) -> int:
        return round(self._habits.between(limits, self._config.unit_id, *facts) * 1000)

    def _forget(self, *deeds: str) -> None:
        for deed in deeds:
            self._due_ms.pop(deed, None)
