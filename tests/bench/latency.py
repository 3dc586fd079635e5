"""How soon an operator sees it: from a detection being published to its recommendation at a client of the live stream.

`python -m tests.bench.latency [--engine embedded|kafka] [--rate 50] [--seconds 20] [--singles 10]`: desk and console
are processes of their own, as on a site; the client reads Server-Sent Events over HTTP. First single events on an
idle system, then a steady stream. Targets: embedded p99 ≤ 150 ms at 50/s; Kafka and Faust ≤ 1 s, also for a single
event.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
from prometheus_client import CollectorRegistry

from deploy.broker import Broker
from dispatch.audit import AuditLog
from dispatch.board import Board
from dispatch.config import DispatchConfig, DistrictConfig, UnitConfig
from dispatch.desk import Desk
from dispatch.web.accounts import Accounts
from dispatch.web.app import create_app as create_web
from dispatch.web.site import Site
from streams.agents.worker import create_app as create_worker
from streams.agents.worker import run_worker
from streams.bus import Bus
from streams.evidence import EvidenceStore
from streams.host import Host
from streams.kafka import Cluster, KafkaBus
from streams.log import SqliteBus
from streams.runtime.clock import WallClock
from streams.schema.detections import LoiteringDetected
from streams.schema.positions import PositionFixed
from tests.bench.faust_throughput import say
from tests.dispatch.gate_street import GATE, by_distance, north
from tests.dispatch.web.station import serve
from tests.dispatch.worlds import TOWN

PREFIX = "latency."
UNITS = [UnitConfig(unit_id=f"u-{n}", call_sign=f"U{n}", kind="car", district=TOWN) for n in range(20)]
FIX_EVERY_S = 5.0
PATIENCE_S = 60.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=["embedded", "kafka"], action="append")
    parser.add_argument("--rate", type=float, default=50.0, help="detections per second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--singles", type=int, default=10)
    options = parser.parse_args(arguments)
    for engine in options.engine or ["embedded", "kafka"]:
        with (
            tempfile.TemporaryDirectory() as name,
            road(engine, Path(name)) as url,
            site(url, Path(name)) as screen,
            closing(open_bus(url)) as bus,
        ):
            singles = screen.watch(bus, options.singles, pause_s=1.0, prefix="single")
            number = int(options.rate * options.seconds)
            stream = screen.watch(bus, number, pause_s=1 / options.rate, prefix="stream")
        say(f"{engine}: single event on an idle system: {_spell(singles)}")
        say(f"{engine}: {options.rate:g}/s for {options.seconds:g} s: {_spell(stream)}")


@contextmanager
def road(engine: str, folder: Path) -> Iterator[str]:
    """A fresh bus; gives what `open_bus` takes."""
    if engine == "embedded":
        yield f"sqlite:{folder / 'log.sqlite'}"
        return
    with Broker.start(folder / "kafka") as broker:
        yield f"kafka:{broker.bootstrap}"


def open_bus(url: str) -> Bus:
    """Another client of it."""
    engine, _, where = url.partition(":")
    if engine == "sqlite":
        return SqliteBus(Path(where), WallClock())
    return KafkaBus(Cluster(bootstrap=where, prefix=PREFIX), WallClock())


@contextmanager
def site(url: str, folder: Path) -> Iterator["Screen"]:
    """A desk and a console at work, and somebody who looks at it."""
    open_bus(url).close()
    own = [sys.executable, "-m", __spec__.name]
    desk = subprocess.Popen([*own, "--desk", url])
    web = subprocess.Popen([*own, "--web", url, str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert web.stdout is not None
        address, token = web.stdout.readline().split()
        with httpx.Client(base_url=address, headers={"origin": address}, timeout=PATIENCE_S) as client:
            client.get("/login", params={"token": token})
            yield Screen(client)
    finally:
        for process in (web, desk):
            process.terminate()
            process.wait()


class Screen:
    """Reads the live stream and notes when each suspicion first stood there with a recommendation."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._seen_s: dict[str, float] = {}
        self._news = threading.Condition()
        threading.Thread(target=self._read, name="screen", daemon=True).start()

    def watch(self, bus: Bus, number: int, *, pause_s: float, prefix: str) -> list[float]:
        """Publish `number` detections, one each `pause_s`; the seconds that each took to be seen."""
        self._warm_up(bus, prefix)
        published_s = {}
        begin_s = time.monotonic()
        for each in range(number):
            time.sleep(max(0.0, begin_s + each * pause_s - time.monotonic()))
            if each * pause_s % FIX_EVERY_S < pause_s:
                bus.publish(fixes())
            name = f"{prefix}-{each}"
            published_s[name] = time.monotonic()
            bus.publish([detection(name)])
        self._await(published_s)
        return [self._seen_s[name] - at_s for name, at_s in published_s.items()]

    def _warm_up(self, bus: Bus, prefix: str) -> None:
        """Until the desk knows where the units are: topics keep no order among each other."""
        end_s = time.monotonic() + PATIENCE_S
        while not any(name.startswith(f"{prefix}-warm") for name in tuple(self._seen_s)):
            if time.monotonic() > end_s:
                raise SystemExit(f"no recommendation within {PATIENCE_S} s")
            bus.publish([*fixes(), detection(f"{prefix}-warm-{time.monotonic_ns()}")])
            time.sleep(1.0)

    def _await(self, names: Collection[str]) -> None:
        with self._news:
            if not self._news.wait_for(lambda: all(name in self._seen_s for name in names), PATIENCE_S):
                raise SystemExit(f"not seen within {PATIENCE_S} s: {[n for n in names if n not in self._seen_s][:9]}")

    def _read(self) -> None:
        with suppress(httpx.HTTPError), self._client.stream("GET", "/api/stream") as answer:  # cut in the end
            for line in answer.iter_lines():
                if not line.startswith("data: "):
                    continue
                now_s, data = time.monotonic(), json.loads(line[6:])
                with self._news:
                    for incident in data.get("incidents", ()):
                        if incident["ranking"]:
                            self._seen_s.setdefault(incident["suspicion_id"], now_s)
                    self._news.notify_all()


