"""One address into one file: resumed where it broke off, through the user's proxies, with progress on stderr.

Knows nothing of what the file is; who asks checks the hash.
"""

import base64
import http.client
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Final

Progress = Callable[[str, int, int | None], None]
"""Called with the file's name, the bytes that are here and the bytes that there will be (None: not said)."""

CONNECT_S: Final = 8.0
"""An address that does not answer within this is passed over; a stall of this length is resumed."""
TRIES: Final = 4
_CHUNK: Final = 1 << 16
_RESUME_REFUSED: Final = 416


class Unreachable(Exception):  # noqa: N818 - an expected outcome: the next origin is asked
    """This address did not give the file; says why in words for a person."""


def download(url: str, target: Path, *, progress: Progress, accept: str = "*/*") -> None:
    """Bring `url` to `target`; what a broken transfer left at `target` is gone on with.

    Raises:
        Unreachable: refused, not found, silent, or broken off more than `TRIES` times.
    """
    for attempt in range(TRIES):
        before = target.stat().st_size if target.exists() else 0
        try:
            return _transfer(url, target, progress, accept)
        except urllib.error.HTTPError as error:
            if error.code != _RESUME_REFUSED or not before:
                raise Unreachable(f"HTTP {error.code} {error.reason}") from error
            target.unlink()
        except (OSError, http.client.HTTPException, ValueError) as error:
            grown = target.exists() and target.stat().st_size > before
            if not grown or attempt == TRIES - 1:
                raise Unreachable(str(getattr(error, "reason", error)) or type(error).__name__) from error
    raise Unreachable("the server refuses to go on with a broken transfer")


def get(url: str, *, accept: str = "*/*") -> tuple[bytes, str]:
    """The body of a small page and its content type.

    Raises:
        Unreachable: it cannot be had.
    """
    try:
        with urllib.request.urlopen(_request(url, accept), timeout=CONNECT_S) as answer:  # noqa: S310 - see _request
            return answer.read(), answer.headers.get("Content-Type", "")
    except urllib.error.HTTPError as error:
        raise Unreachable(f"HTTP {error.code} {error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(str(getattr(error, "reason", error)) or type(error).__name__) from error


def show_progress(name: str, here: int, total: int | None) -> None:
    """One line that is rewritten on a terminal; elsewhere a line at the end only."""
    done = total is not None and here >= total
    if sys.stderr.isatty():
        share = f"{here / total:4.0%}" if total else "    "
        sys.stderr.write(f"\r{name}: {here / 1e6:7.1f} MB {share}{chr(10) if done else ''}")
    elif done:
        sys.stderr.write(f"{name}: {here / 1e6:.1f} MB 100%\n")
    sys.stderr.flush()


def _transfer(url: str, target: Path, progress: Progress, accept: str) -> None:
    here = target.stat().st_size if target.exists() else 0
    request = _request(url, accept)
    if here:
        request.add_header("Range", f"bytes={here}-")
    with urllib.request.urlopen(request, timeout=CONNECT_S) as answer:  # noqa: S310 - see _request
        resumed = answer.status == http.HTTPStatus.PARTIAL_CONTENT
        here = here if resumed else 0
        length = answer.headers.get("Content-Length")
        total = here + int(length) if length else None
        with target.open("ab" if resumed else "wb") as file:
            while chunk := answer.read(_CHUNK):
                file.write(chunk)
                here += len(chunk)
                progress(target.name.removesuffix(".part"), here, total)
    if total is not None and here < total:
        raise ConnectionError(f"broke off after {here} of {total} bytes")


def _request(url: str, accept: str) -> urllib.request.Request:
    """A request for http(s) only; a name and password in the address become a header, as urllib ignores them."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError(f"not an http address: {parts.scheme}:")
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    says = {"Accept": accept, "User-Agent": "video-patrol"}
    request = urllib.request.Request(bare.geturl(), headers=says)  # noqa: S310 - the scheme is checked above
    if parts.username is not None:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
    return request
