"""A site that is killed (SIGKILL) at every point in turn, each time with something new to decide, over one log.

`python -m tests.contracts.victim URL ANY_STATEMENT SAID_FILE`: forks a process per point; what a process was told is
published goes to SAID_FILE. A point is before and after each write to the bus; with ANY_STATEMENT=yes (the embedded
log) also each SQL statement of the writer. Prints how many processes were killed before one got through.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

from typing_extensions import override

from streams.bus import Bus, Cursor, Reader
from streams.host import Host
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.schema.message import Message
from tests.contracts.buses import NIGHT_MS, acknowledge, detection, open_bus
from tests.contracts.toy import ESCALATE_AFTER_MS, Toy


class Fate:
    """Kills this process at the given point."""

    def __init__(self, points_to_live: int) -> None:
        self._points = points_to_live

    def strike(self, *_: object) -> None:
        self._points -= 1
        if self._points == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalBus(Bus):
    """A bus whose owner may die before and after each write."""

    def __init__(self, bus: Bus, fate: Fate) -> None:
        self._bus, self._fate = bus, fate

    @override
    def publish(self, messages: Sequence[Message]) -> None:
        self._between(lambda: self._bus.publish(messages))

    @override
    def commit(self, group: str, cursor: Cursor, outputs: Sequence[Message] = ()) -> None:
        self._between(lambda: self._bus.commit(group, cursor, outputs))

    @override
    def read(self, topics: Iterable[str], start: Cursor | Literal["earliest", "latest"]) -> Reader:
        return self._bus.read(topics, start)

    @override
    def end(self, topics: Iterable[str]) -> Cursor:
        return self._bus.end(topics)

    @override
    def offsets_at(self, topics: Iterable[str], at_ms: int) -> Cursor:
        return self._bus.offsets_at(topics, at_ms)

    @override
    def committed(self, group: str, topics: Iterable[str]) -> Cursor:
        return self._bus.committed(group, topics)

    @override
    def close(self) -> None:
        self._bus.close()

    def _between(self, write: Callable[[], None]) -> None:
        self._fate.strike()
        write()
        self._fate.strike()


def live(url: str, run: int, fate: Fate, *, any_statement: bool, said: Path) -> None:
    """One night of one process: a suspicion, its incident, a command about it, and the deadline of every other one."""
    store = open_bus(url)
    if any_statement and isinstance(store, SqliteBus):
        store._writer.set_trace_callback(fate.strike)  # noqa: SLF001 - only the connection knows its statements
    bus = MortalBus(store, fate)
    publish(bus, detection(f"s-{run}"), said)
    work(bus, NIGHT_MS)
    if run % 2:
        publish(bus, acknowledge(f"s-{run}", command=f"c-{run}"), said)
    work(bus, NIGHT_MS)
    work(bus, NIGHT_MS + ESCALATE_AFTER_MS)
    bus.close()


def publish(bus: Bus, message: Message, said: Path) -> None:
    bus.publish([message])
    with said.open("a") as file:
        file.write(message.message_id + "\n")


def work(bus: Bus, now_ms: int) -> None:
    """A desk takes office and handles what there is: a reader that may not wait makes sure that it is all."""
    host = Host(bus, Toy(), ManualClock(now_ms), ("wall",))
    host.start()
    while host.step(0):
        pass
    host.close()


def forked(life: Callable[[], None]) -> int:
    """What became of a process that led `life`: its wait status."""
    child = os.fork()
    if child == 0:
        life()
        os._exit(0)
    return os.waitpid(child, 0)[1]


def main(url: str, any_statement: str, said: str) -> None:
    """Go through the points. Every third death is recovered from in peace, the others by one that dies as well."""
    for points in range(1, 500):
        fate = Fate(points)
        status = forked(lambda: live(url, points, fate, any_statement=any_statement == "yes", said=Path(said)))  # noqa: B023 - called before the next turn
        if not os.WIFSIGNALED(status):
            sys.stdout.write(f"{points - 1}\n")
            sys.exit(os.waitstatus_to_exitcode(status))
        if points % 3 == 0:
            forked(lambda: work(open_bus(url), NIGHT_MS + ESCALATE_AFTER_MS))
    raise SystemExit("no process got through")


if __name__ == "__main__":
    main(*sys.argv[1:])
