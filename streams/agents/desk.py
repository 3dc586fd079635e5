"""All offices of one worker: who is assigned what, one decision at a time, deadlines, and writing what was decided.

Knows nothing of Faust: the worker hands it partitions and records.
"""

import asyncio
import contextlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, Generic, TypeVar

import structlog

from streams.agents.office import Office
from streams.agents.publisher import Publisher
from streams.bus import Cursor, Record
from streams.runtime.clock import Clock
from streams.schema.errors import BusError
from streams.schema.message import Message
from streams.schema.topics import INCIDENTS

S = TypeVar("S")

LOOK_AGAIN_S: Final = 5.0
"""The longest sleep towards a deadline, since a clock may be set anew meanwhile."""
RETRY_S: Final = 0.5

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Desk(Generic[S]):
    """Offices by partition, made by `make_office`. Belongs to one event loop."""

    def __init__(self, make_office: Callable[[int], Office[S]], publisher: Publisher, clock: Clock) -> None:
        self._make_office, self._publisher, self._clock = make_office, publisher, clock
        self._kept: dict[int, Office[S]] = {}
        self._offices: dict[int, asyncio.Task[Office[S]]] = {}
        self._turn = asyncio.Lock()
        """Held from a decision until it is written: what was decided first stands in the log first."""
        self._news = asyncio.Event()
        """Something was handled, so the next deadline may be another."""
        self._closing = False

    @property
    def offices(self) -> list[Office[S]]:
        """Those that are open."""
        return [task.result() for task in self._offices.values() if task.done()]

    def done(self) -> Cursor:
        """The next offsets to handle, of what is ours and open."""
        return {(topic, office.partition): offset for office in self.offices for topic, offset in office.done.items()}

    def assign(self, partitions: Iterable[int]) -> None:
        """From now on these are ours; opens what is not open."""
        for partition in set(partitions) - self._offices.keys():
            self._offices[partition] = asyncio.create_task(self._open(partition), name=f"open {partition}")

    async def revoke(self) -> None:
        """Nothing is ours any more. Returns when what was being decided is written."""
        async with self._turn:
            self._kept = {office.partition: office for office in self.offices}
            opening = [task for task in self._offices.values() if not task.done()]
            self._offices.clear()
        for task in opening:
            task.cancel()
        if opening:
            await asyncio.wait(opening)

    async def handle(self, records: Sequence[Record]) -> Collection[int]:
        """Decide on `records` and write what follows; gives the partitions of those that are done.

        The others are not ours (any more): their next owner hears them again.

        Raises:
            Fenced: another desk has taken over.
        """
        if opening := [self._offices[place] for place in {r.partition for r in records} if place in self._offices]:
            await asyncio.wait(opening)
        async with self._turn:
            ours = {office.partition: office for office in self.offices}
            mine = [record for record in records if record.partition in ours]
            await self._write([said for record in mine for said in ours[record.partition].answer(record)])
        self._news.set()
        return ours.keys()

    async def keep_time(self) -> None:
        """Let deadlines have their say when they are due, for ever.

        Raises:
            Fenced: another desk has taken over.
        """
        while True:
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._sleep_s())
            async with self._turn:
                ticking = [office for office in self.offices if office.may_tick]
                await self._write([fact for office in ticking for fact in office.seats.tick()[1]])

    async def close(self) -> None:
        """Let go of the offices; they stay ours in the log until another takes them."""
        self._closing = True
        await self.revoke()
        await self._publisher.close()

    async def _open(self, partition: int) -> Office[S]:
        """The office that we held before, if nobody took it meanwhile; else a new one, once the broker answers."""
        while True:
            office = self._kept.pop(partition, None)
            try:
                if office is None or not await asyncio.to_thread(office.stands):
                    office = self._make_office(partition)
                    await _open_or_abandon(office)
            except BusError as error:
                _log.warning("bus_away", error=str(error))
                await asyncio.sleep(RETRY_S)
                continue
            _log.info("office_open", partition=partition)
            self._news.set()
            return office

    async def _write(self, messages: Sequence[Message]) -> None:
        """Publish until it is stored: the state counts it already.

        Raises:
            BusError: it was not, and we are told to stop; whoever comes next decides it again.
        """
        if not messages:
            return
        while True:
            try:
                for topic, partition, offsets in await self._publisher.publish(messages):
                    if topic == INCIDENTS.name:
                        await self._place(self._offices[partition].result(), offsets)
            except BusError as error:
                if self._closing:
                    raise
                _log.warning("bus_away", error=str(error), unwritten=len(messages))
                await asyncio.sleep(RETRY_S)
            else:
                return

    async def _place(self, office: Office[S], offsets: range) -> None:
        if not office.wrote(offsets):
            await asyncio.to_thread(office.listen)
            office.check()

    def _sleep_s(self) -> float:
        due = [office.seats.due_ms for office in self.offices if office.may_tick and office.seats.due_ms is not None]
        if not due:
            return LOOK_AGAIN_S
        return min(max(0.0, (min(due) - self._clock.now_ms()) / 1000 / self._clock.speed), LOOK_AGAIN_S)


async def _open_or_abandon(office: Office[S]) -> None:
    """Open in a thread. When cancelled, wait for that thread: it must not take office after others did."""
    opening = asyncio.ensure_future(asyncio.to_thread(office.open))
    try:
        await asyncio.shield(opening)
    except asyncio.CancelledError:
        office.abandon()
        await asyncio.wait([opening])
        raise
