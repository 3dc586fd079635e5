"""The programs and jars that a broker needs: Java, and Apache Kafka from Maven Central, pinned by version and sha256.

Standard library only, as `broker`. The jars are kept outside the checkout and fetched once.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from streams.runtime.cache import cache_folder
from streams.schema.errors import BusError

KAFKA_VERSION: Final = "4.1.1"
JAVA_AT_LEAST: Final = 17
"""Kafka 4 brokers do not start on older ones."""

_POM: Final = Path(__file__).with_name("kafka-pom.xml")
_SUMS: Final = Path(__file__).with_name("kafka-jars.txt")


def missing() -> str | None:
    """What has to be installed before a broker can start, and how; None when all is there."""
    version = _java_version()
    if version is None or version < JAVA_AT_LEAST:
        found = f"Java {version} is too old" if version else "Java is missing"
        return (
            f"{found}: Apache Kafka {KAFKA_VERSION} needs Java {JAVA_AT_LEAST} or newer. Debian and Ubuntu: apt "
            "install openjdk-17-jre-headless maven; Fedora: dnf install java-21-openjdk-headless maven; macOS: brew "
            "install openjdk@21 maven. Or set JAVA_HOME"
        )
    if not _folder().is_dir() and shutil.which("mvn") is None:
        return (
            f"Maven is missing: it fetches Apache Kafka {KAFKA_VERSION} once. Debian and Ubuntu: apt install maven; "
            f"Fedora: dnf install maven; macOS: brew install maven. Or put the jars listed in {_SUMS} into {_folder()}"
        )
    return None


def java() -> str:
    """The program that runs Java: of JAVA_HOME when it is set, else from the path."""
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else "java"


def jars() -> Path:
    """The folder with Kafka's jars, fetched and compared with their sums first when it is not there.

    Raises:
        BusError: Java or Maven is missing, the fetch failed, or a jar is not the pinned one; says what to do.
    """
    if lacking := missing():
        raise BusError(lacking)
    folder = _folder()
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as fresh:
            _fetch(Path(fresh) / "jars")
            _compare(Path(fresh) / "jars")
            try:
                (Path(fresh) / "jars").rename(folder)
            except OSError:
                if not folder.is_dir():  # else another process has just done the same
                    raise
    return folder


def _folder() -> Path:
    return cache_folder() / f"kafka-{KAFKA_VERSION}"


def _java_version() -> int | None:
    try:
        shown = subprocess.run([java(), "-version"], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    except OSError:
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', shown.stderr)
    return int(found.group(1)) if found else None


def _fetch(folder: Path) -> None:
    command = ["mvn", "-B", "-q", "-f", str(_POM), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    fetched = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if fetched.returncode:
        said = "\n".join((fetched.stdout + fetched.stderr).strip().splitlines()[-10:])
        raise BusError(
            f"Maven could not fetch Apache Kafka {KAFKA_VERSION}; check the network or the mirror in "
            f"~/.m2/settings.xml:\n{said}"
        )


def _compare(folder: Path) -> None:
    pinned = {name: digest for digest, name in (line.split() for line in _SUMS.read_text("utf-8").splitlines())}
    found = {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in folder.iterdir()}
    for name in sorted(pinned.keys() | found.keys()):
        if pinned.get(name) != found.get(name):
            raise BusError(f"{name} from Maven is not the pinned one: sha256 {found.get(name)}, not {pinned.get(name)}")
