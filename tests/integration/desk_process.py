"""A Faust worker with the toy desk as a process of its own, for tests that kill it.

`python -m tests.integration.desk_process TASK`, a `Task` as JSON: runs until it is told to stop.
"""

import signal
import sys
import threading
from collections.abc import Sequence

import msgspec
from typing_extensions import override

from streams.agents.worker import create_app, run_worker
from streams.kafka import Cluster
from streams.runtime.clock import ScaledClock
from streams.schema.detections import LoiteringDetected
from streams.schema.errors import PatrolError
from streams.schema.facts import Fact
from streams.schema.message import Message
from streams.schema.ticks import ClockTicked
from tests.contracts.toy import Toy, ToyState

SESSION_S = 2.0
"""A killed worker is missed soon, so that tests need not wait for it."""
STUCK = "stuck"
"""The camera whose detections are never decided."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What a process is told."""

    cluster: Cluster
    group: str
    districts: tuple[str, ...]
    clock: ScaledClock
    stalled_after_s: float


class Stubborn(Toy):
    """The toy desk, with a bug of the worst kind: it hangs."""

    @override
    def decide(self, state: ToyState, message: Message | ClockTicked, now_ms: int) -> Sequence[Fact]:
        if isinstance(message, LoiteringDetected) and message.camera_id == STUCK:
            threading.Event().wait()
        return super().decide(state, message, now_ms)


def main(task: Task) -> int:
    """Run; gives the exit status of the process."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        app = create_app(
            Stubborn(),
            task.clock,
            task.cluster,
            task.districts,
            group=task.group,
            session_s=SESSION_S,
            stalled_after_s=task.stalled_after_s,
        )
        run_worker(app, stop)
    except PatrolError as error:
        print(f"worker: {error}", file=sys.stderr)  # noqa: T201 - what the test shows when it fails
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(msgspec.json.decode(sys.argv[1], type=Task)))
