"""How fast the desk decides: `python -m tests.bench.desk`. Pure core alone, then behind the embedded host on disk.

A busy night: 1,000 units that tell their places, incidents that are opened, confirmed, answered and closed.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from dispatch.config import DispatchConfig, UnitConfig
from dispatch.desk import Desk
from streams.host import Host
from streams.log import SqliteBus
from streams.runtime.clock import ManualClock
from streams.schema import commands as asked
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import Fact
from streams.schema.ids import incident_of
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from tests.dispatch.gate_street import GATE, by_distance, north
from tests.dispatch.worlds import START_MS, TOWN

UNITS = 1_000
POSITIONS = 100_000
INCIDENTS = 300


def units() -> list[UnitConfig]:
    return [UnitConfig(unit_id=f"u-{n}", call_sign=f"U{n}", kind="car", district=TOWN) for n in range(UNITS)]


def fix(number: int) -> PositionFixed:
    place = north(100 + number % 5_000)
    return PositionFixed(
        district=TOWN,
        unit_id=f"u-{number % UNITS}",
        lon=place.lon,
        lat=place.lat,
        fixed_at_ms=START_MS + number,
        accuracy_m=5,
    )


def story(number: int) -> Iterator[Message]:
    suspicion, at_ms = f"s-{number}", START_MS + number
    incident = incident_of(suspicion)
    yield LoiteringDetected(
        district=TOWN,
        camera_id="wall-3",
        observed_at_ms=at_ms,
        suspicion_id=suspicion,
        seq=1,
        level="alert",
        score=0.9,
        began_at_ms=at_ms,
        track_ids=("1",),
        place=GATE,
    )

    def command(kind: type[asked.Command], **fields: object) -> Message:
        told = {"district": TOWN, "command_id": f"{kind.__name__}-{number}", "issued_by": "operator:li"}
        body = {"type": kind.__name__, **told, "issued_at_ms": at_ms, "incident_id": incident, **fields}
        return msgspec.convert(body, kind)

    unit = f"u-{number}"
    yield command(asked.ConfirmIncident, unit_id=unit)
    yield command(asked.AcceptAssignment, unit_id=unit)
    yield command(asked.ReportArrival, unit_id=unit)
    yield command(asked.RecordFinding, finding="held", unit_id=unit)
    yield command(asked.CloseIncident)


def positions_alone(desk: Desk) -> float:
    """Positions per second, evolve and decide."""
    state = desk.begin(TOWN)
    fixes = [fix(number) for number in range(POSITIONS)]
    began = time.perf_counter()
    for message in fixes:
        state = desk.evolve(state, message)
        desk.decide(state, message, message.fixed_at_ms)
        desk.next_deadline_ms(state)
    return POSITIONS / (time.perf_counter() - began)


def decisions_alone(desk: Desk) -> list[float]:
    """Seconds of each decision in a night of incidents, with all units known."""
    state = desk.begin(TOWN)
    for number in range(UNITS):
        state = desk.evolve(state, fix(number))
    taken = []
    for number in range(INCIDENTS):
        for message in story(number):
            began = time.perf_counter()
            facts = desk.decide(state, message, START_MS + 2_000)
            for fact in facts:
                state = desk.evolve(state, fact)
            taken.append(time.perf_counter() - began)
    return taken


def behind_the_host(folder: Path) -> tuple[int, int, float]:
    """(messages, facts, seconds) from the log, decided, back into the log on disk."""
    clock = ManualClock(START_MS + 2_000)
    bus = SqliteBus(folder / "log.sqlite", clock)
    messages: list[Message] = [fix(number) for number in range(30_000)]
    for number in range(50):
        messages[number * 500 : number * 500] = story(number)
    bus.publish(messages)
    host = Host(bus, Desk(DispatchConfig(), units(), by_distance), clock, [TOWN])
    host.start()
    began = time.perf_counter()
    handled = 0
    while handled < len(messages):
        handled += host.step(0)
    seconds = time.perf_counter() - began
    facts = 0
    with bus.read(["patrol.incidents.v1"], "earliest") as reader:
        while records := reader.poll(0):
            facts += sum(isinstance(record.message, Fact) for record in records)
    host.close()
    bus.close()
    return handled, facts, seconds


def main() -> None:
    desk = Desk(DispatchConfig(), units(), by_distance)
    per_s = positions_alone(desk)
    taken = decisions_alone(desk)
    p99_ms = statistics.quantiles(taken, n=100)[98] * 1000
    with tempfile.TemporaryDirectory() as folder:
        handled, facts, seconds = behind_the_host(Path(folder))
    say = sys.stdout.write
    say(f"positions, core alone, one thread: {per_s:,.0f} /s\n")
    say(f"decisions with {UNITS} units: median {statistics.median(taken) * 1000:.2f} ms, p99 {p99_ms:.2f} ms\n")
    say(f"embedded host, log on disk: {handled:,} messages, {facts:,} facts: {handled / seconds:,.0f} messages/s\n")


if __name__ == "__main__":
    main()
