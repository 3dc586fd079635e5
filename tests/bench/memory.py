"""Memory of the one-box demo, process by process: how much is resident, and whether it stays flat.

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

import click

from deploy.running.address import listen

EVERY_S = 15.0
SETTLED = 0.2
"""Share of the run that is left out: libraries are loaded and the first incident fills caches."""


def children(pid: int) -> list[int]:
    """The processes of the demo: the supervisor and those that it started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [pid, *(int(child) for task in tasks for child in (task / "children").read_text().split())]


def resident_mb(pid: int) -> tuple[str, float]:
    """(name, proportional set size in MB): shared pages are shared out, so that the sum is what the box needs."""
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    name = words[words.index("deploy") + 1] if "deploy" in words else "supervisor"
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return name, kilobytes / 1024


def watch(box: "subprocess.Popen[bytes]", minutes: float) -> dict[str, list[float]]:
    """Samples by process name, and their sum as `all`."""
    samples: dict[str, list[float]] = defaultdict(list)
    ends_s = time.monotonic() + minutes * 60
    while time.monotonic() < ends_s:
        time.sleep(EVERY_S)
        now = dict(resident_mb(pid) for pid in children(box.pid))
        for name, value in (*now.items(), ("all", sum(now.values()))):
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
    click.echo(f"{minutes:g} minutes, MB resident (proportional set size)")
    click.echo(f"{'process':12} {'middle':>7} {'most':>7} {'last/first half':>16}")
    for name, values in samples.items():
        settled = values[int(len(values) * SETTLED) :]
        half = len(settled) // 2
        growth = statistics.mean(settled[half:]) / statistics.mean(settled[:half])
        click.echo(f"{name:12} {statistics.median(settled):7.0f} {max(values):7.0f} {growth:16.3f}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
