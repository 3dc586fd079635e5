"""How many messages per second a Faust worker handles: ours with a handler, and the agent that one would write first.

`python -m tests.bench.faust_throughput [--messages N] [--rounds N]`: both work off the same detections on the same real
Kafka, one after the other, each in a process of its own; printed are events per second and their ratio (target: 2).
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

from deploy.broker import Broker
from streams.agents.worker import create_app, run_worker
from streams.kafka import Cluster, KafkaBus
from streams.runtime.clock import WallClock
from streams.schema.topics import DETECTIONS, INCIDENTS, partition_of
from tests.bench.opener import Opener
from tests.contracts.buses import detection

PARTITIONS = 4
DISTRICTS = tuple({partition_of(name, PARTITIONS): name for name in map("district-{}".format, range(64))}.values())
PATIENCE_S = 300.0


class Speed(NamedTuple):
    """What one worker did."""

    per_s: float
    """Messages per second, by the times that it wrote on its outputs; of the last nine tenths, so without its start."""
    cpu_us: float
    """Processor time per message, its start included; says more than `per_s` on a machine that others use too."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, Broker.start(Path(folder)) as broker:
        speeds = [round_of(broker, number, options.messages) for number in range(options.rounds)]
    naive, ours = (max(each, key=lambda speed: speed.per_s) for each in zip(*speeds, strict=True))
    say(f"Faust worker with a handler: {ours.per_s:,.0f} messages/s, {ours.cpu_us:.0f} µs of processor each")
    say(f"naive Faust table agent:     {naive.per_s:,.0f} messages/s, {naive.cpu_us:.0f} µs of processor each")
    say(f"ratio:                       {ours.per_s / naive.per_s:.1f} (target 2)")


def round_of(broker: Broker, number: int, messages: int) -> tuple[Speed, Speed]:
    """The naive agent, then ours, on the same fresh detections."""
    cluster = Cluster(bootstrap=broker.bootstrap, prefix=f"round-{number}.")
    publish(cluster, messages)
    naive, ours = measure_naive(cluster, messages), measure_ours(cluster, messages)
    say(f"round {number + 1}: naive {naive.per_s:,.0f}/s, ours {ours.per_s:,.0f}/s")
    return naive, ours


def say(line: str) -> None:
    """To whoever started this."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def publish(cluster: Cluster, messages: int) -> None:
    """The night's detections, spread over the partitions."""
    bus = KafkaBus(cluster, WallClock(), partitions=PARTITIONS, keep_all=True)
    said = [detection(f"s-{number}", district=DISTRICTS[number % len(DISTRICTS)]) for number in range(messages)]
    for start in range(0, messages, 1000):
        bus.publish(said[start : start + 1000])
    bus.close()


def measure_ours(cluster: Cluster, messages: int) -> Speed:
    """Our worker, durable."""
    process = subprocess.Popen([sys.executable, "-m", __spec__.name, "--worker", cluster.bootstrap, cluster.prefix])
    return _measure(process, cluster, cluster.prefix + INCIDENTS.name, messages)


def measure_naive(cluster: Cluster, messages: int) -> Speed:
    """The naive agent."""
    name = cluster.prefix + "naive"
    admin = KafkaAdminClient(bootstrap_servers=cluster.bootstrap)
    topics = [f"{name}.opened", f"{name}-incidents-changelog"]
    admin.create_topics({topic: {"num_partitions": PARTITIONS} for topic in topics}, wait_for_metadata=True)
    admin.close()
    environment = {
        "NAIVE_ID": name,
        "NAIVE_BOOTSTRAP": cluster.bootstrap,
        "NAIVE_PARTITIONS": str(PARTITIONS),
        "NAIVE_INPUT": cluster.prefix + DETECTIONS.name,
        "NAIVE_OUTPUT": topics[0],
    }
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "faust", "-A", "tests.bench.naive_faust", "--datadir", data]
        process = subprocess.Popen(
            [*command, "worker", "--without-web"],
            env=os.environ | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return _measure(process, cluster, topics[0], messages)


def _measure(process: "subprocess.Popen[bytes]", cluster: Cluster, topic: str, messages: int) -> Speed:
    times: list[int] = []
    consumer = KafkaConsumer(
        bootstrap_servers=cluster.bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )
    consumer.assign([TopicPartition(topic, partition) for partition in range(PARTITIONS)])
    end_s = time.monotonic() + PATIENCE_S
    while len(times) < messages:
        if process.poll() is not None or time.monotonic() > end_s:
            raise SystemExit(f"{topic}: {len(times)} of {messages} after {PATIENCE_S} s, status {process.poll()}")
        time.sleep(1.0)  # reading along would take the processor from what is measured
        times += _times(consumer)
    consumer.close()
    process.terminate()
    used = os.wait4(process.pid, 0)[2]
    times.sort()
    rest = times[len(times) // 10 :]
    return Speed(
        per_s=len(rest) / max(rest[-1] - rest[0], 1) * 1000, cpu_us=(used.ru_utime + used.ru_stime) / messages * 1e6
    )


def _times(consumer: KafkaConsumer) -> list[int]:
    return [record.timestamp for batch in consumer.poll(200, max_records=20_000).values() for record in batch]


def work(bootstrap: str, prefix: str) -> None:
    """Our worker, in its own process."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_worker(create_app(Opener(), WallClock(), Cluster(bootstrap=bootstrap, prefix=prefix), DISTRICTS), stop)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:])
    else:
        main()
