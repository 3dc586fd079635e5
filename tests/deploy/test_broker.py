"""`deploy/kafka`: a real broker that starts, says where it is, and stops; and what is said when it cannot."""

import socket
import subprocess
from pathlib import Path

import pytest

from deploy import kafka_jars
from deploy.broker import Broker, main
from streams.schema.errors import BusError, ConfigError

SCRIPT = Path(__file__).parents[2] / "deploy" / "kafka"


@pytest.mark.kafka
def test_it_starts_answers_goes_on_at_the_same_address_and_stops(broker: Broker, tmp_path: Path) -> None:
    assert broker.answers()
    folder = str(tmp_path / "kafka")
    started = subprocess.run([SCRIPT, "start", "--data", folder], stdout=subprocess.PIPE, text=True, check=True)
    again = subprocess.run([SCRIPT, "start", "--data", folder], stdout=subprocess.PIPE, text=True, check=True)
    status = subprocess.run([SCRIPT, "status", "--data", folder], stdout=subprocess.PIPE, text=True, check=True)
    subprocess.run([SCRIPT, "stop", "--data", folder], check=True)
    stopped = subprocess.run([SCRIPT, "status", "--data", folder], capture_output=True, check=False)
    assert started.stdout == again.stdout
    assert status.stdout.startswith(started.stdout.strip())
    assert stopped.returncode == BusError.exit_code
    with Broker.start(Path(folder)) as restarted:
        assert restarted.bootstrap == started.stdout.strip()


@pytest.mark.kafka
def test_a_port_in_use_is_named(broker: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    port = broker.bootstrap.rpartition(":")[2]
    assert main(["start", "--data", str(tmp_path / "kafka"), "--port", port]) == ConfigError.exit_code
    assert f"port {port} cannot be had" in capsys.readouterr().err


def test_without_java_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert main(["start", "--data", str(tmp_path / "kafka")]) == BusError.exit_code
    assert "Java is missing" in capsys.readouterr().err


def test_an_old_java_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "Java 8 is too old" in (kafka_jars.missing() or "")


def test_a_jar_that_is_not_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    java, mvn = tmp_path / "bin" / "java", tmp_path / "bin" / "mvn"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"21.0.1\"' >&2\n")
    mvn.write_text(
        '#!/bin/sh\nfor last; do :; done\nmkdir -p "${last#*=}"\necho other > "${last#*=}/kafka_2.13-4.1.1.jar"\n'
    )
    java.chmod(0o755)
    mvn.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(mvn.parent), prepend=":")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with pytest.raises(BusError, match="from Maven is not the pinned one"):
        kafka_jars.jars()
    assert not list((tmp_path / "cache" / "video-patrol").iterdir())


def test_a_port_that_somebody_listens_on_is_never_called_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(ConfigError):
            Broker.start(Path("unused"), taken.getsockname()[1])
