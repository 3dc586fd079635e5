"""Keeps an archive behind the log: once to its end, or for as long as a process runs."""

import sqlite3
import threading
from contextlib import closing
from typing import Final

import structlog

from dispatch.records.archive import Archive
from streams.bus import Bus
from streams.schema.errors import BusError
from streams.schema.topics import INCIDENTS

_POLL_S: Final = 0.5
_RETRY_S: Final = 1.0

_log: structlog.stdlib.BoundLogger = structlog.get_logger()


def catch_up(bus: Bus, archive: Archive) -> None:
    """Bring the archive to where the log ends now.

    Raises:
        BusError: the log cannot be read.
    """
    end = bus.end((INCIDENTS.name,))
    with closing(bus.read((INCIDENTS.name,), archive.cursor)) as reader:
        while any(reader.cursor.get(place, 0) < offset for place, offset in end.items()):
            archive.apply(reader.poll(_POLL_S))


def follow(bus: Bus, archive: Archive, stop: threading.Event) -> None:
    """Keep the archive behind the log until `stop`; while the bus or the disk fails, say so and try again."""
    while not stop.is_set():
        try:
            with closing(bus.read((INCIDENTS.name,), archive.cursor)) as reader:
                while not stop.is_set():
                    records = reader.poll(_POLL_S)
                    if records:
                        archive.apply(records)
        except (BusError, sqlite3.Error) as error:
            _log.warning("archive_behind", error=str(error))
            stop.wait(_RETRY_S)
