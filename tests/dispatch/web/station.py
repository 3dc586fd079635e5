"""A whole police station for tests of the screens: the real log, desk, roads and web application."""

import contextlib
import functools
import socket
import tempfile
import threading
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import uvicorn
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from typing_extensions import override

from dispatch.audit import AuditLog
from dispatch.board import Board
from dispatch.boards.cameras import CameraPlace
from dispatch.closing.on_roads import RoadApproach
from dispatch.closing.ring import ring
from dispatch.config import DispatchConfig, DistrictConfig, UnitConfig, UnitKind
from dispatch.coverage.backfill import backfill
from dispatch.desk import Desk
from dispatch.plans.book import PlanBook
from dispatch.ranking import Ranker
from dispatch.records.archive import Archive
from dispatch.records.following import catch_up
from dispatch.records.review import duty_day_ms
from dispatch.records.suggestions import suggestions
from dispatch.roads import Roads, load_roads
from dispatch.rosters import Rosters
from dispatch.web.accounts import Accounts
from dispatch.web.app import create_app
from dispatch.web.looks.records import Records
from dispatch.web.site import Site
from streams.bus import Bus
from streams.evidence import EvidenceStore
from streams.host import Host
from streams.log import SqliteBus
from streams.runtime.clock import Clock, WallClock
from streams.schema.detections import CameraHealthChanged, Health, Level, LoiteringDetected
from streams.schema.positions import PositionFixed
from streams.schema.quantities import Place, Term
from streams.sealing import Seal
from tests.dispatch.web.client import Client
from tests.dispatch.web.picture import night_picture
from tests.dispatch.web.town import SIZE, corner, write_town
from tests.dispatch.worlds import ONE_UNIT

UNITS = (
    ("car-1", "巡逻101", "car", (3.0, 6.0)),
    ("car-2", "巡逻102", "car", (20.0, 18.0)),
    ("moto-1", "铁骑03", "motorcycle", (15.0, 2.0)),
    ("bike-1", "骑巡05", "bicycle", (9.0, 14.0)),
    ("guard-1", "保安07", "foot", (11.0, 11.0)),
    ("guard-2", "保安08", "foot", (2.0, 20.0)),
)
STARTS_WITHIN_S = 120.0
PATIENT = DispatchConfig(accept_s=600.0, escalation=())
"""Units have as long to answer as a slow browser needs, and nothing is decided because a machine is slow."""
CAMERAS = (("wall-3", (12.0, 9.0)), ("gate-1", (6.0, 16.0)), ("park-2", (18.0, 12.0)))
TERMS = (
    ("cars_visited", 3.0, 0.42, "Went along three parked cars, one after the other", "依次走近三辆停放的车"),
    ("beside_car_s", 34.0, 0.28, "34 s right beside a car without opening it", "紧贴车旁停留34秒，未开车门"),
    ("night", 1.0, 0.10, "Deep night, nobody else in the street", "深夜，街上无其他人"),
    ("looked_in", 2.0, 0.15, "Bent to a side window twice", "两次俯身向车窗内看"),
    ("walked_past", 1.0, -0.08, "Walked on between the cars without hurry", "在车辆间正常步行"),
)


