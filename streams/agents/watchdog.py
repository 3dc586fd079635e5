"""Ends a worker that stopped handling while records wait: consumers are known to fall silent (faust-streaming #175).

The supervisor starts it again, and it goes on where it was. Works in a thread, so that a hung event loop is seen too.
"""

import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from streams.bus import Bus, Cursor
from streams.host import INPUTS
from streams.schema.errors import BusError

LOOK_EVERY_S: Final = 5.0
STALLED_AFTER_S: Final = 30.0
"""Nothing of what waits was handled for so long. A batch takes milliseconds, and 30 s are a sixth of the response
target."""

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


class Stall:
    """How long each partition has had records waiting without one being handled. Fed with time, so it needs none."""

    def __init__(self, stalled_after_s: float = STALLED_AFTER_S) -> None:
        self._stalled_after_s = stalled_after_s
        self._since: dict[tuple[str, int], tuple[int, float]] = {}

    def observe(self, done: Cursor, ends: Cursor, now_s: float) -> Mapping[tuple[str, int], int]:
        """The partitions that stalled, with the number of records that wait. `done` has those that are ours."""
        stalled = {}
        waiting = {place: ends.get(place, 0) - offset for place, offset in done.items()}
        for place, records in waiting.items():
            offset, since_s = self._since.get(place, (-1, now_s))
            if records <= 0 or done[place] != offset:
                self._since[place] = done[place], now_s
            elif now_s - since_s >= self._stalled_after_s:
                stalled[place] = records
        self._since = {place: seen for place, seen in self._since.items() if place in done}
        return stalled

    def forget(self) -> None:
        """Begin anew: nothing can be said of the time before."""
        self._since.clear()


def watch(
    bus: Bus,
    done: Callable[[], Cursor],
    stop: threading.Event,
    *,
    stalled_after_s: float = STALLED_AFTER_S,
    end_process: Callable[[int], object] = os._exit,
) -> threading.Thread:
    """Start watching until `stop`; a stall ends the process with BusError's exit status."""

    def look() -> None:
        stall, away = Stall(stalled_after_s), False
        while not stop.wait(min(LOOK_EVERY_S, stalled_after_s / 3)):
            try:
                ends = bus.end(INPUTS)
            except BusError as error:
                stall.forget()  # nobody can handle anything then
                if not away:
                    _log.warning("bus_away", error=str(error))
                away = True
                continue
            if away:
                _log.info("bus_back")
            away = False
            if stalled := stall.observe(done(), ends, time.monotonic()):
                _log.critical("worker_stalled", waiting={f"{t}[{p}]": n for (t, p), n in stalled.items()})
                end_process(BusError.exit_code)

    thread = threading.Thread(target=look, name="watchdog", daemon=True)
    thread.start()
    return thread
