"""A real Apache Kafka of one node (KRaft): started in a folder of its own, stopped by its process id.

Uses the standard library only, so that `deploy/kafka` works before anything is installed. Knows nothing of our topics.
"""

import argparse
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from deploy.kafka_jars import jars, java
from streams.schema.errors import BusError, ConfigError, PatrolError

HOST: Final = "127.0.0.1"
STARTS_WITHIN_S: Final = 120.0
"""A start takes 3 s on two idle cores, and half a minute on two that others keep busy."""
STOPS_WITHIN_S: Final = 20.0
ANSWERS_WITHIN_S: Final = 10.0
"""A broker that others keep from running is still one that answers; where there is none, that shows at once."""
CLUSTER_ID: Final = "dmlkZW8tcGF0cm9sLTAwMQ"
"""Any 16 bytes in base64; a folder holds one node of one cluster, so all may have the same."""
JAVA_OPTIONS: Final = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
"""Little memory and a quick start; a city's cluster is set up by other means (`compose.yaml`)."""

_SETTINGS: Final = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@{host}:{controller}
log.dirs={folder}/logs
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
offsets.retention.minutes=525600
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
transaction.state.log.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
"""


@dataclass(frozen=True, kw_only=True)
class Broker:
    """A broker that runs. As a context manager it stops at the end."""

    bootstrap: str
    """`host:port`, for clients."""
    pid: int
    folder: Path

    @classmethod
    def start(cls, folder: Path, port: int | None = None) -> Self:
        """A broker whose whole state is in `folder`; gives the one that runs there already, if any.

        Without `port` it takes the port that it had there before, else a free one. Returns when the broker answers.

        Raises:
            BusError: Java or Maven is missing, or the broker did not come up; says why and where its log is.
            ConfigError: `port` is in use.
        """
        if running := cls.running(folder):
            return running
        folder.mkdir(parents=True, exist_ok=True)
        port = _checked(port) if port else _port_of_last_time(folder) or _free_port()
        classpath = f"{jars()}/*"
        settings = folder / "server.properties"
        settings.write_text(
            _SETTINGS.format(host=HOST, port=port, controller=_free_port(port), folder=folder.resolve()),
            encoding="utf-8",
        )
        log = folder / "broker.log"
        command = [java(), *JAVA_OPTIONS, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
        command += ["-Dorg.slf4j.simpleLogger.showDateTime=true", "-cp", classpath]
        with log.open("ab") as out:
            formatting = [
                "kafka.tools.StorageTool",
                "format",
                "-t",
                CLUSTER_ID,
                "-c",
                str(settings),
                "--ignore-formatted",
            ]
            formatted = subprocess.run([*command, *formatting], stdout=out, stderr=out, check=False)  # noqa: S603 - ours
            if formatted.returncode:
                raise BusError(f"Kafka could not format its storage in {folder}: see {log}\n{_end_of(log)}")
            process = subprocess.Popen(  # noqa: S603 - our own command
                [*command, "kafka.Kafka", str(settings)], stdout=out, stderr=out, start_new_session=True
            )
        broker = cls(bootstrap=f"{HOST}:{port}", pid=process.pid, folder=folder)
        (folder / "broker.json").write_text(json.dumps(asdict(broker) | {"folder": str(folder)}), encoding="utf-8")
        try:
            broker._await_answer(process, log)
        except BaseException:  # Ctrl-C among them: nobody else knows of it yet
            broker.kill()
            raise
        return broker

    @classmethod
    def running(cls, folder: Path) -> Self | None:
        """The broker that runs in `folder`, None when none does."""
        try:
            known = json.loads((folder / "broker.json").read_text(encoding="utf-8"))
            broker = cls(bootstrap=str(known["bootstrap"]), pid=int(known["pid"]), folder=folder)
        except (OSError, ValueError, KeyError):
            return None
        return broker if broker.alive() else None

    def alive(self) -> bool:
        """Whether its process is there (and no other that was given the same number later)."""
        with contextlib.suppress(ChildProcessError):
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        shown = subprocess.run(  # noqa: S603 - a number as argument
            ["ps", "-ww", "-o", "command=", "-p", str(self.pid)],  # noqa: S607 - wherever the system keeps it
            capture_output=True,
            text=True,
            check=False,
        )
        return "kafka.Kafka" in shown.stdout or "<defunct>" in shown.stdout  # still letting go of its files

    def answers(self) -> bool:
        """Whether it takes requests now."""
        host, _, port = self.bootstrap.rpartition(":")
        return _answers(host, int(port))

    def stop(self) -> None:
        """End it in order; after `STOPS_WITHIN_S` without mercy. Nothing happens when it is gone already."""
        self._end(signal.SIGTERM)
        if not _within(STOPS_WITHIN_S, lambda: not self.alive()):
            self.kill()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)
        _within(STOPS_WITHIN_S, lambda: not self.alive())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _end(self, how: signal.Signals) -> None:
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, how)

    def _await_answer(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        if _within(STARTS_WITHIN_S, lambda: process.poll() is not None or self.answers()) and process.poll() is None:
            return
        raise BusError(f"Kafka did not come up at {self.bootstrap}: see {log}\n{_end_of(log)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command `deploy/kafka`; gives its exit status."""
    options = _parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except PatrolError as error:
        print(f"deploy/kafka: {error}", file=sys.stderr)  # noqa: T201 - a command line talks
        return error.exit_code


