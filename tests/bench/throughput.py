"""How many messages a second the embedded host takes, each durable: `python -m tests.bench.throughput [--messages N]`.

A busy district's mix: of 100 messages 90 are positions of 200 units, 6 detections, 4 commands. Figures are of one
process with one deciding thread; the ratio says what batching is worth on the same disk.
"""

import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TypeVar

import click

from dispatch.config import DispatchConfig, UnitConfig
from dispatch.desk import Desk
from streams.handler import Handler
from streams.host import Host
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock, WallClock
from streams.runtime.logs import configure
from streams.schema.commands import AcknowledgeIncident, ReportIncident
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place
from streams.schema.topics import DEAD_LETTERS
from tests.contracts.buses import NIGHT_MS, detection, incident_of
from tests.contracts.toy import Toy
from tests.dispatch.gate_street import by_distance

S = TypeVar("S")

UNITS = 200
BATCH = 500


def busy_night(messages: int) -> list[Message]:
    """The mix, in an order that is always the same. Each suspicion is heard of in 30 detections."""
    night: list[Message] = []
    for n in range(messages):
        at_ms = NIGHT_MS + n * 5
        suspicion = f"s-{n // 500}"
        if n % 100 < 90:
            unit = f"unit-{n % UNITS}"
            lon, lat = 112.5 + (n % UNITS) * 1e-4, 37.8 + (n // UNITS % 100) * 1e-5
            night.append(PositionFixed(district="wall", unit_id=unit, lon=lon, lat=lat, fixed_at_ms=at_ms))
        elif n % 100 < 96:
            night.append(detection(suspicion, seq=1 + n % 500))
        elif n % 100 < 98:
            night.append(
                ReportIncident(
                    district="wall",
                    command_id=f"r-{n}",
                    issued_by="reporter:li",
                    issued_at_ms=at_ms,
                    kind="noise",
                    place=Place(lon=112.5, lat=37.8),
                )
            )
        else:
            night.append(
                AcknowledgeIncident(
                    district="wall",
                    command_id=f"a-{n}",
                    issued_by="operator:li",
                    issued_at_ms=at_ms,
                    incident_id=incident_of(suspicion),
                )
            )
    return night


def desk() -> Desk:
    """The real desk over 200 units, ranking by straight line, so that the log is measured and not the map."""
    units = [UnitConfig(unit_id=f"unit-{n}", call_sign=f"{n}", kind="car", district="wall") for n in range(UNITS)]
    return Desk(DispatchConfig(), units, by_distance)


def in_batches(messages: Sequence[Message], size: int) -> list[Sequence[Message]]:
    """`messages`, so many at a time."""
    return [messages[n : n + size] for n in range(0, len(messages), size)]


def published_per_s(folder: Path, messages: Sequence[Message], size: int) -> float:
    """Durable publishing alone."""
    with closing(SqliteBus(folder / f"publish-{size}.db", WallClock())) as bus:
        began = time.perf_counter()
        for batch in in_batches(messages, size):
            bus.publish(batch)
        return len(messages) / (time.perf_counter() - began)


def handled_per_s(folder: Path, handler: Handler[S], messages: Sequence[Message]) -> float:
    """A backlog read, decided and committed: the host alone."""
    clock = ManualClock(NIGHT_MS)
    with closing(SqliteBus(folder / "handle.db", clock)) as bus:
        for batch in in_batches(messages, BATCH):
            bus.publish(batch)
        host = Host(bus, handler, clock, ("wall",))
        host.start()
        began, handled = time.perf_counter(), 0
        while handled < len(messages):
            handled += host.step(0)
        took_s = time.perf_counter() - began
        host.close()
        if any(bus.end((DEAD_LETTERS.name,)).values()):
            raise SystemExit("some messages became dead letters: the figures would flatter")
    return len(messages) / took_s


def end_to_end_per_s(folder: Path, handler: Handler[S], messages: Sequence[Message]) -> float:
    """Published by one thread while another decides: from the first publish until the last commit."""
    with closing(SqliteBus(folder / "both.db", WallClock())) as bus:
        host = Host(bus, handler, ManualClock(NIGHT_MS), ("wall",))
        host.start()

        def publish() -> None:
            for batch in in_batches(messages, BATCH):
                bus.publish(batch)

        publisher = threading.Thread(target=publish)
        began, handled = time.perf_counter(), 0
        publisher.start()
        while handled < len(messages):
            handled += host.step(0.05)
        took_s = time.perf_counter() - began
        publisher.join()
        host.close()
    return len(messages) / took_s


@click.command(help=__doc__)
@click.option("--messages", default=20_000, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="The median of so many is told.")
def main(messages: int, rounds: int) -> None:
    """Measure and print."""
    configure("error")
    night = busy_night(messages)
    figures: dict[str, list[float]] = {}
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            measured = {
                "published one by one": published_per_s(folder, night[:500], 1),
                f"published in batches of {BATCH}": published_per_s(folder, night, BATCH),
                "handled, toy desk": handled_per_s(folder, Toy(), night),
                "handled, real desk": handled_per_s(_made(folder / "real"), desk(), night),
                "published and handled, toy desk": end_to_end_per_s(folder, Toy(), night),
                "published and handled, real desk": end_to_end_per_s(folder / "real", desk(), night),
            }
        for what, per_s in measured.items():
            figures.setdefault(what, []).append(per_s)
    one_by_one = median(figures["published one by one"])
    for what, rates in figures.items():
        click.echo(f"{what:36} {median(rates):>9.0f} messages/s  {median(rates) / one_by_one:>6.1f} x one by one")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
