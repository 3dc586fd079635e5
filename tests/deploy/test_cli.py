"""The command line as a user meets it: bad input is a clear line on stderr and a status, never a traceback."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.cli import patrol as cli
from detectors.tracks import CLASSES
from tests.dispatch.roads.towns import Town, at

LON, LAT = at(100, 0)
FAR_LON, FAR_LAT = at(100, 5_500)
CAMERA = '[[camera]]\ncamera_id = "a"\nlon = 1\n'
UNITS = "unit_id,kind,lon,lat,fix_age_s,status\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Town().point("a", 0, 0).point("b", 500, 0).point("c", 1000, 0).street("a b c").write(tmp_path / "town.osm.pbf")
    for name, text in {
        "no.mp4": "a letter to my aunt",
        "no.osm.pbf": "a letter to my aunt",
        "tracks.csv": "t_s,track_id,class\n1,2,person\n",
        "empty.csv": "t_s,track_id,class,x1,y1,x2,y2\n",
        "units.csv": f"{UNITS}P-1,car,{LON},{LAT},5,available\n",
        "wrong.csv": f"{UNITS}P-1,tank,{LON},{LAT},5,available\nP-1,car,{LON},here,5,available\n",
        "site.toml": f'{CAMERA}{CAMERA}lat = 1\nurrl = "x"\n',
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def patrol(folder: Path, command: str) -> tuple[int, str]:
    """The status of a command in `folder` and what it said on stderr."""
    root = str(Path(__file__).parents[2])
    argv = [sys.executable, "-c", "from deploy.cli import main; main()", *command.split()]
    ended = subprocess.run(
        argv, cwd=folder, env={"PYTHONPATH": root, "HOME": str(folder)}, capture_output=True, check=False
    )
    said = ended.stderr.decode()
    assert "Traceback" not in said
    return ended.returncode, said


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("watch gone.mp4", ["gone.mp4: there is no such file"]),
        ("watch no.mp4", ["no.mp4: is no video that can be read"]),
        (
            "watch no.mp4 --config site.toml",
            ["line 4: camera 2: a camera named 'a' is there already", "did you mean 'url'"],
        ),
        ("watch no.mp4 --start yesterday", ["--start 'yesterday' is no ISO 8601 time"]),
        ("replay gone.csv", ["'gone.csv' does not exist"]),
        ("replay tracks.csv", ["tracks.csv:1: columns must be t_s,track_id,class,x1,y1,x2,y2"]),
        ("replay empty.csv --out gone/lines.jsonl", ["--out gone/lines.jsonl: cannot be written: No such file"]),
        ("watch rtsp://127.0.0.1:1/live --out gone/lines.jsonl", ["--out gone/lines.jsonl: cannot be written"]),
        ("check-config site.toml", ["line 4: camera 2", "line 8: camera 2: urrl: unknown field; did you mean 'url'?"]),
        (
            f"rank --roads no.osm.pbf --units units.csv --incident {LON},{LAT}",
            ["no.osm.pbf: is no whole OpenStreetMap"],
        ),
        (f"rank --roads town.osm.pbf --units units.csv --incident {FAR_LON},{FAR_LAT}", ["outside the map", "5.5 km"]),
        (
            f"rank --roads town.osm.pbf --units wrong.csv --incident {LON},{LAT}",
            [
                "wrong.csv:2: kind: 'tank'",
                "wrong.csv:3: lat: 'here' is no number",
                "wrong.csv:3: unit_id: 'P-1' stands",
            ],
        ),
        ("rank --roads town.osm.pbf --units units.csv --incident here", ["--incident 'here' is not LON,LAT"]),
        ("demo --data no.mp4/data", ["the data folder no.mp4/data cannot be written"]),
        ("demo --video gone.mp4", ["--video gone.mp4: there is no such file"]),
    ],
)
def test_bad_input_is_named_with_status_2(folder: Path, command: str, words: list[str]) -> None:
    status, said = patrol(folder, command)
    assert status == 2, said
    assert [word for word in words if word not in said] == []


def test_the_help_of_replay_tells_the_columns_and_what_a_wrong_row_does() -> None:
    told = CliRunner().invoke(cli, ["replay", "--help"]).output
    words = ("t_s,track_id,class,x1,y1,x2,y2", "A row that is wrong ends the run with status 2")
    assert [word for word in words if word not in told] == []
    assert [name for name in CLASSES if name not in told] == []


def test_a_good_file_is_told_by_what_it_holds(folder: Path) -> None:
    (folder / "one.toml").write_text(f"{CAMERA}lat = 1\n", encoding="utf-8")
    told = CliRunner().invoke(cli, ["check-config", str(folder / "one.toml")]).output
    assert told.endswith("one.toml: fine: 1 district, 1 camera, 0 units\n")


def test_no_event_at_all_is_an_empty_file(folder: Path) -> None:
    assert patrol(folder, "replay empty.csv --out lines.jsonl") == (0, "")
    assert not (folder / "lines.jsonl").read_bytes()


def test_control_c_ends_a_command_without_a_traceback(folder: Path) -> None:
    os.mkfifo(folder / "slow.csv")
    argv = [sys.executable, "-m", "deploy", "replay", "slow.csv"]
    env = {"PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(folder)}
    running = subprocess.Popen(argv, cwd=folder, env=env, stderr=subprocess.PIPE)
    with (folder / "slow.csv").open("wb"):  # it has begun to read
        running.send_signal(signal.SIGINT)
        said = running.communicate(timeout=180)[1].decode()
    assert (running.returncode, said.strip()) == (130, "")


def test_a_port_in_use_is_named_before_anything_is_started(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = patrol(folder, f"demo --port {port}")
    assert (status, f"cannot listen on 127.0.0.1:{port}" in said, "--port" in said) == (2, True, True)


def test_a_camera_that_does_not_answer_is_a_dependency_and_status_3(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"rtsp://127.0.0.1:{silent.getsockname()[1]}/live"
    status, said = patrol(folder, f"watch {url}")
    assert status == 3, said
