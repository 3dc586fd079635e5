"""The five topics: what each carries, how it is split, how long it is kept."""

import hashlib
from types import UnionType
from typing import Final, get_args

import msgspec

from streams.schema.commands import PersonCommand
from streams.schema.detections import Detection
from streams.schema.incidents import IncidentEvent
from streams.schema.letters import DeadLetter
from streams.schema.linking import LinkEvent
from streams.schema.message import Message
from streams.schema.notices import NoticeEvent
from streams.schema.positions import Position
from streams.schema.response import ResponseEvent
from streams.schema.sightings import SightingEvent

DAY_MS: Final = 86_400_000
PARTITIONS: Final = 12
"""Enough writers for a large city; a partition may hold several districts, a district never several partitions."""


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic: `carries` is a message class or a tagged union of them."""

    name: str
    says: str
    carries: UnionType | type[Message]
    retention_ms: int
    """How long the broker keeps it; -1 for ever."""
    partitions: int = PARTITIONS

    @property
    def messages(self) -> tuple[type[Message], ...]:
        """The classes that may stand on it."""
        return get_args(self.carries) or (self.carries,)


DETECTIONS: Final = Topic(
    name="patrol.detections.v1", says="what cameras saw", carries=Detection, retention_ms=3 * DAY_MS
)
POSITIONS: Final = Topic(name="patrol.positions.v1", says="where units are", carries=Position, retention_ms=3 * DAY_MS)
COMMANDS: Final = Topic(
    name="patrol.commands.v1", says="what people want", carries=PersonCommand, retention_ms=30 * DAY_MS
)
INCIDENTS: Final = Topic(
    name="patrol.incidents.v1",
    says="what was decided and what happened",
    carries=IncidentEvent | LinkEvent | ResponseEvent | NoticeEvent | SightingEvent,
    retention_ms=-1,
)
DEAD_LETTERS: Final = Topic(
    name="patrol.dead-letters.v1", says="what could not be read", carries=DeadLetter, retention_ms=30 * DAY_MS
)

TOPICS: Final = {topic.name: topic for topic in (DETECTIONS, POSITIONS, COMMANDS, INCIDENTS, DEAD_LETTERS)}


def partition_of(district: str, partitions: int) -> int:
    """The partition of a district: the same on every machine and for ever, as the log of a district may not move."""
    digest = hashlib.blake2b(district.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") % partitions
