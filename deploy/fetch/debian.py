"""One member of a Debian package, through the machine's own apt sources, as any user and without touching the system.

Unpacks one file from the package's archive; runs none of its scripts.
"""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path

from deploy.fetch.assets import DebianPackage
from deploy.fetch.download import Unreachable


def bring_from_debian(origin: DebianPackage, target: Path, scratch: Path) -> None:
    """Write the member to `target`.

    Raises:
        Unreachable: no apt here, no such package in this release, or no such member.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise Unreachable("no apt-get here")
    room = scratch / f"apt-{origin.package}"
    try:
        unpack(_download(origin.package, room), origin.member, target)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def unpack(package: Path, member: str, target: Path) -> None:
    """Write one member of a package file to `target`.

    Raises:
        Unreachable: it is no package, or holds no such member.
    """
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - words of our own list
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as archive:
                for entry in archive:
                    if entry.name == member and (inside := archive.extractfile(entry)) is not None:
                        with inside, target.open("wb") as out:
                            shutil.copyfileobj(inside, out)
                        return
        except (OSError, tarfile.TarError) as error:
            raise Unreachable(f"{package.name}: {error}") from error
        finally:
            process.kill()
    raise Unreachable(f"{package.name} holds no {member}")


def _download(package: str, room: Path) -> Path:
    """The package file, by the machine's own lists if they are fresh enough, else by lists of our own in `room`."""
    (room / "lists/partial").mkdir(parents=True, exist_ok=True)
    (room / "cache/archives/partial").mkdir(parents=True, exist_ok=True)
    if _apt(["download", package], room) != 0:
        own = [
            *("-o", f"Dir::State::Lists={room / 'lists'}"),
            *("-o", f"Dir::Cache={room / 'cache'}"),
            *("-o", "Debug::NoLocking=1"),
        ]
        _apt([*own, "update"], room)
        if _apt([*own, "download", package], room) != 0:
            raise Unreachable(f"apt-get download {package} failed (its words are above)")
    found = sorted(room.glob(f"{package}_*.deb"))
    if not found:
        raise Unreachable(f"apt-get download {package} left no file")
    return found[0]


def _apt(words: Iterable[str], room: Path) -> int:
    # Its output goes to stderr, as ours is for the path. `apt-get` is looked up as the user would.
    quiet = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "-o", "Acquire::http::Timeout=15"]
    sys.stderr.write(f"{' '.join(['apt-get', *(w for w in words if '=' not in w and w != '-o')])}\n")
    sys.stderr.flush()
    return subprocess.run([*quiet, *words], cwd=room, stdout=sys.stderr, check=False).returncode  # noqa: S603 - apt itself
