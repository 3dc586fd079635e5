"""A crew on one straight street, and what the desk tells it."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np

from dispatch.config import UnitConfig, UnitKind
from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.journey import Point
from streams.schema.errors import DispatchError
from streams.schema.incidents import (
    AssignmentAccepted,
    AssignmentReleased,
    IncidentOpened,
    UnitArrived,
    UnitAssigned,
    UnitCleared,
)
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place

NOW = 1_700_000_000_000
SCENE = Place(lon=25.01, lat=60.0)
UNIT = UnitConfig(unit_id="car-1", call_sign="Car 1", kind="car", district="centre")
STEADY = Habits(decline_share=0.0, button_share=0.0)


class Head(TypedDict):
    district: str
    seq: int
    epoch: int
    observed_at_ms: int
    recorded_at_ms: int
    cause: str
    incident_id: str


class OneStreet:
    """Runs from west to east along 60° north, from 25.00 to 25.02, at 10 m/s; nothing else is a road."""

    def route(self, kind: UnitKind, start: Point, goal: Point) -> Sequence[tuple[float, float, float]]:
        if not 25.0 <= goal[0] <= 25.02:
            raise DispatchError(f"no way by road for {kind} to {goal}")
        seconds = abs(goal[0] - start[0]) * 111_195 / 2 / 10
        return ((start[0], 60.0, 0.0), (goal[0], 60.0, seconds))

    def random_place(self, kind: UnitKind, rng: np.random.Generator) -> Point:
        assert kind
        return 25.0 + float(rng.random()) * 0.02, 60.0


def fleet(habits: Habits = STEADY, *, start: Point = (25.0, 60.0), now_ms: int = NOW) -> Fleet:
    return Fleet([UNIT], OneStreet(), habits, now_ms=now_ms, seen={"car-1": start})


class Desk:
    """Writes facts about one incident, one after the other."""

    def __init__(self) -> None:
        self.seq = 0

    def opened(self, at_ms: int, place: Place | None = SCENE) -> IncidentOpened:
        return IncidentOpened(**self.head(at_ms), kind="loitering", place=place)

    def assigned(self, at_ms: int) -> UnitAssigned:
        return UnitAssigned(**self.head(at_ms), unit_id="car-1", eta_s=60, accept_by_ms=at_ms + 15_000)

    def accepted(self, at_ms: int) -> AssignmentAccepted:
        return AssignmentAccepted(**self.head(at_ms), unit_id="car-1")

    def arrived(self, at_ms: int) -> UnitArrived:
        return UnitArrived(**self.head(at_ms), unit_id="car-1", by="geofence")

    def cleared(self, at_ms: int) -> UnitCleared:
        return UnitCleared(**self.head(at_ms), unit_id="car-1")

    def released(self, at_ms: int) -> AssignmentReleased:
        return AssignmentReleased(**self.head(at_ms), unit_id="car-1", reason="called_off")

    def head(self, at_ms: int) -> Head:
        self.seq += 1
        return Head(
            district="centre",
            seq=self.seq,
            epoch=1,
            observed_at_ms=at_ms,
            recorded_at_ms=at_ms,
            cause="test",
            incident_id="inc-1",
        )


def fixes(said: Sequence[Message]) -> list[PositionFixed]:
    return [message for message in said if isinstance(message, PositionFixed)]


def others(said: Sequence[Message]) -> list[Message]:
    return [message for message in said if not isinstance(message, PositionFixed)]
