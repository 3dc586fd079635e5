"""Who is on duty when, and who stands behind a role right now. Knows calendars and people, nothing of incidents."""

from dispatch.rosters.rosters import Edge, Rosters

__all__ = ["Edge", "Rosters"]
