"""One group seen in two places: the later sighting proposed as the same incident, and joined to it by a person."""

from streams.schema.incidents import IncidentFact
from streams.schema.quantities import EpochMs, Metres, Name, Place, Seconds


class LinkProposed(IncidentFact, frozen=True, kw_only=True, tag=True):
    """Those of an earlier incident could have come here by road since they were last seen there: a person decides."""

    earlier: Name
    apart_m: Metres
    gap_s: Seconds
    """Since they were last seen."""
    way_s: Seconds
    """What the way takes by road, by the quickest means."""


class SightingLinked(IncidentFact, frozen=True, kw_only=True, tag=True):
    """The incident went on elsewhere: another sighting is of the same group, and this is where they are now."""

    sighting: Name
    """The incident that the sighting was until then."""
    place: Place
    seen_at_ms: EpochMs
    """When they were last seen there."""


LinkEvent = LinkProposed | SightingLinked
