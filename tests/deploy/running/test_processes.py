"""The processes of a site as a user starts them: kill -9 loses nothing, bad input is one clear line and its status."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from streams.log import SqliteBus
from streams.runtime.clock import WallClock
from streams.schema.commands import (
    AcceptAssignment,
    AcknowledgeIncident,
    CloseIncident,
    ConfirmIncident,
    RecordFinding,
    ReportArrival,
)
from streams.schema.detections import LoiteringDetected
from streams.schema.facts import DeskStarted, Fact
from streams.schema.incidents import IncidentClosed, IncidentOpened, UnitAssigned, UnitRecommended
from streams.schema.message import Message
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place
from streams.schema.topics import INCIDENTS
from tests.dispatch.roads.towns import Town, at

PATIENCE_S = 180.0
HERE, THERE = at(100, 0), at(900, 0)
WHO = {"issued_by": "operator:li", "district": "d1"}


class Site:
    """A site in a folder, its log, and the processes that were started for it."""

    def __init__(self, folder: Path) -> None:
        town = Town().point("a", 0, 0).point("b", 500, 0).point("c", 1000, 0).street("a b c")
        town.write(folder / "town.osm.pbf")
        self.config = folder / "patrol.toml"
        self.config.write_text(
            '[site]\nroads = "town.osm.pbf"\n[[district]]\nid = "d1"\nname = "d1"\n'
            "polygon = [[112.4, 37.7], [112.7, 37.7], [112.7, 37.9], [112.4, 37.9]]\n"
            f'[[camera]]\ncamera_id = "wall-3"\nlon = {HERE[0]}\nlat = {HERE[1]}\n'
            '[[unit]]\nunit_id = "P-1"\ncall_sign = "P-1"\nkind = "car"\n'
        )
        (folder / "data").mkdir()
        self.clock = WallClock()
        self.bus = SqliteBus(folder / "data" / "log.sqlite", self.clock)
        self._log = self.bus.read((INCIDENTS.name,), "earliest")
        self.facts: list[Fact] = []
        self._commands = 0

    def start(self, *command: str) -> "subprocess.Popen[str]":
        argv = [sys.executable, "-m", "deploy", *command, "--config", str(self.config)]
        return subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)

    def say(self, *messages: Message) -> None:
        self.bus.publish(messages)

    def ask(self, command: type, **about: object) -> None:
        self._commands += 1
        head = {"command_id": f"c{self._commands}", "issued_at_ms": self.clock.now_ms(), **WHO}
        self.say(command(**head, **about))

    def until(self, happened: Callable[[Fact], bool]) -> Fact:
        """The first fact, old or new, of which that is so."""
        while True:
            for fact in self.facts:
                if happened(fact):
                    return fact
            news = self._log.poll(PATIENCE_S)
            assert news, f"nothing more came after {[type(fact).__name__ for fact in self.facts]}"
            self.facts += [record.message for record in news if isinstance(record.message, Fact)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.bus.close()


@contextlib.contextmanager
def running(process: "subprocess.Popen[str]") -> "Iterator[subprocess.Popen[str]]":
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def a(kind: type[Fact], epoch: int = 0) -> Callable[[Fact], bool]:
    return lambda fact: isinstance(fact, kind) and fact.epoch >= epoch


def alert(at_ms: int) -> LoiteringDetected:
    return LoiteringDetected(
        district="d1",
        camera_id="wall-3",
        observed_at_ms=at_ms,
        suspicion_id="sus-1",
        seq=1,
        level="alert",
        score=0.8,
        began_at_ms=at_ms - 20_000,
        track_ids=("7",),
        place=Place(lon=HERE[0], lat=HERE[1]),
    )


def test_a_desk_that_is_killed_goes_on_with_the_same_incident_and_the_same_clock(site: Site) -> None:
    raised_ms = site.clock.now_ms()
    site.say(PositionFixed(district="d1", unit_id="P-1", lon=THERE[0], lat=THERE[1], fixed_at_ms=raised_ms))
    with running(site.start("desk")) as desk:
        site.say(alert(raised_ms))
        incident = site.until(a(UnitRecommended)).stream
        site.ask(AcknowledgeIncident, incident_id=incident)
        os.kill(desk.pid, signal.SIGKILL)
        desk.wait()
    site.ask(ConfirmIncident, incident_id=incident)
    with running(site.start("desk")) as desk:
        assert site.until(a(UnitAssigned, epoch=2)).stream == incident
        site.ask(AcceptAssignment, incident_id=incident, unit_id="P-1")
        os.kill(desk.pid, signal.SIGKILL)
        desk.wait()
    site.ask(ReportArrival, incident_id=incident, unit_id="P-1")
    site.ask(RecordFinding, incident_id=incident, finding="moved_on")
    site.ask(CloseIncident, incident_id=incident)
    with running(site.start("desk")):
        closed = site.until(a(IncidentClosed))
    opened = [fact for fact in site.facts if isinstance(fact, IncidentOpened)]
    assert [(fact.stream, fact.observed_at_ms) for fact in opened] == [(incident, raised_ms)]
    assert [fact.epoch for fact in site.facts if isinstance(fact, DeskStarted)] == [1, 2, 3]
    arrived_ms = next(fact.observed_at_ms for fact in site.facts if type(fact).__name__ == "UnitArrived")
    assert isinstance(closed, IncidentClosed)
    assert closed.times.response_s == pytest.approx((arrived_ms - raised_ms) / 1000)


def test_a_process_that_is_told_to_end_ends_well(site: Site) -> None:
    with running(site.start("desk")) as desk:
        site.until(a(DeskStarted))
        desk.terminate()
        assert desk.wait(PATIENCE_S) == 0


def test_a_port_in_use_is_said_so_with_status_2(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(site.start("serve", "--port", str(port))) as console:
            _, said = console.communicate(timeout=PATIENCE_S)
    assert console.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in said
    assert "--port" in said


@pytest.mark.parametrize("command", ["desk", "serve", "detect", "worker"])
def test_a_mistake_in_the_sites_file_is_named_by_every_process(site: Site, command: str) -> None:
    site.config.write_text(site.config.read_text().replace("kind =", "knid ="))
    with running(site.start(command)) as process:
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2
    assert "knid: unknown field; did you mean 'kind'?" in said


def test_a_map_that_is_none_is_named(site: Site) -> None:
    (site.config.parent / "town.osm.pbf").write_bytes(b"no map")
    with running(site.start("desk")) as desk:
        _, said = desk.communicate(timeout=PATIENCE_S)
    assert desk.returncode == 2
    assert "town.osm.pbf" in said


def test_a_log_that_is_no_log_is_named(site: Site) -> None:
    site.bus.close()
    for file in (site.config.parent / "data").glob("log.sqlite*"):
        file.unlink()
    (site.config.parent / "data" / "log.sqlite").write_bytes(b"this is a letter to my aunt" * 100)
    with running(site.start("desk")) as desk:
        _, said = desk.communicate(timeout=PATIENCE_S)
    assert desk.returncode in {2, 3}
    assert "log.sqlite" in said
