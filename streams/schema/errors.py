"""What can go wrong, by meaning. An exception here is a broken promise; expected outcomes are values."""


class PatrolError(Exception):
    """Root of every error that Video Patrol raises on purpose. `exit_code` is what the command line ends with."""

    exit_code = 1


class ConfigError(PatrolError):
    """A file or an option says something that cannot be: names file, line or field, and what would be right."""

    exit_code = 2


class ContractError(PatrolError):
    """Bytes on a topic are no message of it.

    `topic`, `partition` and `offset` say where (None before a message has a place), `field` what.
    """

    exit_code = 2

    def __init__(
        self, why: str, *, topic: str, partition: int | None = None, offset: int | None = None, field: str = "$"
    ) -> None:
        place = f"{topic}[{partition}]@{offset}" if offset is not None else topic
        super().__init__(f"{place}: {field}: {why}")
        self.why, self.topic, self.partition, self.offset, self.field = why, topic, partition, offset, field


class DeviceError(PatrolError):
    """A device, a file of footage or a model is missing or does not work."""

    exit_code = 3


class FootageError(DeviceError):
    """A file of footage is missing, cut, or no video: as bad an input as any other file. Names it."""

    exit_code = 2


class CameraOffline(DeviceError):  # noqa: N818 - the state that operators know by this word
    """A camera gives no frames."""


class BusError(PatrolError):
    """The log or the broker did not take or give messages; what was stored before stays stored."""

    exit_code = 3


class DispatchError(PatrolError):
    """The dispatcher was asked for something that cannot be."""

    exit_code = 2


class IllegalTransition(DispatchError):  # noqa: N818 - the term of state machines
    """An event that cannot happen in the present state; names both."""
