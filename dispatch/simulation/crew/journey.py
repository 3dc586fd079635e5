"""Where something on a route is at a time. Pure geometry of the streets, between waypoints in a straight line."""

import bisect
from collections.abc import Sequence

import msgspec

Point = tuple[float, float]
"""(lon, lat), degrees."""


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """A way along points `(lon, lat, t_s)`, begun at `began_ms`; at `pace` 0.5 it takes twice as long as they say."""

    way: Sequence[tuple[float, float, float]]
    began_ms: int
    pace: float = 1.0

    @property
    def ends_ms(self) -> int:
        """When its end is reached."""
        return self.began_ms + round(self.way[-1][2] / self.pace * 1000)

    def at(self, now_ms: int) -> Point:
        """Where one is then: at the start before it began, at the end when it is over."""
        gone_s = (now_ms - self.began_ms) / 1000 * self.pace
        after = bisect.bisect_right(self.way, gone_s, key=lambda point: point[2])
        if after == 0 or after == len(self.way):
            lon, lat, _ = self.way[min(after, len(self.way) - 1)]
            return lon, lat
        (lon, lat, since_s), (to_lon, to_lat, until_s) = self.way[after - 1], self.way[after]
        share = (gone_s - since_s) / (until_s - since_s)
        return lon + (to_lon - lon) * share, lat + (to_lat - lat) * share


def standing(at: Point, now_ms: int) -> Journey:
    """The journey of one who stays."""
    return Journey(way=((*at, 0.0),), began_ms=now_ms)
