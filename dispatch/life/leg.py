"""One unit's part in one incident, as a fold of its facts. Knows nothing of the incident's other units."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from dispatch.life.assignment import Assignment
from streams.schema import incidents as said
from streams.schema.plans import Companion, Duty, Post


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
    released: said.ReleaseReason | None = None
    timeouts: int = 0
    """How many accept timers of this incident ran out on the unit."""
    asked_at: tuple[float, float] | None = None
    """lon, lat of the unit when it was asked; None when its place was not known."""
    eta_s: float | None = None
    """When it was expected on scene, from when it was asked; None where that was not known."""
    slot: int | None = None
    """Which of the plan's units it is, from 1."""
    post: Post | None = None
    duty: Duty = "hold"
    companions: tuple[Companion, ...] = ()

    @property
    def eta_error_s(self) -> float | None:
        """How far off that was, |expected − actual|; None while it is not there."""
        if self.eta_s is None or self.arrived_ms is None:
            return None
        return abs((self.arrived_ms - self.assigned_ms) / 1000 - self.eta_s)

    @property
    def latest_ms(self) -> int:
        """When the last known step happened."""
        steps = (self.assigned_ms, self.accepted_ms, self.travelling_ms, self.arrived_ms)
        return max(at for at in steps if at is not None)


def asked(fact: said.UnitAssigned, before: Leg | None, ranking: Sequence[said.RankedUnit]) -> Leg:
    """The part that begins when a unit is asked, maybe not for the first time; `ranking` says where it was."""
    known = next((ranked for ranked in ranking if ranked.unit_id == fact.unit_id), None)
    return Leg(
        unit_id=fact.unit_id,
        assigned_ms=fact.observed_at_ms,
        accept_by_ms=fact.accept_by_ms,
        timeouts=before.timeouts if before else 0,
        asked_at=(known.lon, known.lat) if known else None,
        eta_s=fact.eta_s,
        slot=fact.slot,
        post=fact.post,
        duty=fact.duty,
        companions=fact.companions,
    )


def stepped(leg: Leg, fact: said.AssignmentFact, state: Assignment) -> Leg:
    """The part after a fact of it, which leaves it in `state`."""
    at_ms = fact.observed_at_ms
    match fact:
        case said.AssignmentAccepted():
            return replace(leg, state=state, accepted_ms=at_ms)
        case said.UnitTravelling():
            return replace(leg, state=state, travelling_ms=at_ms)
        case said.UnitArrived():
            return replace(leg, state=state, arrived_ms=at_ms)
        case said.UnitPosted():
            return replace(leg, state=state, post=fact.post, duty=fact.duty, companions=fact.companions)
        case said.AssignmentReleased(reason=reason):
            timeouts = leg.timeouts + (reason == "accept_timeout")
            return replace(leg, state=state, ended_ms=at_ms, released=reason, timeouts=timeouts)
    return replace(leg, state=state, ended_ms=at_ms)
