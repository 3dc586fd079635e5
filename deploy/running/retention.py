"""Lets go of what may not be kept longer: evidence by what became of it, topics and the audit log by their times."""

import sqlite3
import threading
import time
from typing import Final

import structlog

from deploy.settings import RetentionConfig
from dispatch.audit import AuditLog
from dispatch.records.archive import Archive
from streams.bus import Bus
from streams.evidence import EvidenceStore
from streams.log import SqliteBus
from streams.runtime.clock import Clock
from streams.schema.errors import PatrolError
from streams.schema.ids import incident_of
from streams.schema.topics import INCIDENTS

EVERY_S: Final = 600.0
HOUR_MS: Final = 3_600_000

_log = structlog.get_logger()


def expire_evidence(evidence: EvidenceStore, archive: Archive | None, retention: RetentionConfig, now_ms: int) -> int:
    """Delete stills past their time, shorter for what nobody confirmed; gives how many.

    A still without an incident (a mere watch) or of a dismissed one is unconfirmed. `archive` must have caught up with
    the log; without one only what nobody may keep goes. `now_ms` is the machine's time, as that of the files is.
    """
    evidence.take_as_of(now_ms)
    expired = evidence.expire(now_ms - round(retention.evidence_h * HOUR_MS))
    if archive is None:
        return expired
    return expired + evidence.expire(
        now_ms - round(retention.unconfirmed_h * HOUR_MS),
        keep=lambda key: archive.taken_up(incident_of(key.rpartition("-")[0])),
    )


def keep_retention(
    bus: Bus,
    evidence: EvidenceStore,
    archive: Archive,
    audit: AuditLog,
    retention: RetentionConfig,
    *,
    clock: Clock,
    stop: threading.Event,
) -> None:
    """Do it every ten minutes until `stop`; what fails is tried again. Kafka lets go of records by itself."""
    while not stop.wait(EVERY_S):
        try:
            read, now_ms = archive.cursor, time.time_ns() // 1_000_000
            if any(read.get(place, 0) < end for place, end in bus.end((INCIDENTS.name,)).items()):
                # it is being made anew, or the disk has no room for it until something goes
                expire_evidence(evidence, None, retention, now_ms)
                continue
            stills = expire_evidence(evidence, archive, retention, now_ms)
            records = bus.expire(clock.now_ms()) if isinstance(bus, SqliteBus) else 0
            entries = audit.expire(clock.now_ms() - round(retention.audit_h * HOUR_MS))
            if stills or records or entries:
                _log.info("retention_kept", stills=stills, records=records, audit_entries=entries)
        except (PatrolError, sqlite3.Error, OSError) as error:
            _log.error("retention_failed", error=str(error))
