"""The audit log: who did and looked at what, each entry chained to the one before it."""

from dispatch.audit.entries import BEGIN, Broken, Entry
from dispatch.audit.log import AuditLog

__all__ = ["BEGIN", "AuditLog", "Broken", "Entry"]
