"""Weights, demo clip and demo map: brought here once, pinned by hash, kept outside the repository.

`fetch(name)` gives the path of a file whose bytes are those listed in `assets.toml`, or says what to do by hand.
"""

import contextlib
import fcntl
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.fetch.assets import Asset, DebianPackage, Origin, PythonPackage, Url, read_assets
from deploy.fetch.debian import bring_from_debian
from deploy.fetch.download import Progress, Unreachable, download, show_progress
from deploy.fetch.index import bring_from_index, sha256_of
from streams.runtime.cache import cache_folder
from streams.schema.errors import ConfigError, DeviceError

__all__ = ["FetchError", "fetch"]


class FetchError(DeviceError):
    """No origin gave the file. Its text says what to download by hand, from where, and where to put it."""


def fetch(
    name: str,
    *,
    folder: Path | None = None,
    assets: Mapping[str, Asset] | None = None,
    progress: Progress = show_progress,
) -> Path:
    """The path of asset `name`, its bytes verified; downloads only when it is not in the cache.

    Several processes may ask at once: one downloads, the others wait for it.

    Raises:
        ConfigError: no asset of that name.
        FetchError: no origin gave it; says what to do by hand.
    """
    known = read_assets() if assets is None else assets
    if name not in known:
        raise ConfigError(f"no asset is called {name!r}; there are {', '.join(sorted(known))}")
    cache = cache_folder() if folder is None else folder
    path = cache / name
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with _alone(cache / f".{name}.lock"):
            if not _is_whole(path, known[name]):
                _bring(known[name], path, progress)
    except OSError as error:
        raise FetchError(f"{name}: the cache {cache} cannot be used: {error}") from error
    return path


def _bring(asset: Asset, path: Path, progress: Progress) -> None:
    scratch = path.with_name(".scratch")
    scratch.mkdir(exist_ok=True)
    refusals: list[str] = []
    for number, origin in enumerate(asset.origins):
        part = scratch / str(number) / f"{asset.name}.part"  # a folder each: nobody goes on with another's half
        part.parent.mkdir(exist_ok=True)
        try:
            _bring_from(origin, part, scratch, progress)
            _verify(part, asset)
        except Unreachable as why:
            refusals.append(f"  {origin.by_hand}\n      gave nothing: {why}")
            continue
        part.replace(path)
        return
    raise FetchError(
        f"{asset.name} ({asset.purpose}, {asset.bytes:,} bytes) could not be fetched.\n"
        + "\n".join(refusals)
        + f"\nDownload it by hand from one of these and save it as {path}\n"
        f"  (sha256 {asset.sha256})"
    )


def _bring_from(origin: Origin, part: Path, scratch: Path, progress: Progress) -> None:
    match origin:
        case Url():
            download(origin.url, part, progress=progress)
        case PythonPackage():
            bring_from_index(origin, part, scratch, progress=progress)
        case DebianPackage():
            bring_from_debian(origin, part, scratch)


def _verify(part: Path, asset: Asset) -> None:
    if not _is_whole(part, asset):
        found = sha256_of(part)
        part.unlink()
        raise Unreachable(f"its bytes have sha256 {found}, not {asset.sha256}")


def _is_whole(path: Path, asset: Asset) -> bool:
    return path.is_file() and path.stat().st_size == asset.bytes and sha256_of(path) == asset.sha256


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
