"""What may be tuned about coverage. Knows nothing of roads."""

import msgspec

from streams.schema.quantities import Metres, Seconds


class CoverageConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The thresholds of coverage and posts. Sources are our own choice where none is named."""

    within_s: Seconds = 180.0
    """From the call to somebody on scene; the stations' own target ("3 minutes")."""
    apart_m: Metres = 300.0
    """Places where a unit may wait lie about this far apart: a block or two."""
    move_m: Metres = 2_000.0
    """A unit waits no farther than this from where it is, as the crow flies: else it would be driving all night …"""
    move_s: Seconds = 600.0
    """… and no farther than this by road: a river may lie between."""
    thefts_share: float = 0.5
    """Where past thefts are known, so much of what is worth reaching lies where they were, the rest is every street."""
    missing_share: float = 0.3
    """A unit is not to be had for so much of the time (called elsewhere, silent, declining), so a second one that
    reaches the same street adds this share of its worth, a third this share of that. The model is Daskin's (1983),
    maximum expected covering; the number is our own: about that many are busy on a bad night."""
    least_m: Metres = 500.0
    """For less street than this, or as much in thefts, nobody is moved: a block or two."""
