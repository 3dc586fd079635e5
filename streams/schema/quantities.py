"""Quantities of the language: their units and bounds, fixed in one place.

Time is UTC epoch milliseconds, place is WGS-84 `lon, lat` in degrees, lengths are metres, durations seconds.
"""

from typing import Annotated

import msgspec

EpochMs = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]  # up to the year 9999, as datetime
Lon = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Lat = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Metres = Annotated[float, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]
Score = Annotated[float, msgspec.Meta(ge=0, le=1)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Note = Annotated[str, msgspec.Meta(max_length=4000)]
Seq = Annotated[int, msgspec.Meta(ge=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A point on the ground and how wrong it may be."""

    lon: Lon
    lat: Lat
    error_m: Metres = 0.0


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One named part of an additive score: what was measured, what it counts, how it reads to a person."""

    name: Name
    value: float
    points: float
    """Above 0 speaks for the suspicion, below 0 against it."""
    text: Note
    text_zh: Note
