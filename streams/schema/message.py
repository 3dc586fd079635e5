"""What every message has in common: its district, its id, its time, its source."""

from typing import ClassVar

import msgspec

from streams.schema.quantities import EpochMs, Name


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """One thing said on a topic. Frozen; the tag on the wire is the class name.

    `district` is the key: one district, one partition, one writer, one order.
    """

    topic: ClassVar[str]

    district: Name

    @property
    def message_id(self) -> str:
        """The same for the same fact, however often it is said."""
        raise NotImplementedError(type(self).__name__)  # every message of a topic overrides this

    @property
    def happened_at_ms(self) -> EpochMs:
        """When what it says happened, by the clock of whoever saw it."""
        raise NotImplementedError(type(self).__name__)  # every message of a topic overrides this

    @property
    def source(self) -> str:
        """Who says it: a CloudEvents source such as `/camera/wall-3`."""
        raise NotImplementedError(type(self).__name__)  # every message of a topic overrides this
