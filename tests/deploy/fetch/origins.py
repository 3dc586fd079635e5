"""A server on loopback that can misbehave, and assets that come from it."""

import hashlib
import http.server
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from typing_extensions import override

from deploy.fetch.assets import Asset, Origin, PythonPackage, Url


@dataclass(kw_only=True)
class Web:
    """What stands at each path; `breaks_after` cuts an answer off once; `asked` is the log of (path, Range)."""

    pages: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    breaks_after: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)
    address: str = ""


@contextmanager
def web(pages: Mapping[str, bytes] | None = None) -> Iterator[Web]:
    site = Web(pages=dict(pages or {}))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers["Range"]))
            site.logins.append(self.headers["Authorization"])
            body = site.pages.get(self.path)
            if body is None:
                self.send_error(404)
                return
            start = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body) - start))
            self.send_header("Content-Type", site.types.get(self.path, "application/octet-stream"))
            self.end_headers()
            self.wfile.write(body[start : site.breaks_after.pop(self.path, len(body))])
            self.close_connection = True

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Be silent."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield site
        server.shutdown()


def asset(body: bytes, *origins: Origin, name: str = "model.pt") -> dict[str, Asset]:
    """A list of one asset with these bytes."""
    listed = Asset(
        name=name,
        purpose="a test",
        licence="none",
        sha256=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
        origins=origins,
    )
    return {name: listed}


def at(site: Web, path: str) -> Url:
    return Url(url=site.address + path)


def in_package(file: str, content: bytes, member: str) -> PythonPackage:
    """The origin that is this member of that package file."""
    return PythonPackage(
        package="some-package", file=file, file_sha256=hashlib.sha256(content).hexdigest(), member=member
    )


def wheel(member: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, body)
    return out.getvalue()


def sdist(member: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo(member)
        entry.size = len(body)
        archive.addfile(entry, io.BytesIO(body))
    return out.getvalue()