def fixes() -> list[PositionFixed]:
    """All units say where they are."""
    now_ms = WallClock().now_ms()
    return [
        PositionFixed(
            district=TOWN,
            unit_id=unit.unit_id,
            lon=GATE.lon,
            lat=north(100.0 * number).lat,
            fixed_at_ms=now_ms,
            accuracy_m=5.0,
        )
        for number, unit in enumerate(UNITS, start=1)
    ]


def detection(name: str) -> LoiteringDetected:
    """Somebody goes from car to car, now."""
    now_ms = WallClock().now_ms()
    return LoiteringDetected(
        district=TOWN,
        camera_id="wall-3",
        observed_at_ms=now_ms,
        suspicion_id=name,
        seq=1,
        level="alert",
        score=0.9,
        began_at_ms=now_ms - 20_000,
        track_ids=("7",),
        place=GATE,
    )


def run_desk(url: str) -> None:
    """The desk process of either engine."""
    desk, stop = Desk(DispatchConfig(), UNITS, by_distance), _stop()
    engine, _, where = url.partition(":")
    if engine == "kafka":
        run_worker(create_worker(desk, WallClock(), Cluster(bootstrap=where, prefix=PREFIX), [TOWN]), stop)
    else:
        with closing(open_bus(url)) as bus:
            Host(bus, desk, WallClock(), [TOWN]).run(stop)


def run_web(url: str, folder: str) -> None:
    """The console process; prints its address and a token to log in with."""
    stop, clock = _stop(), WallClock()
    around = tuple((GATE.lon + east, GATE.lat + up) for east, up in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
    with closing(open_bus(url)) as bus, closing(Accounts(Path(folder) / "accounts.sqlite", clock)) as accounts:
        app = create_web(
            bus=bus,
            board=Board(UNITS, []),
            clock=clock,
            accounts=accounts,
            site=Site(name="bench", districts=[DistrictConfig(id=TOWN, name=TOWN, polygon=around)], units=UNITS),
            evidence=EvidenceStore(Path(folder) / "evidence"),
            registry=CollectorRegistry(),
            audit=AuditLog(Path(folder) / "audit.sqlite", clock),
        )
        with serve(app) as address:
            say(f"{address} {accounts.login_link_token('operator')}")
            stop.wait()


def _stop() -> threading.Event:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop


def _spell(taken_s: list[float]) -> str:
    ranked = sorted(taken_s)
    median, p99 = (ranked[min(int(len(ranked) * share), len(ranked) - 1)] for share in (0.5, 0.99))
    return f"median {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, worst {ranked[-1] * 1000:.0f} ms ({len(ranked)})"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--desk", url]:
            run_desk(url)
        case ["--web", url, folder]:
            run_web(url, folder)
        case _:
            main()
