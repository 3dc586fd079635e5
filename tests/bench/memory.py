"""Memory of the one-box demo, process by process: how much is resident, and whether it stays flat.

Resident is the proportional set size: pages that processes share are shared out, so that the sum is what the box needs.
Its share of libraries changes as other programs on the machine come and go; whether memory stays flat is told by what
is anonymous, which is a process's own.

python -m tests.bench.memory [MINUTES]    # 60 unless said; one 720p camera, eight units, the console
"""

import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import click

from deploy.running.address import listen

EVERY_S = 15.0
SETTLED = 0.2
"""Share of the run that is left out: libraries are loaded and the first incident fills caches."""


def children(pid: int) -> list[int]:
    """The processes of the demo: the supervisor and those that it started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [pid, *(int(child) for task in tasks for child in (task / "children").read_text().split())]


class Memory(NamedTuple):
    """Of a process or several, MB."""

    resident: float
    own: float


def memory_of(pid: int) -> tuple[str, Memory]:
    """What the process is called, and its memory."""
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    name = words[words.index("deploy") + 1] if "deploy" in words else "supervisor"
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    mb = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return name, Memory(mb["Pss"], mb["Pss_Anon"])


def watch(box: "subprocess.Popen[bytes]", minutes: float) -> dict[str, list[Memory]]:
    """Samples by process name, and their sum as `all`."""
    samples: dict[str, list[Memory]] = defaultdict(list)
    ends_s = time.monotonic() + minutes * 60
    while time.monotonic() < ends_s:
        time.sleep(EVERY_S)
        now = dict(memory_of(pid) for pid in children(box.pid))
        whole = Memory(*(sum(column) for column in zip(*now.values(), strict=True)))
        for name, value in (*now.items(), ("all", whole)):
            samples[name].append(value)
    return samples


def main(minutes: float) -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        argv = [sys.executable, "-m", "deploy", "demo", "--port", str(port), "--data", folder]
        with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as box:
            try:
                samples = watch(box, minutes)
            finally:
                box.send_signal(signal.SIGINT)
    click.echo(f"{minutes:g} minutes, MB; own memory by quarters of the time after the first {SETTLED:.0%}")
    click.echo(f"{'process':12} {'resident':>9} {'most':>6}   own, by quarters")
    for name, values in samples.items():
        resident = [value.resident for value in values]
        own = [value.own for value in values[int(len(values) * SETTLED) :]]
        quarters = (statistics.mean(own[len(own) * n // 4 : len(own) * (n + 1) // 4]) for n in range(4))
        told = " ".join(f"{quarter:6.0f}" for quarter in quarters)
        click.echo(f"{name:12} {statistics.median(resident):9.0f} {max(resident):6.0f} {told}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
