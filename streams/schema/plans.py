"""The words of a response: how grave an incident is, who may answer it, where each unit of several is to stand."""

from typing import Literal

import msgspec

from streams.schema.quantities import Lat, Lon, Name, Note, Seconds, Seq

Grade = Literal["red", "orange", "yellow", "blue"]
"""How grave, by the four colours of Chinese warnings (红橙黄蓝), gravest first."""
Severity = Literal["ordinary", "serious", "grave"]
"""How much of its kind an incident is, as far as is known; a plan may ask for more from a level on."""
Role = Literal["police", "patrol", "guard", "volunteer"]
"""What a unit may do: a guard (保安) never faces a group alone, a volunteer only observes."""
Duty = Literal["hold", "observe"]
Side = Literal["north", "north_east", "east", "south_east", "south", "south_west", "west", "north_west"]
"""From which side of the incident."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Where one unit is to stand: an end of the street, an exit of the yard."""

    lon: Lon
    lat: Lat
    side: Side
    street: Note = ""
    """Name of the street there; empty where the map has none."""
    eta_s: Seconds | None = None
    """Expected arrival there from when it was said."""


class Companion(msgspec.Struct, frozen=True, kw_only=True):
    """Who else comes, and from which side; None where that is not settled."""

    unit_id: Name
    side: Side | None = None


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """One unit that the plan asks for and that cannot be had."""

    slot: Seq
    """Which of the plan's units, from 1."""
    kinds: tuple[Name, ...] = ()
    """Of which kinds it may be; empty: any."""
    roles: tuple[Role, ...] = ()
    organisations: tuple[Name, ...] = ()
    why: Note