def _start(options: argparse.Namespace) -> int:
    broker = Broker.start(options.data, options.port)
    print(broker.bootstrap, flush=True)  # noqa: T201 - what scripts read
    if options.foreground:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt), broker:
            while broker.alive():
                time.sleep(1.0)
    return 0


def _stop(options: argparse.Namespace) -> int:
    if broker := Broker.running(options.data):
        broker.stop()
    return 0


def _status(options: argparse.Namespace) -> int:
    broker = Broker.running(options.data)
    if broker is None or not broker.answers():
        print(f"no broker answers in {options.data}")  # noqa: T201 - a command line talks
        return BusError.exit_code
    print(f"{broker.bootstrap} pid {broker.pid}")  # noqa: T201 - a command line talks
    return 0


_COMMANDS: Final = {"start": _start, "stop": _stop, "status": _status}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deploy/kafka",
        description="A one-node Apache Kafka in a folder. `start` prints host:port when it answers; exit status 3: "
        "Java or Maven is missing, or it does not run.",
    )
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    parser.add_argument("command", choices=_COMMANDS)
    parser.add_argument("--data", type=Path, default=state / "video-patrol" / "kafka", metavar="DIR")
    parser.add_argument("--port", type=int, help="left out: the one it had in DIR before, else a free one")
    parser.add_argument("--foreground", action="store_true", help="stay, and stop it on Ctrl-C")
    return parser


def _checked(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise ConfigError(f"port {port} cannot be had: {error}; choose another with --port") from error
    return port


def _free_port(other_than: int | None = None) -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port if port != other_than else _free_port(other_than)


def _port_of_last_time(folder: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError, KeyError, ConfigError):
        known = json.loads((folder / "broker.json").read_text(encoding="utf-8"))
        return _checked(int(known["bootstrap"].rpartition(":")[2]))
    return None


def _answers(host: str, port: int) -> bool:
    """Asks for the API versions, the one request that every version of the protocol understands."""
    request = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions v0, correlation id 1, no client id
    try:
        with socket.create_connection((host, port), timeout=ANSWERS_WITHIN_S) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return len(connection.recv(8)) > 0
    except OSError:
        return False


def _within(limit_s: float, happened: Callable[[], bool]) -> bool:
    end_s = time.monotonic() + limit_s
    while not happened():
        if time.monotonic() > end_s:
            return False
        time.sleep(0.1)
    return True


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


if __name__ == "__main__":
    sys.exit(main())
