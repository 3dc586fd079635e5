"""What the desk of one district knows: open incidents and who is on them, duties, last fixes, commands answered.

Values only. `fold` writes them, the decisions read them.
"""

from collections.abc import Mapping
from typing import Self

import msgspec

from dispatch.assignments import Assignment
from dispatch.lifecycle import Status
from streams.schema.commands import IncidentKind
from streams.schema.incidents import RankedUnit, ReleaseReason
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One unit's part in one incident: the state of its assignment and when each step happened (`observed`)."""

    unit_id: str
    state: Assignment = Assignment.OFFERED
    assigned_ms: int
    accept_by_ms: int
    accepted_ms: int | None = None
    travelling_ms: int | None = None
    arrived_ms: int | None = None
    ended_ms: int | None = None
    released: ReleaseReason | None = None
    timeouts: int = 0
    """How many accept timers of this incident ran out on the unit."""
    asked_at: tuple[float, float] | None = None
    """lon, lat of the unit when it was asked; None when its place was not known."""

    @property
    def latest_ms(self) -> int:
        """When the last known step happened."""
        steps = (self.assigned_ms, self.accepted_ms, self.travelling_ms, self.arrived_ms)
        return max(at for at in steps if at is not None)


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One open incident."""

    incident_id: str
    seq: int
    status: Status
    kind: IncidentKind
    place: Place | None
    raised_ms: int
    target_s: float
    suspicion_id: str | None
    score: float
    vehicle_ids: tuple[str, ...]
    still: str | None
    evidence_ms: int
    suspicion_ended: bool = False
    acknowledged_ms: int | None = None
    confirmed_ms: int | None = None
    handled_ms: int | None = None
    ranked_ms: int | None = None
    ranking: tuple[RankedUnit, ...] = ()
    waiting: bool = False
    """Nobody could be sent when last tried."""
    missed: bool = False
    escalated: frozenset[int] = frozenset()
    units: Mapping[str, Leg] = {}
    first: Leg | None = None
    """The part of the unit that was on scene first."""

    @property
    def latest_ms(self) -> int:
        """When the last known step of the incident itself happened; nothing of it can happen before."""
        steps = (self.raised_ms, self.acknowledged_ms, self.confirmed_ms, self.handled_ms)
        return max(at for at in steps if at is not None)

    @property
    def booked(self) -> tuple[Leg, ...]:
        """The parts of the units that are taken by it now."""
        return tuple(leg for leg in self.units.values() if leg.state.books)


class Finished(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of an incident that is over."""

    status: Status
    seq: int


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a unit is on duty, and how often that was said."""

    on: bool
    seq: int


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's last fixes. Which of them to believe depends on the time, so that is asked when there is one."""

    newest: PositionFixed
    """The newest by the phone's clock."""
    recent: tuple[PositionFixed, ...]
    """The last few as they came, which is how a phone whose clock was wrong is found again."""

    def believed(self, until_ms: int) -> PositionFixed | None:
        """Where the unit is: its newest fix that is not from after `until_ms`."""
        if self.newest.fixed_at_ms <= until_ms:
            return self.newest
        return max(
            (fix for fix in self.recent if fix.fixed_at_ms <= until_ms), key=lambda fix: fix.fixed_at_ms, default=None
        )

    def between(self, after_ms: int, until_ms: int) -> list[PositionFixed]:
        """The recent fixes from after `after_ms` up to `until_ms`, in the order in which they were taken."""
        fixes = (fix for fix in self.recent if after_ms < fix.fixed_at_ms <= until_ms)
        return sorted(fixes, key=lambda fix: fix.fixed_at_ms)


class State(msgspec.Struct, kw_only=True):
    """All that one district's desk knows. Belongs to one owner: `evolve` changes it in place."""

    district: str
    epoch: int = 0
    now_ms: int = 0
    """The latest time at which a fact was recorded."""
    incidents: dict[str, Incident] = {}
    finished: dict[str, Finished] = {}
    dues: dict[str, int] = {}
    """Incident → when time itself will next lead to a decision in it."""
    waiting: dict[str, None] = {}
    """Confirmed incidents for which nobody could be sent, oldest first."""
    duty: dict[str, Duty] = {}
    booked: dict[str, str] = {}
    """Unit → the incident that it is taken by."""
    trails: dict[str, Trail] = {}
    answered: dict[str, None] = {}
    """Ids of the messages that facts came from, oldest first."""

    def fork(self) -> Self:
        """A copy to try facts on. Positions are shared, as facts never change them; answers begin empty."""
        return msgspec.structs.replace(
            self,
            incidents=dict(self.incidents),
            finished=dict(self.finished),
            dues=dict(self.dues),
            waiting=dict(self.waiting),
            duty=dict(self.duty),
            booked=dict(self.booked),
            answered={},
        )
