"""Runs the processes of one box as one tree: starts them, restarts one that died, ends all of them together.

Knows nothing of what they do. A child lives only as long as its standard input is open, so none outlives this process,
however it ends.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import structlog

log: Final = structlog.get_logger()

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

BAD_INPUT: Final = 2
"""A child that ends so will not do better the next time: everything stops and the person reads its message."""
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 10.0
CALM_S: Final = 30.0
"""A child that ran for so long starts again with the first pause."""
FAREWELL_S: Final = 10.0
HEAD_START_S: Final = 1.0
"""What each has of the processor before the next one starts: the first, which people wait for, is there sooner."""


class Child:
    """One process that is kept running."""

    def __init__(self, name: str, command: Sequence[str], due_s: float) -> None:
        self.name = name
        self._command = command
        self._pause_s = FIRST_PAUSE_S
        self._due_s = due_s
        self._started_s = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def tend(self, now_s: float) -> int | None:
        """Start it when it is due; the exit status if it has just ended."""
        if self.process is None:
            if now_s >= self._due_s:
                self.process = subprocess.Popen(  # noqa: S603 - our own command
                    self._command,
                    stdin=subprocess.PIPE,
                    start_new_session=True,  # Ctrl-C is ours: `end` asks politely
                )
                self._started_s = now_s
                log.info("process_started", process=self.name, pid=self.process.pid)
            return None
        status = self.process.poll()
        if status is None:
            return None
        self.process = None
        self._pause_s = FIRST_PAUSE_S if now_s - self._started_s >= CALM_S else min(self._pause_s * 2, LONGEST_PAUSE_S)
        self._due_s = now_s + self._pause_s
        log.warning("process_ended", process=self.name, status=status, restart_in_s=self._pause_s)
        return status

    def end(self) -> None:
        """Ask it to end; `FAREWELL_S` later it is made to."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(FAREWELL_S)
        except subprocess.TimeoutExpired:
            log.warning("process_killed", process=self.name)
            self.process.kill()
            self.process.wait()


def supervise(commands: Mapping[str, Sequence[str]], stop: threading.Event) -> int:
    """Keep `commands` (name → argv) running until `stop` is set, the first first; the exit status of the whole."""
    begins_s = time.monotonic()
    children = [Child(name, argv, begins_s + n * HEAD_START_S) for n, (name, argv) in enumerate(commands.items())]
    try:
        while not stop.is_set():
            now_s = time.monotonic()
            if BAD_INPUT in [child.tend(now_s) for child in children]:
                return BAD_INPUT
            stop.wait(0.1)
    finally:
        for child in children:
            if child.process is not None:
                child.process.terminate()
        for child in children:
            child.end()
    return 0


def stop_on_signal() -> threading.Event:
    """An event that Ctrl-C or a polite kill sets. Call it in the main thread."""
    stop = threading.Event()
    for number in _SIGNALS:
        signal.signal(number, lambda *_: stop.set())
    return stop


@contextlib.contextmanager
def broken_off(stop: threading.Event) -> Iterator[None]:
    """While this lasts a signal ends the process at once: for loading, which heeds no `stop` and leaves no half."""

    def leave(*_: object) -> None:
        stop.set()
        raise SystemExit(0)

    before = {number: signal.signal(number, leave) for number in _SIGNALS}
    try:
        if stop.is_set():
            raise SystemExit(0)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_with_parent(standard_input: int) -> None:
    """Be told to end when the other end of `standard_input` is closed: when the supervisor is gone."""

    def wait_for_end() -> None:
        with open(standard_input, "rb", closefd=False) as pipe:
            while pipe.read(1):
                pass
        os.kill(os.getpid(), signal.SIGTERM)  # as a person would: it ends what is still loading, too

    threading.Thread(target=wait_for_end, name="parent", daemon=True).start()
