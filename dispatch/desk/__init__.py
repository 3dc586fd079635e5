"""The desk: one district's dispatcher as a pure handler. Messages and time in, decided facts out.

Knows nothing of buses, files and clocks; a host folds, asks and publishes for it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import get_args

from typing_extensions import override

from dispatch.closing import Approach
from dispatch.config import DispatchConfig, UnitConfig
from dispatch.desk.foresight import foresee_assigned
from dispatch.desk.overdue import say_overdue
from dispatch.desk.pen import Force, Pen
from dispatch.desk.people.commands import answer
from dispatch.desk.positions import follow, remember
from dispatch.desk.sending import use_freed
from dispatch.desk.shifts import change_shifts
from dispatch.desk.sightings.triage import hear_camera
from dispatch.desk.state import State, fold, monotone_ms
from dispatch.model import Rank
from dispatch.plans import PlanBook
from dispatch.rosters import Rosters
from streams.handler import Handler
from streams.schema.commands import PersonCommand
from streams.schema.detections import Detection
from streams.schema.errors import IllegalTransition
from streams.schema.facts import DutyFact, Fact
from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.ticks import ClockTicked

__all__ = ["Desk", "State"]


class Desk(Handler[State]):
    """Decides for every district, one at a time.

    A `State` belongs to one owner: `evolve` changes it in place and returns it; `decide` leaves it alone.
    """

    def __init__(
        self,
        config: DispatchConfig,
        units: Iterable[UnitConfig],
        rank: Rank,
        plans: PlanBook | None = None,
        approach: Approach | None = None,
        *,
        rosters: Rosters | None = None,
    ) -> None:
        """Without `plans` of the site's own, those of the product; without `approach`, nobody is told by which end."""
        self._config = config
        self._rosters = rosters or Rosters()
        self._no_force = Force(
            config=config, units={}, rank=rank, plans=plans or PlanBook(), approach=approach, rosters=self._rosters
        )
        by_district: dict[str, dict[str, UnitConfig]] = {}
        for unit in units:
            by_district.setdefault(unit.district, {})[unit.unit_id] = unit
        self._forces = {district: replace(self._no_force, units=own, timed={}) for district, own in by_district.items()}

    @override
    def begin(self, district: str) -> State:
        state = State(district=district)
        for unit_id in self._force(state).units:
            self._expect_shift(state, unit_id, 0)
        return state

    @override
    def evolve(self, state: State, message: Message) -> State:
        if isinstance(message, PositionFixed):
            if message.unit_id in self._force(state).units:
                remember(state, message, self._config.arrival_fixes)
                self._force(state).sights.see(message.unit_id, state.trails[message.unit_id])
        elif isinstance(message, Fact):
            try:
                fold(state, message, self._config)
            except IllegalTransition:
                return state  # another version's desk wrote it; the rest of the log still counts
            if isinstance(message, DutyFact) and message.by == "roster":
                self._expect_shift(state, message.unit_id, message.observed_at_ms)
        return state

    @override
    def decide(self, state: State, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        if isinstance(message, PositionFixed):
            return self._follow(state, message, now_ms)
        if isinstance(message, ClockTicked):
            pen = self._pen(state, now_ms, derived_id("due", state.district, now_ms))
            change_shifts(pen)
            say_overdue(pen)
            use_freed(pen)
            foresee_assigned(pen)
            return pen.facts
        if isinstance(message, get_args(PersonCommand)):
            if message.message_id in state.answered:
                return ()
            pen = self._pen(state, now_ms, message.message_id, message.issued_by)
            pen = answer(pen, message)
            foresee_assigned(pen)
            return pen.facts
        if isinstance(message, get_args(Detection)):
            pen = self._pen(state, now_ms, message.message_id)
            hear_camera(pen, message)
            foresee_assigned(pen)
            return pen.facts
        return ()

    @override
    def next_deadline_ms(self, state: State) -> int | None:
        return min((*state.dues.values(), *state.shift_dues.values()), default=None)

    def _follow(self, state: State, fix: PositionFixed, now_ms: int) -> Sequence[Fact]:
        concerns = fix.unit_id in state.booked or state.waiting
        if not concerns or fix.unit_id not in self._force(state).units:
            return ()
        pen = self._pen(state, now_ms, fix.message_id)
        follow(pen, fix.unit_id)
        foresee_assigned(pen)
        return pen.facts

    def _force(self, state: State) -> Force:
        return self._forces.get(state.district, self._no_force)

    def _expect_shift(self, state: State, unit_id: str, after_ms: int) -> None:
        """When the roster next speaks of this unit, given that it has spoken of `after_ms`."""
        due_ms = self._rosters.next_edge_ms(unit_id, after_ms)
        if due_ms is not None and unit_id in self._force(state).units:
            state.shift_dues[unit_id] = max(due_ms, state.shift_dues.get(unit_id, 0))

    def _pen(self, state: State, now_ms: int, cause: str, actor: str = "system") -> Pen:
        now_ms = monotone_ms(state.now_ms, now_ms, self._config)
        return Pen(state=state, force=self._force(state), now_ms=now_ms, cause=cause, actor=actor)
