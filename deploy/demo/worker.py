"""The desk of a check on Kafka: the Faust worker that a city runs, on topics with a name of their own.

`python -m deploy.demo.worker TASK`, a `Task` as JSON; ends when its standard input is closed.
"""

import sys
from pathlib import Path

import msgspec

from deploy.running.supervisor import stop_on_signal, stop_with_parent
from deploy.running.wiring import Options, build_desk, district_ids, open_site
from streams.kafka import Cluster
from streams.runtime import logs
from streams.runtime.clock import SharedClock
from streams.schema.errors import PatrolError


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What the process is told."""

    config: str
    cluster: Cluster
    clock: str
    """The file of the run's clock."""
    speed: float


def main(task: Task) -> int:
    """Decide until told to stop; the exit status."""
    from streams.agents.worker import create_app, run_worker  # noqa: PLC0415 - Faust does much when it is imported

    logs.configure("warning", json=False)
    stop = stop_on_signal()
    stop_with_parent(sys.stdin.fileno())
    try:
        site = open_site(Options(config=Path(task.config), data=Path(task.config).parent))
        clock = SharedClock(Path(task.clock), speed=task.speed)
        run_worker(create_app(build_desk(site), clock, task.cluster, district_ids(site)), stop)
    except PatrolError as error:
        sys.stderr.write(f"worker: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(msgspec.json.decode(sys.argv[1], type=Task)))
