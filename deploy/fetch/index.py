"""One member of a file of the Python package index that this machine's pip uses. Unpacks; installs and builds nothing.

Knows no registry by name: it asks pip where its index is.
"""

import contextlib
import hashlib
import html.parser
import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.parse
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from typing_extensions import override

from deploy.fetch.assets import PythonPackage
from deploy.fetch.download import Progress, Unreachable, download, get

_PAGE = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"


def bring_from_index(origin: PythonPackage, target: Path, scratch: Path, *, progress: Progress) -> None:
    """Write the member to `target`; the package file stays in `scratch` for its other members.

    Raises:
        Unreachable: no index, no such file in it, another hash, or no such member.
    """
    package = scratch / origin.file
    if not (package.exists() and sha256_of(package) == origin.file_sha256):
        part = scratch / (origin.file + ".part")
        download(_address(origin), part, progress=progress)
        if (found := sha256_of(part)) != origin.file_sha256:
            part.unlink()
            raise Unreachable(f"{origin.file} has sha256 {found}, not {origin.file_sha256}")
        part.replace(package)
    _unpack(package, origin.member, target)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def index_url() -> str:
    """The package index that pip is set to: environment, its configuration, else its own default.

    Raises:
        Unreachable: there is no pip to ask.
    """
    if url := os.environ.get("PIP_INDEX_URL"):
        return url
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0 and asked.stdout.strip():
        return asked.stdout.strip()
    try:
        from pip._internal.models.index import PyPI  # noqa: PLC0415 - pip may be missing; it has no public word for this
    except ImportError as error:
        raise Unreachable("pip is not installed here: set PIP_INDEX_URL to your package index") from error
    return PyPI.simple_url


def _address(origin: PythonPackage) -> str:
    """The address of the file, from the index's page of the package (PEP 503 or 691)."""
    page_url = f"{index_url().rstrip('/')}/{origin.package}/"
    page, content_type = get(page_url, accept=_PAGE)
    links = _links_of_json(page) if "json" in content_type else _links_of_html(page)
    if origin.file not in links:
        raise Unreachable(f"the package index has no {origin.file}")
    url = urllib.parse.urldefrag(urllib.parse.urljoin(page_url, links[origin.file])).url
    return _with_credentials_of(page_url, url)


def _links_of_json(page: bytes) -> dict[str, str]:
    try:
        return {file["filename"]: file["url"] for file in json.loads(page)["files"]}
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable("the package index answered with something that is no index page") from error


def _links_of_html(page: bytes) -> dict[str, str]:
    anchors = _Anchors()
    anchors.feed(page.decode(errors="replace"))
    return {urllib.parse.unquote(urllib.parse.urlsplit(href).path.rpartition("/")[2]): href for href in anchors.hrefs}


class _Anchors(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.hrefs.append(href)


def _with_credentials_of(page_url: str, url: str) -> str:
    """Carry a private index's name and password over to its files, but to no other host."""
    page, file = urllib.parse.urlsplit(page_url), urllib.parse.urlsplit(url)
    login, at, host = page.netloc.rpartition("@")
    if not at or file.netloc != host:
        return url
    return file._replace(netloc=f"{login}@{host}").geturl()


def _unpack(package: Path, member: str, target: Path) -> None:
    try:
        with _member(package, member) as inside, target.open("wb") as out:
            shutil.copyfileobj(inside, out)
    except (KeyError, OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise Unreachable(f"{package.name}: {error}") from error


@contextlib.contextmanager
def _member(package: Path, member: str) -> Iterator[IO[bytes]]:
    if zipfile.is_zipfile(package):
        with zipfile.ZipFile(package) as wheel, wheel.open(member) as inside:
            yield inside
        return
    with tarfile.open(package) as sdist:
        file = sdist.extractfile(member)
        if file is None:
            raise KeyError(f"{member} is no file")
        yield file
