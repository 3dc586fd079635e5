"""The desk's pen: writes facts with their numbers and times, and shows the state as it is after each.

Decisions read `pen.state`, write with `pen.say`; nothing leaves the pen until the decision is whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, Self, TypedDict

import msgspec

from dispatch.closing import Approach
from dispatch.columns import UnitColumns
from dispatch.config import DispatchConfig, UnitConfig, UnitKind
from dispatch.desk.sights import Sights
from dispatch.desk.state import State, fold
from dispatch.life.incident import Incident
from dispatch.model import Rank, Ranking, Unit
from dispatch.plans import PlanBook
from dispatch.rosters import Rosters
from streams.schema.facts import Fact
from streams.schema.plans import Role
from streams.schema.quantities import Place


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """When a unit was found to arrive, and from what."""

    unit: Unit
    place: Place
    at_ms: int
    eta_s: float


class Sort(NamedTuple):
    """Units of the same sort are alike to every plan."""

    kind: UnitKind
    role: Role
    organisation: str | None


@dataclass(frozen=True, kw_only=True)
class Force:
    """What one district's desk has: thresholds, its units by id, plans, shifts, and the roads' answers."""

    config: DispatchConfig
    units: Mapping[str, UnitConfig]
    rank: Rank
    plans: PlanBook
    rosters: Rosters
    approach: Approach | None = None
    """None: units are sent without being told by which end."""
    timed: dict[str, Timed] = field(default_factory=dict)
    """Of units on their way, what was last worked out: saves time, decides nothing."""

    @cached_property
    def sort(self) -> Mapping[str, Sort]:
        """What plans tell each unit apart from others by."""
        return {name: Sort(unit.kind, unit.role, unit.organisation) for name, unit in self.units.items()}

    @cached_property
    def sorts(self) -> Mapping[Sort, UnitConfig]:
        """One unit of each sort."""
        return {sort: self.units[name] for name, sort in self.sort.items()}

    @cached_property
    def sights(self) -> Sights:
        """Where the units are, as columns: the same."""
        return Sights(self.units)


class Head(TypedDict):
    """What every fact has."""

    district: str
    seq: int
    epoch: int
    observed_at_ms: int
    recorded_at_ms: int
    cause: str
    actor: str


class IncidentHead(Head):
    """What every fact of an incident has."""

    incident_id: str


class Pen:
    """Writes what follows from one message. `now_ms` is the time to go by, `cause` the id of the message."""

    def __init__(self, *, state: State, force: Force, now_ms: int, cause: str, actor: str = "system") -> None:
        self.state = state
        self.force = force
        self.now_ms = now_ms
        self.facts: list[Fact] = []
        self.free: dict[str, Unit] = {}
        """Units as they are known now, were they free: filled by whoever asks; one moment has one truth."""
        self.rankings: dict[tuple[str, int], Ranking] = {}
        """Incident and number of facts written → who could come as things then stood: asked for again and again."""
        self.arrival_s: dict[Place | None, dict[str, float]] = {}
        """Place → unit → when it would be there, were it free, as far as that was asked for: the same."""
        self._before = state
        self._cause = cause
        self._actor = actor

    @cached_property
    def units(self) -> UnitColumns:
        """All units of the force as they are known now, were they free."""
        return self.force.sights.now(self.state, self.now_ms, self.until_ms)

    @property
    def until_ms(self) -> int:
        """Fixes from after then are not believed yet."""
        return self.now_ms + int(self.force.config.fix_ahead_s * 1000)

    def anew(self) -> Self:
        """The same pen with nothing written."""
        return type(self)(
            state=self._before, force=self.force, now_ms=self.now_ms, cause=self._cause, actor=self._actor
        )

    def say(self, fact: Fact) -> None:
        """Write a fact down; `state` is then as it is after it.

        Raises:
            IllegalTransition: it cannot happen as things stand.
        """
        if not self.facts:
            self.state = self.state.fork()
        fold(self.state, fact, self.force.config)
        self.facts.append(fact)

    def incident(self, incident_id: str) -> Incident:
        """The open incident as it stands.

        Raises:
            KeyError: there is none; whoever asks has looked before.
        """
        return self.state.incidents[incident_id]

    def head(self, seq: int, at_ms: int | None = None, cause: str | None = None) -> Head:
        """The head of a fact that happened at `at_ms`, else now; never after now."""
        return Head(
            district=self.state.district,
            seq=seq,
            epoch=max(1, self.state.epoch),
            observed_at_ms=self.now_ms if at_ms is None else min(at_ms, self.now_ms),
            recorded_at_ms=self.now_ms,
            cause=cause or self._cause,
            actor=self._actor,
        )

    def about(
        self, incident: str, at_ms: int | None = None, *, not_before_ms: int = 0, cause: str | None = None
    ) -> IncidentHead:
        """The head of the next fact of an incident: not before `not_before_ms`, whatever a phone's clock says."""
        known = self.state.incident(incident)
        at_ms = self.now_ms if at_ms is None else min(at_ms, self.now_ms)
        head = self.head(known.seq + 1 if known else 1, cause=cause)
        head["observed_at_ms"] = max(at_ms, not_before_ms)
        return IncidentHead(**head, incident_id=incident)
