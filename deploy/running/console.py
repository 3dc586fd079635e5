"""Puts the console together and serves it: the web application, its board and figures, the archive behind the log."""

import socket
import threading
from contextlib import closing
from functools import partial

import structlog
import uvicorn
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette

from deploy.reporting.report import site_records
from deploy.running.address import OPERATOR, listen, public_address
from deploy.running.retention import keep_retention
from deploy.running.wiring import (
    Site,
    open_audit,
    open_bus,
    open_evidence,
    open_hours,
    open_notifier,
    open_roads,
    open_rosters,
    open_seal,
)
from dispatch.boards.cameras import CameraPlace
from dispatch.closing.ring import ring
from dispatch.coverage.backfill import backfill
from dispatch.metrics import DispatchMetrics, MeteredBoard
from dispatch.ranking import Ranker
from dispatch.records.archive import Archive
from dispatch.records.following import follow
from dispatch.web.accounts import Accounts
from dispatch.web.app import create_app
from dispatch.web.site import Site as WebSite

_log = structlog.get_logger()


def serve_console(
    site: Site, stop: threading.Event, registry: CollectorRegistry, *, host: str, port: int, login_link: bool
) -> None:
    """Serve until `stop`. With `login_link`, as long as nobody has a password, logs a link that lets one person in.

    Raises:
        ConfigError: the address is taken or not ours, or a file of the data folder is something else.
    """
    listener = listen(host, port)
    settings = site.settings
    accounts = Accounts(site.data / "accounts.sqlite", site.clock)
    cameras = [
        CameraPlace(camera_id=camera.camera_id, district=camera.district, lon=camera.lon, lat=camera.lat)
        for camera in settings.camera
    ]
    board = MeteredBoard(settings.unit, cameras, metrics=DispatchMetrics(registry), clock=site.clock)
    roads = open_roads(site)
    with (
        closing(open_bus(site)) as bus,
        closing(Archive(site.data / "archive.sqlite")) as archive,
        closing(open_audit(site)) as audit,
    ):
        evidence = open_evidence(site)
        keepers = [
            threading.Thread(target=follow, args=(bus, archive, stop), name="archive"),
            threading.Thread(
                target=keep_retention,
                args=(bus, evidence, archive, audit, settings.retention),
                kwargs={"clock": site.clock, "stop": stop},
                name="retention",
            ),
        ]
        if settings.webhook:
            keepers.append(threading.Thread(target=open_notifier(site, bus).run, args=(stop,), name="notifier"))
        for keeper in keepers:
            keeper.start()
        app = create_app(
            bus=bus,
            board=board,
            clock=site.clock,
            accounts=accounts,
            site=WebSite(
                name=settings.site.name,
                districts=settings.district,
                units=settings.unit,
                cameras=[camera.camera_id for camera in cameras],
            ),
            evidence=evidence,
            registry=registry,
            streets=roads.streets_geojson,
            route=roads.route,
            ring=partial(ring, roads),
            fill=partial(backfill, roads, eta_config=settings.eta),
            rank=Ranker(roads, settings.eta, {unit.kind for unit in settings.unit}, hour_of=open_hours(site)),
            records=site_records(site, archive),
            audit=audit,
            rosters=open_rosters(site),
            seal=open_seal(site),
            public_reports=settings.web.public_reports,
        )
        address = public_address(host, port)
        if login_link and not accounts.has_passwords():
            link = f"{address}/login?token={accounts.login_link_token(OPERATOR)}"
            _log.info("login_link", link=link, valid="once, within 24 h")
        _log.info("console_ready", address=address)
        run_server(app, listener, stop)
        for keeper in keepers:
            keeper.join()


def run_server(app: Starlette, listener: socket.socket, stop: threading.Event) -> None:
    """Serve `app` on `listener` until `stop`, which is set in the end: streams end, answers are finished."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    server = uvicorn.Server(config)
    # In a thread of its own, since in the main one uvicorn would take the signals away from `stop`.
    serving = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="web")
    serving.start()
    while serving.is_alive() and not stop.wait(0.2):
        pass
    app.state.end_streams()
    server.should_exit = True
    serving.join()
    stop.set()
