"""The folder of stills and clips that messages point to by key. Knows nothing of what is on them."""

import os
import re
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from streams.schema.errors import DeviceError, PatrolError

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_UNFINISHED: Final = ".unfinished-"
"""No key begins so: what a killed process left behind is never served."""


class EvidenceStore:
    """One file per key in `folder`, made when missing. Keys are `[a-z0-9][a-z0-9._-]*`, 200 characters at most.

    Raises:
        DeviceError: the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DeviceError(f"{folder}: no place for evidence: {error}") from error

    def put(self, key: str, data: bytes) -> None:
        """Store `data` under `key`, replacing what was there: whole and on the disk when this returns, or not at all.

        Raises:
            PatrolError: `key` is none.
            DeviceError: the disk is full or cannot be written.
        """
        if not _KEY.fullmatch(key):
            raise PatrolError(f"{key!r}: no key of evidence, which is small letters, digits and . _ -")
        handle, name = -1, ""
        try:
            handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(handle)
            Path(name).replace(self._folder / key)
            self._sync_folder()
        except OSError as error:
            raise DeviceError(f"{self._folder / key}: not stored: {error}") from error
        finally:
            with suppress(FileNotFoundError):
                Path(name or self._folder / _UNFINISHED).unlink()

    def get(self, key: str) -> bytes | None:
        """What stands under `key`; None when nothing does, or it is no key."""
        if not _KEY.fullmatch(key):
            return None
        try:
            return (self._folder / key).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DeviceError(f"{self._folder / key}: not read: {error}") from error

    def find(self, key: str) -> Path | None:
        """The file that holds what stands under `key`, for whoever reads it in parts."""
        file = self._folder / key
        return file if _KEY.fullmatch(key) and file.is_file() else None

    def expire(self, before_ms: int, keep: Callable[[str], bool] = lambda _: False) -> int:
        """Delete what was put before `before_ms` by the machine's clock, but for keys to `keep`; gives how many."""
        expired = 0
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process expires as well
                if file.is_file() and file.stat().st_mtime_ns // 1_000_000 < before_ms and not keep(file.name):
                    file.unlink()
                    expired += 1
        return expired

    def take_as_of(self, now_ms: int) -> None:
        """Count what was put under a clock that ran ahead from now on: it would be kept for so much longer."""
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process expires as well
                if file.is_file() and file.stat().st_mtime_ns // 1_000_000 > now_ms:
                    os.utime(file, (now_ms / 1000, now_ms / 1000))

    def _sync_folder(self) -> None:
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
