"""A night in a small town on a grid, told in the domain's words: one desk, its units, and time that moves when told.

Knows the desk only through the handler's port, as a host does.
"""

from collections.abc import Iterable
from typing import Self, TypeVar, get_args

import msgspec

from dispatch.board import Board
from dispatch.boards.views import IncidentView
from dispatch.config import DispatchConfig, UnitConfig, UnitKind
from dispatch.desk import Desk
from dispatch.plans import PlanBook, PlanConfig
from dispatch.rosters import Rosters
from streams.schema import commands as asked
from streams.schema.codec import decode, encode
from streams.schema.commands import IncidentKind
from streams.schema.detections import Level, LoiteringDetected, LoiteringEnded, LoiteringUpdated, Member
from streams.schema.facts import DeskStarted, Fact
from streams.schema.history import History
from streams.schema.ids import incident_of
from streams.schema.message import Message
from streams.schema.plans import Role
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place
from streams.schema.ticks import ClockTicked
from tests.dispatch.gate_street import GATE, by_distance, north, street_ends

START_MS = 1_774_209_600_000
"""04:00 of a night in March."""
TOWN = "jinsheng"

ONE_UNIT = PlanBook([PlanConfig(kinds=get_args(IncidentKind))])
"""One unit of any sort to whatever it is: for whoever asks about something else than plans."""

F = TypeVar("F", bound=Fact)


