"""The processes of a site, one job each: `patrol serve | desk | worker | detect`. One box runs them under a supervisor.

Each takes the same options, opens what it needs, runs until it is told to stop, and shows its metrics.
"""

import functools
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click
from prometheus_client import CollectorRegistry, start_http_server

from deploy.supervisor import stop_on_signal, stop_with_parent
from deploy.wiring import Options, Site, build_desk, open_bus, open_site
from streams.runtime import logs

SHARED_OPTIONS: Final = (
    click.option(
        "--config", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The site's file."
    ),
    click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the log and the evidence."
    ),
    click.option("--bus", type=click.Choice(["sqlite", "kafka"]), help="Instead of the site file's."),
    click.option("--bootstrap", help="HOST:PORT of Kafka, instead of the site file's."),
    click.option("--clock", hidden=True, help="A time of its own, for demonstrations: see deploy.wiring.open_clock."),
    click.option("--metrics-port", type=click.IntRange(1, 65535), help="Show Prometheus metrics there, on 127.0.0.1."),
    click.option("--metrics-host", default="127.0.0.1", show_default=True),
    click.option(
        "--json-logs/--plain-logs", default=not sys.stderr.isatty(), help="Default: JSON when not a terminal."
    ),
    click.option("--supervised", is_flag=True, hidden=True, help="End when standard input is closed."),
)


def site_process(run: Callable[..., None]) -> click.Command:
    """A command that runs `run(site, stop, registry, **own options)` until it is told to stop."""

    @functools.wraps(run)
    def command(
        *,
        metrics_port: int | None,
        metrics_host: str,
        json_logs: bool,
        supervised: bool,
        config: Path,
        data: Path | None,
        bus: str | None,
        bootstrap: str | None,
        clock: str | None,
        **own: object,
    ) -> None:
        logs.configure("info", json=json_logs)
        stop = stop_on_signal()
        if supervised:
            stop_with_parent(stop, sys.stdin.fileno())
        site = open_site(Options(config=config, data=data, bus=bus, bootstrap=bootstrap, clock=clock))
        registry = CollectorRegistry()
        if metrics_port:
            start_http_server(metrics_port, metrics_host, registry)
        run(site, stop, registry, **own)

    for option in reversed(SHARED_OPTIONS):
        command = option(command)
    return click.command(run.__name__)(command)


@site_process
def desk(site: Site, stop: threading.Event, registry: CollectorRegistry) -> None:
    """Decide for every district of the site, over either bus, in one process."""
    from streams.host import Host  # noqa: PLC0415 - each process loads only what it needs
    from streams.runtime.telemetry import host_metrics  # noqa: PLC0415 - the same

    bus = open_bus(site)
    districts = [district.id for district in site.settings.district]
    Host(bus, build_desk(site), site.clock, districts, metrics=host_metrics(registry)).run(stop)
    bus.close()
