"""One member of a Debian package, unpacked and never installed."""

import io
import shutil
import tarfile
from pathlib import Path

import pytest

from deploy.fetch.assets import DebianPackage
from deploy.fetch.debian import bring_from_debian, unpack
from deploy.fetch.download import Unreachable

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb: this is no Debian machine")


def debian_package(path: Path, member: str, body: bytes) -> Path:
    """A .deb is an `ar` of three files."""
    parts = {"debian-binary": b"2.0\n", "control.tar": _tar("./control", b""), "data.tar": _tar(member, body)}
    with path.open("wb") as out:
        out.write(b"!<arch>\n")
        for name, data in parts.items():
            out.write(f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(data):<10}`\n".encode())
            out.write(data + b"\n" * (len(data) % 2))
    return path


def _tar(member: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo(member)
        entry.size = len(body)
        archive.addfile(entry, io.BytesIO(body))
    return out.getvalue()


@needs_dpkg
def test_the_member_is_written_out(tmp_path: Path) -> None:
    package = debian_package(tmp_path / "p.deb", "./usr/share/clip.avi", b"frames")
    unpack(package, "./usr/share/clip.avi", tmp_path / "clip.avi")
    assert (tmp_path / "clip.avi").read_bytes() == b"frames"


@needs_dpkg
def test_a_member_that_is_not_in_it_is_named(tmp_path: Path) -> None:
    package = debian_package(tmp_path / "p.deb", "./other", b"")
    with pytest.raises(Unreachable, match=r"holds no \./clip"):
        unpack(package, "./clip", tmp_path / "clip")


@needs_dpkg
def test_a_file_that_is_no_package_is_told(tmp_path: Path) -> None:
    (tmp_path / "p.deb").write_bytes(b"no package")
    with pytest.raises(Unreachable, match=r"p\.deb"):
        unpack(tmp_path / "p.deb", "./clip", tmp_path / "clip")


def test_a_machine_without_apt_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreachable, match="no apt-get here"):
        bring_from_debian(DebianPackage(package="p", member="./m"), tmp_path / "out", tmp_path)