class Night:
    """One desk at work. Each call is one thing that happens; `said` holds all facts so far, in order."""

    def __init__(
        self,
        config: DispatchConfig | None = None,
        *,
        plans: PlanBook = ONE_UNIT,
        rosters: Rosters | None = None,
        district: str = TOWN,
    ) -> None:
        self.config = config or DispatchConfig()
        self.plans, self.rosters = plans, rosters
        self.district = district
        self.now_ms = START_MS
        self.said: list[Fact] = []
        self.heard: list[Message] = []
        self.units: list[UnitConfig] = []
        self._commands = 0
        self.begin()

    def begin(self) -> None:
        """A desk takes office that knows only what the log says."""
        self.desk = Desk(self.config, self.units, by_distance, self.plans, street_ends, rosters=self.rosters)
        self.state = self.desk.begin(self.district)
        self.history = History()
        self.board = Board(self.units)
        for fact in self.said:
            self._take_in(fact)
        epoch = self.history.epoch(self.district) + 1
        self._publish(
            DeskStarted(
                district=self.district,
                seq=epoch,
                epoch=epoch,
                observed_at_ms=self.now_ms,
                recorded_at_ms=self.now_ms,
                cause=f"test-{epoch}",
            )
        )
        for message in self.heard:
            self.board.apply(message)
            if isinstance(message, PositionFixed):
                self.state = self.desk.evolve(self.state, message)

    def unit(
        self,
        unit_id: str,
        kind: UnitKind = "car",
        *,
        at_m: float | None = None,
        on_duty: bool = True,
        role: Role = "patrol",
        organisation: str | None = None,
        district: str = TOWN,
    ) -> Self:
        """A unit joins, standing so many metres north of the gate."""
        self.units.append(
            UnitConfig(
                unit_id=unit_id,
                call_sign=unit_id.upper(),
                kind=kind,
                district=district,
                on_duty=on_duty,
                role=role,
                organisation=organisation,
            )
        )
        self.begin()
        if at_m is not None:
            self.fix(unit_id, at_m)
        return self

    def tell(self, message: Message) -> list[Fact]:
        """A message comes in, over the wire; what the desk says to it."""
        message = decode(message.topic, encode(message))
        self.heard.append(message)
        self.state = self.desk.evolve(self.state, message)
        self.board.apply(message)
        return self._publish(*self.desk.decide(self.state, message, self.now_ms))

    def after(self, seconds: float) -> list[Fact]:
        """Time passes; what the desk says of itself on the way."""
        until_ms = self.now_ms + round(seconds * 1000)
        facts: list[Fact] = []
        while (due := self.desk.next_deadline_ms(self.state)) is not None and due <= until_ms:
            self.now_ms = max(self.now_ms, due)
            said = self._publish(*self.desk.decide(self.state, ClockTicked(district=self.district), self.now_ms))
            assert said, f"a deadline that leads to nothing would come again for ever: {self.state.incidents}"
            facts += said
        self.now_ms = until_ms
        return facts

    def fix(
        self,
        unit_id: str,
        at_m: float,
        *,
        age_s: float = 0,
        accuracy_m: float = 5,
        east_m: float = 0,
        speed_mps: float | None = None,
    ) -> list[Fact]:
        """A unit says that it is so many metres north of the gate."""
        place = north(at_m)
        return self.tell(
            PositionFixed(
                district=self.district,
                unit_id=unit_id,
                lon=place.lon + east_m / 87_900,
                lat=place.lat,
                fixed_at_ms=self.now_ms - round(age_s * 1000),
                accuracy_m=accuracy_m,
                speed_mps=speed_mps,
            )
        )

    def drive(self, unit_id: str, from_m: float, to_m: float, *, seconds: int, every_s: int = 5) -> list[Fact]:
        """A unit moves evenly and says so."""
        facts: list[Fact] = []
        for at_s in range(every_s, seconds + 1, every_s):
            facts += self.after(every_s)
            facts += self.fix(unit_id, from_m + (to_m - from_m) * at_s / seconds)
        return facts

    def alert(
        self,
        suspicion: str = "men-at-the-cars",
        *,
        level: Level = "alert",
        place: Place | None = GATE,
        score: float = 0.8,
        seq: int = 1,
        vehicles: Iterable[str] = (),
        age_s: float = 0,
        update: bool = False,
        members: tuple[Member, ...] = (),
    ) -> str:
        """A camera reports people at parked cars; the id of the incident that this is or would be."""
        kind = LoiteringUpdated if update else LoiteringDetected
        at_ms = self.now_ms - round(age_s * 1000)
        self.tell(
            kind(
                district=self.district,
                camera_id="wall-3",
                observed_at_ms=at_ms,
                suspicion_id=suspicion,
                seq=seq,
                level=level,
                score=score,
                began_at_ms=max(0, at_ms - 30_000),
                track_ids=("7",),
                members=members,
                vehicle_ids=tuple(vehicles) or (f"car-of-{suspicion}",),
                place=place,
            )
        )
        return incident_of(suspicion)

    def leave(self, suspicion: str = "men-at-the-cars", seq: int = 9) -> list[Fact]:
        """The camera sees them no more."""
        return self.tell(
            LoiteringEnded(
                district=self.district,
                camera_id="wall-3",
                observed_at_ms=self.now_ms,
                suspicion_id=suspicion,
                seq=seq,
                reason="left",
            )
        )

    def ask(self, kind: type[asked.Command], by: str, /, *, ago_s: float = 0, **fields: object) -> list[Fact]:
        """Somebody asks for something, by button."""
        return self.tell(self.command(kind, by, ago_s=ago_s, **fields))

    def command(self, kind: type[asked.Command], by: str, /, *, ago_s: float = 0, **fields: object) -> asked.Command:
        """The command, not sent yet."""
        self._commands += 1
        body = {
            "type": kind.__name__,
            "district": self.district,
            "command_id": f"cmd-{self._commands}",
            "issued_by": by,
            "issued_at_ms": self.now_ms - round(ago_s * 1000),
            **fields,
        }
        return msgspec.convert(body, kind)

    def incident(self, incident_id: str) -> IncidentView:
        """The incident as screens show it."""
        view = self.board.view(("incidents", incident_id))
        assert isinstance(view, IncidentView)
        return view

    def all(self, kind: type[F]) -> list[F]:
        """All facts of a kind so far."""
        return [fact for fact in self.said if isinstance(fact, kind)]

    def names(self) -> list[str]:
        """What was said so far, by name, in order."""
        return names(self.said)

    def _publish(self, *facts: Fact) -> list[Fact]:
        told = []
        for fact in facts:
            over_the_wire = decode(fact.topic, encode(fact))
            assert isinstance(over_the_wire, Fact)
            self.said.append(over_the_wire)
            self._take_in(over_the_wire)
            told.append(over_the_wire)
        return told

    def _take_in(self, fact: Fact) -> None:
        self.board.apply(fact)
        if self.history.admits(fact):
            self.state = self.desk.evolve(self.state, fact)


def names(facts: Iterable[Fact]) -> list[str]:
    """Facts by name."""
    return [type(fact).__name__ for fact in facts]


def night(config: DispatchConfig | None = None, plans: PlanBook = ONE_UNIT, rosters: Rosters | None = None) -> Night:
    """A quiet night."""
    return Night(config, plans=plans, rosters=rosters)
