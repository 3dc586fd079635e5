"""Real processes under the supervisor; each reports by connecting to a socket of the test."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from deploy.running.supervisor import supervise

REPORT = """
import os, socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as line:
    line.sendall(str(os.getpid()).encode())
"""
PATIENCE_S = 180.0
"""A guard against hanging on a busy machine; nothing is measured by it."""
STAY = REPORT + "sys.stdin.buffer.read()\n"


@pytest.fixture
def desk() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_S)
        yield server


def child(script: str, desk: socket.socket) -> list[str]:
    return [sys.executable, "-c", script, str(desk.getsockname()[1])]


def report(desk: socket.socket) -> int:
    line, _ = desk.accept()
    with line:
        return int(line.recv(20))


def in_background(commands: dict[str, list[str]]) -> tuple[threading.Thread, threading.Event, list[int]]:
    stop, status = threading.Event(), []
    thread = threading.Thread(target=lambda: status.append(supervise(commands, stop)))
    thread.start()
    return thread, stop, status


def test_a_process_that_is_killed_is_started_again(desk: socket.socket) -> None:
    thread, stop, status = in_background({"stays": child(STAY, desk)})
    first = report(desk)
    os.kill(first, signal.SIGKILL)
    assert report(desk) != first
    stop.set()
    thread.join(PATIENCE_S)
    assert status == [0]


def test_a_process_that_ends_for_bad_input_ends_the_whole_with_its_status(desk: socket.socket) -> None:
    thread, _, status = in_background(
        {"stays": child(STAY, desk), "wrong": [sys.executable, "-c", "raise SystemExit(2)"]}
    )
    thread.join(PATIENCE_S)
    assert status == [2]


def test_no_process_outlives_the_supervisor_even_when_that_is_killed(desk: socket.socket) -> None:
    script = (
        "import sys, threading; from deploy.running.supervisor import supervise\n"
        "supervise({'stays': sys.argv[1:]}, threading.Event())"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script, *child(STAY + REPORT, desk)])
    report(desk)
    supervisor.kill()
    supervisor.wait(PATIENCE_S)
    assert report(desk), "the child saw its standard input close and said good-bye"


LOADS = f"""
import threading
from deploy.running.supervisor import broken_off, stop_on_signal, stop_with_parent
stop = stop_on_signal()
stop_with_parent(0)
with broken_off(stop):
    {REPORT.strip().replace(chr(10), chr(10) + "    ")}
    threading.Event().wait()
"""


def test_a_process_that_is_still_loading_ends_at_once_and_well(desk: socket.socket) -> None:
    told = subprocess.Popen(child(LOADS, desk), stdin=subprocess.PIPE)
    os.kill(report(desk), signal.SIGTERM)
    assert told.wait(PATIENCE_S) == 0
    orphan = subprocess.Popen(child(LOADS, desk), stdin=subprocess.PIPE)
    report(desk)
    orphan.communicate()  # closes its standard input
    assert orphan.returncode == 0


def test_control_c_is_for_the_supervisor_alone(desk: socket.socket) -> None:
    thread, stop, _ = in_background({"stays": child(STAY, desk)})
    assert os.getpgid(report(desk)) != os.getpgid(0)
    stop.set()
    thread.join(PATIENCE_S)
