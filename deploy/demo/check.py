"""`deploy/run --check`: the demo's incident from pixels to the stopped clock, headless, as fast as it goes.

On the embedded bus everything takes turns in one process, by a clock that the run itself moves: the same footage gives
the same night. On Kafka the desk is a Faust worker of its own, and all share a clock that runs faster than ours.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from deploy.demo.city import run_on_kafka
from deploy.demo.people import People
from deploy.demo.report import Report, report
from deploy.demo.seeing import Seen, see
from deploy.demo.site import write_site
from deploy.demo.stage import staged_clip
from deploy.fetch import fetch
from deploy.running.wiring import (
    Options,
    Site,
    build_desk,
    district_ids,
    open_bus,
    open_evidence,
    open_roads,
    open_site,
)
from detectors.model.weights import DEFAULT_CPU
from detectors.model.yolo import Model, Yolo
from dispatch.simulation.crew.fleet import Fleet
from dispatch.simulation.crew.habits import Habits
from dispatch.simulation.crew.operator import Operator
from streams.host import Host
from streams.runtime.clock import ManualClock
from streams.schema.detections import LoiteringReport

ROADS: Final = "helsinki.osm.pbf"
START_MS: Final = 1_773_864_000_000
"""The clip begins at 04:00 in Taiyuan on 19 March 2026."""
TURN_MS: Final = 200
"""The camera's pace, 5 frames a second; crews and operator are asked as often."""
LIMIT_MS: Final = 1_800_000
"""An incident that is not over half an hour after the footage never will be."""


def run_check(
    *, data: Path | None = None, video: str | None = None, bus: str = "sqlite", bootstrap: str | None = None
) -> tuple[dict[str, object], bool]:
    """What happened, as `deploy/run --check` prints it, and whether all of it did.

    `data` keeps the log and the stills of the run in a folder of its own; without it nothing is left.

    Raises:
        ConfigError: `video` is a stream.
        FootageError: the video cannot be read.
        DeviceError: something cannot be fetched.
        BusError: the bus failed.
    """
    fetch(DEFAULT_CPU)
    with _room(data) as folder:
        source = str(staged_clip()) if video is None else str(Path(video).resolve()) if "://" not in video else video
        config = write_site(folder, roads=fetch(ROADS), video=source, staged=video is None)
        site = open_site(Options(config=config, data=folder, bus=bus, bootstrap=bootstrap))
        found = check(site, Yolo(), config, bootstrap)
    return msgspec.to_builtins(found), found.complete


def check(site: Site, model: Model, config: Path, bootstrap: str | None = None) -> Report:
    """Run the first camera's footage and all that follows from it.

    `config` is the site's file, `bootstrap` the Kafka to use; without it, a site on Kafka gets a broker for the run.
    """
    settings = site.settings
    looks = see(settings.camera[0], settings.detection, model, START_MS, open_evidence(site))
    if settings.bus.kind == "kafka":
        seen = list(looks)
        facts = run_on_kafka(site, seen, config, bootstrap)
    else:
        seen = []
        facts = run_in_turns(site, _noting(looks, seen))
    said = [message for one in seen for message in one.detections if isinstance(message, LoiteringReport)]
    return report(
        facts.incident(),
        frames=max(0, len(seen) - 1),  # the last look is the end of the footage
        detections=len(said),
        bus=settings.bus.kind,
        model=model.name,
        video=settings.camera[0].url,
    )


def run_in_turns(site: Site, seen: Iterable[Seen]) -> People:
    """Frame, desk, people, frame …: one thread, one clock, moved in `TURN_MS`, until all incidents have ended."""
    clock = ManualClock(START_MS)
    site = msgspec.structs.replace(site, clock=clock)
    with contextlib.closing(open_bus(site)) as bus:
        host = Host(bus, build_desk(site), clock, district_ids(site))
        host.start()
        fleet = Fleet(site.settings.unit, open_roads(site), Habits(), now_ms=START_MS)
        people = People(bus, fleet, Operator(Habits()))

        def pass_time(until_ms: int) -> None:
            while (now_ms := clock.now_ms()) < until_ms:
                clock.advance_to(min(now_ms + TURN_MS, until_ms))
                people.act(clock.now_ms())
                host.step(0.0)

        for one in seen:
            pass_time(one.at_ms)
            bus.publish(one.detections)
            host.step(0.0)
        last_ms = clock.now_ms() + LIMIT_MS
        people.act(clock.now_ms())
        while not people.done and clock.now_ms() < last_ms:
            pass_time(clock.now_ms() + TURN_MS)
        people.act(clock.now_ms())
        people.close()
        host.close()
    return people


def _noting(looks: Iterable[Seen], seen: list[Seen]) -> Iterator[Seen]:
    for one in looks:
        seen.append(one)
        yield one


@contextlib.contextmanager
def _room(data: Path | None) -> Iterator[Path]:
    """A fresh folder: a check begins with an empty log."""
    if data is not None:
        data.mkdir(parents=True, exist_ok=True)
        yield Path(tempfile.mkdtemp(prefix="check-", dir=data))
        return
    folder = Path(tempfile.mkdtemp(prefix="patrol-check-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