class Station:
    """Lives in `folder`; opening it again on the same folder goes on where it stopped.

    Units that are `abroad` are the neighbouring district's.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        config: DispatchConfig = PATIENT,
        units: int = len(UNITS),
        abroad: Collection[str] = (),
        plans: PlanBook = ONE_UNIT,
        rosters: Rosters | None = None,
    ) -> None:
        self.clock = clock or WallClock()
        self.bus = SqliteBus(folder / "log.sqlite", self.clock)
        self.accounts = Accounts(folder / "accounts.sqlite", self.clock)
        self.audit = AuditLog(folder / "audit.sqlite", self.clock)
        self.seal = Seal(bytes(32))
        self._archive = Archive(folder / "archive.sqlite")
        self.evidence = EvidenceStore(folder / "evidence")
        self.roads = town_roads()
        self.units = [
            UnitConfig(unit_id=name, call_sign=sign, kind=_kind(kind), district="d2" if name in abroad else "d1")
            for name, sign, kind, _ in UNITS[:units]
        ]
        self._config = config
        self._plans, self._rosters = plans, rosters
        self._stop = threading.Event()
        self._desk = threading.Thread(target=self._decide, name="desk", daemon=True)

    def open(self) -> None:
        """The desk begins to decide."""
        self._desk.start()

    def close(self) -> None:
        """The desk stops; the log stays."""
        self._stop.set()
        if self._desk.ident is not None:
            self._desk.join()
        self.bus.close()
        for file in (self.accounts, self.audit, self._archive):
            file.close()

    def app(self, bus: Bus | None = None, *, rosters: Rosters | None = None, public_reports: bool = True) -> Starlette:
        """A web application on this station, reading its log by way of `bus`."""
        corners = tuple(corner(c, r) for c, r in ((-5, -5), (SIZE + 5, -5), (SIZE + 5, SIZE + 5), (-5, SIZE + 5)))
        site = Site(
            name="文兴路派出所",
            districts=[DistrictConfig(id="d1", name="文兴路", polygon=corners)],
            units=self.units,
            cameras=[name for name, _ in CAMERAS],
        )
        return create_app(
            bus=bus or self.bus,
            board=Board(self.units, [_camera(name, at) for name, at in CAMERAS]),
            clock=self.clock,
            accounts=self.accounts,
            site=site,
            evidence=self.evidence,
            registry=CollectorRegistry(),
            audit=self.audit,
            streets=self.roads.streets_geojson,
            route=self.roads.route,
            ring=functools.partial(ring, self.roads),
            fill=functools.partial(backfill, self.roads),
            rank=Ranker(self.roads),
            records=self._records(),
            rosters=rosters or self._rosters,
            seal=self.seal,
            public_reports=public_reports,
        )

    def place_units(self) -> None:
        """Every unit says where it is."""
        for name, _, _, (column, row) in UNITS[: len(self.units)]:
            self.place(name, column, row)

    def place(self, unit_id: str, column: float, row: float) -> None:
        """A unit says that it is at a point of the town's grid."""
        lon, lat = corner(column, row)
        now_ms = self.clock.now_ms()
        fix = PositionFixed(district="d1", unit_id=unit_id, lon=lon, lat=lat, fixed_at_ms=now_ms, accuracy_m=8.0)
        self.bus.publish([fix])

    def alert(
        self,
        name: str = "sus-1",
        *,
        camera: str = "wall-3",
        level: Level = "alert",
        staged: bool = False,
        still: bool = True,
        ago_s: float = 0.0,
        at: tuple[float, float] = (12.3, 9.4),
        error_m: float = 20.0,
    ) -> str:
        """A camera raises an alert, or at level `watch` keeps an eye on something; gives the suspicion's id."""
        lon, lat = corner(*at)
        at_ms = self.clock.now_ms() - int(ago_s * 1000)
        key = f"{name}.jpg"
        if still:
            self.evidence.put(key, night_picture())
        self.bus.publish(
            [
                LoiteringDetected(
                    district="d1",
                    camera_id=camera,
                    observed_at_ms=at_ms,
                    suspicion_id=name,
                    seq=1,
                    level=level,
                    score=0.87 if level == "alert" else 0.42,
                    began_at_ms=at_ms - 41_000,
                    track_ids=("7",),
                    vehicle_ids=tuple(f"{name}-car-{n}" for n in "abc"),
                    terms=tuple(
                        Term(name=n, value=value, points=points, text=text, text_zh=zh)
                        for n, value, points, text, zh in TERMS
                    ),
                    place=Place(lon=lon, lat=lat, error_m=error_m),
                    still=key if still else None,
                    staged=staged,
                )
            ]
        )
        return name

    def health(self, camera_id: str, health: Health) -> None:
        """A camera says how it is."""
        now_ms = self.clock.now_ms()
        self.bus.publish(
            [CameraHealthChanged(district="d1", camera_id=camera_id, observed_at_ms=now_ms, health=health, was="ok")]
        )

    def archive(self) -> Archive:
        """The archive at the end of the log."""
        catch_up(self.bus, self._archive)
        return self._archive

    def _records(self) -> Records:
        zone = datetime.now().astimezone().tzinfo
        assert zone is not None
        return Records(
            month=lambda month: self.archive().report(month, zone),
            review=lambda back: self.archive().review(*duty_day_ms(self.clock.now_ms(), zone, back)),
            suggestions=lambda: suggestions(self.archive().verdicts(0, 2**62), self._config.suggestions),
            told_in=lambda report_id: self.archive().told_in(report_id),
        )

    def _decide(self) -> None:
        desk = Desk(
            self._config, self.units, Ranker(self.roads), self._plans, RoadApproach(self.roads), rosters=self._rosters
        )
        Host(self.bus, desk, self.clock, ["d1"]).run(self._stop)


@contextlib.contextmanager
def open_station(folder: Path, **how: object) -> Iterator[Station]:
    """A station that decides until the block ends."""
    station = Station(folder, **how)  # type: ignore[arg-type] # handed on as they are
    station.open()
    try:
        yield station
    finally:
        station.close()


@contextlib.contextmanager
def log_in(station: Station, address: str, name: str) -> Iterator[httpx.Client]:
    """Somebody at the console: a session, and the origin that browsers add."""
    with Client(address, origin=address) as client:
        client.get("/login", params={"token": station.accounts.login_link_token(name)})
        yield client


class _Server(uvicorn.Server):
    """Says when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@contextlib.contextmanager
def serve(app: Starlette, port: int = 0) -> Iterator[str]:
    """The application on a real socket; gives its address."""
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, lifespan="on")
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    if not server.ready.wait(STARTS_WITHIN_S):
        raise RuntimeError("the server did not start")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        app.state.end_streams()
        server.should_exit = True
        thread.join()


@functools.cache
def town_roads() -> Roads:
    """The roads of the town; the same for all stations, as nothing changes them."""
    with tempfile.TemporaryDirectory() as folder:
        return load_roads(write_town(Path(folder) / "town.osm.pbf"), None)


def _camera(name: str, at: tuple[float, float]) -> CameraPlace:
    lon, lat = corner(*at)
    return CameraPlace(camera_id=name, district="d1", lon=lon, lat=lat)


def _kind(word: str) -> UnitKind:
    match word:
        case "car" | "motorcycle" | "bicycle" | "foot":
            return word
        case _:
            raise ValueError(word)
