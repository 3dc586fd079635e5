"""The command line `patrol`. Others script against it: keep names, options and what is printed.

Exit status: 0 done, 2 bad configuration or input, 3 a dependency is missing or unreachable, 130 broken off by Ctrl-C,
1 our bug.
"""

import contextlib
import json
import os
import signal
import sys
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import click
import msgspec

from deploy.running.access import access_commands
from deploy.running.processes import process_commands
from dispatch.simulation.names import POLICIES, Policy
from streams.schema.errors import ConfigError, PatrolError
from streams.schema.quantities import Place

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
BROKEN_OFF: Final = 130
"""As shells count a process that SIGINT ended."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(package_name="video-patrol")
def patrol() -> None:
    """People loitering near parked cars at night: seen by cameras, answered by the nearest patrol."""


for command in (*process_commands, *access_commands):
    patrol.add_command(command)


@patrol.command()
@click.argument("video")
@click.option("--config", type=EXISTING, help="Site file with the camera's place, strips and masks.")
@click.option("--camera", "camera_id", help="Which camera of the site file; may be left out when it has one.")
@click.option("--start", help="When the video begins, ISO 8601. Left out: it is night.")
@click.option("--out", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="JSON lines go here.")
@click.option("--speed", type=click.Choice(["max", "real"]), default="max", show_default=True)
@click.option(
    "--explain", type=click.Path(file_okay=False, path_type=Path), help="Pictures of each event go here, and stay."
)
def watch(  # noqa: PLR0917 - click hands them over by name
    video: str,
    config: Path | None,
    camera_id: str | None,
    start: str | None,
    out: IO[str],
    speed: str,
    explain: Path | None,
) -> None:
    """Watch one VIDEO (file or URL) and print its loitering events, one JSON line each."""
    from deploy import analysis  # noqa: PLC0415 - loads the model's libraries, which other commands do not need
    from streams.runtime import logs  # noqa: PLC0415 - keeps the other commands quick to start

    logs.configure("warning")  # to standard error: standard output is lines only
    lines = analysis.watch_video(
        video, config, camera_id, start_ms=_epoch_ms(start), real_time=speed == "real", explain=explain
    )
    _print_lines(lines, out)


@patrol.command()
@click.argument("tracks", type=EXISTING)
@click.option("--config", type=EXISTING, help="Site file with the camera's place, strips and thresholds.")
@click.option("--against", type=EXISTING, help="Site file as it was: print what --config would change, a summary last.")
@click.option("--camera", "camera_id", help="Which camera of the site file; may be left out when it has one.")
@click.option("--start", help="When the tracks begin, ISO 8601. Left out: it is night.")
@click.option("--out", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="JSON lines go here.")
def replay(  # noqa: PLR0917 - click hands them over by name
    tracks: Path, config: Path | None, against: Path | None, camera_id: str | None, start: str | None, out: IO[str]
) -> None:
    """Run the rules over TRACKS, without pixels, and print the loitering events, one JSON line each.

    TRACKS is a table as CSV in UTF-8, plain or as gzip. Its first line is t_s,track_id,class,x1,y1,x2,y2:

    \b
    t_s          seconds since the footage began, in order; rows of one t_s are one frame
    track_id     the tracker's name of it
    class        person, car, vehicle (van, bus, lorry), bike or object
    x1,y1,x2,y2  its box in pixels from the top left, x1 < x2 and y1 < y2

    A row that is wrong ends the run with status 2 and is named by its line and what would be right; the events of the
    rows before it stand.
    """  # noqa: D301 - click takes this character for "keep the lines"
    from deploy import analysis  # noqa: PLC0415 - keeps the other commands quick to start

    start_ms = _epoch_ms(start)
    if against is None:
        lines = analysis.replay_tracks(tracks, config, camera_id, start_ms=start_ms)
    else:
        lines = analysis.compare_settings(tracks, config, against, camera_id, start_ms=start_ms)
    _print_lines(lines, out)


@patrol.command()
@click.option("--roads", required=True, type=EXISTING, help="OpenStreetMap extract, .osm.pbf.")
@click.option("--units", required=True, type=EXISTING, help="CSV: unit_id,kind,lon,lat,fix_age_s,status.")
@click.option("--incident", required=True, help="LON,LAT in degrees.")
def rank(roads: Path, units: Path, incident: str) -> None:
    """Rank UNITS by travel time on the road to the incident; JSON, best first."""
    from dispatch.rank_command import rank_command  # noqa: PLC0415 - the same
    from streams.runtime.cache import cache_folder  # noqa: PLC0415 - keeps the other commands quick to start

    place = _place(incident)
    answer = rank_command(roads, units, place.lon, place.lat, cache_folder() / "roads")
    click.echo(json.dumps(answer, ensure_ascii=False))


@patrol.command()
@click.option("--roads", required=True, type=EXISTING, help="OpenStreetMap extract, .osm.pbf.")
@click.option("--units", required=True, type=EXISTING, help="CSV: unit_id,kind,lon,lat,fix_age_s,status.")
@click.option("--within", "within_s", default=180.0, show_default=True, type=click.FloatRange(1, 3600), help="Seconds.")
@click.option("--thefts", type=EXISTING, help="CSV (or .csv.gz) with lon,lat: posts are chosen near past thefts, too.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Map of what is in reach, as PNG.")
def coverage(roads: Path, units: Path, within_s: float, thefts: Path | None, picture: Path | None) -> None:
    """How much of the street length the available UNITS can reach in time, and the best post for each; JSON.

    Times are those of the ranking, turnout and the age of positions included. Posts are at most 2 km from where a unit
    is, and 10 minutes by road.
    """
    from dispatch.coverage_command import coverage_command  # noqa: PLC0415 - the same
    from streams.runtime.cache import cache_folder  # noqa: PLC0415 - the same

    folder = cache_folder() / "roads"
    answer = coverage_command(roads, units, within_s, thefts=thefts, picture=picture, cache_dir=folder)
    click.echo(json.dumps(answer, ensure_ascii=False))


@patrol.command()
@click.option("--roads", required=True, type=EXISTING, help="OpenStreetMap extract, .osm.pbf.")
@click.option("--units", required=True, type=click.IntRange(1, 10_000), help="How many patrol.")
@click.option("--incidents", required=True, type=click.IntRange(1, 100_000), help="How many thefts happen.")
@click.option("--seed", required=True, type=click.IntRange(0), help="The same seed is the same night to every policy.")
@click.option("--policy", type=click.Choice(POLICIES), default="full", show_default=True)
@click.option("--compare", is_flag=True, help="All policies on the same night, as one JSON.")
@click.option("--thefts", type=EXISTING, help="CSV (or .csv.gz) with lon,lat of real thefts to draw the places from.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Map and response curve, as PNG.")
def simulate(  # noqa: PLR0917 - click hands them over by name
    roads: Path,
    units: int,
    incidents: int,
    seed: int,
    policy: Policy,
    compare: bool,  # noqa: FBT001 - a flag
    thefts: Path | None,
    picture: Path | None,
) -> None:
    """Let a night happen on the product's own desk and print how soon somebody was on scene, as JSON.

    Thefts, patrols, people's accept times, declines, sleeping phones and blind cameras are drawn from the seed. The
    night takes place where the map is densest (or most of the --thefts are), with 9 km of street for each unit.
    Policies, each with what the one before it can: straight_line sends whoever is nearest as the crow flies, road by
    travel time, fix_age minds how old positions are, closing holds both ends of the street, reassign sends units
    elsewhere on their way, full is the product: idle units wait where `patrol coverage` says, not on their beats.
    """
    from dispatch.simulation.command import comparison, simulate_command  # noqa: PLC0415 - the same
    from dispatch.simulation.night import Plan  # noqa: PLC0415 - the same
    from streams.runtime import logs  # noqa: PLC0415 - the same
    from streams.runtime.cache import cache_folder  # noqa: PLC0415 - keeps the other commands quick to start

    logs.configure("warning", json=False)
    plan = Plan(seed=seed, units=units, incidents=incidents)
    chosen = POLICIES if compare else (policy,)
    outcomes = simulate_command(roads, plan, chosen, thefts=thefts, picture=picture, cache_dir=cache_folder() / "roads")
    answer = comparison(plan, outcomes) if compare else msgspec.to_builtins(outcomes[0])
    click.echo(json.dumps(answer, ensure_ascii=False))


@patrol.command("check-config")
@click.argument("config", type=EXISTING)
def check_config(config: Path) -> None:
    """Say every mistake in CONFIG at once, with its line."""
    from deploy.checking.cameras import camera_notes  # noqa: PLC0415 - keeps the other commands quick to start
    from deploy.checking.settings import check_settings  # noqa: PLC0415 - likewise

    settings, mistakes = check_settings(config)
    for mistake in mistakes:
        click.echo(f"{config}: {mistake}", err=True)
    if settings is None:
        raise SystemExit(ConfigError.exit_code)
    for note in camera_notes(settings):
        click.echo(f"{config}: note: {note}", err=True)
    counts = ((len(settings.district), "district"), (len(settings.camera), "camera"), (len(settings.unit), "unit"))
    told = (f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)
    click.echo(f"{config}: fine: {', '.join(told)}")


@patrol.command()
@click.option("--check", is_flag=True, help="Run the demo's incident headless to its end; print one JSON line last.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the console.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535), help="Port of the console.")
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder of the log and the evidence.")
@click.option("--video", help="File or URL instead of the staged clip.")
@click.option("--bus", type=click.Choice(["sqlite", "kafka"]), default="sqlite", show_default=True)
@click.option("--bootstrap", help="HOST:PORT of a Kafka; without it, --bus kafka starts one for the run.")
def demo(  # noqa: PLR0917 - click hands them over by name
    check: bool,  # noqa: FBT001 - a flag
    host: str,
    port: int,
    data: Path | None,
    video: str | None,
    bus: str,
    bootstrap: str | None,
) -> None:
    """Run the one-box demo: one camera, eight units on the real streets of a city, the console."""
    from streams.runtime import logs  # noqa: PLC0415 - keeps the other commands quick to start

    logs.configure("warning" if check else "info", json=False)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what was started is ended
    if check:
        from deploy.demo.check import run_check  # noqa: PLC0415 - the same

        report, complete = run_check(data=data, video=video, bus=bus, bootstrap=bootstrap)
        click.echo(json.dumps(report, ensure_ascii=False))
        sys.exit(0 if complete else 1)
    from deploy.running.onebox import run_demo  # noqa: PLC0415 - the same

    sys.exit(run_demo(host=host, port=port, data=data, video=video, bus=bus, bootstrap=bootstrap))


def _print_lines(lines: Iterable[Mapping[str, object]], out: IO[str]) -> None:
    try:
        out.flush()  # opens it: where it cannot be written that is said now, and no event at all is an empty file
    except click.FileError as error:
        raise ConfigError(f"--out {error.ui_filename}: cannot be written: {error.message}") from error
    for line in lines:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        out.flush()


def _epoch_ms(start: str | None) -> int | None:
    if start is None:
        return None
    try:
        at = datetime.fromisoformat(start)
    except ValueError:
        raise ConfigError(f"--start {start!r} is no ISO 8601 time such as 2026-03-19T04:00:00+08:00") from None
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def _place(text: str) -> Place:
    lon, _, lat = text.partition(",")
    try:
        return msgspec.convert({"lon": lon, "lat": lat}, Place, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"--incident {text!r} is not LON,LAT such as 112.5489,37.8706: {error}") from None


def main() -> None:
    """Run the command line; errors that we foresee are one line on stderr and an exit status."""
    _leave(_status())


def _status() -> int:
    try:
        status: object = patrol(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:  # what click makes of Ctrl-C
        return BROKEN_OFF
    except PatrolError as error:
        click.echo(f"patrol: {error}", err=True)
        return error.exit_code
    return status if isinstance(status, int) else 0


def _leave(status: int) -> None:
    """End with `status`; at once where a reader waits for a camera that hangs."""
    # Python's own end would tear the reader out of FFmpeg, and that aborts the process
    if any(thread.daemon for thread in threading.enumerate()):
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):  # nobody reads it any more
                stream.flush()
        os._exit(status)
    sys.exit(status)
