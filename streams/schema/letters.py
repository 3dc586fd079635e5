"""`patrol.dead-letters.v1`: what could not be read, kept for a person to look at."""

from typing import ClassVar

from typing_extensions import override

from streams.schema.ids import derived_id
from streams.schema.message import Message
from streams.schema.quantities import EpochMs, Name, Note


class DeadLetter(Message, frozen=True, kw_only=True, tag=True):
    """The raw bytes of a message that is none, where they stood, and why they could not be read."""

    topic: ClassVar[str] = "patrol.dead-letters.v1"

    from_topic: Name
    partition: int
    offset: int
    raw: bytes
    why: Note
    found_at_ms: EpochMs

    @property
    @override
    def message_id(self) -> str:
        return derived_id("dead", self.from_topic, self.partition, self.offset)

    @property
    @override
    def happened_at_ms(self) -> EpochMs:
        return self.found_at_ms

    @property
    @override
    def source(self) -> str:
        return f"/topic/{self.from_topic}"
