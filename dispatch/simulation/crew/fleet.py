"""All simulated units of a site: told of facts in log order, asked for what they say. Pure."""

import heapq
from collections.abc import Iterable, Mapping

from dispatch.config import UnitConfig
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.journey import Point
from dispatch.simulation.crew.units import SimulatedUnit, Stops, Streets
from streams.schema.facts import Fact
from streams.schema.history import History
from streams.schema.incidents import AssignmentFact, EvidenceAdded, IncidentOpened
from streams.schema.message import Message
from streams.schema.quantities import Place


class Fleet:
    """The units by id."""

    def __init__(
        self,
        units: Iterable[UnitConfig],
        streets: Streets,
        habits: Habits,
        *,
        now_ms: int,
        seen: Mapping[str, Point] | None = None,
        stops: Mapping[str, Stops] | None = None,
    ) -> None:
        """`seen`: where units were last seen, `stops`: where their patrols lead; both by id."""
        self._history = History()
        self._places: dict[str, Place | None] = {}
        self._units = {
            unit.unit_id: SimulatedUnit(
                unit,
                streets,
                habits,
                now_ms=now_ms,
                start=(seen or {}).get(unit.unit_id),
                stops=(stops or {}).get(unit.unit_id),
            )
            for unit in units
        }
        self._acts_ms = {unit_id: unit.next_ms for unit_id, unit in self._units.items()}
        self._order = [(at_ms, unit_id) for unit_id, at_ms in self._acts_ms.items()]
        """A heap of who acts next; entries that `_acts_ms` no longer says are let pass."""
        heapq.heapify(self._order)

    def __getitem__(self, unit_id: str) -> SimulatedUnit:
        return self._units[unit_id]

    @property
    def next_ms(self) -> int:
        """When the first of them will do something by itself."""
        while self._order[0][0] != self._acts_ms[self._order[0][1]]:
            heapq.heappop(self._order)
        return self._order[0][0]

    def hear(self, fact: Fact) -> None:
        """The next record of the incident log, in its order; what does not count is let pass."""
        if not self._history.admits(fact):
            return
        if isinstance(fact, (IncidentOpened, EvidenceAdded)):
            self._places[fact.incident_id] = fact.place or self._places.get(fact.incident_id)
        if isinstance(fact, AssignmentFact) and (unit := self._units.get(fact.unit_id)):
            unit.hear(fact, self._places.get(fact.incident_id))
            self._expect(fact.unit_id)

    def wait_at(self, unit_id: str, post: Point, now_ms: int) -> None:
        """Let a unit wait there from now on, whenever nobody needs it."""
        self._units[unit_id].wait_at(post, now_ms)
        self._expect(unit_id)

    def step(self, now_ms: int) -> list[Message]:
        """What they say up to `now_ms`, in order of time."""
        said: list[Message] = []
        while self.next_ms <= now_ms:
            unit_id = self._order[0][1]
            said += self._units[unit_id].step(now_ms)
            self._expect(unit_id)
        return sorted(said, key=lambda message: message.happened_at_ms)

    def _expect(self, unit_id: str) -> None:
        at_ms = self._units[unit_id].next_ms
        if at_ms != self._acts_ms[unit_id]:
            self._acts_ms[unit_id] = at_ms
            heapq.heappush(self._order, (at_ms, unit_id))
