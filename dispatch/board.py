"""What all screens show, as a fold of the log: open and recent incidents, units, cameras.

Facts count by `History`, as for every reader. Knows nothing of screens, rights or time.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

import msgspec

from dispatch.boards.cameras import CameraPlace, Cameras
from dispatch.boards.incidents import Incidents
from dispatch.boards.reviews import Reviews
from dispatch.boards.units import Units
from dispatch.boards.views import CameraView, IncidentView, ReviewView, UnitView
from dispatch.config import UnitConfig
from streams.schema.detections import CameraHealthChanged, LoiteringDetected, LoiteringEnded, LoiteringUpdated
from streams.schema.facts import DutyFact, Fact, ReporterInformed, ReviewSigned
from streams.schema.history import History
from streams.schema.incidents import AssignmentFact, IncidentFact
from streams.schema.message import Message
from streams.schema.notices import NoticeFact
from streams.schema.positions import PositionFixed

Kind = Literal["incidents", "units", "cameras", "reviews"]
Key = tuple[Kind, str]
"""What changed: a kind of thing, and its id."""

RECENT: Final = 200
"""So many finished incidents stay to be seen; a busy district's week. Older ones are in the archive."""

_ENCODER: Final = msgspec.json.Encoder()


class BoardView(msgspec.Struct, frozen=True, kw_only=True):
    """The whole board; `version` counts the changes that it covers."""

    version: int
    incidents: tuple[IncidentView, ...]
    units: tuple[UnitView, ...]
    cameras: tuple[CameraView, ...]


class Board:
    """Feed it the incidents topic from its start, and recent detections and positions, each in log order.

    `counted` is told of each fact that counts, before the board changes.
    """

    def __init__(
        self,
        units: Iterable[UnitConfig] = (),
        cameras: Iterable[CameraPlace] = (),
        *,
        recent: int = RECENT,
        counted: Callable[[Fact], None] = lambda _: None,
    ) -> None:
        self._counted = counted
        self.version = 0
        self._history = History()
        self._incidents = Incidents(recent)
        self._units = Units(units)
        self._cameras = Cameras(cameras)
        self._reviews = Reviews()

    def apply(self, message: Message) -> Sequence[Key]:
        """Take in one message; what it changed, empty for a repeat. Never raises on what cannot be."""
        changed = self._taken_in(message)
        self.version += bool(changed)
        return changed

    def show(self, key: Key) -> dict[str, object] | None:
        """One thing as JSON-able values; None when there is none (any more)."""
        view = self.view(key)
        if view is None:
            return None
        shown: dict[str, object] = msgspec.json.decode(_ENCODER.encode(view))  # to_builtins would leave tuples
        return shown

    def view(self, key: Key) -> IncidentView | UnitView | CameraView | ReviewView | None:
        """One thing as a value."""
        kind, name = key
        match kind:
            case "incidents":
                return self._incidents.view(name)
            case "units":
                return self._units.view(name)
            case "cameras":
                return self._cameras.view(name)
            case "reviews":
                return self._reviews.view(name)

    def snapshot(self) -> BoardView:
        """All of it."""
        return BoardView(
            version=self.version,
            incidents=tuple(self._incidents.views()),
            units=tuple(self._units.views()),
            cameras=tuple(self._cameras.views()),
        )

    def _taken_in(self, message: Message) -> Sequence[Key]:
        match message:
            case Fact():
                return self._fact(message) if self._history.admits(message) else ()
            case PositionFixed():
                return [("units", message.unit_id)] if self._units.move(message) else ()
            case LoiteringDetected() | LoiteringUpdated() | LoiteringEnded() | CameraHealthChanged():
                return [("cameras", message.camera_id)] if self._cameras.hear(message) else ()
        return ()

    def _fact(self, fact: Fact) -> Sequence[Key]:
        self._counted(fact)
        keys: list[Key] = []
        if isinstance(fact, IncidentFact):
            keys.extend(("incidents", name) for name in self._incidents.fold(fact))
        if (camera_id := self._cameras.decided(fact)) is not None:
            keys.append(("cameras", camera_id))
        if isinstance(fact, NoticeFact):
            keys.extend(("incidents", name) for name in self._incidents.note_notice(fact))
        if isinstance(fact, ReporterInformed):
            keys.extend(("incidents", name) for name in self._incidents.note_reply(fact))
        if isinstance(fact, ReviewSigned):
            keys.extend(("reviews", name) for name in self._reviews.fold(fact))
        if isinstance(fact, AssignmentFact | DutyFact) and self._units.fold(fact):
            keys.append(("units", fact.unit_id))
        return keys
