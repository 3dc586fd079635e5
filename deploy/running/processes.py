"""The processes of a site, one job each: `patrol serve | desk | worker | detect`. One box runs them under a supervisor.

Each takes the same options, opens what it needs, runs until it is told to stop, and shows its metrics.
"""

from __future__ import annotations

import functools
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec
from prometheus_client import CollectorRegistry, start_http_server

from deploy.running.supervisor import stop_on_signal, stop_with_parent

if TYPE_CHECKING:
    from deploy.running.wiring import Site

SHARED_OPTIONS: Final = (
    click.option(
        "--config", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The site's file."
    ),
    click.option(
        "--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the log and the evidence."
    ),
    click.option("--bus", type=click.Choice(["sqlite", "kafka"]), help="Instead of the site file's."),
    click.option("--bootstrap", help="HOST:PORT of Kafka, instead of the site file's."),
    click.option("--clock", hidden=True, help="A time of its own, for demonstrations: see deploy.running.wiring."),
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
        from deploy.running.wiring import Options, open_site  # noqa: PLC0415 - `patrol --help` need not load the roads
        from streams.runtime import logs  # noqa: PLC0415 - the same

        logs.configure("info", json=json_logs)
        stop = stop_on_signal()
        if supervised:
            stop_with_parent(sys.stdin.fileno())
        site = open_site(Options(config=config, data=data, bus=bus, bootstrap=bootstrap, clock=clock))
        registry = CollectorRegistry()
        if metrics_port:
            start_http_server(metrics_port, metrics_host, registry)
        run(site, stop, registry, **own)

    for option in reversed(SHARED_OPTIONS):
        command = option(command)
    return click.command(run.__name__.replace("_", "-"))(command)


def site_command(run: Callable[..., None]) -> click.Command:
    """A command that runs `run(site, **own options)` once and ends."""

    @functools.wraps(run)
    def once(site: Site, stop: threading.Event, registry: CollectorRegistry, **own: object) -> None:  # noqa: ARG001 - it ends by itself and shows no metrics
        run(site, **own)

    return site_process(once)


@site_process
def desk(site: Site, stop: threading.Event, registry: CollectorRegistry) -> None:
    """Decide for every district of the site in one process, over either bus."""
    from deploy.running.wiring import build_desk, district_ids, open_bus  # noqa: PLC0415 - each process loads only what it needs
    from streams.host import Host  # noqa: PLC0415 - the same
    from streams.runtime.garbage import keep_what_is_loaded  # noqa: PLC0415 - the same
    from streams.runtime.telemetry import host_metrics  # noqa: PLC0415 - the same

    with closing(open_bus(site)) as bus:
        host = Host(bus, build_desk(site), site.clock, district_ids(site), metrics=host_metrics(registry))
        keep_what_is_loaded()
        host.run(stop)


@site_process
def worker(site: Site, stop: threading.Event, registry: CollectorRegistry) -> None:
    """Decide in a Faust worker: several share the districts of a city on Kafka."""
    from deploy.running.wiring import build_desk, district_ids  # noqa: PLC0415 - each process loads only what it needs
    from streams.agents.worker import create_app, run_worker  # noqa: PLC0415 - Faust does much when it is imported
    from streams.runtime.garbage import keep_what_is_loaded  # noqa: PLC0415 - the same
    from streams.runtime.telemetry import host_metrics  # noqa: PLC0415 - the same

    bootstrap = site.settings.bus.bootstrap
    app = create_app(build_desk(site), site.clock, bootstrap, district_ids(site), metrics=host_metrics(registry))
    keep_what_is_loaded()
    run_worker(app, stop)


@site_process
def detect(site: Site, stop: threading.Event, registry: CollectorRegistry) -> None:
    """Watch the site's cameras, all of them with one model."""
    from deploy.running.cameras import watch_cameras  # noqa: PLC0415 - loads the model's libraries

    watch_cameras(site, stop, registry)


@click.option("--host", help="Instead of the site file's; 127.0.0.1 unless told.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of the site file's.")
@click.option("--login-link/--no-login-link", default=True, help="Log a way in while nobody has a password.")
@site_process
def serve(
    site: Site,
    stop: threading.Event,
    registry: CollectorRegistry,
    *,
    host: str | None,
    port: int | None,
    login_link: bool,
) -> None:
    """Show the console and the units' page; take commands and positions; keep the archive."""
    from deploy.running.console import serve_console  # noqa: PLC0415 - each process loads only what it needs

    web = site.settings.web
    serve_console(site, stop, registry, host=host or web.host, port=port or web.port, login_link=login_link)


@click.option("--month", help="Such as 2026-11, on the site's wall clock; left out: all months.")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@site_command
def report(
    site: Site,
    *,
    month: str | None,
    form: str,
) -> None:
    """Print the response clock of a month: p50, p90, p99 overall, by district, month and hour of the day."""
    from deploy.reporting.report import as_csv, as_json, site_report  # noqa: PLC0415 - each process loads only what it needs

    told = site_report(site, month)
    click.echo(as_csv(told) if form == "csv" else as_json(told))


@click.option("--since", help="ISO 8601; left out: when the last day of duty began, at eight on the site's wall clock.")
@click.option("--until", help="ISO 8601; left out: when it ended.")
@click.option("--district", help="Only this one.")
@site_command
def review(
    site: Site,
    *,
    since: str | None,
    until: str | None,
    district: str | None,
) -> None:
    """Print the morning review: all incidents of the period, what is missing in each, who signed; JSON."""
    from deploy.reporting.report import as_json, site_review  # noqa: PLC0415 - each process loads only what it needs

    click.echo(as_json(site_review(site, since, until, district)))


@site_command
def suggest(
    site: Site,
) -> None:
    """Print what false alerts say about cameras' settings, with the counts; JSON. Nothing is changed."""
    from deploy.reporting.report import as_json, site_suggestions  # noqa: PLC0415 - each process loads only what it needs

    click.echo(as_json(site_suggestions(site)))


@click.option("--since", help="ISO 8601; left out: all that is kept.")
@click.option("--until", help="ISO 8601; left out: until now.")
@click.option("--actor", help="Only this one, such as operator:wang.")
@click.option("--check", is_flag=True, help="Only say whether an entry was changed or taken out; exit status 2 if so.")
@site_command
def audit(
    site: Site,
    *,
    since: str | None,
    until: str | None,
    actor: str | None,
    check: bool,
) -> None:
    """Print who did and looked at what, one JSON line each, oldest first."""
    from deploy.reporting.report import as_json, audit_check, audit_entries  # noqa: PLC0415 - each process loads only what it needs

    if check:
        click.echo(as_json(audit_check(site)))
        return
    for entry in audit_entries(site, since, until, actor):
        click.echo(as_json(entry))


@site_command
def eta_report(
    site: Site,
) -> None:
    """Print how wrong expected arrivals were, and the speeds that units really drive by road class and hour."""
    from deploy.reporting.eta_report import eta_report as made  # noqa: PLC0415 - each process loads only what it needs

    click.echo(msgspec.json.encode(made(site)).decode())


@site_process
def demo_units(site: Site, stop: threading.Event, registry: CollectorRegistry) -> None:  # noqa: ARG001 - as the others
    """Simulated crews: they drive and walk, accept like people do, and report where they are."""
    from deploy.demo.fleet import run_fleet  # noqa: PLC0415 - each process loads only what it needs
    from deploy.running.wiring import open_bus, open_roads  # noqa: PLC0415 - the same

    with closing(open_bus(site)) as bus:
        run_fleet(bus, site.settings.unit, open_roads(site), clock=site.clock, stop=stop)


process_commands: Final = (
    serve,
    detect,
    desk,
    worker,
    report,
    review,
    suggest,
    audit,
    eta_report,
    demo_units,
)
