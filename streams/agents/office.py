"""One partition's desks in office: their state learned from the log, their place in it known record by record.

Blocks while it reads, so the event loop lets a thread do `open` and `listen`; the rest is quick. Nothing else may write
to the partition's incident log while we hold the office: a gap in the offsets shows that somebody did.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Generic, TypeVar

from streams.bus import Bus, Cursor, Record
from streams.host import INPUTS, RECALL_MS, Fenced
from streams.kafka.client import Cluster
from streams.kafka.reader import KafkaReader
from streams.runtime.clock import Clock
from streams.schema.errors import BusError
from streams.schema.message import Message
from streams.schema.topics import INCIDENTS, POSITIONS
from streams.seats import Seats

S = TypeVar("S")

ATTEMPTS: Final = 3
"""How often taking office is tried while others take it too."""


class Office(Generic[S]):
    """The desks of `partition`. `group` is the consumer group whose committed offsets say where the inputs go on."""

    def __init__(
        self, seats: Seats[S], partition: int, *, bus: Bus, cluster: Cluster, clock: Clock, group: str
    ) -> None:
        self.seats, self.partition = seats, partition
        self._bus, self._cluster, self._clock, self._group = bus, cluster, clock, group
        self._log = INCIDENTS.name, partition
        self._heard = 0
        self._done: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._abandoned = False

    @property
    def done(self) -> Mapping[str, int]:
        """By topic: the next offset to handle."""
        return self._done

    @property
    def may_tick(self) -> bool:
        """Whether all that stood in the inputs at the start was handled: the answer to a deadline may be in it."""
        return all(self._done[topic] >= end for topic, end in self._ends.items())

    def open(self) -> None:
        """Learn what happened, take office, recall where units were.

        Raises:
            BusError: the broker is away, or others keep taking office.
        """
        committed = self._mine(self._bus.committed(self._group, INPUTS))
        for _ in range(ATTEMPTS):
            self.listen()
            self._bus.publish(self.seats.candidacies())
            self.listen()
            if not self.seats.lost:
                break
        else:
            raise BusError(f"partition {self.partition}: could not take office in {ATTEMPTS} attempts")
        oldest = self._mine(self._bus.offsets_at(INPUTS, 0))
        self._done = {topic: max(first, committed.get(topic, 0)) for topic, first in oldest.items()}
        self._ends = self._mine(self._bus.end(INPUTS))
        self._recall()

    def stands(self) -> bool:
        """Whether nobody wrote to the log since we last did, so that we may go on without opening again."""
        return self._heard == self._end() and not self.seats.lost

    def answer(self, record: Record) -> Sequence[Message]:
        """What to write for one input; it counts here already, so publish it and then say `wrote`."""
        said = self.seats.answer(record)
        self._done[record.topic] = record.offset + 1
        return said

    def wrote(self, offsets: range) -> bool:
        """Our facts stand in the log at `offsets`. False: others wrote before them, so `listen`."""
        if offsets.start != self._heard:
            return False
        self._heard = offsets.stop
        return True

    def abandon(self) -> None:
        """Make an `open` in another thread end soon, and before it takes office."""
        self._abandoned = True

    def listen(self) -> None:
        """Hear the log to its end.

        Raises:
            BusError: it cannot be read now, or the office was abandoned.
        """
        end, letters = self._end(), []
        marked = self._bus.committed(self._mark, (INCIDENTS.name,)).get(self._log, 0)
        with KafkaReader(self._cluster, {self._log: self._heard}) as log:
            while self._heard < end:
                if self._abandoned:
                    raise BusError(f"partition {self.partition}: abandoned while its log was read")
                for record in log.poll(1.0):
                    letter = self.seats.hear(record)
                    if letter is not None and record.offset >= marked:
                        letters.append(letter)
                    self._heard = record.offset + 1
        if letters:
            self._bus.commit(self._mark, {self._log: self._heard}, letters)

    def check(self) -> None:
        """Make sure that the office is ours.

        Raises:
            Fenced: another desk has taken over.
        """
        if lost := self.seats.lost:
            raise Fenced(f"partition {self.partition}: another desk has taken over {', '.join(lost)}; this one stops")

    @property
    def _mark(self) -> str:
        """The group that remembers up to where unreadable records of the log have got their letter."""
        return f"{self._group}.log"

    def _end(self) -> int:
        return self._bus.end((INCIDENTS.name,))[self._log]

    def _recall(self) -> None:
        """Show the handler the recent positions that were handled before."""
        handled = self._done[POSITIONS.name]
        place = POSITIONS.name, self.partition
        since = self._bus.offsets_at((POSITIONS.name,), self._clock.now_ms() - RECALL_MS)[place]
        with KafkaReader(self._cluster, {place: since}) as positions:
            while positions.cursor[place] < handled and (records := positions.poll(0.0)):
                for record in records:
                    if record.offset < handled:
                        self.seats.remember(record)

    def _mine(self, cursor: Cursor) -> dict[str, int]:
        return {topic: offset for (topic, partition), offset in cursor.items() if partition == self.partition}
