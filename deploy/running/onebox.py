"""`patrol demo`: a whole site on one machine: camera, desk, console and simulated units, as one tree of processes.

What it shows is real inference on real pixels and real streets; only the people are simulated.
"""

import contextlib
import os
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from deploy.demo.site import write_site
from deploy.demo.stage import staged_clip
from deploy.fetch import fetch
from deploy.running.address import OPERATOR, listen, public_address
from deploy.running.supervisor import stop_on_signal, supervise
from dispatch.web.accounts import Accounts
from streams.runtime.clock import WallClock
from streams.schema.errors import ConfigError

ROADS: Final = "helsinki.osm.pbf"
CARRIED_UNIT: Final = "guard-1"
"""The unit whose page is offered to a phone; the simulation lives its life too."""


def run_demo(*, host: str, port: int, data: Path | None, video: str | None, bus: str, bootstrap: str | None) -> int:
    """Run the demo until Ctrl-C; the exit status."""
    listen(host, port).close()
    data = data or default_data()
    with _bootstrap(bus, bootstrap, data) as found:
        shared = ["--config", str(_write_demo_site(data, video)), "--data", str(data), "--bus", bus]
        shared += ["--bootstrap", found] if found else []
        stop = stop_on_signal()
        threading.Thread(target=_announce, args=(data, host, port, stop), daemon=True).start()
        return supervise(_commands(shared, host, port, decide="worker" if bus == "kafka" else "desk"), stop)


def _commands(shared: Sequence[str], host: str, port: int, decide: str) -> Mapping[str, Sequence[str]]:
    """The processes of one box, by name; the first is the one that people wait for."""
    shared = [*shared, "--plain-logs", "--supervised"]
    own = {
        "serve": ["--host", host, "--port", str(port), "--no-login-link"],
        decide: [],
        "demo-units": [],
        "detect": [],
    }
    return {name: [sys.executable, "-m", "deploy", name, *shared, *extra] for name, extra in own.items()}


def default_data() -> Path:
    """`$XDG_DATA_HOME/video-patrol/demo`, usually in `~/.local/share`: it outlives the checkout."""
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "video-patrol" / "demo"


def _write_demo_site(data: Path, video: str | None) -> Path:
    staged = video is None
    source = str(staged_clip()) if video is None else video
    if video is not None and "://" not in video:
        if not Path(video).is_file():
            raise ConfigError(f"--video {video}: there is no such file")
        source = str(Path(video).resolve())
    return write_site(data, roads=fetch(ROADS), video=source, staged=staged)


@contextlib.contextmanager
def _bootstrap(bus: str, bootstrap: str | None, folder: Path) -> Iterator[str | None]:
    """The Kafka to use: the one that was named, else one of our own for as long as this lasts."""
    if bus != "kafka" or bootstrap:
        yield bootstrap
        return
    from deploy.broker import Broker  # noqa: PLC0415 - only here

    with Broker.start(folder / "kafka") as broker:
        yield broker.bootstrap


def _announce(data: Path, host: str, port: int, stop: threading.Event) -> None:
    """Say where to look, as soon as the page answers."""
    address = public_address(host, port)
    while not stop.wait(0.2):
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()  # noqa: S310 - our own address
            break
    accounts = Accounts(data / "accounts.sqlite", WallClock())
    click.echo(
        f"\n  Video Patrol 视频巡逻\n"
        f"  console  控制台   {address}/login?token={accounts.login_link_token(OPERATOR)}\n"
        f"  a unit   巡逻终端 {address}/unit#token={accounts.issue_unit_token(CARRIED_UNIT)}\n"
        f"  data     数据     {data}\n"
        "  Ctrl-C ends it.\n"
    )
    accounts.close()
